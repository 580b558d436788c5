import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../app/api';
import { useSentence } from '../../app/useSentence';
import { useFormat } from '../../design/format';
import { useLanguageName } from '../languageName';
import css from './ChecksPanel.module.css';
import type { Checks, Finding } from './editorReads';
import { questionNumber } from './parts';
import { useEditor } from './useEditor';
import { useGoTo } from './useGoTo';
import { usePlaceName } from './usePlaceName';

const shownFirst = 5;
/** Findings whose `about` is another question, told by its number. */
const aboutQuestion = ['unknown_choice', 'never_true', 'required_skipped', 'pipe_may_be_empty'];

function useFindingText(): (finding: Finding) => string {
  const { t } = useTranslation('editor');
  const sentence = useSentence();
  const nameOf = useLanguageName();
  const { definition } = useEditor();
  return ({ code, level, field, about = '', language, detail }) => {
    if (level === 'refused') return sentence(new ProblemError(422, code, detail, field));
    const said = aboutQuestion.includes(code) ? questionNumber(definition.questions, about) : about;
    return t(`finding.${code}`, { about: code === 'untranslated' ? nameOf(about) : said, language, defaultValue: detail });
  };
}

function Findings({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation('editor');
  const [all, setAll] = useState(false);
  const goTo = useGoTo();
  const placeName = usePlaceName();
  const text = useFindingText();
  const shown = all ? findings : findings.slice(0, shownFirst);
  return (
    <>
      <ul className={css.list}>
        {shown.map((finding) => (
          <li key={`${finding.code} ${finding.field} ${finding.about ?? ''}`} className={css[finding.level]}>
            <UnstyledButton onClick={() => goTo(finding.field)}>
              <span className={css.place}>{placeName(finding.field)}</span> {text(finding)}
              {finding.level === 'refused' && <b> {t('stops_publishing')}</b>}
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {findings.length > shownFirst && (
        <UnstyledButton className="act" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('fewer') : t('all_findings', { count: findings.length })}
        </UnstyledButton>
      )}
    </>
  );
}

function Translations({ languages }: { languages: Checks['languages'] }) {
  const { t } = useTranslation('editor');
  const format = useFormat();
  const nameOf = useLanguageName();
  const goTo = useGoTo();
  const behind = languages.filter((one) => one.missing > 0);
  if (behind.length === 0) return null;
  return (
    <ul className={css.languages}>
      {behind.map(({ language, missing, texts, next }) => (
        <li key={language}>
          {t('texts_missing', { language: nameOf(language), count: missing, n: format.count(missing), of: format.count(texts) })}{' '}
          <UnstyledButton className="act" aria-label={`${nameOf(language)}: ${t('next_missing')}`} onClick={() => next && goTo(next)}>
            {t('next_missing')}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

/** What is wrong or doubtful in the draft as it stands, each leading to its place. It stops nobody. */
export function ChecksPanel() {
  const { t } = useTranslation('editor');
  const { checks } = useEditor();
  if (!checks) return null;
  const { findings, languages } = checks;
  const behind = languages.some((one) => one.missing > 0);
  const remarks = findings.filter((one) => one.level !== 'note').length;
  return (
    <section className={css.panel} aria-label={t('checks')}>
      <p className={css.lead}>{remarks === 0 ? t(behind ? 'logic_fine' : 'nothing_found') : t('found', { count: remarks })}</p>
      {findings.length > 0 && <Findings findings={findings} />}
      <Translations languages={languages} />
    </section>
  );
}
