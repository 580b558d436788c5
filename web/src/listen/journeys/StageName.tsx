import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { type Draft, nameStage } from './draft';
import css from './Journeys.module.css';

interface StageNameProps {
  draft: Draft;
  stage: number;
  may: boolean;
  change: (draft: Draft) => void;
  /** it was added just now, and waits for its name */
  begun: boolean;
}

/** A phase's name in the reader's language; who may change writes it in place. */
export function StageName({ draft, stage, may, change, begun }: StageNameProps) {
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
      // biome-ignore lint/a11y/noAutofocus: whoever adds a phase names it next
      autoFocus={begun}
      onFocus={(event) => begun && event.currentTarget.select()}
      onChange={(event) => change(nameStage(draft, stage, { ...name, [i18n.language]: event.currentTarget.value }))}
    />
  );
}
