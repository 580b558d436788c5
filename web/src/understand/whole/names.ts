import { useTranslation } from 'react-i18next';
import { channelWord, useTouchpointName } from '../names';
import type { WholePicture } from './read';

/** A place is a channel or a touchpoint; a question is called by its id, as everywhere figures are. */
export function useWholeNames(whole: Pick<WholePicture, 'across'>) {
  const { t } = useTranslation(['whole', 'common']);
  const touchpointName = useTouchpointName();
  const placeName = (place: string) => (whole.across === 'touchpoint' ? touchpointName(place) : channelWord(t, place));
  const questionName = (question: string) => {
    const words = question.replaceAll('_', ' ').replace('.', ': ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  };
  return { placeName, questionName };
}
