import { Menu, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import menu from '../../app/UserMenu.module.css';
import { pickText } from '../../app/words';
import { useSurveys } from '../surveys/reads';
import type { Filters } from './search';

/** Every response of one survey as CSV, straight from the server. */
export function ExportMenu({ filters }: { filters: Filters }) {
  const { t, i18n } = useTranslation(['responses', 'common']);
  const may = useMay('manager');
  const surveys = (useSurveys().data ?? []).filter((survey) => !filters.survey || survey.slug === filters.survey);
  if (!may || surveys.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={menu.pick}>{t('export')}</UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('export_note')}</Menu.Label>
        {surveys.map(({ slug, definition }) => (
          <Menu.Item key={slug} component="a" href={`/api/v1/export/responses?survey=${encodeURIComponent(slug)}`} download={`${slug}.csv`}>
            {pickText(definition.title, i18n.language, slug)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
