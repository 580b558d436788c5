import { Checkbox, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Question } from './definition';
import css from './Form.module.css';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

const kinds = ['picture', 'pdf', 'text', 'office'] as const;
const megabyte = 1 << 20;

interface FileFieldsProps {
  question: Question;
  field: string;
  change: (part: Partial<Question>) => void;
}

/** Which files are taken, how many and how large. */
export function FileFields({ question, field, change }: FileFieldsProps) {
  const { t } = useTranslation('surveys');
  const { problemsAt } = useEditor();
  const problemText = useProblemText();
  const accept = question.accept ?? [...kinds];
  const problem = problemsAt(`${field}.accept`)[0] ?? problemsAt(`${field}.type`)[0];
  const toggle = (kind: (typeof kinds)[number]) => {
    const next = kinds.filter((one) => (one === kind) !== accept.includes(one));
    change({ accept: next.length === kinds.length ? undefined : next });
  };
  return (
    <>
      <Checkbox.Group label={t('file_kinds')} description={t('file_note')} value={accept} error={problem && problemText(problem)}>
        <div className={css.ticks}>
          {kinds.map((kind) => (
            <Checkbox key={kind} radius="xs" value={kind} label={t(`file_kind.${kind}`)} onChange={() => toggle(kind)} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={css.numbers}>
        <NumberInput
          label={t('file_most')}
          value={question.most ?? 1}
          min={1}
          max={10}
          allowDecimal={false}
          onChange={(most) => change({ most: Number(most) > 1 ? Number(most) : undefined })}
        />
        <NumberInput
          label={t('file_size')}
          value={Math.round((question.size_max ?? 10 * megabyte) / megabyte)}
          min={1}
          max={10}
          allowDecimal={false}
          onChange={(size) => change({ size_max: Number(size) > 0 && Number(size) < 10 ? Number(size) * megabyte : undefined })}
        />
      </div>
    </>
  );
}
