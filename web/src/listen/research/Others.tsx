import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import css from './Research.module.css';
import { type Code, type Coding, type Note, useCodings } from './reads';

/** What this coder gave and another did not, or the other way round, is marked. */
function Given({ coding, codings, codes }: { coding: Coding; codings: Coding[]; codes: Code[] }) {
  const { t, i18n } = useTranslation('research');
  const given = coding.codes ?? [];
  const shared = (slug: string) => codings.every((one) => one.codes?.includes(slug));
  if (given.length === 0) return <span className={css.none}>{t('nothing_fits')}</span>;
  return given.map((slug) => (
    <span key={slug} className={shared(slug) ? css.given : css.alone}>
      {pickText(codes.find((code) => code.slug === slug)?.name, i18n.language, slug)}
      {!shared(slug) && <span className="unseen"> ({t('alone')})</span>}
    </span>
  ));
}

/** Who has coded the note. Their codes are kept back until one's own are in, so that nobody follows another. */
export function Others({ note, codes }: { note: Note; codes: Code[] }) {
  const { t } = useTranslation('research');
  const codings = useCodings(note.id).data ?? [];
  const others = codings.filter((one) => !one.mine);
  if (others.length === 0) return null;
  const name = (one: Coding) => (one.mine ? t('you') : one.coder_name || t('a_key'));
  if (note.mine === undefined)
    return <p className={css.hint}>{t('kept_back', { count: others.length, names: others.map(name).join(', ') })}</p>;
  return (
    <dl className={css.codings}>
      {codings.map((one) => (
        <div key={one.coder}>
          <dt>{name(one)}</dt>
          <dd>
            <Given coding={one} codings={codings} codes={codes} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
