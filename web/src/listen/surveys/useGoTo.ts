import { lineAt } from './problems';
import { useEditor } from './useEditor';

/** Opens the question a field belongs to and puts the cursor in the field, or as near as there is something. */
export function useGoTo(): (field: string) => void {
  const { definition, setOpen } = useEditor();
  return (field) => {
    const line = lineAt(definition, field);
    if (line) setOpen(line);
    setTimeout(() => {
      const exact = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
      const near = document.querySelector<HTMLElement>(`[data-question="${CSS.escape(line)}"]`);
      (exact ?? near)?.focus();
      (exact ?? near)?.scrollIntoView({ block: 'center' });
    }, 60);
  };
}
