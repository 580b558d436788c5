import { useState } from 'react';
import { ProblemError } from '../../app/api';
import { useSentence } from '../../app/useSentence';
import { bodyOf, type Draft, draftOf } from './draft';
import { saveJourney, type TaggedJourney } from './reads';

export interface JourneyDraft {
  draft: Draft;
  changed: boolean;
  saving: boolean;
  saved: boolean;
  conflict: boolean;
  failure: string;
  change: (draft: Draft) => void;
  save: () => Promise<void>;
}

/** What is drawn, until it is saved against the state it was read in. */
export function useJourneyDraft(stored: TaggedJourney): JourneyDraft {
  const sentence = useSentence();
  const [draft, setDraft] = useState(() => draftOf(stored));
  const [etag, setEtag] = useState(stored.etag);
  const [state, setState] = useState<'stored' | 'changed' | 'saving' | 'saved'>('stored');
  const [problem, setProblem] = useState<unknown>(null);
  const conflict = problem instanceof ProblemError && problem.status === 412;
  return {
    draft,
    changed: state === 'changed',
    saving: state === 'saving',
    saved: state === 'saved',
    conflict,
    failure: problem !== null && !conflict ? sentence(problem) : '',
    change: (edited) => {
      setDraft(edited);
      setState('changed');
      setProblem(null);
    },
    save: async () => {
      setState('saving');
      setProblem(null);
      try {
        setEtag((await saveJourney(bodyOf(draft), etag)).etag);
        setState('saved');
      } catch (error) {
        setProblem(error);
        setState('changed');
      }
    },
  };
}
