import { Button, Menu } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { carried, carrySources } from './carry';
import type { Choice } from './definition';
import type { QuestionLine } from './pages';
import { questionNumber } from './parts';
import css from './QuestionList.module.css';
import { useEditor } from './useEditor';

const ways = ['chosen', 'not_chosen', 'all'] as const;

/** Brings choices or rows along from an earlier question, each with the condition that says when it is offered here. */
export function CarryMenu({ line, list, change }: { line: QuestionLine; list: Choice[]; change: (list: Choice[]) => void }) {
  const { t, i18n } = useTranslation('surveys');
  const { definition, may } = useEditor();
  const sources = carrySources(definition.questions, line);
  if (!may || sources.length === 0) return null;
  return (
    <Menu position="bottom-start" width="min(420px, calc(100vw - 32px))">
      <Menu.Target>
        <Button variant="subtle" size="xs" px={8}>
          {t('carry.name')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.pipes}>
        {sources.map((source) => (
          <Fragment key={source.id}>
            <Menu.Label>
              {questionNumber(definition.questions, source.id)}. {pickText(source.text, i18n.language, t(`type.${source.type}`))}
            </Menu.Label>
            {ways.map((way) => {
              const next = carried(list, source, way);
              const word = source.type === 'matrix' || source.type === 'ranking' ? `carry.rated.${way}` : `carry.${way}`;
              return (
                <Menu.Item key={way} disabled={!next} onClick={() => next && change(next)}>
                  {t(word)}
                </Menu.Item>
              );
            })}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
