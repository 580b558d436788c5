import { type KeyboardEvent, useState } from 'react';
import { type Deed as Saving, useDeed } from '../../app/useDeed';
import { codeKeys, deedOf } from './keys';
import { type Code, type Note, saveCoding } from './reads';

export interface CodingState {
  current?: Note;
  chosen: string[];
  keys: Map<string, string>;
  saving: Saving;
  /** Enter without a code: say which key means that nothing fits */
  unsure: boolean;
  editable: boolean;
  open: (id: number | undefined) => void;
  toggle: (slug: string) => void;
  save: (codes: string[]) => void;
  press: (event: KeyboardEvent) => void;
}

/** Another's coding can be read by us: ours stays. Without words there is nothing to code. */
function mayCode(note: Note | undefined): boolean {
  return note?.text !== undefined && (note.mine === undefined || note.codings <= 1);
}

const same = (a: string[], b: string[] | undefined) => b !== undefined && a.length === b.length && a.every((one) => b.includes(one));

/** One coder going through the notes: which is open, what they have chosen of the code book, and what a key does. */
export function useCoding(notes: Note[], codes: Code[], help: () => void): CodingState {
  const [id, setId] = useState<number>();
  const [draft, setDraft] = useState<string[]>();
  const [unsure, setUnsure] = useState(false);
  const saving = useDeed();
  const keys = codeKeys(codes);
  const current = notes.find((note) => note.id === id);
  const chosen = draft ?? current?.mine ?? [];
  const editable = mayCode(current);
  const open = (next: number | undefined) => {
    setId(next);
    setDraft(undefined);
    setUnsure(false);
  };
  const walk = (by: number) => {
    const next = notes[current ? notes.indexOf(current) + by : 0];
    if (next) open(next.id);
  };
  const toggle = (slug: string) => {
    if (!editable) return;
    setDraft(chosen.includes(slug) ? chosen.filter((one) => one !== slug) : [...chosen, slug]);
    setUnsure(false);
  };
  const save = async (given: string[]) => {
    if (!current || !editable || saving.busy) return;
    setUnsure(false);
    if (await saving.run(() => saveCoding(current.id, given))) setDraft(undefined);
  };
  const enter = () => {
    if (!current || !editable || same(chosen, current.mine)) return walk(1);
    if (chosen.length === 0 && current.mine === undefined) return setUnsure(true);
    void save(chosen);
  };
  const press = (event: KeyboardEvent) => {
    const on = event.target as HTMLElement;
    const deed = deedOf(event.key, keys);
    const other = on.closest('input, select, textarea, dialog, a, [data-own-enter]');
    if (!deed || event.ctrlKey || event.metaKey || event.altKey || (other && (deed.do === 'save' || !on.matches('a, button')))) return;
    event.preventDefault();
    if (deed.do === 'toggle') toggle(deed.slug);
    else if (deed.do === 'walk') walk(deed.by);
    else if (deed.do === 'nothing') void save([]);
    else if (deed.do === 'help') help();
    else enter();
  };
  return { current, chosen, keys, saving, unsure, editable, open, toggle, save, press };
}
