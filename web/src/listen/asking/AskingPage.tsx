import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import css from './Asking.module.css';
import { BudgetSection } from './BudgetSection';
import { RuleItem } from './RuleItem';
import { type AskRule, useAskRules } from './reads';

const RuleForm = lazy(() => import('./RuleForm').then((module) => ({ default: module.RuleForm })));

function Picture() {
  const { t } = useTranslation('asking');
  return <p className={css.picture}>{t('picture')}</p>;
}

/** Who is asked after which encounter, and how often one person at most. */
export function AskingPage() {
  const { t } = useTranslation(['asking', 'campaigns']);
  const { data: rules, error } = useAskRules();
  const may = useMay('manager');
  const [editing, setEditing] = useState<{ rule?: AskRule } | null>(null);
  const make = may && (
    <Button size="sm" onClick={() => setEditing({})}>
      {t('rule_add')}
    </Button>
  );
  const active = rules?.filter((rule) => rule.active).length ?? 0;
  return (
    <>
      <ScreenLine right={rules && rules.length > 0 ? make : undefined} />
      {error && !rules && <Failure error={error} />}
      {rules?.length === 0 && <EmptyState title={t('empty_title')} text={t('empty_text')} action={make} picture={<Picture />} />}
      {rules && rules.length > 0 && <LeadSentence>{t(active > 0 ? 'lead' : 'lead_none', { count: active })}</LeadSentence>}
      <div className={css.sections}>
        {rules && rules.length > 0 && (
          <Section
            title={t('rules')}
            note={
              may ? (
                <Link className="act" to="/asking/decisions">
                  {t('decisions_link')}
                </Link>
              ) : undefined
            }
          >
            <ol className={css.rules}>
              {rules.map((rule) => (
                <RuleItem key={rule.id} rule={rule} edit={may ? () => setEditing({ rule }) : undefined} />
              ))}
            </ol>
          </Section>
        )}
        {may && (
          <Section title={t('campaigns:title')}>
            <p className={css.plain}>{t('campaigns:link_text')}</p>
            <Link className="act" to="/asking/campaigns">
              {t('campaigns:link')}
            </Link>
          </Section>
        )}
        <BudgetSection />
      </div>
      {editing && (
        <Suspense>
          <RuleForm rule={editing.rule} close={() => setEditing(null)} />
        </Suspense>
      )}
    </>
  );
}
