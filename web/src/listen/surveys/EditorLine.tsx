import '../../design/forms';
import { Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { ScreenLine } from '../../app/ScreenLine';
import css from './EditorLine.module.css';
import { useEditor, useKeeping } from './useEditor';

const TrialDialog = lazy(() => import('./TrialDialog').then((module) => ({ default: module.TrialDialog })));
const CopyDialog = lazy(() => import('./CopyDialog').then((module) => ({ default: module.CopyDialog })));

/** Row two of the editor: the way back, and the deeds. */
export function EditorLine() {
  const { t } = useTranslation(['surveys', 'common', 'answering', 'editor']);
  const { may } = useEditor();
  const { survey, draft, doing, save, publish, close } = useKeeping();
  const [asked, setAsked] = useState<'' | 'trial' | 'copy' | 'close'>('');
  const end = () => setAsked('');
  const busy = doing !== 'nothing';
  const unpublished = survey.state !== 'published' || survey.changed_since_published || draft.changed;
  return (
    <>
      <ScreenLine
        right={
          <div className={css.deeds}>
            <Link className="act" to="/surveys/$survey/standing" params={{ survey: survey.slug }}>
              {t('answering:standing')}
            </Link>
            <Link className="act" to="/surveys/$survey/share" params={{ survey: survey.slug }}>
              {t('share')}
            </Link>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="subtle" size="sm" px={8} aria-label={t('more')}>
                  …
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setAsked('trial')}>{t('editor:trial.name')}</Menu.Item>
                <Menu.Item renderRoot={(props) => <Link {...props} to="/surveys/$survey/versions" params={{ survey: survey.slug }} />}>
                  {t('editor:versions')}
                </Menu.Item>
                {may && (
                  <Menu.Item disabled={draft.changed} onClick={() => setAsked('copy')}>
                    {t('editor:copy.name')}
                  </Menu.Item>
                )}
                {may && survey.state === 'published' && <Menu.Item onClick={() => setAsked('close')}>{t('close_survey')}</Menu.Item>}
              </Menu.Dropdown>
            </Menu>
            {may && (
              <>
                <Button variant="default" size="sm" disabled={busy || !draft.changed} onClick={save}>
                  {t('common:save')}
                </Button>
                <Button size="sm" disabled={busy || !unpublished} onClick={publish}>
                  {t('publish')}
                </Button>
              </>
            )}
          </div>
        }
      />
      {asked === 'close' && (
        <ConfirmDialog title={t('close_title')} verb={t('close_survey')} run={close} close={end}>
          {t('close_text')}
        </ConfirmDialog>
      )}
      <Suspense>
        {asked === 'trial' && <TrialDialog close={end} />}
        {asked === 'copy' && <CopyDialog slug={survey.slug} close={end} />}
      </Suspense>
    </>
  );
}
