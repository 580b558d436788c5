import { useFormat } from './format';
import css from './Trend.module.css';
import type { Frame, Placer, TrendNote, TrendPoint } from './trendShape';

const away = 11;

/** A wedge over or under each point that signals: its place and its direction say it before its colour. */
export function TrendSignals({ points, place }: { points: TrendPoint[]; place: Placer }) {
  return points.map((point, index) => {
    if (!point.side || typeof point.value !== 'number') return null;
    const up = point.side === 'above';
    const x = place.x(index);
    const y = place.y(point.value) + (up ? -away : away);
    const tip = up ? -7 : 7;
    return <path key={point.label} className={css.signal} d={`M${x - 4.5},${y}L${x + 4.5},${y}L${x},${y + tip}Z`} />;
  });
}

/** A thin line with a number where something happened. */
export function TrendNoteLines({ notes, frame, place }: { notes: TrendNote[]; frame: Frame; place: Placer }) {
  return notes.map((note, index) => (
    <g key={note.key} transform={`translate(${place.x(note.at)} 0)`} className={css.event}>
      <line y1={frame.top} y2={frame.height - frame.bottom} />
      <circle cy={frame.top} r={8} />
      <text y={frame.top + 4} textAnchor="middle">
        {index + 1}
      </text>
    </g>
  ));
}

/** What the numbers in the picture stand for. */
export function TrendNotes({ notes }: { notes: TrendNote[] }) {
  const format = useFormat();
  if (notes.length === 0) return null;
  return (
    <ol className={css.events}>
      {notes.map((note) => (
        <li key={note.key}>
          <b>{format.day(note.day)}</b> {note.text}
          {note.deed}
        </li>
      ))}
    </ol>
  );
}
