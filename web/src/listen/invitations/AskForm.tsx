import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeed } from '../../app/useDeed';
import css from './Invite.module.css';
import { Outcome } from './Outcome';
import { invite, type Outcomes } from './reads';

type Channel = 'email' | 'link';
const most = 1000;

/** One id on each line, or between commas as a spreadsheet gives them. */
function idsOf(text: string): string[] {
  return [...new Set(text.split(/[\n,;\t]+/).map((id) => id.trim().replace(/^"|"$/g, '')))].filter(Boolean);
}

/** Whom to ask, and how; then what became of each. */
export function AskForm({ survey }: { survey: string }) {
  const { t } = useTranslation('invite');
  const deed = useDeed(['customers']);
  const [text, setText] = useState('');
  const [channel, setChannel] = useState<Channel>('email');
  const [outcomes, setOutcomes] = useState<Outcomes | null>(null);
  const ids = idsOf(text);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await deed.run(async () => setOutcomes(await invite(survey, { customers: ids, channel })));
    if (done) setText('');
  };
  return (
    <>
      <form className={css.form} onSubmit={submit}>
        <SegmentedControl
          aria-label={t('how')}
          data={[
            { value: 'email', label: t('by_mail') },
            { value: 'link', label: t('by_link') },
          ]}
          value={channel}
          onChange={(value) => setChannel(value as Channel)}
        />
        <p className="small">{t(channel === 'email' ? 'by_mail_note' : 'by_link_note')}</p>
        <Textarea
          label={t('customers')}
          description={t('customers_note')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={4}
          maxRows={12}
          spellCheck={false}
          value={text}
          error={ids.length > most ? t('too_many', { count: most }) : deed.at('customers')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={css.row}>
          <Button type="submit" disabled={deed.busy || ids.length === 0 || ids.length > most}>
            {t(channel === 'email' ? 'send' : 'make_links', { count: ids.length })}
          </Button>
        </div>
        {deed.failure && (
          <p role="alert" className={css.failure}>
            {deed.failure}
          </p>
        )}
      </form>
      <div role="status">{outcomes && <Outcome outcomes={outcomes} />}</div>
    </>
  );
}
