import '../design/forms';
import { Button, Checkbox, MultiSelect, PasswordInput, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/session';
import { useDeed } from '../app/useDeed';
import { languages, pickText } from '../app/words';
import { Dialog } from '../design/Dialog';
import { useLanguageName } from '../listen/languageName';
import { useTouchpointName } from '../understand/names';
import { useTouchpoints } from '../understand/reads';
import { type Account, type AccountIn, addAccount, changeAccount, type Role, roles, useUnits } from './reads';
import css from './Settings.module.css';
import { Told } from './Told';

interface AccountFormProps {
  /** undefined: a new one */
  account?: Account;
  close: () => void;
}

type Written = Required<Omit<AccountIn, 'email'>> & { email: string; disabled: boolean };

function begin(account: Account | undefined): Written {
  return {
    email: account?.email ?? '',
    name: account?.name ?? '',
    role: account?.role ?? 'worker',
    language: (account?.language ?? '') as Written['language'],
    password: '',
    touchpoints: account?.touchpoints ?? [],
    units: account?.units ?? [],
    disabled: account?.disabled ?? false,
  };
}

function store(account: Account | undefined, written: Written): Promise<void> {
  const { email, password, disabled, ...rest } = written;
  const narrow = rest.role === 'worker' ? rest : { ...rest, touchpoints: [], units: [] };
  if (!account) return addAccount({ ...narrow, email: email.trim(), password });
  return changeAccount(account.id, { ...narrow, disabled, ...(password && { password }) });
}

function WorkerFields({ written, set }: { written: Written; set: (part: Partial<Written>) => void }) {
  const { t, i18n } = useTranslation('settings');
  const touchpointName = useTouchpointName();
  const touchpoints = useTouchpoints().data ?? [];
  const units = useUnits().data ?? [];
  return (
    <>
      <p className="small">{t('worker_note')}</p>
      <MultiSelect
        label={t('touchpoints')}
        data={touchpoints.map(({ slug }) => ({ value: slug, label: touchpointName(slug) }))}
        value={written.touchpoints}
        searchable
        onChange={(list) => set({ touchpoints: list })}
      />
      <MultiSelect
        label={t('units')}
        data={units.map(({ slug, name }) => ({ value: slug, label: pickText(name, i18n.language, slug) }))}
        value={written.units}
        searchable
        onChange={(list) => set({ units: list })}
      />
    </>
  );
}

/** A person: who, in which role, and for a worker, which touchpoints and units. */
export function AccountForm({ account, close }: AccountFormProps) {
  const { t } = useTranslation(['settings', 'common']);
  const languageName = useLanguageName();
  const me = useMe();
  const deed = useDeed(['email', 'password', 'name']);
  const [written, setWritten] = useState(() => begin(account));
  const set = (part: Partial<Written>) => setWritten((now) => ({ ...now, ...part }));
  const own = account !== undefined && account.id === me?.id;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await deed.run(() => store(account, written))) close();
  };
  return (
    <Dialog side title={account ? account.name || account.email : t('account_add')} close={close}>
      <form className={css.form} onSubmit={submit}>
        {!account && (
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="off"
            required
            withAsterisk={false}
            value={written.email}
            error={deed.at('email')}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t('person_name')}
          maxLength={100}
          value={written.name}
          error={deed.at('name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <div className={css.pair}>
          <Select
            label={t('role')}
            data={roles.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
            value={written.role}
            allowDeselect={false}
            disabled={own}
            onChange={(role) => set({ role: (role ?? 'viewer') as Role })}
          />
          <Select
            label={t('common:language')}
            data={[
              { value: '', label: t('language_of_browser') },
              ...languages.map((code) => ({ value: code as string, label: languageName(code) })),
            ]}
            value={written.language}
            allowDeselect={false}
            onChange={(code) => set({ language: (code ?? '') as Written['language'] })}
          />
        </div>
        <p className="small">{t(`role_note.${written.role}`)}</p>
        {written.role === 'worker' && <WorkerFields written={written} set={set} />}
        <PasswordInput
          label={t(account ? 'password_new_optional' : 'password_first')}
          description={t('password_rule')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          required={!account}
          withAsterisk={false}
          minLength={10}
          maxLength={200}
          value={written.password}
          error={deed.at('password')}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
        {account && !own && (
          <Checkbox
            radius="xs"
            label={t('disable')}
            description={t('disable_note')}
            checked={written.disabled}
            onChange={(event) => set({ disabled: event.currentTarget.checked })}
          />
        )}
        <div className={css.row}>
          <Button type="submit" disabled={deed.busy}>
            {t(account ? 'common:save' : 'common:add')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
          <Told deed={deed} />
        </div>
      </form>
    </Dialog>
  );
}
