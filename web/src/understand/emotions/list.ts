import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';

/** "joy or trust", as the reader writes it. */
export function useEmotionList(): (names: string[]) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const list = new Intl.ListFormat(format.tag, { type: 'disjunction' });
  return (names) => list.format(names.map((name) => t(`emotion.${name}`).toLowerCase()));
}
