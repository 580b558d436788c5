import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay, useWorkspace } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import asking from '../asking/Asking.module.css';
import { CampaignItem } from './CampaignItem';
import { Level } from './Level';
import { type Campaign, useCampaigns } from './reads';

const CampaignForm = lazy(() => import('./CampaignForm').then((module) => ({ default: module.CampaignForm })));

function Lead({ campaigns }: { campaigns: Campaign[] }) {
  const { t } = useTranslation('campaigns');
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const next = campaigns.filter((one) => one.next_at).sort((a, b) => Date.parse(a.next_at ?? '') - Date.parse(b.next_at ?? ''))[0];
  return (
    <LeadSentence>{next ? t('lead', { name: next.name, when: format.moment(next.next_at ?? '', zone) }) : t('lead_none')}</LeadSentence>
  );
}

/** Surveys sent by the calendar: when next, who was asked the last time, and what came of it. */
export function CampaignsPage() {
  const { t } = useTranslation(['campaigns', 'asking', 'customers']);
  const may = useMay('manager');
  const { data: campaigns, error } = useCampaigns(may);
  const [editing, setEditing] = useState<{ campaign?: Campaign } | null>(null);
  const make = (
    <Button size="sm" onClick={() => setEditing({})}>
      {t('add')}
    </Button>
  );
  const some = campaigns !== undefined && campaigns.length > 0;
  return (
    <>
      <ScreenLine right={some ? make : undefined} />
      <p className={asking.back}>
        <Link to="/asking">{t('asking:rules')}</Link>
      </p>
      {!may && <p className="small">{t('customers:managers_only')}</p>}
      {error && !campaigns && <Failure error={error} />}
      {campaigns && !some && (
        <EmptyState
          title={t('empty_title')}
          text={t('empty_text')}
          action={make}
          picture={<p className={asking.picture}>{t('picture')}</p>}
        />
      )}
      {some && <Lead campaigns={campaigns} />}
      {campaigns && <Level />}
      {some && (
        <Section title={t('title')}>
          <ol className={asking.rules}>
            {campaigns.map((campaign) => (
              <CampaignItem key={campaign.id} campaign={campaign} edit={() => setEditing({ campaign })} />
            ))}
          </ol>
        </Section>
      )}
      {editing && (
        <Suspense>
          <CampaignForm campaign={editing.campaign} close={() => setEditing(null)} />
        </Suspense>
      )}
    </>
  );
}
