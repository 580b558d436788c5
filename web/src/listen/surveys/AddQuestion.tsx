import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { newQuestion, type Question, type QuestionType, questionTypes } from './definition';
import { addQuestion } from './edits';
import { innerOf } from './groups';
import css from './QuestionList.module.css';
import { useEditor } from './useEditor';

/** Adds a question of the chosen type at the end, of the survey or of a group, with its standard wording, and opens it. */
export function AddQuestion({ group }: { group?: Question }) {
  const { t } = useTranslation('surveys');
  const { definition, change, may, setOpen } = useEditor();
  const add = (type: QuestionType) => {
    const { id } = newQuestion(type, definition, group ? innerOf(group) : undefined);
    setOpen(group ? `${group.id}.${id}` : id);
    change(addQuestion(type, group));
  };
  if (!may) return null;
  return (
    <div className={group ? css.addInner : css.add}>
      <Menu position="bottom-start" width="min(420px, calc(100vw - 32px))" hideDetached={false}>
        <Menu.Target>
          <Button variant="default" size={group ? 'xs' : 'sm'}>
            {t(group ? 'group.add' : 'add_question')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={css.kinds}>
            {questionTypes
              .filter((type) => !group || (type !== 'group' && type !== 'hidden'))
              .map((type) => (
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
