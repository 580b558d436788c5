import type { ReactNode } from 'react';
import css from './EmptyState.module.css';

interface EmptyStateProps {
  title: string;
  text: string;
  action?: ReactNode;
  picture?: ReactNode;
  /** the screen has its heading already */
  under?: boolean;
}

/** An empty screen teaches: what it is for, one action, one picture of what it will look like. */
export function EmptyState({ title, text, action, picture, under }: EmptyStateProps) {
  const Heading = under ? 'h2' : 'h1';
  return (
    <div className={css.empty}>
      <div>
        <Heading>{title}</Heading>
        <p>{text}</p>
        {action && <div className={css.action}>{action}</div>}
      </div>
      {picture && (
        <div className={css.picture} aria-hidden="true">
          {picture}
        </div>
      )}
    </div>
  );
}
