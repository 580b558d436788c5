import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';

/** What is being written, once it has stayed the same for `milliseconds`; the same by content, so a new object alone starts no wait. */
export function useSettled<Value>(value: Value, milliseconds: number): Value {
  const [settled] = useDebouncedValue(JSON.stringify(value), milliseconds);
  return useMemo(() => JSON.parse(settled) as Value, [settled]);
}
