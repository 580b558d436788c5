import '../design/forms';
import { Button, NativeSelect } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import { pickText } from '../app/words';
import { Dialog } from '../design/Dialog';
import css from './Share.module.css';

interface ShareDialogProps {
  surveys: Schema['Survey'][];
  close: () => void;
}

function linkOf(survey: Schema['Survey']): string {
  return new URL(survey.url ?? `/s/${survey.slug}`, window.location.origin).href;
}

export function ShareDialog({ surveys, close }: ShareDialogProps) {
  const { t, i18n } = useTranslation(['today', 'common']);
  const [slug, setSlug] = useState(surveys[0]?.slug ?? '');
  const clipboard = useClipboard({ timeout: 2000 });
  const titleOf = (survey: Schema['Survey']) => pickText(survey.definition.title, i18n.language, survey.slug);
  const survey = surveys.find((one) => one.slug === slug) ?? surveys[0];
  if (!survey) return null;
  const link = linkOf(survey);
  const qr = `/api/v1/surveys/${survey.slug}/qr`;
  const options = surveys.map((one) => ({ value: one.slug, label: titleOf(one) }));
  return (
    <Dialog title={t('share_button')} close={close}>
      <div className={css.dialog}>
        <img src={`${qr}?format=svg`} alt={t('share_qr', { survey: titleOf(survey) })} />
        <div className={css.side}>
          {surveys.length > 1 && (
            <NativeSelect
              label={t('common:nav.surveys')}
              data={options}
              value={survey.slug}
              onChange={(event) => setSlug(event.currentTarget.value)}
            />
          )}
          {surveys.length === 1 && <b>{titleOf(survey)}</b>}
          <div className={css.link}>{link}</div>
          <div className={css.row}>
            <Button size="sm" onClick={() => clipboard.copy(link)}>
              {t(clipboard.copied ? 'common:copied' : 'common:copy')}
            </Button>
            <Button size="sm" variant="default" component="a" href={link} target="_blank" rel="noreferrer">
              {t('share_open')}
            </Button>
          </div>
          <div className={css.row}>
            <a className="act" href={`${qr}?format=svg`} download={`${survey.slug}.svg`}>
              {t('share_svg')}
            </a>
            <a className="act" href={`${qr}?format=png`} download={`${survey.slug}.png`}>
              {t('share_png')}
            </a>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
