import '../../design/forms';
import { Checkbox, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useMay } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import css from './Boards.module.css';
import { addBoard, type Board, changeBoard } from './reads';

interface BoardFormProps {
  board?: Board;
  close: () => void;
  made?: (board: Board) => void;
}

/** A board's name and who sees it. */
export function BoardForm({ board, close, made }: BoardFormProps) {
  const { t } = useTranslation(['boards', 'common']);
  const mayShare = useMay('manager');
  const deed = useDeed(['name']);
  const [name, setName] = useState(board?.name ?? '');
  const [shared, setShared] = useState(board?.shared ?? false);
  const save = async () => {
    const saved = board ? await changeBoard(board, { name, shared }) : await addBoard({ name, shared, tiles: [] });
    made?.(saved);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await deed.run(save)) close();
  };
  return (
    <Dialog title={t(board ? 'board_change' : 'board_add')} close={close}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('name')}
          maxLength={80}
          value={name}
          error={deed.at('name')}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {mayShare && (
          <Checkbox
            label={t('share')}
            description={t('board_share_note')}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <DialogEnd deed={deed} close={close} />
      </form>
    </Dialog>
  );
}
