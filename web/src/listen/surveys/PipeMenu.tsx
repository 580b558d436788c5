import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import type { Question } from './definition';
import { questionNumber, usePartName } from './parts';
import css from './QuestionList.module.css';
import { useEditor } from './useEditor';

/** What of an earlier answer can be told in words. */
function tells(question: Question): boolean {
  return question.type !== 'consent' && !question.id.endsWith('.opt_out');
}

function PipeItems({ before, insert }: { before: Question[]; insert: (name: string) => void }) {
  const { t, i18n } = useTranslation('surveys');
  const { definition } = useEditor();
  const partName = usePartName();
  const named = (one: Question) => {
    const name = one.id.includes('.') ? partName(one) : pickText(one.text, i18n.language, t(`type.${one.type}`));
    return `${questionNumber(definition.questions, one.id)}. ${name}`;
  };
  return (
    <>
      {before.filter(tells).map((one) => (
        <Menu.Item key={one.id} onClick={() => insert(`answers.${one.id}`)}>
          {named(one)}
        </Menu.Item>
      ))}
      <Menu.Item onClick={() => insert('customer.name')}>{t('pipe.customer_name')}</Menu.Item>
    </>
  );
}

/** Puts an earlier answer's name where the cursor was: its place is taken by the answer when the text is shown. */
export function PipeMenu(props: { before: Question[]; insert: (name: string) => void }) {
  const { t } = useTranslation('surveys');
  const { may } = useEditor();
  if (!may) return null;
  return (
    <div>
      <Menu position="bottom-start" width="min(420px, calc(100vw - 32px))">
        <Menu.Target>
          <Button variant="subtle" size="xs" px={8}>
            {t('pipe.insert')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={css.pipes}>
          <PipeItems {...props} />
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
