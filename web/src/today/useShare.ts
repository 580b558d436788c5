import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../app/api';

/** The published surveys, the most answered first. */
export function usePublishedSurveys() {
  return useQuery({
    queryKey: ['surveys', 'published'],
    queryFn: async () => {
      const all = (await answer(api.GET('/api/v1/surveys'))).items ?? [];
      return all.filter((survey) => survey.state === 'published').sort((a, b) => (b.responses ?? 0) - (a.responses ?? 0));
    },
  });
}
