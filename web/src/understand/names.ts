import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../app/words';
import { type Touchpoint, useTouchpoints } from './reads';

/** The touchpoint's own name, untouched, in the reader's language. */
export function useTouchpointName(): (slug: string) => string {
  const { i18n } = useTranslation();
  const touchpoints = useTouchpoints().data;
  return useCallback(
    (slug: string) => pickText(touchpoints?.find((touchpoint) => touchpoint.slug === slug)?.name, i18n.language, slug),
    [touchpoints, i18n.language],
  );
}

export function useTouchpointOf(): (slug: string) => Touchpoint | undefined {
  const touchpoints = useTouchpoints().data;
  return (slug) => touchpoints?.find((touchpoint) => touchpoint.slug === slug);
}
