import type { ReactNode } from 'react';
import css from './LeadSentence.module.css';

/** The answer of the screen, in one or two sentences, as its heading. */
export function LeadSentence({ children }: { children: ReactNode }) {
  return <h1 className={css.lead}>{children}</h1>;
}
