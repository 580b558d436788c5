import '../../design/forms';
import { Button, Select } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { LeadSentence } from '../../design/LeadSentence';
import asking from '../asking/Asking.module.css';
import { reasons } from '../asking/search';
import table from '../Table.module.css';
import { DecisionRows } from './DecisionRows';
import { useCampaignDecisions } from './reads';

/** Everybody a run looked at: asked or not, and why. */
export function CampaignRunPage() {
  const { t } = useTranslation(['campaigns', 'asking', 'common']);
  const { run } = useParams({ from: '/shell/asking/campaigns/$run' });
  const [reason, setReason] = useState<string | null>(null);
  const pages = useCampaignDecisions({ run, ...(reason && { reason }) });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ScreenLine />
      <p className={asking.back}>
        <Link to="/asking/campaigns">{t('title')}</Link>
      </p>
      <LeadSentence>{t('run_lead')}</LeadSentence>
      <search className={asking.filters} aria-label={t('common:filter')}>
        <Select
          aria-label={t('asking:reason_name')}
          placeholder={t('asking:reason_name')}
          clearable
          searchable
          data={reasons.map((one) => ({ value: one, label: t(`asking:reason.${one}`) }))}
          value={reason}
          onChange={setReason}
        />
      </search>
      {pages.error && rows.length === 0 && <Failure error={pages.error} />}
      {pages.data && rows.length === 0 && <p className={asking.none}>{t('asking:decisions_none')}</p>}
      {rows.length > 0 && (
        <div className={table.place}>
          <DecisionRows rows={rows} withCustomer />
        </div>
      )}
      {pages.hasNextPage && (
        <div className={table.more}>
          <Button variant="default" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {t('common:more')}
          </Button>
        </div>
      )}
    </>
  );
}
