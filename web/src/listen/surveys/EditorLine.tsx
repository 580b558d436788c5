import '../../design/forms';
import { Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { ScreenLine } from '../../app/ScreenLine';
import css from './EditorLine.module.css';
import { useEditor } from './useEditor';

/** Row two of the editor: the way back, and the deeds. */
export function EditorLine() {
  const { t } = useTranslation(['surveys', 'common', 'answering']);
  const { survey, draft, doing, may, save, publish, close } = useEditor();
  const [closing, setClosing] = useState(false);
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
            {may && (
              <>
                {survey.state === 'published' && (
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <Button variant="subtle" size="sm" px={8} aria-label={t('more')}>
                        …
                      </Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item onClick={() => setClosing(true)}>{t('close_survey')}</Menu.Item>
                    </Menu.Dropdown>
                  </Menu>
                )}
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
      {closing && (
        <ConfirmDialog title={t('close_title')} verb={t('close_survey')} run={close} close={() => setClosing(false)}>
          {t('close_text')}
        </ConfirmDialog>
      )}
    </>
  );
}
