import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { EmotionWord } from '../../design/EmotionWord';
import { useFormat } from '../../design/format';
import { type Definition, type Question, scaleOf, traitsOf } from '../surveys/definition';
import { innerOf, roundsIn, roundText } from '../surveys/groups';
import { isSplit, type Part, partsOf, usePartName } from '../surveys/parts';
import css from './AnswerList.module.css';
import { feltOf } from './answers';
import type { Response } from './reads';

function FeltValue({ value }: { value: unknown }) {
  const { t } = useTranslation(['responses', 'common']);
  const felt = feltOf(value);
  if (!felt) return <>{t('common:emotion.nothing_special')}</>;
  const names = Object.keys(felt.all).length > 0 ? Object.keys(felt.all) : [felt.strongest];
  return (
    <span className={css.felt}>
      {names
        .sort((a, b) => Number(b === felt.strongest) - Number(a === felt.strongest))
        .map((name) => (
          <span key={name} className={name === felt.strongest ? css.strongest : ''}>
            <EmotionWord name={name} intensity={felt.all[name]} />
          </span>
        ))}
    </span>
  );
}

function Value({ value, question, language }: { value: unknown; question: Question | undefined; language: string }) {
  const { t, i18n } = useTranslation('responses');
  const format = useFormat();
  const choiceText = (id: unknown) => pickText(question?.choices?.find((choice) => choice.id === id)?.text, i18n.language, String(id));
  if (question && traitsOf(question.type).scaled && typeof value === 'number') {
    const { low, high } = scaleOf(question);
    return (
      <>
        <b className={css.score}>{low < 0 ? format.signed(value) : format.number(value)}</b>
        <span className="meta">{t('of_scale', { low: format.number(low), high: format.number(high) })}</span>
      </>
    );
  }
  if (question?.type === 'emotion' || feltOf(value)) return <FeltValue value={value} />;
  if (question?.type === 'choice') return <>{choiceText(value)}</>;
  if (Array.isArray(value)) return <>{value.map(choiceText).join(', ')}</>;
  if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>;
  if (question?.type === 'date' && typeof value === 'string') return <>{format.fullDay(value)}</>;
  if (typeof value === 'string') return <span lang={language}>{value}</span>;
  return <>{typeof value === 'number' ? format.number(value, Number.isInteger(value) ? 0 : 2) : JSON.stringify(value)}</>;
}

/** To be saved, never shown in place: whoever gave it may mean no good. */
function Files({ files }: { files: NonNullable<Response['files']>[string] }) {
  const format = useFormat();
  return (
    <ul className={css.parts}>
      {files.map((file) => (
        <li key={file.id}>
          <a href={file.url} download={file.name} className="act">
            {file.name}
          </a>{' '}
          <span className="meta">{format.number(Math.max(1, Math.round(file.size / 1024)))} kB</span>
        </li>
      ))}
    </ul>
  );
}

/** The parts of a question that were answered: rows, ranks, shares, a contact's fields, "what?", a reason for no answer. */
function Parts({ parts, response }: { parts: Part[]; response: Response }) {
  const { t } = useTranslation('surveys');
  const nameOf = usePartName();
  return (
    <ul className={css.parts}>
      {parts.map((part) => (
        <li key={part.id}>
          {part.part === 'opt_out' ? (
            <span className="meta">{t(`opt_out.${response.answers[part.id]}`)}</span>
          ) : (
            <>
              <span className="meta">{nameOf(part)}</span>{' '}
              <Value value={response.answers[part.id]} question={part} language={response.language} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Answer({ question, parts, response }: { question: Question; parts: Part[]; response: Response }) {
  const { t } = useTranslation('responses');
  const itself = question.id in response.answers;
  const given = parts.filter((part) => part.id in response.answers);
  if (question.type === 'file' && itself) {
    const files = response.files?.[question.id];
    return files ? <Files files={files} /> : <span className="meta">{t('files_gone')}</span>;
  }
  if (!itself && given.length === 0) return <span className="meta">{t('no_answer')}</span>;
  return (
    <>
      {itself && !isSplit(question.type) && (
        <Value value={response.answers[question.id]} question={question} language={response.language} />
      )}
      {given.length > 0 && <Parts parts={given} response={response} />}
    </>
  );
}

/** What a group was answered, round by round. */
function Rounds({ group, definition, response }: { group: Question; definition: Definition; response: Response }) {
  const { t, i18n } = useTranslation('responses');
  const rounds = roundsIn(group, response.answers);
  if (rounds.length === 0) return <span className="meta">{t('no_answer')}</span>;
  return (
    <ol className={css.rounds}>
      {rounds.map((round) => {
        const asked = innerOf(group).map((question) => ({ ...question, id: `${group.id}[${round}].${question.id}` }));
        const about = roundText(group, round, definition.questions);
        const item = pickText(about, i18n.language, round);
        return (
          <li key={round}>
            <b>{about ? item : t('round', { number: round })}</b>
            <dl className={css.list}>
              {asked
                .filter((question) => [question, ...partsOf(question)].some(({ id }) => id in response.answers))
                .map((question) => (
                  <div key={question.id}>
                    <dt>
                      {pickText(question.text, i18n.language, question.id)
                        .replace(/\{\{\s*item\s*\}\}/g, item)
                        .replace(/\{\{\s*number\s*\}\}/g, about ? '' : round)}
                    </dt>
                    <dd>
                      <Answer question={question} parts={partsOf(question)} response={response} />
                    </dd>
                  </div>
                ))}
            </dl>
          </li>
        );
      })}
    </ol>
  );
}

/** Question and answer, in the order they were asked; a question nobody answered says so. */
export function AnswerList({ response, definition }: { response: Response; definition: Definition | undefined }) {
  const { i18n } = useTranslation('responses');
  const asked = (definition?.questions ?? []).filter((question) => question.type !== 'statement');
  const known = new Set(asked.flatMap((question) => [question.id, ...partsOf(question).map((part) => part.id)]));
  const groups = asked.filter(({ type }) => type === 'group');
  const others = Object.keys(response.answers).filter((id) => !known.has(id) && !groups.some((group) => id.startsWith(`${group.id}[`)));
  return (
    <dl className={css.list}>
      {asked.map((question) => (
        <div key={question.id}>
          <dt>{pickText(question.text, i18n.language, question.id)}</dt>
          <dd>
            {definition && question.type === 'group' ? (
              <Rounds group={question} definition={definition} response={response} />
            ) : (
              <Answer question={question} parts={partsOf(question)} response={response} />
            )}
          </dd>
        </div>
      ))}
      {others.map((id) => (
        <div key={id}>
          <dt>{id}</dt>
          <dd>
            <Value value={response.answers[id]} question={undefined} language={response.language} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
