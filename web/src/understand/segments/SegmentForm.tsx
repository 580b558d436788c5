import '../../design/forms';
import { Checkbox, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useMay } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { useSettled } from '../../app/useSettled';
import { Dialog } from '../../design/Dialog';
import boards from '../boards/Boards.module.css';
import { ConditionBuilder } from '../ConditionBuilder';
import { conditionOf, rowsAfter, rowsOf } from '../explore';
import { useDimensions } from '../reads';
import { Count } from './Count';
import { type Segment, saveSegment } from './reads';
import css from './Segments.module.css';
import { useSegmentSentence } from './useSegmentSentence';

interface SegmentFormProps {
  /** what is changed; a new one without */
  segment?: Segment;
  /** a condition to begin with */
  condition?: Segment['condition'];
  close: () => void;
}

/** A name, who sees it, and the condition with what it holds at this moment. */
export function SegmentForm({ segment, condition, close }: SegmentFormProps) {
  const { t } = useTranslation(['segments', 'boards']);
  const mayShare = useMay('manager');
  const sentence = useSegmentSentence();
  const dimensions = useDimensions().data ?? [];
  const deed = useDeed(['name', 'shared', 'condition']);
  const begun = segment?.condition ?? condition;
  const [name, setName] = useState(segment?.name ?? '');
  const [shared, setShared] = useState(segment?.shared ?? false);
  const [rows, setRows] = useState(() => rowsOf(begun));
  const where = rows ? conditionOf(rows.leaves, rows.any) : JSON.stringify(begun);
  const counted = useSettled(where ?? '', 250);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (where && (await deed.run(() => saveSegment({ name, shared, condition: JSON.parse(where) }, segment)))) close();
  };
  return (
    <Dialog title={t(segment ? 'change_title' : 'add')} close={close}>
      <form className={boards.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('boards:name')}
          maxLength={80}
          value={name}
          error={deed.at('name')}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {rows ? (
          <div className={css.rows}>
            <ConditionBuilder ask={rows} change={(part) => setRows((now) => now && rowsAfter(now, part))} dimensions={dimensions} />
          </div>
        ) : (
          <p className="small">
            {sentence(begun)}. {t('beyond_rows')}
          </p>
        )}
        {deed.at('condition') && (
          <p role="alert" className={css.wrong}>
            {deed.at('condition')}
          </p>
        )}
        <p className={css.live} role="status">
          {where ? <Count where={counted || undefined} /> : t('no_condition')}
        </p>
        {segment !== undefined && segment.uses > 0 && <p className="small">{t('change_moves', { count: segment.uses })}</p>}
        {mayShare && (
          <Checkbox
            label={t('boards:share')}
            description={t('share_note')}
            checked={shared}
            error={deed.at('shared')}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <DialogEnd deed={deed} close={close} disabled={!where || name.trim() === ''} />
      </form>
    </Dialog>
  );
}
