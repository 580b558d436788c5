import { useState } from 'react';
import { ProblemError } from './api';
import { useSentence } from './useSentence';

export interface Deed {
  busy: boolean;
  done: boolean;
  /** the problem as a sentence, when it belongs to no field of the form */
  failure: string;
  /** the problem as a sentence, when it is this field's */
  at: (field: string) => string | undefined;
  run: (deed: () => Promise<unknown>) => Promise<boolean>;
}

/** One deed of a form: doing, done, or what went wrong and where. */
export function useDeed(fields: string[] = []): Deed {
  const sentence = useSentence();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const named =
    problem instanceof ProblemError ? fields.find((field) => problem.field === field || problem.field.startsWith(`${field}.`)) : undefined;
  return {
    busy,
    done,
    failure: problem !== null && !named ? sentence(problem) : '',
    at: (field) => (named === field ? sentence(problem) : undefined),
    run: async (deed) => {
      setBusy(true);
      setDone(false);
      setProblem(null);
      try {
        await deed();
        setDone(true);
        return true;
      } catch (error) {
        setProblem(error);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
