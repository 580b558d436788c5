import '../../design/forms';
import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../design/Section';
import { CopyButton } from './CopyButton';
import type { Survey } from './definition';
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

/** On the organisation's own pages: one script, or a frame. */
export function WidgetSection({ survey }: { survey: Survey }) {
  const { t } = useTranslation('answering');
  const [trigger, setTrigger] = useState<Trigger>('button');
  const sites = survey.definition.embed_origins ?? [];
  const names = Object.keys(triggers) as Trigger[];
  return (
    <Section title={t('widget')} note={sites.length > 0 ? sites.join(' · ') : t('widget_note')}>
      {sites.length === 0 && <p className="small">{t('widget_sites')}</p>}
      <Select
        label={t('trigger')}
        data={names.map((name) => ({ value: name, label: t(`when.${name}`) }))}
        value={trigger}
        allowDeselect={false}
        onChange={(name) => setTrigger((name ?? 'button') as Trigger)}
      />
      <Snippet text={widgetOf(survey, trigger)} name={t('widget')} />
      <p className="meta">{t('frame')}</p>
      <Snippet text={frameOf(survey)} name={t('frame')} />
    </Section>
  );
}
