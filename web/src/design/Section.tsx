import type { ReactNode } from 'react';
import css from './Section.module.css';

interface SectionProps {
  title: string;
  verdict?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}

/** A section opens with an ink rule and its name; no box. */
export function Section({ title, verdict, note, children }: SectionProps) {
  return (
    <section className={css.section} aria-label={title}>
      <header className={css.header}>
        <h2>{title}</h2>
        {verdict}
        {note && <span className={css.note}>{note}</span>}
      </header>
      {children}
    </section>
  );
}
