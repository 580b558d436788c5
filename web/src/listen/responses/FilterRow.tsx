import '../../design/forms';
import { Button, Select, Switch } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useTouchpointName } from '../../understand/names';
import { useDimensions, useTouchpoints } from '../../understand/reads';
import { useChannelName } from '../channelName';
import { useLanguageName } from '../languageName';
import { useSurveys } from '../surveys/reads';
import css from './FilterRow.module.css';
import type { Response } from './reads';
import { type Filters, isFiltered, outcomes } from './search';

/** The values ever seen; before they are known, those of the rows on screen. */
function useSeen(name: 'channel' | 'language', rows: Response[], chosen: string | undefined): string[] {
  const known = useDimensions().data?.find((dimension) => dimension.name === name)?.values;
  return [...new Set([...(known ?? rows.map((row) => row[name])), ...(chosen ? [chosen] : [])])].filter(Boolean);
}

export function useChooseFilters(): (change: Partial<Filters>) => void {
  const navigate = useNavigate();
  return (change) => {
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...change })) as never, replace: true });
  };
}

export function FilterRow({ filters, rows }: { filters: Filters; rows: Response[] }) {
  const { t, i18n } = useTranslation(['responses', 'common']);
  const choose = useChooseFilters();
  const languageName = useLanguageName();
  const channelName = useChannelName();
  const touchpointName = useTouchpointName();
  const surveys = useSurveys().data ?? [];
  const touchpoints = useTouchpoints().data ?? [];
  const channels = useSeen('channel', rows, filters.channel);
  const languages = useSeen('language', rows, filters.language);
  const pick = (name: 'survey' | 'touchpoint' | 'channel' | 'language' | 'outcome', data: { value: string; label: string }[]) => (
    <Select
      aria-label={t(name)}
      placeholder={t(name)}
      data={data}
      value={filters[name] ?? null}
      clearable
      clearButtonProps={{ 'aria-label': `${t('common:clear')}: ${t(name)}` }}
      searchable={data.length > 8}
      onChange={(value) => choose({ [name]: value ?? undefined })}
    />
  );
  return (
    <search className={css.filters} aria-label={t('common:filter')}>
      {pick(
        'survey',
        surveys.map(({ slug, definition }) => ({ value: slug, label: pickText(definition.title, i18n.language, slug) })),
      )}
      {pick(
        'touchpoint',
        touchpoints.map(({ slug }) => ({ value: slug, label: touchpointName(slug) })),
      )}
      {pick(
        'channel',
        channels.map((value) => ({ value, label: channelName(value) })),
      )}
      {pick(
        'language',
        languages.map((value) => ({ value, label: languageName(value) })),
      )}
      {pick(
        'outcome',
        outcomes.map((value) => ({ value, label: t(`common:outcome.${value}`) })),
      )}
      <Switch
        label={t('stories_only')}
        checked={filters.stories ?? false}
        onChange={(event) => choose({ stories: event.currentTarget.checked || undefined })}
      />
      {isFiltered(filters) && (
        <Button
          variant="subtle"
          size="sm"
          px={8}
          onClick={() =>
            choose({
              survey: undefined,
              touchpoint: undefined,
              channel: undefined,
              language: undefined,
              outcome: undefined,
              stories: undefined,
            })
          }
        >
          {t('common:clear')}
        </Button>
      )}
    </search>
  );
}
