import '../../design/forms';
import { Button, Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useAccounts } from '../../settings/reads';
import { useElements } from '../../understand/elements/reads';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import filterCss from '../responses/FilterRow.module.css';
import type { Code } from './reads';
import { type NoteFilters, noteKinds, shows } from './search';

/** By one's own coding, kind, code and coder. A code finds only what one has coded oneself. */
export function NoteFilterRow({ filters, codes }: { filters: NoteFilters; codes: Code[] }) {
  const { t, i18n } = useTranslation(['research', 'common']);
  const navigate = useNavigate();
  const accounts = (useAccounts().data ?? []).filter(({ role }) => role === 'owner' || role === 'manager');
  const touchpoints = useTouchpoints().data ?? [];
  const touchpointName = useTouchpointName();
  const elements = useElements(filters.touchpoint ?? '').data ?? [];
  const choose = (search: NoteFilters) => navigate({ to: '/research', search, replace: true });
  const pick = (name: keyof NoteFilters, data: { value: string; label: string }[]) => (
    <Select
      aria-label={t(`filter.${name}`)}
      placeholder={t(`filter.${name}`)}
      data={data}
      value={filters[name] === undefined ? null : String(filters[name])}
      clearable
      clearButtonProps={{ 'aria-label': `${t('common:clear')}: ${t(`filter.${name}`)}` }}
      searchable={data.length > 8}
      onChange={(value) => {
        const next = value === null ? undefined : name === 'coder' ? Number(value) : value;
        choose({ ...filters, ...(name === 'touchpoint' && { element: undefined }), [name]: next });
      }}
    />
  );
  return (
    <search className={filterCss.filters} aria-label={t('common:filter')}>
      {pick(
        'show',
        shows.map((value) => ({ value, label: t(`show.${value}`) })),
      )}
      {pick(
        'kind',
        noteKinds.map((value) => ({ value, label: t(`kind.${value}`) })),
      )}
      {pick(
        'code',
        codes.map(({ slug, name }) => ({ value: slug, label: pickText(name, i18n.language, slug) })),
      )}
      {pick(
        'touchpoint',
        touchpoints.map(({ slug }) => ({ value: slug, label: touchpointName(slug) })),
      )}
      {elements.length > 0 &&
        pick(
          'element',
          elements.map(({ slug, name }) => ({ value: slug, label: pickText(name, i18n.language, slug) })),
        )}
      {pick(
        'coder',
        accounts.map(({ id, name, email }) => ({ value: String(id), label: name || email })),
      )}
      {Object.keys(filters).length > 0 && (
        <Button variant="subtle" size="sm" px={8} onClick={() => choose({})}>
          {t('common:clear')}
        </Button>
      )}
    </search>
  );
}
