import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { pickText } from '../../app/words';
import { EmotionWord } from '../../design/EmotionWord';
import { useFormat } from '../../design/format';
import { Quote } from '../../design/Quote';
import { useTouchpointName } from '../../understand/names';
import { useChannelName } from '../channelName';
import type { Survey } from '../surveys/definition';
import { useSurveys } from '../surveys/reads';
import table from '../Table.module.css';
import { scoreOf, storyOf, strongestOf } from './answers';
import css from './ResponseTable.module.css';
import type { Response } from './reads';

function ResponseRow({ response, survey }: { response: Response; survey: Survey | undefined }) {
  const { t, i18n } = useTranslation(['responses', 'common']);
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const touchpointName = useTouchpointName();
  const channelName = useChannelName();
  const score = scoreOf(response, survey?.definition);
  const felt = strongestOf(response);
  const story = storyOf(response, survey?.definition);
  const place = response.touchpoint
    ? touchpointName(response.touchpoint)
    : pickText(survey?.definition.title, i18n.language, response.survey);
  const short = score ? t(`common:short.${score.question.type}`, { defaultValue: '' }) : '';
  return (
    <tr>
      <td className={css.when}>
        <Link to="/responses/$id" params={{ id: String(response.id) }}>
          {format.moment(response.at, zone)}
        </Link>
      </td>
      <td className={css.where}>
        {place}
        <span className={table.note}>
          {channelName(response.channel)} · {response.language.toUpperCase()}
        </span>
      </td>
      <td className={css.score}>
        {score && (
          <>
            <b>{score.low < 0 ? format.signed(score.value) : format.number(score.value)}</b>
            <span className={css.scale}>
              {' '}
              {short} {format.number(score.low)}–{format.number(score.high)}
            </span>
          </>
        )}
      </td>
      <td className={css.felt}>{felt && <EmotionWord name={felt.strongest} intensity={felt.all[felt.strongest]} />}</td>
      <td className={css.words}>
        {story && <Quote text={story} language={response.language} />}
        <span className="unseen">{t(`common:outcome.${response.outcome}`)}</span>
      </td>
    </tr>
  );
}

export function ResponseTable({ rows }: { rows: Response[] }) {
  const { t } = useTranslation('responses');
  const surveys = useSurveys().data ?? [];
  return (
    <table className={`${table.table} ${css.table}`}>
      <thead>
        <tr>
          <th>{t('when')}</th>
          <th>{t('where')}</th>
          <th className={table.number}>{t('score')}</th>
          <th>{t('felt')}</th>
          <th>{t('words')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((response) => (
          <ResponseRow key={response.id} response={response} survey={surveys.find((survey) => survey.slug === response.survey)} />
        ))}
      </tbody>
    </table>
  );
}
