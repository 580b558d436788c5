import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import { type Draft, insertStep, newKey } from './draft';

/** Choosing a touchpoint adds it as the last step of the phase. */
export function NewStep({ draft, stage, change }: { draft: Draft; stage: number; change: (draft: Draft) => void }) {
  const { t } = useTranslation('journey');
  const nameOf = useTouchpointName();
  const touchpoints = useTouchpoints().data ?? [];
  const index = draft.stages[stage]?.steps.length ?? 0;
  return (
    <NativeSelect
      size="xs"
      aria-label={t('step_add')}
      value=""
      data={[{ value: '', label: t('step_add') }, ...touchpoints.map(({ slug }) => ({ value: slug, label: nameOf(slug) }))]}
      onChange={(event) => {
        const touchpoint = event.currentTarget.value;
        if (touchpoint) change(insertStep(draft, { stage, index }, { key: newKey(), touchpoint }));
      }}
    />
  );
}
