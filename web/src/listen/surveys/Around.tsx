import { type ReactNode, useDeferredValue, useState } from 'react';
import { type Definition, isQuotaFree } from './definition';
import { type Editor, EditorProvider, useEditor } from './useEditor';

/** Nothing that is seen around the questions differs. */
function sameAround(one: Editor, other: Editor): boolean {
  const frame = { ...one.definition, questions: other.definition.questions };
  const names = Object.keys({ ...frame, ...other.definition }) as (keyof Definition)[];
  return (
    names.every((name) => frame[name] === other.definition[name]) &&
    (one.definition.questions === other.definition.questions || isQuotaFree(other.definition)) &&
    one.problems === other.problems &&
    one.may === other.may
  );
}

/** What stands around the questions of a survey: it comes a moment after them, and a key typed in a question does not draw it anew. */
export function Around({ children }: { children: ReactNode }) {
  const editor = useEditor();
  const [held, setHeld] = useState(editor);
  const there = useDeferredValue(true, false);
  const same = sameAround(held, editor);
  if (!same) setHeld(editor);
  return there && <EditorProvider value={same ? held : editor}>{children}</EditorProvider>;
}
