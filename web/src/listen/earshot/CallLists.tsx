import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import css from './Earshot.module.css';
import { drawList, useCallLists } from './reads';

/** The lists drawn so far, and the button that draws the next. */
export function CallLists() {
  const { t } = useTranslation('earshot');
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const navigate = useNavigate();
  const deed = useDeed();
  const lists = useCallLists().data ?? [];
  const draw = () =>
    deed.run(async () => {
      const list = await drawList();
      navigate({ to: '/earshot/$list', params: { list: String(list.id) } });
    });
  return (
    <Section title={t('calls')} note={t('calls_note')}>
      {lists.length === 0 && <p className={css.none}>{t('calls_none')}</p>}
      <ul className={css.silent}>
        {lists.slice(0, 6).map((list) => (
          <li key={list.id}>
            <Link to="/earshot/$list" params={{ list: String(list.id) }}>
              <b>{t('drawn', { when: format.moment(list.drawn_at, zone) })}</b>
            </Link>
            <span className={css.note}>
              {t('size', { count: list.size })} · {t('talked_count', { n: format.count(list.talked) })}
            </span>
          </li>
        ))}
      </ul>
      <div className={css.row}>
        <Button size="sm" disabled={deed.busy} onClick={draw}>
          {t('draw')}
        </Button>
        {deed.failure && (
          <p role="alert" className={css.failure}>
            {deed.failure}
          </p>
        )}
      </div>
    </Section>
  );
}
