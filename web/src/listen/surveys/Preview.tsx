import '../../design/forms';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../../app/useSentence';
import { useSettled } from '../../app/useSettled';
import { DocumentFrame } from '../../design/DocumentFrame';
import { Section } from '../../design/Section';
import { useLanguageName } from '../languageName';
import css from './Preview.module.css';
import { usePreview } from './reads';
import { useEditor } from './useEditor';

type Width = 'phone' | 'desktop';

/** The customer's page as it would be now. It runs apart, in a frame that may do nothing but show itself. */
export function Preview() {
  const { t } = useTranslation('surveys');
  const { definition, languages } = useEditor();
  const nameOf = useLanguageName();
  const sentence = useSentence();
  const [width, setWidth] = useState<Width>('phone');
  const [wanted, setWanted] = useState('');
  const language = languages.includes(wanted) ? wanted : (languages[0] ?? 'en');
  const settled = useSettled(definition, 350);
  const { data: html, error } = usePreview(settled, language);
  return (
    <div className={css.preview}>
      <Section title={t('preview')}>
        <div className={css.controls}>
          {languages.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label={t('preview_language')}
              data={languages.map((code) => ({ value: code, label: nameOf(code) }))}
              value={language}
              onChange={setWanted}
            />
          )}
          <SegmentedControl
            size="xs"
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
          {html !== undefined && <DocumentFrame title={t('preview')} html={html} scripts />}
        </div>
      </Section>
    </div>
  );
}
