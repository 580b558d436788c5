import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmotionWord } from '../../design/EmotionWord';
import { FigureRow } from '../../design/FigureRow';
import rows from '../../design/FigureRow.module.css';
import { FigureTable } from '../../design/FigureTable';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTableTwin } from '../../design/TableTwin';
import type { VerdictName } from '../../design/Verdict';
import { useTouchpointName } from '../names';
import study from '../Study.module.css';
import css from './Emotions.module.css';
import { useEmotionList } from './list';
import type { EmotionPlace } from './reads';

const share = { low: 0, high: 100 };
const verdicts: Record<string, VerdictName> = { reached: 'better', missed: 'worse', open: 'no_shown_change', 'too few': 'too_few' };

function Leader({ place }: { place: EmotionPlace }) {
  const format = useFormat();
  return (
    <>
      <EmotionWord name={place.leader ?? ''} /> {format.withUnit(place.leader_share?.value ?? 0, 'percent')}
    </>
  );
}

interface EmotionsTableProps {
  places: EmotionPlace[];
  on: string | undefined;
  choose: (touchpoint: string | undefined) => void;
}

/** Place by place: the share that names a wanted emotion, its goal, and what is named instead. Places nobody wants anything of come last. */
export function EmotionsTable({ places, on, choose }: EmotionsTableProps) {
  const { t } = useTranslation(['emotions', 'common']);
  const format = useFormat();
  const nameOf = useTouchpointName();
  const listOf = useEmotionList();
  const { asTable, toggle } = useTableTwin();
  const wanted = places.filter((place) => place.targets.length > 0);
  const nameFor = (place: EmotionPlace) =>
    place.touchpoint ? nameOf(place.touchpoint) : t('whole', { from: format.fullDay(place.from), to: format.fullDay(place.to) });
  const status = (place: EmotionPlace) => (place.status ? t(`status.${place.status.replace(' ', '_')}`) : '');
  return (
    <Section title={t('wanted_and_felt')} note={toggle}>
      {wanted.length === 0 && <p className="meta">{t('no_targets')}</p>}
      {wanted.length > 0 && asTable && (
        <FigureTable
          heads={[t('place'), t('wanted')]}
          measure={t('common:short.emotion_hit')}
          unit="percent"
          more={[t('goal'), t('status_head'), t('instead'), t('accuracy')]}
          rows={wanted.map((place) => ({
            key: `${place.touchpoint ?? ''} ${place.from}`,
            labels: [nameFor(place), listOf(place.targets)],
            ...place.hit,
            n: place.n,
            more: [
              place.goal === undefined ? '' : format.withUnit(place.goal, 'percent'),
              status(place),
              place.leader ? `${t(`common:emotion.${place.leader}`)} ${format.withUnit(place.leader_share?.value ?? 0, 'percent')}` : '',
              typeof place.accuracy?.value === 'number'
                ? `${format.signed(place.accuracy.value, 2)} (${format.number(place.accuracy.low ?? 0, 2)} … ${format.number(place.accuracy.high ?? 0, 2)})`
                : '',
            ],
          }))}
        />
      )}
      {wanted.length > 0 && !asTable && (
        <table className={`${rows.table} ${css.table}`}>
          <thead>
            <tr>
              <th>{t('place')}</th>
              <th className={rows.wide}>
                <span className={rows.ends}>
                  <span>0</span>
                  <span>{format.withUnit(100, 'percent')}</span>
                </span>
              </th>
              <th>{t('common:short.emotion_hit')}</th>
              <th>{t('common:figure.interval')}</th>
              <th className={rows.word}>{t('status_head')}</th>
              <th className={rows.last}>{t('instead')}</th>
            </tr>
          </thead>
          <tbody>
            {wanted.map((place) => (
              <FigureRow
                key={`${place.touchpoint ?? ''} ${place.from}`}
                place={`emotions ${place.touchpoint ?? place.from}`}
                name={
                  <UnstyledButton
                    className={`${study.name} ${css.name}`}
                    aria-pressed={place.touchpoint === on}
                    onClick={() => choose(place.touchpoint)}
                  >
                    {nameFor(place)}
                  </UnstyledButton>
                }
                note={
                  place.goal === undefined
                    ? listOf(place.targets)
                    : t('goal_note', { emotion: listOf(place.targets), goal: format.withUnit(place.goal, 'percent') })
                }
                unit="percent"
                scale={share}
                figure={place.hit ?? { n: place.n, quality: 'hidden' }}
                target={place.goal}
                verdict={place.status ? verdicts[place.status] : undefined}
                word={status(place) || undefined}
                last={place.leader ? <Leader place={place} /> : ''}
              />
            ))}
          </tbody>
        </table>
      )}
      <p className={`meta ${study.legend}`}>{t('legend')}</p>
    </Section>
  );
}
