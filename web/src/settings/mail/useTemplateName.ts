import { useTranslation } from 'react-i18next';
import type { Template } from '../mail';
import { isUsual } from './templates';

/** The usual two have a word of ours, the others the name they were given. */
export function useTemplateName(): (template: Template) => string {
  const { t } = useTranslation('mail');
  return (template) => (isUsual(template.slug) ? t(`usual.${template.slug}`) : (template.name ?? template.slug));
}
