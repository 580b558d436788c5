import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session';
import { useDeed } from '../app/useDeed';
import { pickText } from '../app/words';
import { Dialog } from '../design/Dialog';
import { Section } from '../design/Section';
import { useLanguageName } from '../listen/languageName';
import { freeName, slugOf } from '../listen/surveys/definition';
import { addUnit, changeUnit, type Unit, useUnits } from './reads';
import css from './Settings.module.css';
import { Told } from './Told';
import list from './UnitsSection.module.css';

interface UnitFormProps {
  languages: string[];
  taken: string[];
  unit?: Unit | undefined;
  changed?: () => void;
}

function UnitForm({ languages, taken, unit, changed }: UnitFormProps) {
  const { t } = useTranslation(['settings', 'common']);
  const languageName = useLanguageName();
  const deed = useDeed();
  const [names, setNames] = useState<Record<string, string>>(unit?.name ?? {});
  const first = languages[0] ?? 'en';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const name = Object.fromEntries(Object.entries(names).filter(([, text]) => text.trim()));
    const slug = freeName(slugOf(name[first] ?? '') || 'unit', taken, '-');
    const done = await deed.run(() => (unit ? changeUnit(unit.slug, { name }) : addUnit({ slug, name })));
    if (done && unit) changed?.();
    else if (done) setNames({});
  };
  return (
    <form className={css.form} onSubmit={submit} aria-label={t(unit ? 'unit_change' : 'unit_add')}>
      <div className={css.pair}>
        {languages.map((language) => (
          <TextInput
            key={language}
            lang={language}
            label={t('unit_name', { language: languageName(language) })}
            value={names[language] ?? ''}
            required={language === first}
            withAsterisk={false}
            maxLength={200}
            onChange={(event) => setNames({ ...names, [language]: event.currentTarget.value })}
          />
        ))}
      </div>
      <div className={css.row}>
        <Button type="submit" variant="default" size="sm" disabled={deed.busy}>
          {t(unit ? 'common:save' : 'unit_add')}
        </Button>
        <Told deed={deed} word="unit_added" />
      </div>
    </form>
  );
}

/** The parts of the organisation: shops, teams. A worker can be given some of them. */
export function UnitsSection({ languages }: { languages: string[] }) {
  const { t, i18n } = useTranslation('settings');
  const units = useUnits().data ?? [];
  const may = useMay('owner');
  const [changing, setChanging] = useState<Unit | null>(null);
  return (
    <Section title={t('units')} note={t('units_note')}>
      {units.length === 0 && <p className="small">{t('units_none')}</p>}
      <ul className={list.list}>
        {units.map((unit) => (
          <li key={unit.slug}>
            {may ? (
              <UnstyledButton className="act" onClick={() => setChanging(unit)}>
                {pickText(unit.name, i18n.language, unit.slug)}
              </UnstyledButton>
            ) : (
              pickText(unit.name, i18n.language, unit.slug)
            )}
            <span className="meta">{unit.slug}</span>
          </li>
        ))}
      </ul>
      {may && <UnitForm languages={languages} taken={units.map((unit) => unit.slug)} />}
      {changing && (
        <Dialog title={t('unit_change')} close={() => setChanging(null)}>
          <UnitForm languages={languages} taken={[]} unit={changing} changed={() => setChanging(null)} />
        </Dialog>
      )}
    </Section>
  );
}
