import '../../design/forms';
import { Button, CloseButton, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '../../design/Section';
import css from './Answering.module.css';
import { ConditionField } from './ConditionField';
import type { Definition } from './definition';
import form from './Form.module.css';
import { TextsField } from './TextsField';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

type Mode = NonNullable<Definition['anonymity']>;
type Quota = NonNullable<Definition['quotas']>[number];
const modes: Mode[] = ['identified', 'confidential', 'anonymous'];

interface QuotaRowProps {
  quota: Quota;
  at: string;
  change: (quota: Quota) => void;
  remove: () => void;
}

function QuotaRow({ quota, at, change, remove }: QuotaRowProps) {
  const { t } = useTranslation('answering');
  const { definition } = useEditor();
  return (
    <li className={css.quota}>
      <div className={css.line}>
        <TextInput
          label={t('quota_name')}
          value={quota.id}
          maxLength={40}
          onChange={(event) => change({ ...quota, id: event.currentTarget.value })}
        />
        <NumberInput
          label={t('quota_limit')}
          min={1}
          value={quota.limit}
          onChange={(limit) => change({ ...quota, limit: Number(limit) || 1 })}
        />
        <CloseButton aria-label={t('quota_remove', { name: quota.id })} onClick={remove} />
      </div>
      <ConditionField
        of="quota"
        tree={quota.where}
        questions={definition.questions.filter((question) => question.type !== 'statement')}
        field={`${at}.where`}
        change={(where) => change(where ? { ...quota, where } : (({ where: _, ...rest }) => rest)(quota))}
      />
      <TextsField
        label={t('quota_text')}
        field={`${at}.text`}
        texts={quota.text}
        voluntary
        change={(text) => change(Object.values(text).some((one) => one) ? { ...quota, text } : (({ text: _, ...rest }) => rest)(quota))}
      />
    </li>
  );
}

function Quotas() {
  const { t } = useTranslation('answering');
  const { definition, change, problemsAt } = useEditor();
  const problemText = useProblemText();
  const quotas = definition.quotas ?? [];
  const problem = problemsAt('quotas', true)[0];
  const put = (next: Quota[]) => change(({ quotas: _, ...now }) => (next.length > 0 ? { ...now, quotas: next } : now));
  return (
    <div>
      <p className={css.head}>{t('quotas')}</p>
      <p className="small">{t('quotas_note')}</p>
      <ul className={css.quotas}>
        {quotas.map((quota, index) => (
          <QuotaRow
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is being typed
            key={index}
            quota={quota}
            at={`quotas[${index}]`}
            change={(next) => put(quotas.map((other, at) => (at === index ? next : other)))}
            remove={() => put(quotas.filter((_, at) => at !== index))}
          />
        ))}
      </ul>
      {problem && <p className={css.problem}>{problemText(problem)}</p>}
      <Button
        variant="default"
        size="xs"
        onClick={() => put([...quotas, { id: quotas.length ? `quota_${quotas.length + 1}` : 'all', limit: 100 }])}
      >
        {t('quota_add')}
      </Button>
    </div>
  );
}

/** Who is told apart, what becomes of unfinished forms, where the page may be shown, and how many answers are taken. */
export function Answering() {
  const { t } = useTranslation('answering');
  const { definition, change, may, problemsAt } = useEditor();
  const problemText = useProblemText();
  const mode = definition.anonymity ?? 'identified';
  const first = problemsAt('anonymity')[0];
  const site = problemsAt('embed_origins', true)[0];
  return (
    <Section title={t('answering')}>
      <fieldset className={form.form} disabled={!may}>
        <Select
          label={t('anonymity')}
          description={`${t(`mode_note.${mode}`)} ${t('fixed')}`}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={modes.map((name) => ({ value: name, label: t(`mode.${name}`) }))}
          value={mode}
          allowDeselect={false}
          error={first && problemText(first)}
          onChange={(name) =>
            change(({ anonymity: _, ...now }) => (name && name !== 'identified' ? { ...now, anonymity: name as Mode } : now))
          }
        />
        {mode !== 'anonymous' && (
          <Select
            label={t('partial_hours')}
            data={[1, 6, 24, 72, 168].map((hours) => ({ value: String(hours), label: t('hours', { count: hours }) }))}
            value={String(definition.partial_hours ?? 24)}
            allowDeselect={false}
            onChange={(hours) =>
              change(({ partial_hours: _, ...now }) => (hours && hours !== '24' ? { ...now, partial_hours: Number(hours) } : now))
            }
          />
        )}
        <TagsInput
          label={t('sites')}
          description={t('sites_note')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={definition.embed_origins ?? []}
          maxTags={10}
          error={site && problemText(site)}
          onChange={(sites) =>
            change(({ embed_origins: _, ...now }) =>
              sites.length > 0 ? { ...now, embed_origins: sites.map((s) => s.replace(/\/+$/, '')) } : now,
            )
          }
        />
        <Quotas />
      </fieldset>
    </Section>
  );
}
