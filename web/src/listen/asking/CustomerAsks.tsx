import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '../../design/Section';
import { DecisionRows } from '../campaigns/DecisionRows';
import { useCampaignDecisions } from '../campaigns/reads';
import css from './Asking.module.css';
import { DecisionTable } from './DecisionTable';
import { useDecisions } from './reads';

/** What campaigns asked this customer; nothing when none has looked at them. */
function CustomerCampaigns({ customer }: { customer: string }) {
  const { t } = useTranslation('campaigns');
  const rows = useCampaignDecisions({ customer }).data?.pages[0]?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className={css.sub}>{t('customer_campaigns')}</h3>
      <DecisionRows rows={rows} withCustomer={false} />
    </>
  );
}

/** When this customer was asked, when not, and why. */
export function CustomerAsks({ customer }: { customer: string }) {
  const { t } = useTranslation(['asking', 'common']);
  const pages = useDecisions({ customer });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (!pages.data) return null;
  return (
    <Section title={t('customer_asks')}>
      {rows.length === 0 ? <p className={css.none}>{t('customer_asks_none')}</p> : <DecisionTable rows={rows} withCustomer={false} />}
      {pages.hasNextPage && (
        <UnstyledButton className="act" onClick={() => pages.fetchNextPage()}>
          {t('common:more')}
        </UnstyledButton>
      )}
      <CustomerCampaigns customer={customer} />
    </Section>
  );
}
