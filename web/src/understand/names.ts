import type { TFunction } from 'i18next';
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

/** The usual phases have words in every language; another organisation's own stand as written. */
export function stageWord(t: TFunction, stage: string | undefined): string {
  return stage ? t(`common:stage.${stage}`, { defaultValue: stage }) : '';
}

export function channelWord(t: TFunction, channel: string): string {
  return t(`common:channel.${channel}`, { defaultValue: channel });
}
