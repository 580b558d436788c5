import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schema } from '../../app/api';
import type { paths } from '../../app/contract.gen';
import table from '../../design/FigureTable.module.css';
import { useFormat } from '../../design/format';
import { useGroupWords } from '../groupWords';
import css from './WhyNumber.module.css';

type ExplainAsk = paths['/api/v1/explain']['get']['parameters']['query'];
type Explanation = Schema['Explanation'];

function Numbers({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation('why');
  const format = useFormat();
  const { numbers } = explanation.items[0] ?? {};
  const { people } = explanation;
  if (people) {
    const counts = { answered: format.count(people.answered), taken: format.count(people.taken), needed: format.count(people.needed) };
    return <p>{t('people', counts)}</p>;
  }
  if (explanation.items.length !== 1 || !numbers) return null;
  const places = explanation.formula.name === 'mean' ? 1 : 0;
  const words = Object.entries(numbers).map(
    ([name, value]) => `${t(`number.${name}`)} ${format.number(value, name === 'sum' ? places : 0)}`,
  );
  return <p>{words.join(' · ')}</p>;
}

/** Enough to draw the interval again. */
function Redrawn({ redrawn }: { redrawn: Schema['Redrawn'] }) {
  const { t } = useTranslation('why');
  const format = useFormat();
  const { rows, groups, replicates, seed } = redrawn;
  const counts = { rows: format.count(rows), groups: format.count(groups), replicates: format.count(replicates), seed: String(seed) };
  return <p>{t(groups < rows ? 'redrawn_groups' : 'redrawn', counts)}</p>;
}

function Rows({ rows }: { rows: Explanation['rows'] }) {
  const { t } = useTranslation('why');
  const format = useFormat();
  const { valueWord } = useGroupWords();
  if (rows.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard
    <section className={table.frame} aria-label={t('rows')} tabIndex={0}>
      <table className={table.table}>
        <caption className="meta">{t('rows')}</caption>
        <thead>
          <tr>
            <th>{t('response')}</th>
            <th>{t('touchpoint')}</th>
            <th>{t('channel')}</th>
            <th>{t('score')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.response} ${row.question}`}>
              <td>{row.response}</td>
              <td>{valueWord('touchpoint', row.touchpoint)}</td>
              <td>{valueWord('channel', row.channel)}</td>
              <td>{format.number(row.score)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Why({ query }: { query: ExplainAsk }) {
  const { t } = useTranslation('why');
  const format = useFormat();
  const { data } = useQuery({
    queryKey: ['explain', query],
    queryFn: () => answer(api.GET('/api/v1/explain', { params: { query } })),
  });
  if (!data) return <p className="meta">{t('looking')}</p>;
  const period = data.from && data.to ? format.range(data.from, data.to) : '';
  return (
    <>
      <p>{t(query.where ? 'which_some' : 'which_all', { period })}</p>
      <p>{t(`formula.${data.formula.name}`)}</p>
      {data.measure && <p>{t(`classes.${data.measure}`, { defaultValue: '' })}</p>}
      <Numbers explanation={data} />
      <p>{t(`interval.${data.interval.name}`)}</p>
      {data.interval.bootstrap && <Redrawn redrawn={data.interval.bootstrap} />}
      <Rows rows={data.rows} />
    </>
  );
}

/** Every number explains itself: which answers, which formula with which numbers, which interval. Asked only when somebody wonders. */
export function WhyNumber({ query }: { query: ExplainAsk }) {
  const { t } = useTranslation('why');
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={css.why}>
      <UnstyledButton className="act" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {t('why')}
      </UnstyledButton>
      <div id={id} className={open ? css.open : undefined}>
        {open && <Why query={query} />}
      </div>
    </div>
  );
}
