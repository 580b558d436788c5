import { Button, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { pickText } from '../../app/words';
import { nothingFits } from './keys';
import { Others } from './Others';
import css from './Research.module.css';
import { type Code, type Note, removeNote } from './reads';
import type { CodingState } from './useCoding';

interface CodingPanelProps {
  note: Note;
  codes: Code[];
  coding: CodingState;
  edit: (note: Note) => void;
}

/** The code book as buttons with their keys. */
function Choices({ codes, coding }: { codes: Code[]; coding: CodingState }) {
  const { t, i18n } = useTranslation('research');
  const shown = codes.filter(({ slug, retired }) => (coding.editable ? !retired : coding.chosen.includes(slug)));
  return (
    <fieldset className={css.choices} disabled={!coding.editable}>
      <legend>{t(coding.editable ? 'choose_codes' : 'own_codes')}</legend>
      {shown.map((code) => {
        const key = coding.keys.get(code.slug);
        return (
          <button
            key={code.slug}
            type="button"
            className={css.code}
            aria-pressed={coding.chosen.includes(code.slug)}
            aria-keyshortcuts={key || undefined}
            title={pickText(code.description, i18n.language) || undefined}
            onClick={() => coding.toggle(code.slug)}
          >
            {key && coding.editable && <kbd>{key}</kbd>}
            {pickText(code.name, i18n.language, code.slug)}
          </button>
        );
      })}
      {!coding.editable && shown.length === 0 && <span className={css.none}>{t('nothing_fits')}</span>}
    </fieldset>
  );
}

/** The open note: one's own codes, then, when they are in, everybody's. */
export function CodingPanel({ note, codes, coding, edit }: CodingPanelProps) {
  const { t } = useTranslation(['research', 'common']);
  const [removing, setRemoving] = useState(false);
  const { saving, unsure, editable, chosen } = coding;
  return (
    <div className={css.panel}>
      {note.text !== undefined && <Choices codes={codes} coding={coding} />}
      <div className={css.deeds}>
        {editable && (
          <>
            <Button size="sm" data-own-enter disabled={saving.busy || chosen.length === 0} onClick={() => coding.save(chosen)}>
              {t('common:save')}
            </Button>
            <Button
              size="sm"
              data-own-enter
              variant="default"
              leftSection={<kbd>{nothingFits}</kbd>}
              disabled={saving.busy}
              onClick={() => coding.save([])}
            >
              {t('nothing_fits')}
            </Button>
          </>
        )}
        {note.codings === 0 && note.text !== undefined && (
          <UnstyledButton className="act" data-own-enter onClick={() => edit(note)}>
            {t('common:edit')}
          </UnstyledButton>
        )}
        <UnstyledButton className="act" data-own-enter onClick={() => setRemoving(true)}>
          {t('common:delete')}
        </UnstyledButton>
        <span role="status" className="small">
          {unsure && t('unsure', { key: nothingFits })}
          {saving.done && note.mine !== undefined && t('saved')}
        </span>
        {saving.failure && (
          <span role="alert" className={css.failure}>
            {saving.failure}
          </span>
        )}
      </div>
      <Others note={note} codes={codes} />
      {removing && (
        <ConfirmDialog title={t('remove_title')} verb={t('common:delete')} run={() => removeNote(note.id)} close={() => setRemoving(false)}>
          {t('remove_text')}
        </ConfirmDialog>
      )}
    </div>
  );
}
