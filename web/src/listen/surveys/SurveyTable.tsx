import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useGlow } from '../../design/useGlow';
import { useTouchpointName } from '../../understand/names';
import table from '../Table.module.css';
import type { Survey } from './definition';
import css from './SurveyTable.module.css';

function SurveyRow({ survey }: { survey: Survey }) {
  const { t, i18n } = useTranslation('surveys');
  const format = useFormat();
  const nameOf = useTouchpointName();
  const { definition } = survey;
  const glow = useGlow(survey.responses, survey.slug);
  const touchpoint = definition.touchpoint ? nameOf(definition.touchpoint) : t('no_touchpoint');
  return (
    <tr>
      <td className={table.name}>
        <Link to="/surveys/$survey" params={{ survey: survey.slug }}>
          <b>{pickText(definition.title, i18n.language, survey.slug)}</b>
        </Link>
        <span className={table.note}>
          {touchpoint} · {t('questions_note', { count: definition.questions.length })}
        </span>
      </td>
      <td>
        <span className={`${css.state} ${css[survey.state]}`}>{t(`state.${survey.state}`)}</span>
        {survey.changed_since_published && <span className={table.note}>{t('state.changed')}</span>}
      </td>
      <td className={css.languages}>{definition.languages.map((code) => code.toUpperCase()).join(' · ')}</td>
      <td className={`${table.number} ${css.count}`}>
        <b className={glow}>{format.count(survey.responses ?? 0)}</b>
        <span className={css.unit}> {t('responses_unit', { count: survey.responses ?? 0 })}</span>
      </td>
      <td className={`${table.quiet} ${css.day}`}>{survey.published_at ? format.fullDay(survey.published_at) : '–'}</td>
      <td className={css.acts}>
        <Link className="act" to="/surveys/$survey/share" params={{ survey: survey.slug }}>
          {t('share')}
        </Link>
      </td>
    </tr>
  );
}

export function SurveyTable({ surveys }: { surveys: Survey[] }) {
  const { t } = useTranslation('surveys');
  const sorted = [...surveys].sort(
    (a, b) => Number(a.state === 'closed') - Number(b.state === 'closed') || (b.responses ?? 0) - (a.responses ?? 0),
  );
  return (
    <div className={table.place}>
      <Section title={t('all')}>
        <table className={`${table.table} ${css.table}`}>
          <thead>
            <tr>
              <th>{t('title')}</th>
              <th>{t('state_name')}</th>
              <th>{t('languages')}</th>
              <th className={table.number}>{t('responses')}</th>
              <th>{t('published')}</th>
              <th>
                <span className="unseen">{t('share')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((survey) => (
              <SurveyRow key={survey.slug} survey={survey} />
            ))}
          </tbody>
        </table>
      </Section>
    </div>
  );
}
