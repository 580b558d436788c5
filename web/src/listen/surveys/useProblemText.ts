import { useTranslation } from 'react-i18next';
import { useLanguageName } from '../languageName';
import type { FieldProblem } from './problems';

/** The sentence of a problem: ours when we know the case, else the server's. */
export function useProblemText(): (problem: FieldProblem) => string {
  const { t } = useTranslation('surveys');
  const nameOf = useLanguageName();
  return (problem) =>
    problem.word ? t(`problem.${problem.word}`, { language: problem.language ? nameOf(problem.language) : '' }) : (problem.detail ?? '');
}
