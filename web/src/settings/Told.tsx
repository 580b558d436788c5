import { useTranslation } from 'react-i18next';
import type { Deed } from '../app/useDeed';
import css from './Settings.module.css';

/** Under a form: saved, or why not. */
export function Told({ deed, word = 'saved' }: { deed: Deed; word?: string }) {
  const { t } = useTranslation('settings');
  return (
    <>
      <span role="status" className="small">
        {deed.done && t(word)}
      </span>
      {deed.failure && (
        <p role="alert" className={css.failure}>
          {deed.failure}
        </p>
      )}
    </>
  );
}
