import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import type { SavedView } from './reads';

/** Opens the view as it was saved: nothing of the period at hand is carried over into it. */
export function ViewLink({ view, className, children }: { view: SavedView; className?: string; children: ReactNode }) {
  const router = useRouter();
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    router.history.push(view.address);
  };
  return (
    <a href={view.address} className={className} onClick={open}>
      {children}
    </a>
  );
}
