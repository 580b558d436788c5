import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import type { Period } from '../../app/period';
import { queries } from '../../app/session';

export type EmotionPlace = Schema['EmotionPlace'];
export type TargetEmotion = Schema['TargetEmotion'];

export function useEmotions(period: Period) {
  const query = { from: period.from, to: period.to };
  return useQuery({
    queryKey: ['emotions', query],
    queryFn: () => answer(api.GET('/api/v1/emotions', { params: { query } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useTargetEmotions() {
  return useQuery({ queryKey: ['target-emotions'], queryFn: async () => (await answer(api.GET('/api/v1/target-emotions'))).items });
}

async function refreshed<T>(call: Promise<T>): Promise<T> {
  const done = await call;
  await Promise.all(['emotions', 'target-emotions'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
  return done;
}

export function saveTarget(body: Schema['target_emotion_in'], target?: TargetEmotion) {
  if (!target) return refreshed(answer(api.POST('/api/v1/target-emotions', { body })));
  const params = { path: { id: String(target.id) } };
  return refreshed(answer(api.PUT('/api/v1/target-emotions/{id}', { params, body, headers: { 'If-Match': `"${target.revision}"` } })));
}

export function removeTarget(target: TargetEmotion) {
  return refreshed(answer(api.DELETE('/api/v1/target-emotions/{id}', { params: { path: { id: String(target.id) } } })));
}
