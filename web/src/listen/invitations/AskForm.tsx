import '../../design/forms';
import { Button, Select } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeed } from '../../app/useDeed';
import { Segments } from '../../design/Segments';
import { useTemplates } from '../../settings/mail';
import { type Condition, writeCondition } from '../condition';
import css from './Invite.module.css';
import { idsOf } from './ids';
import { LookResult } from './LookResult';
import { Outcome } from './Outcome';
import { inviteAll, type Look, type LookIn, lookAt, type Outcomes } from './reads';
import { ChoiceField, IdsField } from './WhoFields';

type Channel = 'email' | 'link';
type Way = 'choice' | 'ids';
const most = 1000;
const nobodyYet: Condition = { mode: 'all', leaves: [] };

/** Whom to ask, and how; who would be reached, before anybody is; then what became of each. */
export function AskForm({ survey }: { survey: string }) {
  const { t } = useTranslation(['invite', 'mail']);
  const deed = useDeed(['customers', 'where']);
  const [way, setWay] = useState<Way>('choice');
  const [text, setText] = useState('');
  const [condition, setCondition] = useState(nobodyYet);
  const [channel, setChannel] = useState<Channel>('email');
  const [template, setTemplate] = useState('');
  const [overBudget, setOverBudget] = useState(false);
  const [look, setLook] = useState<Look | null>(null);
  const [outcomes, setOutcomes] = useState<Outcomes | null>(null);
  const own = (useTemplates().data ?? []).filter(({ slug, kind }) => kind === 'invitation' && slug !== 'invitation');
  const ids = idsOf(text);
  const wanted = (over: boolean): LookIn => ({
    channel,
    over_budget: over,
    ...(way === 'ids' ? { customers: ids } : { where: writeCondition(condition) }),
  });
  /** What was seen holds for what was asked about only. */
  const anew = () => {
    setLook(null);
    setOutcomes(null);
  };
  const see = (over: boolean) => {
    anew();
    return deed.run(async () => setLook(await lookAt(survey, wanted(over))));
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!look) {
      await see(overBudget);
      return;
    }
    await deed.run(async () => {
      setOutcomes(await inviteAll(survey, wanted(overBudget), look, template));
      setLook(null);
      setText('');
    });
  };
  const tooMany = way === 'ids' && ids.length > most;
  const nobody = way === 'ids' && ids.length === 0;
  return (
    <>
      <form className={css.form} onSubmit={send}>
        <Segments
          aria-label={t('how')}
          data={[
            { value: 'email', label: t('by_mail') },
            { value: 'link', label: t('by_link') },
          ]}
          value={channel}
          onChange={(value) => {
            setChannel(value as Channel);
            anew();
          }}
        />
        <p className="small">{t(channel === 'email' ? 'by_mail_note' : 'by_link_note')}</p>
        {channel === 'email' && own.length > 0 && (
          <Select
            label={t('mail:template_choice')}
            data={[{ value: '', label: t('mail:template_usual') }, ...own.map(({ slug, name }) => ({ value: slug, label: name ?? slug }))]}
            value={template}
            allowDeselect={false}
            onChange={(value) => setTemplate(value ?? '')}
          />
        )}
        <Segments
          aria-label={t('whom')}
          data={[
            { value: 'choice', label: t('by_choice') },
            { value: 'ids', label: t('by_ids') },
          ]}
          value={way}
          onChange={(value) => {
            setWay(value as Way);
            anew();
          }}
        />
        {way === 'ids' ? (
          <IdsField
            text={text}
            problem={tooMany ? t('too_many', { count: most }) : deed.at('customers')}
            change={(next) => {
              setText(next);
              anew();
            }}
          />
        ) : (
          <ChoiceField
            condition={condition}
            problem={deed.at('where')}
            change={(next) => {
              setCondition(next);
              anew();
            }}
          />
        )}
        <div role="status">
          {look && (
            <LookResult
              look={look}
              overBudget={overBudget}
              setOverBudget={(over) => {
                setOverBudget(over);
                void see(over);
              }}
            />
          )}
        </div>
        <div className={css.row}>
          <Button type="submit" variant={look ? 'filled' : 'default'} disabled={deed.busy || nobody || tooMany || look?.reached === 0}>
            {look ? t(channel === 'email' ? 'send' : 'make_links', { count: look.reached }) : t('look')}
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
