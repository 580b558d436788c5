import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schema } from '../../app/api';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import type { Survey } from './definition';
import css from './StandingPage.module.css';

type Pair = Schema['KanoPair'];
type Share = Pair['better'];
const categories = ['attractive', 'one_dimensional', 'must_be', 'indifferent', 'reverse', 'questionable'] as const;

function useKano(slug: string) {
  return useQuery({
    queryKey: ['surveys', 'kano', slug],
    queryFn: async () => (await answer(api.GET('/api/v1/surveys/{survey}/kano', { params: { path: { survey: slug } } }))).items,
    retry: false,
  });
}

function useShareText(): (share: Share) => string {
  const format = useFormat();
  return ({ value, low, high }) =>
    typeof value === 'number' && typeof low === 'number' && typeof high === 'number'
      ? `${format.withUnit(value, 'percent')} (${format.interval(low, high, 'percent')})`
      : '–';
}

function OnePair({ pair, title }: { pair: Pair; title: string }) {
  const { t } = useTranslation(['editor', 'common']);
  const format = useFormat();
  const text = useShareText();
  const hidden = pair.better.quality === 'hidden';
  return (
    <li>
      <b>{title}</b> <span className="meta">{format.n(pair.n)}</span>
      <p>
        {hidden ? t('common:quality.hidden') : t(`kano.leading.${pair.leading ?? 'none'}`)}{' '}
        {!hidden && t('kano.better_worse', { better: text(pair.better), worse: text(pair.worse) })}
      </p>
      {!hidden && (
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('kano.category')}</th>
              <th>{t('kano.share')}</th>
            </tr>
          </thead>
          <tbody>
            {categories.map((name) => (
              <tr key={name}>
                <td>
                  {t(`kano.${name}`)}
                  <span className={css.bar} aria-hidden="true">
                    <i className={css.answered} style={{ width: `${pair.shares[name].value ?? 0}%` }} />
                  </span>
                </td>
                <td>{text(pair.shares[name])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </li>
  );
}

/** What kind of feature each Kano pair of the survey is. Nothing when it has none, or when one may see a part of the survey only. */
export function KanoSection({ survey }: { survey: Survey }) {
  const { t, i18n } = useTranslation('editor');
  const { data: pairs } = useKano(survey.slug);
  if (!pairs?.length) return null;
  const titleOf = (id: string) => pickText(survey.definition.questions.find((question) => question.id === id)?.text, i18n.language, id);
  return (
    <Section title={t('kano.name')}>
      <ul className={css.quotas}>
        {pairs.map((pair) => (
          <OnePair key={pair.question} pair={pair} title={titleOf(pair.question)} />
        ))}
      </ul>
      <p className="small">{t('kano.note')}</p>
    </Section>
  );
}
