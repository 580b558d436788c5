import '../../design/forms';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../../app/useSentence';
import { DocumentFrame } from '../../design/DocumentFrame';
import { Section } from '../../design/Section';
import { Segments } from '../../design/Segments';
import { useLanguageName } from '../languageName';
import css from './Preview.module.css';
import { usePreview } from './reads';
import { useEditor } from './useEditor';
import { useLatest } from './useLatest';

type Width = 'phone' | 'desktop';

/** The document, told to begin at this question. */
function placed(html: string, question: string): string {
  return html.replace(/<html\b/, `<html data-at="${/^[a-z0-9_]*$/.test(question) ? question : ''}"`);
}

/** What a group asks stands with the group. */
const questionOf = (open: string | null | undefined) => open?.split('.')[0] ?? '';

/** Where the page begins each time it is made anew: where it stood, or at the question that was opened last. */
function usePlace(): { opened: string; place: (html: string) => string } {
  const { open } = useEditor();
  const [opened, setOpened] = useState(questionOf(open));
  const at = useRef(opened);
  useEffect(() => {
    const hear = ({ data }: MessageEvent<{ kuulo_preview?: unknown } | null>) => {
      if (typeof data?.kuulo_preview === 'string') at.current = data.kuulo_preview;
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, []);
  useEffect(() => {
    const question = questionOf(open);
    if (!question) return;
    at.current = question;
    setOpened(question);
  }, [open]);
  const place = useCallback((html: string) => placed(html, at.current), []);
  return { opened, place };
}

/** The customer's page as it would be now. It runs apart, in a frame that may do nothing but show itself. */
export function Preview() {
  const { t } = useTranslation(['surveys', 'arms']);
  const { definition, languages } = useEditor();
  const nameOf = useLanguageName();
  const sentence = useSentence();
  const [width, setWidth] = useState<Width>('phone');
  const [wanted, setWanted] = useState('');
  const language = languages.includes(wanted) ? wanted : (languages[0] ?? 'en');
  const [asked, setAsked] = useState('');
  const arms = definition.arms ?? [];
  const arm = arms.some(({ id }) => id === asked) ? asked : (arms[0]?.id ?? '');
  const { data: html, error } = usePreview(useLatest(definition, 20), language, arm);
  const { opened, place } = usePlace();
  return (
    <div className={css.preview}>
      <Section title={t('preview')}>
        <div className={css.controls}>
          {languages.length > 1 && (
            <Segments
              small
              aria-label={t('preview_language')}
              data={languages.map((code) => ({ value: code, label: nameOf(code) }))}
              value={language}
              onChange={setWanted}
            />
          )}
          {arms.length > 0 && (
            <Segments
              small
              aria-label={t('arms:preview')}
              data={arms.map(({ id, name }) => ({ value: id, label: name || id }))}
              value={arm}
              onChange={setAsked}
            />
          )}
          <Segments
            small
            aria-label={t('preview_width')}
            data={[
              { value: 'phone', label: t('phone') },
              { value: 'desktop', label: t('desktop') },
            ]}
            value={width}
            onChange={(value) => setWidth(value as Width)}
          />
        </div>
        {error && (
          <p className="small" role="status">
            {sentence(error)}
          </p>
        )}
        <div className={`${css.stage} ${css[width]}`}>
          {html !== undefined && <DocumentFrame title={t('preview')} html={html} scripts again={opened} place={place} />}
        </div>
      </Section>
    </div>
  );
}
