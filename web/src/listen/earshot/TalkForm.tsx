import '../../design/forms';
import { Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useDeed } from '../../app/useDeed';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import { Segments } from '../../design/Segments';
import { scaleOf, traitsOf } from '../surveys/definition';
import { useSurvey } from '../surveys/reads';
import css from './Earshot.module.css';
import { type Called, saveTalk } from './reads';

/** The questions of the survey "talk", answered by the one who phoned. */
export function TalkForm({ list, called, close }: { list: number; called: Called; close: () => void }) {
  const { t, i18n } = useTranslation(['earshot', 'common']);
  const deed = useDeed();
  const questions = useSurvey('talk').data?.definition.questions ?? [];
  const [answers, setAnswers] = useState<Record<string, string | number>>({});
  const missing = questions.some((question) => question.required && answers[question.id] === undefined);
  const set = (id: string, value: string | number) => setAnswers((before) => ({ ...before, [id]: value }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const told = Object.fromEntries(Object.entries(answers).filter(([, value]) => String(value).trim() !== ''));
    if (await deed.run(() => saveTalk(list, called.customer, i18n.language, told))) close();
  };
  return (
    <Dialog title={t('talk_with', { name: called.name || called.customer })} close={close} side>
      <form className={css.form} onSubmit={submit}>
        <p className="small">{t('talk_note')}</p>
        {questions.map((question) => {
          const label = pickText(question.text, i18n.language, question.id);
          if (!traitsOf(question.type).scaled)
            return (
              <Textarea
                key={question.id}
                label={label}
                autosize
                minRows={2}
                maxLength={10000}
                value={String(answers[question.id] ?? '')}
                onChange={(event) => set(question.id, event.currentTarget.value)}
              />
            );
          const { low, high } = scaleOf(question);
          return (
            <div key={question.id} className={css.scale}>
              <span id={`label-${question.id}`}>{label}</span>
              <Segments
                aria-labelledby={`label-${question.id}`}
                data={Array.from({ length: high - low + 1 }, (_, at) => ({ value: String(low + at), label: String(low + at) }))}
                value={answers[question.id] === undefined ? '' : String(answers[question.id])}
                onChange={(value) => set(question.id, Number(value))}
              />
            </div>
          );
        })}
        <DialogEnd deed={deed} close={close} disabled={missing} />
      </form>
    </Dialog>
  );
}
