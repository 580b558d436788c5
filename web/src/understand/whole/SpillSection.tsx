import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTableTwin } from '../../design/TableTwin';
import { useJourneys } from '../../listen/journeys/reads';
import study from '../Study.module.css';
import { ClassShares } from './ClassShares';
import { experiences, type SpillOver, type WholeSearch } from './read';
import { SpillTable } from './SpillTable';
import { SpillTriangle } from './SpillTriangle';
import { arrowsOf, useSpillSentence, useWholeSentences } from './spill';
import css from './Whole.module.css';

interface SpillSectionProps {
  spill: SpillOver | undefined;
  error: unknown;
  search: WholeSearch;
  change: (change: WholeSearch) => void;
}

/** Physical, digital and unconscious encounters: how each does, and whether one lifts or drags another. */
export function SpillSection({ spill, error, search, change }: SpillSectionProps) {
  const { t, i18n } = useTranslation(['whole', 'common']);
  const format = useFormat();
  const journeys = useJourneys().data ?? [];
  const sentence = useSpillSentence(spill);
  const whole = useWholeSentences(spill);
  const { asTable, toggle } = useTableTwin();
  const some = spill && arrowsOf(spill).some(({ effect }) => typeof effect.value === 'number');
  return (
    <div className={css.spill}>
      <Section title={t('spill_title')} note={some && toggle}>
        <div className={`${study.choices} ${css.choices}`}>
          <NativeSelect
            label={t('experience')}
            value={search.experience ?? 'expectation'}
            data={experiences.map((one) => ({ value: one, label: t(`common:measure.${one}`) }))}
            onChange={(event) => change({ experience: experiences.find((one) => one === event.currentTarget.value) })}
          />
          <NativeSelect
            label={t('journey')}
            value={search.journey ?? ''}
            data={[
              { value: '', label: t('journey_all') },
              ...journeys.map((journey) => ({ value: journey.slug, label: pickText(journey.name, i18n.language, journey.slug) })),
            ]}
            onChange={(event) => change({ journey: event.currentTarget.value || undefined })}
          />
        </div>
        {error !== null && <Failure error={error} />}
        {spill && error === null && (
          <>
            <p className={css.said}>{sentence}</p>
            {whole.length > 0 && <p className={css.together}>{whole.join(' ')}</p>}
            <div className={`${study.columns} ${css.columns}`}>
              {some && <div>{asTable ? <SpillTable spill={spill} /> : <SpillTriangle spill={spill} label={sentence} />}</div>}
              <ClassShares spill={spill} />
            </div>
            <p className={`meta ${study.legend}`}>
              {some && t('spill_legend')} {t('association', { n: format.count(spill.customers) })}{' '}
              {spill.sampled < 1 && t('sampled', { share: format.number(1 / spill.sampled) })}
            </p>
          </>
        )}
      </Section>
    </div>
  );
}
