import { Button, Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './ArmsSection.module.css';
import type { Arm, ByArm } from './arms';
import { type Question, type Texts, traitsOfQuestion } from './definition';
import { TextsField } from './TextsField';
import { useEditor } from './useEditor';

interface ArmFieldsProps {
  question: Question;
  /** earlier questions, whose answers may be put into the texts */
  before: Question[];
  field: string;
  change: (part: Partial<Question>) => void;
}

function Own({ arm, own, set, ...rest }: ArmFieldsProps & { arm: Arm; own: ByArm; set: (own: ByArm | undefined) => void }) {
  const { question, before, field } = rest;
  const { t } = useTranslation('arms');
  const traits = traitsOfQuestion(question);
  const at = `${field}.by_arm.${arm.id}`;
  const names = ['text', 'hint', ...(traits.scaled || question.type === 'slider' ? (['low_label', 'high_label'] as const) : [])] as const;
  const put = (name: (typeof names)[number]) => (texts: Texts) => set({ ...own, [name]: texts });
  return (
    <div className={css.own}>
      <p className={css.title}>{t('in_arm', { name: arm.name })}</p>
      {names.map((name) => (
        <TextsField
          key={name}
          label={t(name)}
          field={`${at}.${name}`}
          texts={own[name]}
          change={put(name)}
          before={name === 'text' || name === 'hint' ? before : undefined}
          placeholder={(language) => question[name]?.[language]}
          long={name === 'text'}
          voluntary
        />
      ))}
      {traits.shuffle && (
        <Checkbox
          radius="xs"
          label={t('shuffle')}
          checked={own.shuffle ?? question.shuffle ?? false}
          onChange={(event) => set({ ...own, shuffle: event.currentTarget.checked })}
        />
      )}
      <div>
        <Button variant="subtle" size="xs" onClick={() => set(undefined)}>
          {t('same', { name: arm.name })}
        </Button>
      </div>
    </div>
  );
}

/** What is different about one question in each arm. */
export function ArmFields(props: ArmFieldsProps) {
  const { t } = useTranslation('arms');
  const { definition } = useEditor();
  const { question, change } = props;
  const set = (id: string) => (own: ByArm | undefined) => {
    const { [id]: _, ...others } = question.by_arm ?? {};
    const next = own ? { ...others, [id]: own } : others;
    change({ by_arm: Object.keys(next).length > 0 ? next : undefined });
  };
  const arms = definition.arms ?? [];
  return (
    <>
      {arms.map((arm) => {
        const own = question.by_arm?.[arm.id];
        return own && <Own key={arm.id} {...props} arm={arm} own={own} set={set(arm.id)} />;
      })}
      {arms.some(({ id }) => !question.by_arm?.[id]) && (
        <div className={css.buttons}>
          {arms
            .filter(({ id }) => !question.by_arm?.[id])
            .map((arm) => (
              <Button key={arm.id} variant="default" size="xs" onClick={() => set(arm.id)({})}>
                {t('differently', { name: arm.name })}
              </Button>
            ))}
        </div>
      )}
    </>
  );
}
