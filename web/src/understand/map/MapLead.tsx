import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import { unitOf, useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { channelWord, useTouchpointName } from '../names';
import type { TouchpointMap } from './read';

/** The computed answer: which place hurts, through which channel, and how it stands; then what nobody measures. */
export function MapLead({ map }: { map: TouchpointMap }) {
  const { t } = useTranslation(['map', 'common']);
  const format = useFormat();
  const nameOf = useTouchpointName();
  const { worst } = map;
  const unmeasured = map.columns.filter((column) => column.encounters > 0 && !column.measure).length;
  const column = map.columns.find((one) => one.touchpoint === worst?.touchpoint);
  const cell = map.cells.find((one) => one.touchpoint === worst?.touchpoint && one.channel === worst.channel);
  const value = cell?.figure?.value;
  const values = {
    touchpoint: nameOf(worst?.touchpoint ?? ''),
    channel: channelWord(t, worst?.channel ?? ''),
    figure: typeof value === 'number' ? `${t(`common:short.${column?.measure}`)} ${format.withUnit(value, unitOf(column?.unit))}` : '',
  };
  return (
    <LeadSentence>
      {worst ? (
        <Trans
          t={t}
          i18nKey={`lead_${worst.why}`}
          values={values}
          components={{ a: <Link to="/touchpoints/$slug" params={{ slug: worst.touchpoint }} />, b: <b /> }}
        />
      ) : (
        t('lead_calm')
      )}{' '}
      {unmeasured > 0 && t('lead_unmeasured', { count: unmeasured })}
    </LeadSentence>
  );
}
