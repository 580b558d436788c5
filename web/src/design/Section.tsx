import { type ReactNode, useRef } from 'react';
import css from './Section.module.css';
import { TakeAlong, type TakeAlongProps } from './TakeAlong';

interface SectionProps {
  title: string;
  verdict?: ReactNode;
  note?: ReactNode;
  /** it can be taken along as a picture, which has this caption under it: figure, interval, n and period */
  take?: TakeAlongProps & { caption: string };
  children: ReactNode;
}

/** A section opens with an ink rule and its name; no box. */
export function Section({ title, verdict, note, take, children }: SectionProps) {
  const section = useRef<HTMLElement>(null);
  return (
    <section ref={section} className={css.section} aria-label={title}>
      <header className={css.header}>
        <h2>{title}</h2>
        {verdict}
        {(note || take) && (
          <span className={css.note}>
            {note && <span>{note}</span>}
            {take && <TakeAlong section={section} name={take.name} csv={take.csv} />}
          </span>
        )}
      </header>
      {children}
      {take && <p className={css.caption}>{take.caption}</p>}
    </section>
  );
}
