import type { ReactNode } from 'react';
import css from './EmptyState.module.css';

interface EmptyStateProps {
  title: string;
  text: string;
  action?: ReactNode;
  picture?: ReactNode;
}

/** An empty screen teaches: what it is for, one action, one picture of what it will look like. */
export function EmptyState({ title, text, action, picture }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      <div>
        <h2>{title}</h2>
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
