import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { useMay, useMe } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import { AgreementTable } from './AgreementTable';
import { CodeShares } from './CodeShares';
import css from './Research.module.css';
import { ResearchLine } from './ResearchLine';
import { type CodingFigures, useCodingFigures } from './reads';

/** How far the two who have most notes in common agree, in a word and in figures. */
function Lead({ figures }: { figures: CodingFigures }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const { agreement, coders = [] } = figures;
  const [a, b] = coders.map((coder) => coder.name || t('a_key'));
  const { value, low, high, strength } = agreement;
  if (typeof value !== 'number')
    return <LeadSentence>{t('agreement_few', { a, b, n: format.count(agreement.n), count: agreement.missing ?? 0 })}</LeadSentence>;
  const interval = typeof low === 'number' && typeof high === 'number' ? ` (${format.number(low, 2)}–${format.number(high, 2)})` : '';
  return (
    <LeadSentence>
      <Trans
        t={t}
        i18nKey="agreement_lead"
        values={{ a, b, strength: t(`strength.${strength}`), kappa: format.number(value, 2) + interval, n: format.count(agreement.n) }}
        components={{ b: <b /> }}
      />
    </LeadSentence>
  );
}

/** Do two people read the notes alike; if not, about what. And what the notes are about. */
export function AgreementPage() {
  const { t } = useTranslation(['research', 'customers']);
  const format = useFormat();
  const may = useMay('manager');
  const me = useMe();
  const { data: figures, error } = useCodingFigures(undefined, may);
  const pair = figures?.coders !== undefined;
  const isCoder = figures?.coders?.some((coder) => coder.id === me?.id) ?? false;
  return (
    <>
      <ResearchLine />
      {!may && <p className="small">{t('customers:managers_only')}</p>}
      {error && !figures && <Failure error={error} />}
      {figures && !pair && (
        <EmptyState
          title={t('agreement_empty_title')}
          text={t('agreement_empty_text')}
          action={
            <Button component={Link} to="/research">
              {t('agreement_empty_action')}
            </Button>
          }
        />
      )}
      {figures && pair && <Lead figures={figures} />}
      {figures && (
        <div className={css.sections}>
          {pair && (
            <Section title={t('by_code')} note={format.range(figures.from, figures.to)}>
              <p className={css.hint}>{t('kappa_note')}</p>
              <AgreementTable codes={figures.codes} links={isCoder} />
            </Section>
          )}
          {figures.coded > 0 && <CodeShares />}
        </div>
      )}
    </>
  );
}
