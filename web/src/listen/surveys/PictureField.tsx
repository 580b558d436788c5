import { Button, FileButton } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addPicture } from '../../app/pictures';
import { useSentence } from '../../app/useSentence';
import type { Picture } from './definition';
import css from './PictureField.module.css';
import { TextsField } from './TextsField';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

const kinds = 'image/png,image/jpeg,image/webp,image/gif';

interface PictureFieldProps {
  /** what a screen reader says of the button */
  label: string;
  field: string;
  picture: Picture | undefined;
  change: (picture: Picture | undefined) => void;
}

/** A picture and what it shows, in words, for who does not see it. The server looks at the file itself; its name means nothing. */
export function PictureField({ label, field, picture, change }: PictureFieldProps) {
  const { t } = useTranslation('surveys');
  const { problemsAt } = useEditor();
  const problemText = useProblemText();
  const sentence = useSentence();
  const [state, setState] = useState<{ busy?: boolean; error?: string }>({});
  const problem = problemsAt(`${field}.id`)[0];
  const told = useId();
  const send = async (file: File | null) => {
    if (!file) return;
    setState({ busy: true });
    try {
      const { id } = await addPicture(file);
      change({ id, text: picture?.text ?? {} });
      setState({});
    } catch (error) {
      setState({ error: sentence(error) });
    }
  };
  const wrong = state.error ?? (problem && problemText(problem));
  return (
    <div className={css.picture}>
      {picture && <img src={`/pictures/${picture.id}`} alt={t('picture_now')} />}
      <div className={css.deeds}>
        <FileButton accept={kinds} onChange={(file) => void send(file)}>
          {(props) => (
            <Button
              variant={picture ? 'default' : 'subtle'}
              size="xs"
              loading={state.busy ?? false}
              aria-label={`${label}: ${t(picture ? 'picture_other' : 'picture_add')}`}
              aria-describedby={wrong ? told : undefined}
              {...props}
            >
              {t(picture ? 'picture_other' : 'picture_add')}
            </Button>
          )}
        </FileButton>
        {picture && (
          <Button variant="subtle" size="xs" aria-label={`${label}: ${t('picture_remove')}`} onClick={() => change(undefined)}>
            {t('picture_remove')}
          </Button>
        )}
      </div>
      {wrong && (
        <p id={told} role="alert" className={css.problem}>
          {wrong}
        </p>
      )}
      {picture && (
        <TextsField
          label={t('picture_text')}
          field={`${field}.text`}
          texts={picture.text}
          change={(text) => change({ ...picture, text })}
        />
      )}
    </div>
  );
}
