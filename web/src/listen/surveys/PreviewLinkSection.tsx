import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { CopyButton } from './CopyButton';
import type { Survey } from './definition';
import { makePreviewLink } from './reads';
import css from './SharePage.module.css';

/** For those who should look at the draft before anybody answers. */
export function PreviewLinkSection({ survey }: { survey: Survey }) {
  const { t } = useTranslation('answering');
  const format = useFormat();
  const may = useMay('manager');
  const { mutate, data, isPending, error } = useMutation({ mutationFn: () => makePreviewLink(survey.slug) });
  return (
    <Section title={t('preview_link')} note={t('preview_note')}>
      {data && (
        <>
          <p className={css.link}>{data.url}</p>
          <p className="small">{t('preview_until', { when: format.moment(data.expires_at) })}</p>
        </>
      )}
      {error && <p className="small">{error.message}</p>}
      <div className={css.row}>
        {data && <CopyButton text={data.url} name={t('preview_link')} />}
        <Button size="sm" variant="default" disabled={!may || isPending} onClick={() => mutate()}>
          {t('preview_make')}
        </Button>
      </div>
    </Section>
  );
}
