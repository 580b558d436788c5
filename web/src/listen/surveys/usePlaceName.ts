import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { questionAt } from './problems';
import { useEditor } from './useEditor';

/** Where a field stands, in words: "3. How easy was it?", "Title". */
export function usePlaceName(): (field: string) => string {
  const { t, i18n } = useTranslation('surveys');
  const { definition } = useEditor();
  return (field) => {
    const question = definition.questions[questionAt(field)];
    if (!question) return t(`place.${field.split(/[.[]/)[0]}`, { defaultValue: field });
    return t('place.question', {
      number: questionAt(field) + 1,
      text: pickText(question.text, i18n.language, t(`type.${question.type}`)),
    });
  };
}
