import { Button, Popover, Select, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../design/forms';
import { useMay } from '../../app/session';
import menu from '../../app/UserMenu.module.css';
import { pickText } from '../../app/words';
import { useSegments } from '../../understand/segments/reads';
import { useSurveys } from '../surveys/reads';
import type { Filters } from './search';

const FORMATS = ['csv', 'xlsx', 'jsonl', 'sav', 'triple-s'] as const;

/** Every response of one survey in the format chosen, straight from the server. */
export function ExportMenu({ filters }: { filters: Filters }) {
  const { t, i18n } = useTranslation(['responses', 'common']);
  const [format, setFormat] = useState<string>('csv');
  const [chosen, setChosen] = useState<string>();
  const [segment, setSegment] = useState('');
  const segments = useSegments().data ?? [];
  const may = useMay('manager');
  const surveys = (useSurveys().data ?? []).filter((survey) => !filters.survey || survey.slug === filters.survey);
  const survey = (surveys.find(({ slug }) => slug === chosen) ?? surveys[0])?.slug;
  if (!may || survey === undefined) return null;
  const where = segment && JSON.stringify({ field: 'segment', op: 'eq', value: Number(segment) });
  const asked = { survey, format, language: i18n.language, ...(where && { where }) };
  const inside = { withinPortal: false };
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <UnstyledButton className={menu.pick}>{t('export')}</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('export')}>
        <Stack gap="md" w="min(300px, calc(100vw - 72px))">
          <Select
            label={t('survey')}
            data={surveys.map(({ slug, definition }) => ({ value: slug, label: pickText(definition.title, i18n.language, slug) }))}
            value={survey}
            onChange={(slug) => slug && setChosen(slug)}
            allowDeselect={false}
            comboboxProps={inside}
          />
          <Select
            label={t('export_format')}
            data={FORMATS.map((name) => ({ value: name, label: t(`export_as.${name}`) }))}
            value={format}
            onChange={(name) => name && setFormat(name)}
            allowDeselect={false}
            comboboxProps={inside}
          />
          {segments.length > 0 && (
            <Select
              label={t('export_whose')}
              data={[{ value: '', label: t('export_everybody') }, ...segments.map(({ id, name }) => ({ value: String(id), label: name }))]}
              value={segment}
              onChange={(id) => setSegment(id ?? '')}
              allowDeselect={false}
              comboboxProps={inside}
            />
          )}
          <Text size="sm" c="dimmed">
            {t('export_note')}
          </Text>
          <Button component="a" href={`/api/v1/export/responses?${new URLSearchParams(asked)}`} download>
            {t('export_get')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
