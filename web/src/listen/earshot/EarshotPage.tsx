import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import { CallLists } from './CallLists';
import css from './Earshot.module.css';
import { GroupTable } from './GroupTable';
import { Leaders } from './Leaders';
import { type Earshot, useEarshot } from './reads';
import { Silent } from './Silent';

function Lead({ earshot }: { earshot: Earshot }) {
  const { t } = useTranslation('earshot');
  const format = useFormat();
  const { total, flagged, deciles } = earshot;
  const top = deciles.find((one) => one.decile === 10);
  const flag = top?.verdict === 'missed' ? 'lead_flag' : flagged ? 'lead_flag_class' : '';
  return (
    <LeadSentence>
      <Trans
        t={t}
        i18nKey="lead"
        values={{
          share: format.withUnit(total.coverage_90?.value ?? 0, 'percent'),
          heard: format.count(total.heard_90),
          active: format.count(total.active),
        }}
        components={{ b: <b /> }}
      />{' '}
      {flag && t(flag)}
    </LeadSentence>
  );
}

/** Whom have we heard, and whom not. */
export function EarshotPage() {
  const { t } = useTranslation(['earshot', 'customers']);
  const format = useFormat();
  const may = useMay('manager');
  const { data: earshot, error } = useEarshot();
  const goal = earshot && t('goal_note', { goal: format.withUnit(earshot.goal.coverage, 'percent') });
  const decileName = (decile: number) => t(decile === 10 || decile <= 1 ? `decile_${decile}` : 'decile', { n: decile, defaultValue: '' });
  return (
    <>
      <ScreenLine />
      {!may && <p className="small">{t('customers:managers_only')}</p>}
      {may && error && !earshot && <Failure error={error} />}
      {earshot?.total.active === 0 && (
        <EmptyState
          title={t('empty_title')}
          text={t('empty_text')}
          action={
            <Button component={Link} to="/customers">
              {t('empty_action')}
            </Button>
          }
        />
      )}
      {earshot && earshot.total.active > 0 && (
        <>
          <Lead earshot={earshot} />
          <div className={css.sections}>
            <Section title={t('by_class')} note={goal}>
              <GroupTable
                goal={earshot.goal.coverage}
                groups={earshot.classes.filter((one) => one.active > 0).map((one) => ({ name: t(`class.${one.class}`), group: one }))}
              />
            </Section>
            {earshot.deciles.some((one) => one.decile > 0) && (
              <Section title={t('by_decile')} note={goal}>
                <GroupTable
                  goal={earshot.goal.coverage}
                  groups={earshot.deciles.map((one) => ({ name: decileName(one.decile), group: one }))}
                />
              </Section>
            )}
            <div className={css.columns}>
              <Silent earshot={earshot} />
              <div className={css.sections}>
                <CallLists />
                <Leaders earshot={earshot} />
              </div>
            </div>
          </div>
        </>
      )}
    </>
  );
}
