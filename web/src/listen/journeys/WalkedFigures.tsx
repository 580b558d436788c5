import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTouchpointName } from '../../understand/names';
import css from './Journeys.module.css';
import type { JourneyFigures } from './reads';

type Share = JourneyFigures['strayed'];

function Figure({ name, value, band, note }: { name: string; value: ReactNode; band?: string; note: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> {band && <span className="small">{band}</span>}
        <div className="small">{note}</div>
      </dd>
    </div>
  );
}

export function shareWords(format: Format, share: Share | undefined): { value: string; band: string } {
  if (typeof share?.value !== 'number') return { value: '–', band: share ? format.n(share.n) : '' };
  const band = typeof share.low === 'number' && typeof share.high === 'number' ? format.interval(share.low, share.high, 'percent') : '';
  return { value: format.withUnit(share.value, 'percent'), band: `${band} · ${format.n(share.n)}` };
}

function PreContact({ figures }: { figures: JourneyFigures }) {
  const { t } = useTranslation('journey');
  const format = useFormat();
  const nameOf = useTouchpointName();
  const { pre_contact: pre } = figures;
  const known = typeof pre.median === 'number';
  const band = typeof pre.low === 'number' && typeof pre.high === 'number' ? format.interval(pre.low, pre.high, 'percent') : '';
  const top = pre.top.map(({ touchpoint, owner }) => (owner ? `${nameOf(touchpoint)} (${owner})` : nameOf(touchpoint)));
  const note = known
    ? t('pre_contact_note', { low: format.figure(pre.quarter ?? 0, 'percent'), high: format.figure(pre.three_quarters ?? 0, 'percent') })
    : '';
  return (
    <Figure
      name={t('pre_contact')}
      value={known ? format.withUnit(pre.median ?? 0, 'percent') : '–'}
      band={`${band}${band && ' · '}${format.n(pre.n)}`}
      note={
        <>
          {note}
          {top.length > 0 && (
            <div>
              {t('pre_contact_top')} {top.join(', ')}.
            </div>
          )}
        </>
      }
    />
  );
}

/** Four answers about the whole way: what comes before the first contact, who begins, who strays, who is stuck. */
export function WalkedFigures({ figures }: { figures: JourneyFigures }) {
  const { t } = useTranslation('journey');
  const format = useFormat();
  const range = format.range(figures.from, figures.to);
  const note = t('figures_note', { range, walks: format.count(figures.walks), customers: format.count(figures.customers) });
  const sum = (name: 'stuck' | 'waiting') => figures.steps.reduce((all, step) => all + step[name], 0);
  if (figures.walks === 0) {
    return (
      <Section title={t('figures')}>
        <p className="small">{t('figures_none')}</p>
      </Section>
    );
  }
  const strayed = shareWords(format, figures.strayed);
  const pull = shareWords(format, figures.pull);
  return (
    <Section title={t('figures')} note={note}>
      <dl className={css.figures}>
        <PreContact figures={figures} />
        <Figure name={t('pull')} value={pull.value} band={pull.band} note={t('pull_note')} />
        <Figure name={t('strayed')} value={strayed.value} band={strayed.band} note={t('strayed_note')} />
        <Figure name={t('stuck')} value={format.count(sum('stuck'))} note={t('stuck_note', { waiting: format.count(sum('waiting')) })} />
      </dl>
    </Section>
  );
}
