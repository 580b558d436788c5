import '../../design/forms';
import { Button, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { CopyButton } from './CopyButton';
import type { Survey } from './definition';
import { makePreviewLink } from './reads';
import css from './SharePage.module.css';
import { frameOf, type Trigger, triggers, widgetOf } from './share';

function Snippet({ text, name }: { text: string; name: string }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={css.snippet} tabIndex={0}>
        {text}
      </pre>
      <div className={css.row}>
        <CopyButton text={text} name={name} quiet />
      </div>
    </>
  );
}

/** The widget as it will be, with the draft, on a page of ours that stands for one of theirs. */
function SamplePage({ survey, trigger }: { survey: Survey; trigger: Trigger }) {
  const { t } = useTranslation('answering');
  const format = useFormat();
  const may = useMay('manager');
  const { mutate, data, isPending, error } = useMutation({ mutationFn: () => makePreviewLink(survey.slug) });
  const link = data && `${data.url}?sample=${trigger}`;
  return (
    <>
      <p className="small">{t('sample_note')}</p>
      {error && <p className="small">{error.message}</p>}
      <div className={css.row}>
        {link ? (
          <>
            <Button size="sm" variant="default" component="a" href={link} target="_blank" rel="noreferrer">
              {t('sample_open')}
            </Button>
            <CopyButton text={link} name={t('sample_open')} quiet />
          </>
        ) : (
          <Button size="sm" variant="default" disabled={!may || isPending} onClick={() => mutate()}>
            {t('sample_make')}
          </Button>
        )}
      </div>
      {data && <p className="small">{t('preview_until', { when: format.moment(data.expires_at) })}</p>}
    </>
  );
}

/** On the organisation's own pages: one script, or a frame. */
export function WidgetSection({ survey }: { survey: Survey }) {
  const { t } = useTranslation('answering');
  const [trigger, setTrigger] = useState<Trigger>('button');
  const sites = survey.definition.embed_origins ?? [];
  const names = Object.keys(triggers) as Trigger[];
  return (
    <Section title={t('widget')} note={sites.length > 0 ? sites.join(' · ') : t('widget_note')}>
      {sites.length === 0 && <p className={`small ${css.how}`}>{t('widget_sites')}</p>}
      <Select
        label={t('trigger')}
        data={names.map((name) => ({ value: name, label: t(`when.${name}`) }))}
        value={trigger}
        allowDeselect={false}
        onChange={(name) => setTrigger((name ?? 'button') as Trigger)}
      />
      <Snippet text={widgetOf(survey, trigger)} name={t('widget')} />
      <div className={css.part}>
        <SamplePage survey={survey} trigger={trigger} />
      </div>
      <div className={css.part}>
        <p className="meta">{t('frame')}</p>
        <Snippet text={frameOf(survey)} name={t('frame')} />
      </div>
    </Section>
  );
}
