import { useEffect, useState } from 'react';
import { type Definition, same } from './definition';

/** What the server is asked about while somebody writes: the latest text once it has stood for `milliseconds`; what says the same is the same. */
export function useLatest(definition: Definition, milliseconds: number): Definition {
  const [latest, setLatest] = useState(definition);
  useEffect(() => {
    if (latest === definition) return undefined;
    const timer = setTimeout(() => setLatest((now) => (same(now, definition) ? now : definition)), milliseconds);
    return () => clearTimeout(timer);
  }, [definition, latest, milliseconds]);
  return latest;
}
