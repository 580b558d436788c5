import { Button, CloseButton, Menu, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { CarryMenu } from './CarryMenu';
import css from './ChoicesField.module.css';
import { ConditionField } from './ConditionField';
import { earlier } from './condition';
import { useConditionSentence } from './conditionSentence';
import { type Choice, newChoice, type Question, traitsOf } from './definition';
import { PictureField } from './PictureField';
import type { QuestionLine } from './pages';
import { TextsField } from './TextsField';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

interface ChoicesFieldProps {
  line: QuestionLine;
  change: (part: Partial<Question>) => void;
  /** the rows of a matrix, or what is chosen among */
  of: 'choices' | 'rows';
}

type Mark = 'other' | 'exclusive' | 'fixed';

function marksOf(question: Question): Mark[] {
  const { other, shuffle } = traitsOf(question.type);
  return [
    ...(other ? (['other'] as const) : []),
    ...(question.type === 'choices' ? (['exclusive'] as const) : []),
    ...(shuffle && question.type !== 'matrix' && question.shuffle ? (['fixed'] as const) : []),
  ];
}

/** What is special about a choice: it asks "what?", stands alone, or keeps its place. */
function Marks({ choice, marks, change }: { choice: Choice; marks: Mark[]; change: (choice: Choice) => void }) {
  const { t } = useTranslation('surveys');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" size="xs" px={8}>
          {marks
            .filter((mark) => choice[mark])
            .map((mark) => t(`mark.${mark}`))
            .join(', ') || t('mark.none')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {marks.map((mark) => (
          <Menu.Item
            key={mark}
            role="menuitemcheckbox"
            aria-checked={choice[mark] ?? false}
            onClick={() => {
              const { [mark]: was, ...rest } = choice;
              change(was ? rest : { ...choice, [mark]: true });
            }}
          >
            {choice[mark] ? '✓ ' : ''}
            {t(`mark.${mark}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface OfferProps {
  choice: Choice;
  name: string;
  before: Question[];
  field: string;
  change: (choice: Choice) => void;
}

/** When it is offered, where that is not always: the sentence, and behind a button what it is made of. */
function Offer({ choice, name, before, field, change }: OfferProps) {
  const { t } = useTranslation('surveys');
  const [open, setOpen] = useState(false);
  const { problemsAt } = useEditor();
  const sentence = useConditionSentence('condition.of_choice');
  const shown = open || problemsAt(field, true).length > 0;
  if (before.length === 0 && !choice.show_if) return null;
  return (
    <div className={css.offer}>
      {choice.show_if && !shown && <p className="small">{sentence(choice.show_if)}</p>}
      {shown && (
        <ConditionField
          of="choice"
          tree={choice.show_if}
          questions={before}
          field={field}
          change={(show_if) => {
            const { show_if: was, ...rest } = choice;
            change(show_if ? { ...rest, show_if } : rest);
          }}
        />
      )}
      <Button
        variant="subtle"
        size="xs"
        px={8}
        aria-expanded={shown}
        aria-label={t(shown ? 'offer.close_of' : choice.show_if ? 'offer.change_of' : 'offer.begin_of', { name })}
        onClick={() => setOpen(!shown)}
      >
        {t(shown ? 'offer.close' : choice.show_if ? 'offer.change' : 'offer.begin')}
      </Button>
    </div>
  );
}

/** The answers to choose from, or the rows of a matrix, each in every language. */
export function ChoicesField({ line, change, of }: ChoicesFieldProps) {
  const { t, i18n } = useTranslation('surveys');
  const { definition, languages, problemsAt } = useEditor();
  const problemText = useProblemText();
  const { question, field } = line;
  const before = question.type === 'maxdiff' ? [] : earlier(definition.questions, line);
  const list: Choice[] = question[of] ?? [];
  const word = of === 'rows' ? 'row' : 'choice';
  const problem = problemsAt(`${field}.${of}`)[0];
  const write = (next: Choice[]) => change({ [of]: next });
  const pictured = question.type === 'choice' || question.type === 'choices';
  const marks = of === 'choices' ? marksOf(question) : [];
  const set = (index: number, choice: Choice) => write(list.map((one, at) => (at === index ? choice : one)));
  return (
    <div className={css.choices}>
      {list.map((choice, index) => (
        <div key={choice.id} className={css.choice}>
          <TextsField
            label={t(word, { number: index + 1 })}
            field={`${field}.${of}[${index}].text`}
            texts={choice.text}
            change={(text) => set(index, { ...choice, text })}
          />
          <span className={css.deeds}>
            {of === 'choices' && choice.score !== undefined && (
              <NumberInput
                aria-label={t('score', { number: index + 1 })}
                value={choice.score}
                w={72}
                onChange={(score) => set(index, { ...choice, score: Number(score) })}
              />
            )}
            {marks.length > 0 && <Marks choice={choice} marks={marks} change={(next) => set(index, next)} />}
            <CloseButton
              size="lg"
              aria-label={t('remove_choice', { choice: pickText(choice.text, i18n.language, String(index + 1)) })}
              disabled={list.length === 1}
              onClick={() => write(list.filter((one) => one !== choice))}
            />
          </span>
          <Offer
            choice={choice}
            name={pickText(choice.text, i18n.language, t(word, { number: index + 1 }))}
            before={before}
            field={`${field}.${of}[${index}].show_if`}
            change={(next) => set(index, next)}
          />
          {of === 'choices' && pictured && (
            <div className={css.picture}>
              <PictureField
                label={pickText(choice.text, i18n.language, t(word, { number: index + 1 }))}
                field={`${field}.${of}[${index}].picture`}
                picture={choice.picture}
                change={(picture) => {
                  const { picture: was, ...rest } = choice;
                  set(index, picture ? { ...rest, picture } : rest);
                }}
              />
            </div>
          )}
        </div>
      ))}
      {problem && <p className={css.problem}>{problemText(problem)}</p>}
      <div>
        <Button
          variant="default"
          size="xs"
          disabled={list.length >= 60}
          onClick={() =>
            write([
              ...list,
              newChoice(
                list.map((one) => one.id),
                languages,
                word,
              ),
            ])
          }
        >
          {t(`add_${word}`)}
        </Button>{' '}
        {question.type !== 'maxdiff' && <CarryMenu line={line} list={list} change={write} />}
      </div>
    </div>
  );
}
