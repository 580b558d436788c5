import '../../design/forms';
import { Button, Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ArmFields } from './ArmFields';
import { TouchpointSelect } from './Basics';
import { CalculateField } from './CalculateField';
import { ConditionField } from './ConditionField';
import { earlier } from './condition';
import { isSeen, type Question, traitsOfQuestion } from './definition';
import { ExpectedField } from './ExpectedField';
import { beginPage, editQuestion, removeQuestion } from './edits';
import { FileFields } from './FileFields';
import { GroupFields } from './GroupFields';
import { IdField } from './IdField';
import { LimitFields } from './LimitFields';
import { PartFields } from './PartFields';
import { PictureField } from './PictureField';
import { linesOf, type QuestionLine } from './pages';
import css from './QuestionList.module.css';
import { TextsField } from './TextsField';
import { useEditor } from './useEditor';

/** The form of the question that has this id in the list. */
export function QuestionForm({ id }: { id: string }) {
  const line = linesOf(useEditor().definition.questions).find((one) => one.id === id);
  return line && 'question' in line ? <LineForm line={line} /> : null;
}

/** Everything of one question: its words in every language, its scale or choices, when it is shown. */
function LineForm({ line }: { line: QuestionLine }) {
  const { t } = useTranslation(['surveys', 'maxdiff']);
  const { definition, change: edit, may } = useEditor();
  const { question, field, group } = line;
  const traits = traitsOfQuestion(question);
  const before = earlier(definition.questions, line);
  const change = (part: Partial<Question>) => edit(editQuestion(line.id, part));
  return (
    <fieldset className={css.form} disabled={!may}>
      <p className="small">{t(`type_note.${question.type}`)}</p>
      <TextsField
        label={t(isSeen(question.type) ? 'text' : 'text_unseen')}
        field={`${field}.text`}
        texts={question.text}
        change={(text) => change({ text })}
        before={isSeen(question.type) ? before : undefined}
        long
      />
      {isSeen(question.type) && (
        <TextsField
          label={t('hint')}
          field={`${field}.hint`}
          texts={question.hint}
          change={(hint) => change({ hint })}
          before={before}
          voluntary
        />
      )}
      {isSeen(question.type) && (
        <PictureField
          label={t('picture')}
          field={`${field}.picture`}
          picture={question.picture}
          change={(picture) => change({ picture })}
        />
      )}
      {question.type === 'calculated' && <CalculateField question={question} before={before} field={field} change={change} />}
      {question.type === 'group' && <GroupFields group={question} before={before} field={field} change={change} />}
      {question.type === 'file' && <FileFields question={question} field={field} change={change} />}
      <PartFields line={line} question={question} field={field} change={change} />
      <LimitFields question={question} field={field} change={change} />
      {(traits.scaled || question.type === 'slider' || question.type === 'maxdiff') && (
        <>
          <TextsField
            label={t(question.type === 'maxdiff' ? 'maxdiff:low_label' : 'low_label')}
            field={`${field}.low_label`}
            texts={question.low_label}
            change={(low_label) => change({ low_label })}
            voluntary
          />
          <TextsField
            label={t(question.type === 'maxdiff' ? 'maxdiff:high_label' : 'high_label')}
            field={`${field}.high_label`}
            texts={question.high_label}
            change={(high_label) => change({ high_label })}
            voluntary
          />
        </>
      )}
      <ExpectedField line={line} change={change} />
      {isSeen(question.type) && <ArmFields question={question} before={before} field={field} change={change} />}
      <ConditionField
        of="question"
        tree={question.show_if}
        questions={before}
        field={`${field}.show_if`}
        change={(show_if) => change({ show_if })}
      />
      <div className={css.names}>
        {question.type !== 'group' && (
          <TouchpointSelect
            label={t('own_touchpoint')}
            empty={t('as_survey')}
            value={question.touchpoint ?? ''}
            change={(touchpoint) => change({ touchpoint })}
          />
        )}
        <IdField line={line} />
      </div>
      <div className={css.foot}>
        {question.type !== 'statement' && question.type !== 'group' && isSeen(question.type) && (
          <Checkbox
            radius="xs"
            label={t('must_answer')}
            checked={question.required ?? false}
            onChange={(event) => change({ required: event.currentTarget.checked })}
          />
        )}
        {line.index > 0 && !group && (
          <Checkbox
            radius="xs"
            label={t('new_page')}
            checked={question.new_page ?? false}
            onChange={(event) => edit(beginPage(question.id, event.currentTarget.checked))}
          />
        )}
        <Button variant="subtle" color="red" size="sm" ml="auto" onClick={() => edit(removeQuestion(line.id))}>
          {t('remove_question')}
        </Button>
      </div>
    </fieldset>
  );
}
