import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useLanguageName } from '../languageName';
import type { Arm } from './arms';
import { conditionWords, useConditionSentenceOf } from './conditionSentence';
import css from './DifferenceList.module.css';
import type { Definition } from './definition';
import { type Change, differencesOf, toldQuestions } from './difference';
import { questionNumber } from './parts';

function isArm(part: unknown): part is Arm {
  return typeof part === 'object' && part !== null && 'name' in part && 'id' in part;
}

function useSettingValue(): (value: unknown) => string {
  const { t, i18n } = useTranslation(['editor', 'surveys']);
  const say = (value: unknown): string => {
    if (Array.isArray(value) && value.every(isArm)) return value.map(({ name, share }) => `${name} ×${share ?? 1}`).join(', ');
    if (value === undefined || value === null) return t('change.unset');
    if (typeof value === 'boolean') return t(value ? 'surveys:yes' : 'surveys:no');
    if (Array.isArray(value) && value.every((part) => typeof part !== 'object')) return value.join(', ');
    if (typeof value !== 'object') return String(value);
    const texts = Object.values(value).every((part) => typeof part === 'string');
    return texts ? pickText(value as Record<string, string>, i18n.language, '') : JSON.stringify(value);
  };
  return say;
}

function Before({ text }: { text: string }) {
  return text ? <del>{text}</del> : null;
}

function After({ text }: { text: string }) {
  return text ? <ins>{text}</ins> : null;
}

function OneChange({ change, before, after }: { change: Change; before: Definition; after: Definition }) {
  const { t, i18n } = useTranslation(['editor', 'surveys']);
  const nameOf = useLanguageName();
  const value = useSettingValue();
  const words = conditionWords[change.kind === 'logic' && change.of ? 'choice' : 'question'];
  const wasSentence = useConditionSentenceOf(before.questions, words, before.arms);
  const isSentence = useConditionSentenceOf(after.questions, words, after.arms);
  const question = (definition: Definition) => toldQuestions(definition).find(({ id }) => id === change.question);
  const armName = (id: string) => [...(after.arms ?? []), ...(before.arms ?? [])].find((arm) => arm.id === id)?.name ?? id;
  const said = (one: unknown, of: Definition) =>
    change.kind === 'setting' && change.name === 'for' && typeof one === 'string'
      ? questionNumber(of.questions, one.replace(/^answers\./, ''))
      : value(one);
  switch (change.kind) {
    case 'added':
    case 'removed':
      return t(`change.${change.kind}`);
    case 'moved':
      return t('change.moved', { from: change.from, to: change.to });
    case 'part_added':
    case 'part_removed': {
      const of = question(change.kind === 'part_added' ? after : before)?.[change.place]?.find(({ id }) => id === change.of);
      const text = pickText(of?.text, i18n.language, change.of);
      return (
        <>
          {t(`change.${change.place}`)}: {change.kind === 'part_added' ? <After text={text} /> : <Before text={text} />}
        </>
      );
    }
    case 'text':
      return (
        <>
          {change.arm
            ? t('change.in_arm', { place: t(`change.place.${change.place}`), arm: armName(change.arm) })
            : t(`change.place.${change.place}`)}
          , {nameOf(change.language)}: <Before text={change.before} /> <After text={change.after} />
        </>
      );
    case 'logic':
      return (
        <>
          {change.place &&
            `${t(`change.${change.place}`)} ${pickText(question(after)?.[change.place]?.find(({ id }) => id === change.of)?.text, i18n.language, change.of ?? '')}: `}
          <Before text={change.before ? wasSentence(change.before) : t(`surveys:${words}.always`)} />{' '}
          <After text={change.after ? isSentence(change.after) : t(`surveys:${words}.always`)} />
        </>
      );
    case 'setting':
      return (
        <>
          {t(`change.setting.${change.name}`, { defaultValue: change.name })}: <Before text={said(change.before, before)} />{' '}
          <After text={said(change.after, after)} />
        </>
      );
  }
}

/** Every change between two definitions, by question. */
export function DifferenceList({ before, after }: { before: Definition; after: Definition }) {
  const { t, i18n } = useTranslation(['editor', 'surveys']);
  const changes = differencesOf(before, after);
  if (changes.length === 0) return <p>{t('change.none')}</p>;
  const groups = new Map<string, Change[]>();
  for (const change of changes) groups.set(change.question ?? '', [...(groups.get(change.question ?? '') ?? []), change]);
  const titleOf = (id: string) => {
    const now = toldQuestions(after).find((one) => one.id === id);
    const text = pickText((now ?? toldQuestions(before).find((one) => one.id === id))?.text, i18n.language, id);
    return now ? `${questionNumber(after.questions, id)}. ${text}` : text;
  };
  return (
    <ol className={css.groups}>
      {[...groups].map(([id, ofQuestion]) => (
        <li key={id}>
          <b>{id ? titleOf(id) : t('surveys:basics')}</b>
          <ul>
            {ofQuestion.map((change, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew as a whole
              <li key={at}>
                <OneChange change={change} before={before} after={after} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
