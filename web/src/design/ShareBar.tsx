import css from './ShareBar.module.css';

export interface SharePart {
  name: string;
  value: number;
  text: string;
  tone: 'good' | 'middle' | 'poor';
}

/** Parts of a whole in one bar, named under it. Not a pie. */
export function ShareBar({ parts, label }: { parts: SharePart[]; label: string }) {
  const shown = parts.filter((part) => part.value > 0);
  return (
    <div>
      <div className={css.bar} role="img" aria-label={`${label}: ${parts.map((part) => `${part.name} ${part.text}`).join(', ')}`}>
        {shown.map((part) => (
          <i key={part.tone} className={css[part.tone]} style={{ flexGrow: part.value }} />
        ))}
      </div>
      <ul className={css.names}>
        {parts.map((part) => (
          <li key={part.tone}>
            <i className={css[part.tone]} />
            <b>{part.text}</b> {part.name}
          </li>
        ))}
      </ul>
    </div>
  );
}
