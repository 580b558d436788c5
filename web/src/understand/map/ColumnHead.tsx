import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { useTouchpointName, useTouchpointOf } from '../names';
import css from './Map.module.css';
import type { MapColumn, TouchpointMap } from './read';

/** "Verkkokaupan päällikkö" → "VP" */
export function initialsOf(owner: string): string {
  const words = owner.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0]?.[0], words[words.length - 1]?.[0]] : [owner.slice(0, 2)];
  return letters.join('').toLocaleUpperCase();
}

export function Owner({ touchpoint }: { touchpoint: string }) {
  const { t } = useTranslation('touchpoint');
  const owner = useTouchpointOf()(touchpoint)?.owner;
  if (!owner) return <span className={css.debt}>{t('no_owner')}</span>;
  return (
    <abbr className={css.owner} title={owner}>
      <span aria-hidden="true">{initialsOf(owner)}</span>
      <span className="unseen">{owner}</span>
    </abbr>
  );
}

/** A dot for every element that changed in the period; its words on pointing, and for the screen reader. */
export function Changes({ touchpoint, map }: { touchpoint: string; map: TouchpointMap }) {
  const { t, i18n } = useTranslation('map');
  const format = useFormat();
  const changes = map.changes.filter((change) => change.touchpoint === touchpoint);
  const words = changes.map(
    (change) => `${format.day(change.changed_on)}: ${pickText(change.name, i18n.language)} – ${pickText(change.note, i18n.language)}`,
  );
  if (changes.length === 0) return null;
  return (
    <span className={css.changes} title={words.join('\n')}>
      {changes.map((change) => (
        <i key={`${change.changed_on} ${pickText(change.note, 'en')}`} />
      ))}
      <span className="unseen">{t('changed', { what: words.join('; ') })}</span>
    </span>
  );
}

export function ColumnHead({ column, map }: { column: MapColumn; map: TouchpointMap }) {
  const nameOf = useTouchpointName();
  return (
    <th scope="col" className={css.head}>
      <Link to="/touchpoints/$slug" params={{ slug: column.touchpoint }}>
        {nameOf(column.touchpoint)}
      </Link>
      <div className={css.under}>
        <Owner touchpoint={column.touchpoint} />
        <Changes touchpoint={column.touchpoint} map={map} />
      </div>
    </th>
  );
}
