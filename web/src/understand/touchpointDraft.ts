import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, ProblemError, type Schema } from '../app/api';
import { queries } from '../app/session';
import type { Touchpoint } from './reads';

export type StoredTouchpoint = Touchpoint & { etag: string };

interface Draft {
  slug: string;
  name: Record<string, string>;
  stage: string;
  kind: Touchpoint['kind'];
  direction: NonNullable<Touchpoint['direction']>;
  owner: string;
  owner_function: string;
  moment?: string;
  promise: string;
  target_emotions: string[];
  volume_month: number | '';
}

function draftOf(stored: Touchpoint | undefined): Draft {
  return {
    slug: stored?.slug ?? '',
    name: { ...stored?.name },
    stage: stored?.stage ?? '',
    kind: stored?.kind ?? 'physical',
    direction: stored?.direction ?? 'both',
    owner: stored?.owner ?? '',
    owner_function: stored?.owner_function ?? '',
    moment: stored?.moment || undefined,
    promise: stored?.promise ?? '',
    target_emotions: stored?.target_emotions ?? [],
    volume_month: stored?.volume_month || '',
  };
}

/** "Palautukset puhelimitse" → "palautukset-puhelimitse" */
export function slugOf(text: string): string {
  const plain = text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}

function bodyOf(draft: Draft): Schema['touchpoint_in'] {
  const name = Object.fromEntries(Object.entries(draft.name).filter(([, text]) => text.trim()));
  const optional = {
    stage: draft.stage.trim(),
    owner: draft.owner.trim(),
    owner_function: draft.owner_function.trim(),
    moment: draft.moment,
    promise: draft.promise.trim(),
  };
  return {
    slug: draft.slug,
    name,
    kind: draft.kind,
    direction: draft.direction,
    target_emotions: draft.target_emotions,
    volume_month: draft.volume_month === '' ? 0 : draft.volume_month,
    ...optional,
  };
}

function send(draft: Draft, stored: StoredTouchpoint | undefined) {
  const body = bodyOf(draft);
  if (!stored) return answer(api.POST('/api/v1/touchpoints', { body }));
  const headers = stored.etag ? { 'If-Match': stored.etag } : undefined;
  return answer(api.PUT('/api/v1/touchpoints/{slug}', { params: { path: { slug: stored.slug } }, body, headers }));
}

export function useTouchpointDraft(stored: StoredTouchpoint | undefined, languages: string[], done: () => void) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(stored));
  const saving = useMutation({
    mutationFn: () => send(draft, stored),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['touchpoints'] });
      done();
    },
  });
  const [tried, setTried] = useState(false);
  const missing = { name: !draft.name[languages[0] ?? '']?.trim(), slug: !draft.slug };
  const problem = saving.error instanceof ProblemError ? saving.error : null;
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const name = (language: string, text: string) => {
    const first = language === languages[0] && !stored;
    const follows = first && draft.slug === slugOf(draft.name[language] ?? '');
    change({ name: { ...draft.name, [language]: text }, ...(follows ? { slug: slugOf(text) } : {}) });
  };
  const problemOf = (field: string) => {
    if (tried && missing[field as keyof typeof missing]) return t('error.required');
    return problem?.field.split(/[.[]/)[0] === field ? problem.detail || t('error.required') : undefined;
  };
  const save = () => {
    setTried(true);
    if (!missing.name && !missing.slug) saving.mutate();
  };
  const conflict = problem?.status === 412 || problem?.status === 409;
  const spoken = problem?.field
    ? t('error.invalid')
    : conflict
      ? t('error.conflict')
      : (problem?.detail ?? t('error.internal', { code: '?' }));
  return { draft, change, name, save, saving: saving.isPending, problemOf, failure: saving.error ? spoken : '' };
}
