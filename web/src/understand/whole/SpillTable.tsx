import { useTranslation } from 'react-i18next';
import table from '../../design/FigureTable.module.css';
import { useFormat } from '../../design/format';
import type { Spill, SpillOver } from './read';
import { arrowsOf } from './spill';

/** Every arrow in numbers. */
export function SpillTable({ spill }: { spill: SpillOver }) {
  const { t } = useTranslation(['whole', 'common']);
  const format = useFormat();
  const verdict = (effect: Spill['lift']) => t(`spill_verdict.${effect.verdict.replaceAll(' ', '_')}`);
  const interval = ({ low, high }: Spill['lift']) =>
    typeof low === 'number' && typeof high === 'number' ? `${format.signed(low, 2)} … ${format.signed(high, 2)}` : '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard
    <section className={table.frame} aria-label={t('spill_table')} tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            {['spill_of', 'spill_on', 'spill_when', 'spill_difference', 'spill_interval', 'spill_n', 'spill_good', 'spill_head'].map(
              (head) => (
                <th key={head}>{t(head)}</th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {arrowsOf(spill).map((arrow) => (
            <tr key={`${arrow.of} ${arrow.on} ${arrow.pull}`}>
              <td>{t(`common:kind.${arrow.of}`)}</td>
              <td>{t(`common:kind.${arrow.on}`)}</td>
              <td>{t(`when_${arrow.pull}`)}</td>
              <td>{typeof arrow.effect.value === 'number' ? format.signed(arrow.effect.value, 2) : ''}</td>
              <td>{interval(arrow.effect)}</td>
              <td>{format.count(arrow.n)}</td>
              <td>{format.count(arrow.good)}</td>
              <td>{verdict(arrow.effect)}</td>
            </tr>
          ))}
          {(['lift', 'drag'] as const).map((pull) => {
            const effect = spill.whole[pull];
            return (
              <tr key={pull}>
                <td colSpan={2}>{t('spill_all')}</td>
                <td>{t(`when_${pull}`)}</td>
                <td>{typeof effect.value === 'number' ? format.signed(effect.value, 2) : ''}</td>
                <td>{interval(effect)}</td>
                <td colSpan={2}>{t('spill_met', { n: format.count(spill.whole.customers) })}</td>
                <td>{verdict(effect)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
