import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { newQuestion, type QuestionType, questionTypes } from './definition';
import { addQuestion } from './edits';
import css from './QuestionList.module.css';
import { useEditor } from './useEditor';

/** Adds a question of the chosen type at the end, with its standard wording, and opens it. */
export function AddQuestion() {
  const { t } = useTranslation('surveys');
  const { definition, draft, may, setOpen } = useEditor();
  const add = (type: QuestionType) => {
    setOpen(newQuestion(type, definition).id);
    draft.change(addQuestion(type));
  };
  if (!may) return null;
  return (
    <div className={css.add}>
      <Menu position="bottom-start" width="min(420px, calc(100vw - 32px))" hideDetached={false}>
        <Menu.Target>
          <Button variant="default" size="sm">
            {t('add_question')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={css.kinds}>
            {questionTypes.map((type) => (
              <Menu.Item key={type} onClick={() => add(type)}>
                {t(`type.${type}`)}
              </Menu.Item>
            ))}
          </div>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
