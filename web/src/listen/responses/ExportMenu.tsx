import { Menu, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import menu from '../../app/UserMenu.module.css';
import { pickText } from '../../app/words';
import { useSurveys } from '../surveys/reads';
import type { Filters } from './search';

const FORMATS = ['csv', 'xlsx', 'jsonl', 'sav', 'triple-s'] as const;
type Format = (typeof FORMATS)[number];

function exportPath(slug: string, format: Format, language: string) {
  return `/api/v1/export/responses?${new URLSearchParams({ survey: slug, format, language })}`;
}

/** Every response of one survey in the format chosen, straight from the server. */
export function ExportMenu({ filters }: { filters: Filters }) {
  const { t, i18n } = useTranslation(['responses', 'common']);
  const [format, setFormat] = useState<Format>('csv');
  const may = useMay('manager');
  const surveys = (useSurveys().data ?? []).filter((survey) => !filters.survey || survey.slug === filters.survey);
  if (!may || surveys.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={menu.pick}>{t('export')}</UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah="80dvh" style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('export_format')}</Menu.Label>
        {FORMATS.map((name) => (
          <Menu.Item
            key={name}
            role="menuitemradio"
            aria-checked={name === format}
            closeMenuOnClick={false}
            leftSection={<span aria-hidden="true">{name === format ? '●' : '○'}</span>}
            onClick={() => setFormat(name)}
          >
            {t(`export_as.${name}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('export_note')}</Menu.Label>
        {surveys.map(({ slug, definition }) => (
          <Menu.Item key={slug} component="a" href={exportPath(slug, format, i18n.language)} download>
            {pickText(definition.title, i18n.language, slug)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
