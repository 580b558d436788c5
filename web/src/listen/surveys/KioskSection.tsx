import '../../design/forms';
import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { Section } from '../../design/Section';
import { useUnits } from '../../settings/reads';
import { CopyButton } from './CopyButton';
import type { Survey } from './definition';
import css from './SharePage.module.css';
import { kioskOf } from './share';

/** The address a device in the shop opens once. */
export function KioskSection({ survey }: { survey: Survey }) {
  const { t, i18n } = useTranslation(['answering', 'surveys']);
  const [unit, setUnit] = useState('');
  const [device, setDevice] = useState('');
  const units = useUnits().data ?? [];
  const link = kioskOf(survey, unit, device);
  return (
    <Section title={t('kiosk')} note={t('kiosk_note')}>
      <div className={css.fields}>
        <Select
          label={t('unit')}
          data={[
            { value: '', label: t('no_unit') },
            ...units.map(({ slug, name }) => ({ value: slug, label: pickText(name, i18n.language, slug) })),
          ]}
          value={unit}
          allowDeselect={false}
          onChange={(slug) => setUnit(slug ?? '')}
        />
        <TextInput label={t('device')} value={device} maxLength={60} onChange={(event) => setDevice(event.currentTarget.value.trim())} />
      </div>
      <p className={css.link}>{link}</p>
      <p className={`small ${css.how}`}>{t('kiosk_how')}</p>
      <div className={css.row}>
        <CopyButton text={link} name={t('kiosk')} />
        <Button size="sm" variant="default" component="a" href={link} target="_blank" rel="noreferrer">
          {t('surveys:open_page')}
        </Button>
      </div>
    </Section>
  );
}
