import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { questionOf } from './condition';
import { questionNumber } from './parts';
import { lineAt } from './problems';
import { useEditor } from './useEditor';

/** Where a field stands, in words: "3. How easy was it?", "Title". */
export function usePlaceName(): (field: string) => string {
  const { t, i18n } = useTranslation('surveys');
  const { definition } = useEditor();
  return (field) => {
    const line = lineAt(definition, field);
    const question = questionOf(`answers.${line}`, definition.questions);
    if (!question) return t(`place.${field.split(/[.[]/)[0]}`, { defaultValue: field });
    return t('place.question', {
      number: questionNumber(definition.questions, line),
      text: pickText(question.text, i18n.language, t(`type.${question.type}`)),
    });
  };
}
