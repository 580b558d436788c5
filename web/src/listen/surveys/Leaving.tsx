import { Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../design/Dialog';
import css from './EditorLine.module.css';
import { useKeeping } from './useEditor';

/** Before unsaved text is left behind. A sign-out is let through: the text waits in this tab. */
export function Leaving() {
  const { t } = useTranslation(['surveys', 'common']);
  const { draft, save, survey } = useKeeping();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => draft.changed && next.pathname !== '/sign-in' && next.pathname !== current.pathname,
    enableBeforeUnload: () => draft.changed,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  const saveAndGo = async () => {
    if (await save()) blocker.proceed();
    else blocker.reset();
  };
  const drop = () => {
    draft.take({ ...survey, etag: draft.etag });
    blocker.proceed();
  };
  return (
    <Dialog title={t('leave_title')} close={blocker.reset}>
      <p>{t('leave_text')}</p>
      <div className={css.buttons}>
        <Button onClick={saveAndGo}>{t('leave_save')}</Button>
        <Button variant="default" onClick={blocker.reset}>
          {t('leave_stay')}
        </Button>
        <Button variant="subtle" onClick={drop}>
          {t('leave_drop')}
        </Button>
      </div>
    </Dialog>
  );
}
