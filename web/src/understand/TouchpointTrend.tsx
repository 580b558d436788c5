import { useTranslation } from 'react-i18next';
import { unitOf, useFormat } from '../design/format';
import { Section } from '../design/Section';
import { useTableTwin } from '../design/TableTwin';
import { useCaption } from '../design/useCaption';
import { ControlPanel } from './control/ControlPanel';
import { saveControlCsv } from './control/csv';
import { useControl } from './control/reads';
import { useTouchpointName } from './names';
import { atTouchpoint } from './reads';
import type { Leading } from './standing';

/** Half a year of the leading figure, watched against the year before. */
export function TouchpointTrend({ slug, measure }: { slug: string; measure: Leading }) {
  const { t } = useTranslation(['control', 'common']);
  const format = useFormat();
  const { data } = useControl({ measure, where: atTouchpoint(slug) });
  const { asTable, toggle } = useTableTwin();
  const name = t(`common:measure.${measure}`);
  const caption = useCaption();
  const touchpointName = useTouchpointName();
  const last = data?.points[data.points.length - 1];
  const baseline = data?.baseline;
  const rule = data?.rules[0];
  return (
    <Section
      title={t(`title.${data?.period ?? 'week'}`, { measure: name })}
      take={
        data && data.points.length > 0
          ? {
              name: `${measure}_${slug}`,
              caption: caption(`${touchpointName(slug)}, ${name}`, last, unitOf(data.unit), last?.from, last?.to),
              csv: () => saveControlCsv(data, `${measure}_${slug}_${data.from}_${data.to}`),
            }
          : undefined
      }
      note={
        data &&
        data.points.length > 0 && (
          <>
            {rule && baseline && t('note', { period: format.range(baseline.from, baseline.to), n: format.count(baseline.n) })}
            {rule && ' · '}
            {toggle}
          </>
        )
      }
    >
      {data && <ControlPanel chart={data} name={name} asTable={asTable} touchpoint={slug} />}
    </Section>
  );
}
