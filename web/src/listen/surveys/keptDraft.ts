import type { Definition } from './definition';

/** What has not been saved yet stays in this tab: over a reload, a wrong turn and a sign-out. */
export interface Kept {
  definition: Definition;
  etag: string;
}

function nameOf(place: string): string {
  return `kuulo-survey-draft:${place}`;
}

export function keepDraft(place: string, kept: Kept): void {
  try {
    sessionStorage.setItem(nameOf(place), JSON.stringify(kept));
  } catch {
    // no room: the text is still on the screen
  }
}

export function forgetDraft(place: string): void {
  sessionStorage.removeItem(nameOf(place));
}

export function readKept(place: string): Kept | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(nameOf(place)) ?? 'null') as Kept | null;
    return kept && Array.isArray(kept.definition?.questions) ? kept : undefined;
  } catch {
    return undefined;
  }
}
