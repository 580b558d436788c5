import { useTranslation } from 'react-i18next';
import { FigureRow } from '../../design/FigureRow';
import rows from '../../design/FigureRow.module.css';
import { FigureTable } from '../../design/FigureTable';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTableTwin } from '../../design/TableTwin';
import study from '../Study.module.css';
import { useWholeNames } from './names';
import type { WholeAttribute, WholePicture } from './read';
import css from './Whole.module.css';

interface PlacesProps {
  attribute: WholeAttribute;
  whole: WholePicture;
  band: [number | undefined, number | undefined];
}

/** One question, place by place, the lowest first: who says the same, and who breaks the chain. */
export function Places({ attribute, whole, band }: PlacesProps) {
  const { t } = useTranslation(['whole', 'common']);
  const format = useFormat();
  const { placeName, questionName } = useWholeNames(whole);
  const { asTable, toggle } = useTableTwin();
  const places = [...attribute.places].sort((a, b) => (a.value ?? Number.POSITIVE_INFINITY) - (b.value ?? Number.POSITIVE_INFINITY));
  const said = (place: WholeAttribute['places'][number]) =>
    place.in_line === undefined ? '' : t(place.in_line ? 'in_line' : 'out_of_line');
  const mark = (place: string) => (place !== attribute.breaking ? undefined : t(place === attribute.highest ? 'stands_above' : 'breaks'));
  return (
    <Section title={t('places_title', { question: questionName(attribute.question) })} note={toggle}>
      {asTable ? (
        <FigureTable
          heads={[t(`across_${whole.across}`)]}
          measure={t('mean')}
          unit="mean"
          more={[t('place_note')]}
          rows={places.map((place) => ({
            key: place.place,
            labels: [placeName(place.place)],
            ...place,
            more: [[mark(place.place), said(place)].filter(Boolean).join(', ')],
          }))}
        />
      ) : (
        <table className={`${rows.table} ${css.table}`}>
          <thead>
            <tr>
              <th>{t(`across_${whole.across}`)}</th>
              <th className={`${rows.wide} ${rows.wider}`}>
                <span className={rows.ends}>
                  <span>{format.number(attribute.scale.low)}</span>
                  <span>{format.number(attribute.scale.high)}</span>
                </span>
              </th>
              <th>{t('mean')}</th>
              <th>{t('common:figure.interval')}</th>
            </tr>
          </thead>
          <tbody>
            {places.map((place) => (
              <FigureRow
                key={place.place}
                place={`whole ${attribute.question} ${place.place}`}
                name={placeName(place.place)}
                note={[mark(place.place), said(place)].filter(Boolean).join(' · ') || undefined}
                unit="mean"
                scale={attribute.scale}
                figure={place}
                wide
              />
            ))}
          </tbody>
        </table>
      )}
      <p className={`meta ${study.legend}`}>
        {t('gap', {
          gap: format.number(attribute.gap ?? 0, 2),
          lowest: placeName(attribute.lowest ?? ''),
          highest: placeName(attribute.highest ?? ''),
        })}{' '}
        {band[0] !== undefined &&
          band[1] !== undefined &&
          band[0] <= band[1] &&
          t('band', { low: format.number(band[0], 1), high: format.number(band[1], 1) })}
      </p>
    </Section>
  );
}
