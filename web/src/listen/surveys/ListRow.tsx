import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import css from './QuestionList.module.css';

/** One watcher of all rows. A row that has come near stays so. */
const waiting = new WeakMap<Element, () => void>();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) waiting.get(target)?.();
  },
  { rootMargin: '600px 0px' },
);

function useNear(row: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = row.current;
    if (near || !element) return undefined;
    waiting.set(element, () => setNear(true));
    watcher.observe(element);
    return () => watcher.unobserve(element);
  }, [near, row]);
  return near;
}

interface HandleProps {
  id: string;
  label: string;
  row: RefObject<HTMLLIElement | null>;
}

/** By which a row is dragged, with the pointer or with space and arrow keys. */
function Handle({ id, label, row }: HandleProps) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id });
  useLayoutEffect(() => {
    setNodeRef(row.current);
    return () => setNodeRef(null);
  }, [row, setNodeRef]);
  useLayoutEffect(() => {
    if (!row.current) return;
    row.current.style.transform = CSS.Translate.toString(transform) ?? '';
    row.current.style.transition = transition ?? '';
    row.current.toggleAttribute('data-dragged', isDragging);
  }, [row, transform, transition, isDragging]);
  return (
    <button type="button" className={css.handle} {...attributes} {...listeners} aria-label={label}>
      <svg width="12" height="16" viewBox="0 0 12 16" fill="currentColor" aria-hidden="true">
        {[3, 8, 13].flatMap((y) => [2.5, 9.5].map((x) => <circle key={`${x} ${y}`} cx={x} cy={y} r="1.5" />))}
      </svg>
    </button>
  );
}

interface ListRowProps {
  id: string;
  /** what its handle is called; absent: it cannot be moved */
  handle?: () => string;
  /** the buttons at its end */
  moves?: () => ReactNode;
  className?: string;
  children: ReactNode;
  /** below the line */
  below?: ReactNode;
}

/** A row of the editor's list. Its words and the way into it are always there, to be searched and read aloud; what moves it costs the most, and
 * of two hundred rows only those near the eye have it. */
export function ListRow({ id, handle, moves, className = '', children, below }: ListRowProps) {
  const row = useRef<HTMLLIElement>(null);
  const near = useNear(row);
  return (
    <li ref={row} className={`${css.row} ${className}`}>
      <div className={css.line}>
        {handle && near ? <Handle id={id} label={handle()} row={row} /> : <span className={css.handle} />}
        {children}
        {moves && <span className={css.moves}>{near && moves()}</span>}
      </div>
      {below}
    </li>
  );
}
