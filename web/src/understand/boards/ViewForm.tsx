import '../../design/forms';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useMay } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import css from './Boards.module.css';
import { addBoard, pinView, type SavedView, saveView, useBoards } from './reads';

interface ViewFormProps {
  /** what is changed; a new one without */
  view?: SavedView;
  address: string;
  /** a name to begin with */
  name: string;
  close: () => void;
}

/** A name for what is on the screen, who sees it, and perhaps a board to pin it on. */
export function ViewForm({ view, address, name: proposed, close }: ViewFormProps) {
  const { t } = useTranslation(['boards', 'common']);
  const mayShare = useMay('manager');
  const boards = useBoards().data ?? [];
  const deed = useDeed(['name', 'shared']);
  const [kept, keep] = useState(view);
  const [name, setName] = useState(view?.name ?? proposed);
  const [shared, setShared] = useState(view?.shared ?? false);
  const [board, setBoard] = useState('');
  const offered = boards.filter((one) => one.mine || (one.shared && mayShare));
  const onShared = boards.some((one) => String(one.id) === board && one.shared);
  const save = async () => {
    const saved = await saveView({ name, address, shared: shared || onShared }, kept);
    keep(saved);
    if (board === 'new') await addBoard({ name, shared: false, tiles: [{ view: saved.id }] });
    else if (board) await pinView(Number(board), saved);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await deed.run(save)) close();
  };
  return (
    <Dialog title={t(view ? 'view_change' : 'view_save')} close={close}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('name')}
          maxLength={80}
          value={name}
          error={deed.at('name')}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {!view && (
          <NativeSelect
            label={t('pin_on')}
            value={board}
            data={[
              { value: '', label: t('pin_none') },
              ...offered.map((one) => ({ value: String(one.id), label: one.name })),
              { value: 'new', label: t('pin_new') },
            ]}
            onChange={(event) => setBoard(event.currentTarget.value)}
          />
        )}
        {mayShare && (
          <Checkbox
            label={t('share')}
            description={t(onShared ? 'share_with_board' : 'share_note')}
            checked={shared || onShared}
            disabled={onShared}
            error={deed.at('shared')}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <DialogEnd deed={deed} close={close} />
      </form>
    </Dialog>
  );
}
