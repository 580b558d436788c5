import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schema } from '../../app/api';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import type { Question, Survey } from './definition';
import css from './StandingPage.module.css';

type Item = Schema['MaxDiffItem'];

function useMaxDiff(slug: string, asked: boolean) {
  return useQuery({
    queryKey: ['surveys', 'maxdiff', slug],
    queryFn: async () => (await answer(api.GET('/api/v1/surveys/{survey}/maxdiff', { params: { path: { survey: slug } } }))).items,
    enabled: asked,
    retry: false,
  });
}

/** From -1 to +1 on a line of 0 to 100. */
function place(score: number): string {
  return `${50 * (score + 1)}%`;
}

function ItemRow({ item, name }: { item: Item; name: string }) {
  const { t } = useTranslation(['maxdiff', 'common']);
  const format = useFormat();
  const { score, low, high } = item;
  const known = score !== undefined && low !== undefined && high !== undefined;
  return (
    <tr>
      <td>
        {name}
        {known && (
          <span className={css.score} aria-hidden="true">
            <i className={css.zero} />
            <i className={css.range} style={{ left: place(low), width: `${50 * (high - low)}%` }} />
            <i className={css.point} style={{ left: place(score) }} />
          </span>
        )}
      </td>
      <td>
        {known ? `${format.signed(score, 2)} (${format.interval(low, high, 'mean')})` : t('common:quality.hidden')}
        <span className="meta"> {format.n(item.n)}</span>
      </td>
      <td>
        {known && item.shown
          ? t('times', { best: format.count(item.best ?? 0), worst: format.count(item.worst ?? 0), shown: format.count(item.shown) })
          : '–'}
      </td>
    </tr>
  );
}

/** What matters most and least of each MaxDiff question. Nothing when the survey has none, or when one may see a part of it only. */
export function MaxDiffSection({ survey }: { survey: Survey }) {
  const { t, i18n } = useTranslation('maxdiff');
  const questions = survey.definition.questions;
  const { data: items } = useMaxDiff(
    survey.slug,
    questions.some(({ type }) => type === 'maxdiff'),
  );
  if (!items?.length) return null;
  const questionOf = (id: string): Question | undefined => questions.find((question) => question.id === id);
  return (
    <Section title={t('name')}>
      {items.map((one) => (
        <table key={one.question} className={css.table}>
          <thead>
            <tr>
              <th>{pickText(questionOf(one.question)?.text, i18n.language, one.question)}</th>
              <th>{t('score')}</th>
              <th>{t('chosen')}</th>
            </tr>
          </thead>
          <tbody>
            {one.items.map((item) => {
              const choice = questionOf(one.question)?.choices?.find(({ id }) => id === item.choice);
              return <ItemRow key={item.choice} item={item} name={pickText(choice?.text, i18n.language, item.choice)} />;
            })}
          </tbody>
        </table>
      ))}
      <p className="small">{t('note')}</p>
    </Section>
  );
}
