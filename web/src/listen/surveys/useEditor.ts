import { createContext, useCallback, useContext, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ProblemError } from '../../app/api';
import { useMay } from '../../app/session';
import type { Definition, Survey } from './definition';
import { type Checks, useChecks } from './editorReads';
import type { Edit } from './edits';
import { type FieldProblem, lineAt, problemsOf } from './problems';
import { closeSurvey, publishSurvey, readSurvey, saveSurvey, type TaggedSurvey } from './reads';
import { type Draft, useDraft } from './useDraft';
import { useLatest } from './useLatest';

export type Doing = 'nothing' | 'saving' | 'publishing' | 'closing';
export type Told = 'saved' | 'published' | 'closed' | 'conflict' | 'failed' | 'signed_out' | '';

/** What is edited. It stays the same while nothing of it changes, so that what only shows it is not drawn anew when the survey is saved. */
export interface Editor {
  definition: Definition;
  change: (edit: Edit) => void;
  languages: string[];
  /** managers change; others only look */
  may: boolean;
  /** what the server remarks on the draft as it was a moment ago; undefined until it has */
  checks: Checks | undefined;
  /** how many texts and settings each question still wants, by its id in the list */
  wanting: Record<string, number>;
  /** asked for by trying to publish; until then only marks */
  problems: FieldProblem[];
  problemsAt: (field: string, deep?: boolean) => FieldProblem[];
  open: string;
  setOpen: (id: string) => void;
}

/** Where it stands with the server, and what can be done about that. */
export interface Keeping {
  survey: Survey;
  draft: Draft;
  doing: Doing;
  told: Told;
  failure: ProblemError | null;
  save: () => Promise<boolean>;
  publish: () => Promise<void>;
  close: () => Promise<void>;
  takeTheirs: () => Promise<void>;
  keepMine: () => Promise<void>;
}

const EditorContext = createContext<Editor | null>(null);
export const EditorProvider = EditorContext.Provider;

const KeepingContext = createContext<Keeping | null>(null);
export const KeepingProvider = KeepingContext.Provider;

export function useKeeping(): Keeping {
  const keeping = useContext(KeepingContext);
  if (!keeping) throw new Error('outside of the editor');
  return keeping;
}

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('outside of the editor');
  return editor;
}

function toldOf(error: unknown): Told {
  const status = error instanceof ProblemError ? error.status : 0;
  return status === 412 ? 'conflict' : status === 401 ? 'signed_out' : 'failed';
}

function wantingOf(missing: FieldProblem[], definition: Definition): Record<string, number> {
  const wanting: Record<string, number> = {};
  for (const { field } of missing) {
    const line = lineAt(definition, field);
    if (line) wanting[line] = (wanting[line] ?? 0) + 1;
  }
  return wanting;
}

/** The same function from one drawing to the next, so that nothing is drawn anew because of it. */
function useSame(change: (edit: Edit) => void): (edit: Edit) => void {
  const latest = useRef(change);
  useLayoutEffect(() => {
    latest.current = change;
  });
  return useCallback((edit) => latest.current(edit), []);
}

/** The editor's state and its four deeds: save, publish, close, and what to do when somebody else was quicker. */
export function useEditorState(stored: TaggedSurvey): { editor: Editor; keeping: Keeping } {
  const draft = useDraft(stored);
  const may = useMay('manager');
  const [doing, setDoing] = useState<Doing>('nothing');
  const [told, setTold] = useState<Told>('');
  const [failure, setFailure] = useState<ProblemError | null>(null);
  const [checked, setChecked] = useState(false);
  const [open, setOpen] = useState('');
  const { definition } = draft;
  const missing = useMemo(() => problemsOf(definition), [definition]);
  const wanting = useMemo(() => wantingOf(missing, definition), [missing, definition]);
  const { data: checks } = useChecks(useLatest(definition, 400));
  const problems = useMemo((): FieldProblem[] => {
    if (checked && missing.length > 0) return missing;
    return failure?.field ? [{ field: failure.field, detail: failure.detail }] : [];
  }, [checked, missing, failure]);
  const change = useSame((edit: Edit) => {
    setTold('');
    setFailure(null);
    draft.change(edit);
  });

  const attempt = async (what: Doing, word: Told, deed: () => Promise<TaggedSurvey>): Promise<boolean> => {
    setDoing(what);
    setTold('');
    setFailure(null);
    try {
      draft.take(await deed());
      setTold(word);
      setChecked(false);
      return true;
    } catch (error) {
      setTold(toldOf(error));
      setFailure(error instanceof ProblemError ? error : new ProblemError(0, '', '', ''));
      if (error instanceof ProblemError && lineAt(definition, error.field)) setOpen(lineAt(definition, error.field));
      return false;
    } finally {
      setDoing('nothing');
    }
  };
  const saveOver = (etag: string) => attempt('saving', 'saved', () => saveSurvey(definition, etag));
  const editor = useMemo(
    (): Editor => ({
      definition,
      change,
      languages: definition.languages,
      may,
      checks,
      wanting,
      problems,
      problemsAt: (field, deep) =>
        problems.filter((one) => one.field === field || (deep && (one.field.startsWith(`${field}.`) || one.field.startsWith(`${field}[`)))),
      open,
      setOpen,
    }),
    [definition, change, may, checks, wanting, problems, open],
  );
  const keeping: Keeping = {
    survey: stored,
    draft,
    doing,
    told,
    failure,
    save: () => saveOver(draft.etag),
    publish: async () => {
      setChecked(true);
      setFailure(null);
      const first = problemsOf(definition)[0];
      if (first) {
        setTold('');
        setOpen(lineAt(definition, first.field));
        return;
      }
      if (draft.changed && !(await saveOver(draft.etag))) return;
      await attempt('publishing', 'published', () => publishSurvey(stored.slug));
    },
    close: async () => {
      await attempt('closing', 'closed', () => closeSurvey(stored.slug));
    },
    takeTheirs: async () => {
      await attempt('nothing', '', () => readSurvey(stored.slug));
    },
    keepMine: async () => {
      const theirs = await readSurvey(stored.slug);
      draft.rebase(theirs.etag);
      await saveOver(theirs.etag);
    },
  };
  return { editor, keeping };
}
