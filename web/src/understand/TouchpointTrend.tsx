import { useTranslation } from 'react-i18next';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import { useTableTwin } from '../design/TableTwin';
import { ControlPanel } from './control/ControlPanel';
import { useControl } from './control/reads';
import { atTouchpoint } from './reads';
import type { Leading } from './standing';

/** Half a year of the leading figure, watched against the year before. */
export function TouchpointTrend({ slug, measure }: { slug: string; measure: Leading }) {
  const { t } = useTranslation(['control', 'common']);
  const format = useFormat();
  const { data } = useControl({ measure, where: atTouchpoint(slug) });
  const { asTable, toggle } = useTableTwin();
  const name = t(`common:measure.${measure}`);
  const baseline = data?.baseline;
  const rule = data?.rules[0];
  return (
    <Section
      title={t(`title.${data?.period ?? 'week'}`, { measure: name })}
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
