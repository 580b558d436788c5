import { useTranslation } from 'react-i18next';

interface RowProblem {
  row: number | string;
  column: string;
  reason: string;
  code: string;
}

/** Why a row is left out, in the reader's language: the reason by itself, and with its place. */
export function useRowProblem() {
  const { t } = useTranslation('imports');
  const reasonOf = (code: string, reason: string): string => t(`row.${code}`, { defaultValue: reason });
  return {
    reasonOf,
    told: ({ row, column, reason, code }: RowProblem): string =>
      t(column ? 'problem' : 'problem_row', { row, column, reason: reasonOf(code, reason) }),
  };
}
