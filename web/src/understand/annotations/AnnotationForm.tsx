import '../../design/forms';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { todayIn } from '../../app/period';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { useTouchpointName } from '../names';
import css from './Annotations.module.css';
import { type Annotation, removeAnnotation, saveAnnotation } from './reads';

interface AnnotationFormProps {
  annotation?: Annotation;
  /** the trend's own; without one it concerns all */
  touchpoint?: string;
  close: () => void;
}

/** What happened, and on which day: written once, it stands on every trend it concerns. */
export function AnnotationForm({ annotation, touchpoint, close }: AnnotationFormProps) {
  const { t } = useTranslation(['boards', 'common']);
  const touchpointName = useTouchpointName();
  const today = todayIn(useWorkspace()?.time_zone);
  const deed = useDeed(['day', 'text']);
  const [day, setDay] = useState(annotation?.day ?? today);
  const [text, setText] = useState(annotation?.text ?? '');
  const own = annotation ? annotation.touchpoint : touchpoint;
  const [here, setHere] = useState(own !== undefined);
  const place = own ?? touchpoint;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await deed.run(() => saveAnnotation({ day, text, touchpoint: here ? place : undefined }, annotation))) close();
  };
  const remove = async () => {
    if (annotation && (await deed.run(() => removeAnnotation(annotation)))) close();
  };
  return (
    <Dialog title={t(annotation ? 'note_change' : 'note_add')} close={close}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput
          type="date"
          label={t('note_day')}
          value={day}
          max={today}
          error={deed.at('day')}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextInput
          label={t('note_text')}
          maxLength={300}
          value={text}
          error={deed.at('text')}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        {place && (
          <Checkbox
            label={t('note_here', { name: touchpointName(place) })}
            checked={here}
            onChange={(event) => setHere(event.currentTarget.checked)}
          />
        )}
        <DialogEnd deed={deed} close={close}>
          {annotation && (
            <Button variant="subtle" disabled={deed.busy} onClick={remove}>
              {t('remove')}
            </Button>
          )}
        </DialogEnd>
      </form>
    </Dialog>
  );
}
