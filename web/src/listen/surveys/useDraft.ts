import { replaceEqualDeep } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { queries, useMe } from '../../app/session';
import { type Definition, same } from './definition';
import { forgetDraft, keepDraft, readKept } from './keptDraft';
import { surveyQuery, type TaggedSurvey } from './reads';

export interface Draft {
  definition: Definition;
  /** the tag of what was read when the editing began */
  etag: string;
  changed: boolean;
  /** brought back from this tab's memory */
  restored: boolean;
  change: (edit: (definition: Definition) => Definition) => void;
  /** the server's answer becomes what is edited from now on */
  take: (survey: TaggedSurvey) => void;
  /** the same text, on top of what the server has now */
  rebase: (etag: string) => void;
}

/** Kept once the keys are still for a moment, and before the screen or the page is left. */
function useKept(place: string, definition: Definition | null, etag: string) {
  const waiting = useRef<(() => void) | null>(null);
  const flush = useCallback(() => {
    waiting.current?.();
    waiting.current = null;
  }, []);
  useEffect(() => {
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [flush]);
  useEffect(() => {
    waiting.current = definition && (() => keepDraft(place, { definition, etag }));
    if (!definition) forgetDraft(place);
    const timer = setTimeout(flush, 250);
    return () => clearTimeout(timer);
  }, [place, definition, etag, flush]);
}

/** What says the same stays the same object, in every part: what came back from the server is drawn anew only where it differs. */
function useUnchanged(definition: Definition): Definition {
  const kept = useRef(definition);
  if (kept.current !== definition) kept.current = replaceEqualDeep(kept.current, definition);
  return kept.current;
}

/** One person's unsaved text over the stored draft. While nothing is changed, it follows the server. */
export function useDraft(stored: TaggedSurvey): Draft {
  const me = useMe();
  const place = `${me?.workspace.slug ?? ''}:${me?.id ?? ''}:${stored.slug}`;
  const [kept] = useState(() => readKept(place));
  const [mine, setMine] = useState<Definition | null>(kept?.definition ?? null);
  const [tag, setTag] = useState(kept?.etag ?? stored.etag);
  const changed = mine !== null && !same(mine, stored.definition);
  const etag = changed ? tag : stored.etag;
  const definition = useUnchanged(mine ?? stored.definition);
  useKept(place, changed ? mine : null, etag);
  return {
    definition,
    etag,
    changed,
    restored: changed && kept !== undefined,
    change: (edit) => {
      if (!changed) setTag(stored.etag);
      setMine((now) => edit(now ?? stored.definition));
    },
    take: (survey) => {
      setMine(null);
      setTag(survey.etag);
      queries.setQueryData(surveyQuery(survey.slug).queryKey, survey);
      queries.invalidateQueries({ queryKey: ['surveys', 'all'] });
      queries.invalidateQueries({ queryKey: ['surveys', 'published'] });
    },
    rebase: setTag,
  };
}
