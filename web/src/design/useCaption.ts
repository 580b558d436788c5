import { useTranslation } from 'react-i18next';
import { type Unit, useFormat } from './format';

interface Captioned {
  n: number;
  value?: number | null;
  low?: number | null;
  high?: number | null;
}

/** What a picture must say when it has left the page: what it is, the figure with its interval, how many answers, which days. */
export function useCaption() {
  const { t } = useTranslation('common');
  const format = useFormat();
  return (name: string, figure: Captioned | undefined, unit: Unit, from: string | undefined, to: string | undefined): string => {
    const period = from && to ? format.range(from, to) : '';
    if (!figure || typeof figure.value !== 'number' || typeof figure.low !== 'number' || typeof figure.high !== 'number')
      return t('take.caption_plain', { name, period });
    const value = format.withUnit(figure.value, unit);
    return t('take.caption', { name, value, interval: format.interval(figure.low, figure.high, unit), n: format.count(figure.n), period });
  };
}
