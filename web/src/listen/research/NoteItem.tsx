import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { Quote } from '../../design/Quote';
import { useTouchpointName } from '../../understand/names';
import { CodingPanel } from './CodingPanel';
import css from './Research.module.css';
import type { Code, Note } from './reads';
import type { CodingState } from './useCoding';

interface NoteItemProps {
  note: Note;
  codes: Code[];
  coding: CodingState;
  edit: (note: Note) => void;
}

/** What kind of note, when, where and of whom. */
function Source({ note }: { note: Note }) {
  const { t, i18n } = useTranslation('research');
  const format = useFormat();
  const touchpointName = useTouchpointName();
  const element = note.element && pickText(note.element.name, i18n.language, note.element.slug);
  const parts = [
    note.touchpoint && touchpointName(note.touchpoint),
    element,
    note.segment,
    note.author_name && t('by', { name: note.author_name }),
  ];
  return (
    <>
      <b>{t(`kind.${note.kind}`)}</b> {format.fullDay(note.day)}
      {parts.filter(Boolean).map((part) => (
        <span key={part}> · {part}</span>
      ))}
    </>
  );
}

export function NoteItem({ note, codes, coding, edit }: NoteItemProps) {
  const { t } = useTranslation('research');
  const open = coding.current?.id === note.id;
  return (
    <li className={open ? css.open : undefined}>
      <article data-note={note.id} tabIndex={-1} aria-label={`${t(`kind.${note.kind}`)} ${note.day}`}>
        <p className={css.source}>
          <span>
            <Source note={note} />
          </span>
          <button
            type="button"
            className="act"
            data-own-enter
            aria-expanded={open}
            onClick={() => coding.open(open ? undefined : note.id)}
            aria-label={`${t(open ? 'fold' : 'unfold')}: ${t(`kind.${note.kind}`)} ${note.day}`}
          >
            {t(open ? 'fold' : 'unfold')}
          </button>
        </p>
        {note.text === undefined ? (
          <p className={css.none}>{t('forgotten')}</p>
        ) : (
          <div className={open ? css.words : css.short}>
            <Quote text={note.text} language={note.language} />
          </div>
        )}
        <p className={css.standing}>
          <span className={note.mine === undefined ? css.waits : undefined}>{t(note.mine === undefined ? 'mine_open' : 'mine_coded')}</span>
          {' · '}
          {t('coders', { count: note.codings })}
        </p>
        {open && <CodingPanel note={note} codes={codes} coding={coding} edit={edit} />}
      </article>
    </li>
  );
}
