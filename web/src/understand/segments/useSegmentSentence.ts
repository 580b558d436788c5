import { useTranslation } from 'react-i18next';
import { useGroupWords } from '../groupWords';

type Node = Record<string, unknown>;

/** A condition of figures as a person would say it, however it is nested: "Channel is phone and Answer: recommend is at most 6". */
export function useSegmentSentence(): (condition: unknown) => string {
  const { t } = useTranslation(['segments', 'explore']);
  const { fieldWord, valueWord } = useGroupWords();
  const leaf = ({ field, op, value }: Node): string => {
    const name = String(field ?? '');
    const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
    const said = values.map((one) => valueWord(name, String(one))).join(', ');
    return [fieldWord(name), t(`operator.${op}`), said].filter(Boolean).join(' ');
  };
  const say = (tree: unknown, inside: boolean): string => {
    const node = (tree ?? {}) as Node;
    if (node.not !== undefined) return t('not', { when: say(node.not, false) });
    for (const [mode, word] of [
      ['all', 'explore:and'],
      ['any', 'explore:or'],
    ] as const) {
      const parts = node[mode];
      if (!Array.isArray(parts)) continue;
      const said = parts.map((part) => say(part, parts.length > 1)).join(` ${t(word)} `);
      return inside && parts.length > 1 ? `(${said})` : said || t(`empty_${mode}`);
    }
    return leaf(node);
  };
  return (condition) => say(condition, false);
}
