import '../design/forms';
import { Button, Select, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeed } from '../app/useDeed';
import { Dialog } from '../design/Dialog';
import { addKey, type Key, keyRoles } from './reads';
import css from './Settings.module.css';
import { Told } from './Told';

function Secret({ secret, close }: { secret: string; close: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <div className={css.form}>
      <p>{t('key_once')}</p>
      <p className={css.secret} data-testid="secret">
        {secret}
      </p>
      <div className={css.row}>
        <Button onClick={() => clipboard.copy(secret)}>
          <span aria-live="polite">{t(clipboard.copied ? 'common:copied' : 'common:copy')}</span>
        </Button>
        <Button variant="default" onClick={close}>
          {t('key_kept')}
        </Button>
      </div>
    </div>
  );
}

/** A new key, then its secret, once. */
export function KeyForm({ close }: { close: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const deed = useDeed(['name', 'expires_at']);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Key['role']>('manager');
  const [until, setUntil] = useState('');
  const [secret, setSecret] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deed.run(async () => {
      const expiry = until ? { expires_at: new Date(`${until}T23:59:59`).toISOString() } : {};
      const key = await addKey({ name: name.trim(), role, ...expiry });
      setSecret(key.key ?? '');
    });
  };
  return (
    <Dialog title={t('key_add')} close={close}>
      {secret && <Secret secret={secret} close={close} />}
      {!secret && (
        <form className={css.form} onSubmit={submit}>
          <TextInput
            label={t('key_name')}
            description={t('key_name_note')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            error={deed.at('name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div className={css.pair}>
            <Select
              label={t('role')}
              data={keyRoles.map((one) => ({ value: one, label: t(`common:role.${one}`) }))}
              value={role}
              allowDeselect={false}
              onChange={(one) => setRole((one ?? 'viewer') as Key['role'])}
            />
            <TextInput
              type="date"
              label={t('key_until')}
              min={new Date().toISOString().slice(0, 10)}
              value={until}
              error={deed.at('expires_at')}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
          </div>
          <p className="small">{t(`role_note.${role}`)}</p>
          <div className={css.row}>
            <Button type="submit" disabled={deed.busy}>
              {t('key_make')}
            </Button>
            <Button variant="default" onClick={close}>
              {t('common:cancel')}
            </Button>
            <Told deed={deed} />
          </div>
        </form>
      )}
    </Dialog>
  );
}
