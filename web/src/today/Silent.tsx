import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import { useTouchpointName, useTouchpointOf } from '../understand/names';
import css from './Silent.module.css';

/** A debt made visible: customers pass here, and nobody is heard. */
export function Silent({ slugs }: { slugs: string[] }) {
  const { t } = useTranslation(['today', 'common']);
  const format = useFormat();
  const nameOf = useTouchpointName();
  const touchpointOf = useTouchpointOf();
  if (slugs.length === 0) return null;
  return (
    <Section title={t('silent_title')} note={t('silent_note')}>
      <ul className={css.list}>
        {slugs.slice(0, 4).map((slug) => {
          const volume = touchpointOf(slug)?.volume_month;
          return (
            <li key={slug}>
              <Link to="/touchpoints/$slug" params={{ slug }}>
                {nameOf(slug)}
              </Link>
              {volume ? (
                <span className="small">
                  {format.count(volume)} {t('common:figure.per_month')}
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
