import { useTranslation } from 'react-i18next';

/** A channel is the organisation's own word; the usual ones have a name in every language. */
export function useChannelName(): (channel: string) => string {
  const { t } = useTranslation('responses');
  return (channel) => t(`channels.${channel}`, { defaultValue: channel });
}
