import { useId } from 'react';
import css from './Segments.module.css';

interface SegmentsProps<V extends string> {
  'aria-label'?: string;
  'aria-labelledby'?: string;
  data: readonly { value: V; label: string }[];
  /** one of the values; none of them: nothing is chosen yet */
  value: string;
  onChange: (value: V) => void;
  small?: boolean;
  className?: string;
}

/** One of a few, all in sight: radio buttons in a row. What is chosen is drawn by the style alone, so that nothing is measured. */
export function Segments<V extends string>({ data, value, onChange, small, className = '', ...name }: SegmentsProps<V>) {
  const group = useId();
  return (
    <div role="radiogroup" className={`${css.segments} ${small ? css.small : ''} ${className}`} {...name}>
      {data.map((one) => (
        <label key={one.value}>
          <input type="radio" name={group} value={one.value} checked={one.value === value} onChange={() => onChange(one.value)} />
          <span>{one.label}</span>
        </label>
      ))}
    </div>
  );
}
