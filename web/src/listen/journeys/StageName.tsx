import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { type Draft, nameStage } from './draft';
import css from './Journeys.module.css';

/** A phase's name in the reader's language; who may change writes it in place. */
export function StageName({ draft, stage, may, change }: { draft: Draft; stage: number; may: boolean; change: (draft: Draft) => void }) {
  const { t, i18n } = useTranslation('journey');
  const name = draft.stages[stage]?.name ?? {};
  if (!may) return <h3>{pickText(name, i18n.language)}</h3>;
  return (
    <TextInput
      className={css.stageName}
      variant="unstyled"
      aria-label={t('stage_name')}
      lang={i18n.language}
      value={name[i18n.language] ?? pickText(name, i18n.language)}
      maxLength={100}
      onChange={(event) => change(nameStage(draft, stage, { ...name, [i18n.language]: event.currentTarget.value }))}
    />
  );
}
