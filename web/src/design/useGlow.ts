import { useEffect, useRef, useState } from 'react';

/** The class `glow` for one second after `value` changed under the reader's eyes; never at first sight, nor when `place` changed. */
export function useGlow(value: unknown, place: string): string {
  const seen = useRef<{ value: unknown; place: string } | null>(null);
  const [glowing, setGlowing] = useState(false);
  useEffect(() => {
    const before = seen.current;
    seen.current = { value, place };
    if (!before || before.value === undefined || before.place !== place || Object.is(before.value, value)) return;
    setGlowing(true);
    const timer = setTimeout(() => setGlowing(false), 950);
    return () => clearTimeout(timer);
  }, [value, place]);
  return glowing ? 'glow' : '';
}
