import '../design/forms';
import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import { ScreenLine } from '../app/ScreenLine';
import { useMay, useWorkspace } from '../app/session';
import { useDeed } from '../app/useDeed';
import { LeadSentence } from '../design/LeadSentence';
import { Section } from '../design/Section';
import { commonLanguages, useLanguageName } from '../listen/languageName';
import { ColourField } from './ColourField';
import { LogoField } from './LogoField';
import { changeWorkspace } from './reads';
import css from './Settings.module.css';
import { Told } from './Told';
import { UnitsSection } from './UnitsSection';

const zones = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];

function WorkspaceForm({ workspace }: { workspace: Schema['Workspace'] }) {
  const { t } = useTranslation(['settings', 'common']);
  const languageName = useLanguageName();
  const deed = useDeed(['name', 'time_zone', 'languages', 'colour', 'logo_svg']);
  const [name, setName] = useState(workspace.name);
  const [zone, setZone] = useState(workspace.time_zone);
  const [languages, setLanguages] = useState(workspace.languages);
  const [colour, setColour] = useState(workspace.colour);
  const [logo, setLogo] = useState(workspace.logo_svg);
  const may = useMay('owner');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deed.run(() => changeWorkspace({ name: name.trim(), time_zone: zone, languages, colour: colour.trim().toLowerCase(), logo_svg: logo }));
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput
        label={t('name')}
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        error={deed.at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={css.pair}>
        <Select
          label={t('time_zone')}
          data={[...new Set([workspace.time_zone, ...zones])]}
          value={zone}
          searchable
          allowDeselect={false}
          limit={60}
          error={deed.at('time_zone')}
          onChange={(value) => setZone(value ?? zone)}
        />
        <MultiSelect
          label={t('languages')}
          data={[...new Set([...workspace.languages, ...commonLanguages])].map((code) => ({ value: code, label: languageName(code) }))}
          value={languages}
          maxValues={8}
          error={languages.length === 0 ? t('languages_none') : deed.at('languages')}
          onChange={setLanguages}
        />
      </div>
      <ColourField value={colour} change={setColour} error={deed.at('colour')} />
      <LogoField value={logo} change={setLogo} error={deed.at('logo_svg')} />
      {may ? (
        <div className={css.row}>
          <Button type="submit" disabled={deed.busy || languages.length === 0}>
            {t('common:save')}
          </Button>
          <Told deed={deed} />
        </div>
      ) : (
        <p className="small">{t('owners_only')}</p>
      )}
    </form>
  );
}

/** What the organisation is called, where it is, in which languages it asks, and how its page looks. */
export function WorkspacePage() {
  const { t } = useTranslation('settings');
  const workspace = useWorkspace();
  return (
    <>
      <ScreenLine />
      {workspace && (
        <>
          <LeadSentence>{t('workspace_lead', { name: workspace.name })}</LeadSentence>
          <div className={css.columns}>
            <Section title={t('workspace')}>
              <WorkspaceForm workspace={workspace} />
            </Section>
            <UnitsSection languages={workspace.languages} />
          </div>
        </>
      )}
    </>
  );
}
