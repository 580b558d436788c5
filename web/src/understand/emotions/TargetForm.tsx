import '../../design/forms';
import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { todayIn } from '../../app/period';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { EmotionPicker } from '../EmotionPicker';
import { useTouchpointName } from '../names';
import css from './Emotions.module.css';
import { removeTarget, saveTarget, type TargetEmotion } from './reads';

interface TargetFormProps {
  /** absent: the whole organisation */
  touchpoint: string | undefined;
  target?: TargetEmotion;
  close: () => void;
}

/** What customers should feel, how many of them, and since when. A touchpoint's emotions are chosen on the touchpoint. */
export function TargetForm({ touchpoint, target, close }: TargetFormProps) {
  const { t } = useTranslation(['emotions', 'common']);
  const nameOf = useTouchpointName();
  const today = todayIn(useWorkspace()?.time_zone);
  const deed = useDeed(['from', 'share', 'emotions']);
  const [from, setFrom] = useState(target?.from ?? today);
  const [share, setShare] = useState<number | ''>(target?.share ?? '');
  const [emotions, setEmotions] = useState(target?.emotions ?? []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { from, touchpoint, share: share === '' ? undefined : share, emotions: touchpoint ? undefined : emotions };
    if (await deed.run(() => saveTarget(body, target))) close();
  };
  const remove = async () => {
    if (target && (await deed.run(() => removeTarget(target)))) close();
  };
  return (
    <Dialog title={touchpoint ? t('form_place', { name: nameOf(touchpoint) }) : t('form_whole')} close={close}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput
          type="date"
          label={t('form_from')}
          description={t('form_from_hint')}
          value={from}
          error={deed.at('from')}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        {!touchpoint && <EmotionPicker chosen={emotions} choose={setEmotions} />}
        <NumberInput
          label={t('form_share')}
          description={t(touchpoint ? 'form_share_place' : 'form_share_hint')}
          min={1}
          max={100}
          value={share}
          error={deed.at('share')}
          onChange={(value) => setShare(value === '' ? '' : Number(value))}
        />
        <DialogEnd deed={deed} close={close} disabled={from === ''}>
          {target && (
            <Button variant="subtle" disabled={deed.busy} onClick={remove}>
              {t('remove')}
            </Button>
          )}
        </DialogEnd>
      </form>
    </Dialog>
  );
}
