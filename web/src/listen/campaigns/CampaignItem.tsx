import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { useFormat } from '../../design/format';
import asking from '../asking/Asking.module.css';
import css from './Campaigns.module.css';
import { RunTold } from './RunTold';
import { bodyOf, type Campaign, saveCampaign, useCampaignRuns } from './reads';
import { useCampaignSentence } from './useCampaignSentence';

function Acts({ campaign, edit }: { campaign: Campaign; edit: () => void }) {
  const { t } = useTranslation('campaigns');
  const deed = useDeed();
  const [stopping, setStopping] = useState(false);
  const put = (state: Campaign['state']) => saveCampaign({ ...bodyOf(campaign), state }, campaign);
  const act = (word: string, run: () => void) => (
    <UnstyledButton className="act" aria-label={`${t(word)}: ${campaign.name}`} disabled={deed.busy} onClick={run}>
      {t(word)}
    </UnstyledButton>
  );
  return (
    <div className={asking.acts}>
      {act('change', edit)}
      {campaign.state === 'active' && act('pause', () => deed.run(() => put('paused')))}
      {campaign.state !== 'active' && act('start', () => deed.run(() => put('active')))}
      {campaign.state !== 'stopped' && act('stop', () => setStopping(true))}
      {deed.failure && <span className={asking.failure}>{deed.failure}</span>}
      {stopping && (
        <ConfirmDialog
          title={t('stop_title', { name: campaign.name })}
          verb={t('stop')}
          run={() => put('stopped')}
          close={() => setStopping(false)}
        >
          {t('stop_text')}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** The runs before the last one. */
function Earlier({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('campaigns');
  const [open, setOpen] = useState(false);
  const runs = useCampaignRuns(campaign.id, open).data?.slice(1);
  return (
    <details className={css.reasons} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('earlier')}</summary>
      {runs?.length === 0 && <p className="small">{t('earlier_none')}</p>}
      {runs?.map((run) => (
        <RunTold key={run.id} run={run} />
      ))}
    </details>
  );
}

/** One campaign: what it does as a sentence, when it asks next, what came of the last run. */
export function CampaignItem({ campaign, edit }: { campaign: Campaign; edit: () => void }) {
  const { t } = useTranslation('campaigns');
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const sentence = useCampaignSentence();
  const { state, next_at, last_run } = campaign;
  const next = next_at ? t('next', { when: format.moment(next_at, zone) }) : state === 'active' ? t('next_none') : '';
  return (
    <li className={state === 'active' ? undefined : asking.paused}>
      <div>
        <h3>
          {campaign.name} {state !== 'active' && <span className={asking.state}>{t(`state.${state}`)}</span>}
        </h3>
        <p>{sentence(campaign)}</p>
        {next && <p>{next}</p>}
        {campaign.anonymous && <p className="small">{t('anonymous_note')}</p>}
        <Acts campaign={campaign} edit={edit} />
      </div>
      <div>
        {last_run ? <RunTold run={last_run} /> : <p className="small">{t('never_run')}</p>}
        {last_run && campaign.schedule.every !== 'once' && <Earlier campaign={campaign} />}
      </div>
    </li>
  );
}
