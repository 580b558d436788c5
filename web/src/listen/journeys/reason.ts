type Where = { field?: unknown; op?: unknown; value?: unknown };

/** What the form can show of a failure condition: one reason. A longer condition, set through the API, stands as JSON. */
export function reasonOf(where: unknown): string {
  if (where === undefined) return 'what_next';
  const { field, op, value } = where as Where;
  return field === 'attributes.reason' && op === 'eq' && typeof value === 'string' ? value : JSON.stringify(where);
}

export function withReason(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '' || text === 'what_next') return undefined;
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      // Not JSON yet: it is a reason that begins oddly, and the server will say what it thinks of it.
    }
  }
  return { field: 'attributes.reason', op: 'eq', value: text };
}
