import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Period } from '../app/period';
import { Section } from '../design/Section';
import { Story } from '../design/Story';
import { useStories } from './reads';
import css from './TouchpointPage.module.css';

const shown = 6;

/** The customers' own words, newest first. */
export function TouchpointStories({ slug, period }: { slug: string; period: Period }) {
  const { t } = useTranslation('touchpoint');
  const { data } = useStories(slug, period, shown);
  const stories = data?.items ?? [];
  const all = (
    <Link className="act" to="/responses" search={{ touchpoint: slug, stories: true } as never}>
      {t('all_stories')}
    </Link>
  );
  return (
    <Section title={t('stories')} note={stories.length > 0 ? all : undefined}>
      {data && stories.length === 0 && <p className="meta">{t('stories_none')}</p>}
      <ul className={css.stories}>
        {stories.map((response) => (
          <li key={response.id}>
            <Story response={response} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
