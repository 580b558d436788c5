import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type WeightScheme = Schema['WeightScheme'];

async function refreshed<T>(call: Promise<T>): Promise<T> {
  const done = await call;
  await Promise.all(['weight-schemes', 'metrics'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
  return done;
}

export function saveScheme(body: Schema['weight_scheme_in'], scheme?: WeightScheme) {
  if (!scheme) return refreshed(answer(api.POST('/api/v1/weight-schemes', { body })));
  const params = { path: { slug: scheme.slug } };
  return refreshed(answer(api.PUT('/api/v1/weight-schemes/{slug}', { params, body, headers: { 'If-Match': `"${scheme.revision}"` } })));
}

export function removeScheme(scheme: WeightScheme) {
  return refreshed(answer(api.DELETE('/api/v1/weight-schemes/{slug}', { params: { path: { slug: scheme.slug } } })));
}
