import { useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Pop } from '../../design/Pop';
import pop from '../../design/Pop.module.css';
import css from './Boards.module.css';
import { useViews } from './reads';
import { ViewLink } from './ViewLink';

const ViewForm = lazy(() => import('./ViewForm').then((module) => ({ default: module.ViewForm })));

/** On Explore: saves what is on the screen under a name, and opens what was saved. */
export function SavedViews({ name }: { name: string }) {
  const { t } = useTranslation('boards');
  const views = useViews().data ?? [];
  const address = useLocation().href;
  const [saving, setSaving] = useState(false);
  return (
    <div className={css.saved}>
      <Pop button={t('views')} className="act" label={t('views')} leftOnPhone>
        {(close) => (
          <>
            {views.length === 0 && <p className={`meta ${css.none}`}>{t('views_none')}</p>}
            {views.map((view) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: the link inside is what is pressed; this only closes the sheet after it
              // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the link is a click
              <div key={view.id} onClick={close}>
                <ViewLink view={view} className={pop.choice}>
                  {view.name}
                </ViewLink>
              </div>
            ))}
          </>
        )}
      </Pop>
      <button type="button" className="act" onClick={() => setSaving(true)}>
        {t('view_save')}
      </button>
      <Suspense>{saving && <ViewForm address={address} name={name} close={() => setSaving(false)} />}</Suspense>
    </div>
  );
}
