import '../../design/forms';
import { Input, MultiSelect, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { Section } from '../../design/Section';
import { Segments } from '../../design/Segments';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import { commonLanguages, useLanguageName } from '../languageName';
import type { Definition } from './definition';
import { setLanguages } from './edits';
import css from './Form.module.css';
import { TextsField } from './TextsField';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

export function TouchpointSelect({
  value,
  change,
  label,
  empty,
}: {
  value: string;
  change: (slug: string) => void;
  label: string;
  empty: string;
}) {
  const nameOf = useTouchpointName();
  const touchpoints = useTouchpoints().data ?? [];
  const data = [{ value: '', label: empty }, ...touchpoints.map(({ slug }) => ({ value: slug, label: nameOf(slug) }))];
  return (
    <Select
      label={label}
      data={data}
      value={value}
      allowDeselect={false}
      searchable={data.length > 8}
      onChange={(slug) => change(slug ?? '')}
    />
  );
}

/** Title, touchpoint, languages, and how the page leads through the questions. */
export function Basics() {
  const { t } = useTranslation('surveys');
  const { definition, change, problemsAt, may } = useEditor();
  const nameOf = useLanguageName();
  const problemText = useProblemText();
  const workspace = useWorkspace();
  const offered = [...new Set([...definition.languages, ...(workspace?.languages ?? []), ...commonLanguages])];
  const problem = problemsAt('languages', true)[0] ?? problemsAt('touchpoint')[0];
  return (
    <Section title={t('basics')}>
      <fieldset className={css.form} disabled={!may}>
        <TextsField label={t('title')} field="title" texts={definition.title} change={(title) => change((now) => ({ ...now, title }))} />
        <div className={css.pair}>
          <TouchpointSelect
            label={t('touchpoint')}
            empty={t('no_touchpoint')}
            value={definition.touchpoint ?? ''}
            change={(touchpoint) => change((now) => ({ ...now, touchpoint }))}
          />
          <MultiSelect
            label={t('languages')}
            description={t('languages_note')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={offered.map((code) => ({ value: code, label: nameOf(code) }))}
            value={definition.languages}
            maxValues={8}
            error={problem && problemText(problem)}
            onChange={(codes) => change(setLanguages(codes))}
          />
        </div>
        <Input.Wrapper
          label={t('show.name')}
          labelElement="div"
          description={t(`show.${definition.show ?? 'one_at_a_time'}_note`)}
          inputWrapperOrder={['label', 'input', 'description']}
        >
          <div>
            <Segments
              aria-label={t('show.name')}
              data={(['one_at_a_time', 'pages'] as const).map((way) => ({ value: way, label: t(`show.${way}`) }))}
              value={definition.show ?? 'one_at_a_time'}
              onChange={(show) => change((now) => ({ ...now, show: show as Definition['show'] }))}
            />
          </div>
        </Input.Wrapper>
      </fieldset>
    </Section>
  );
}
