/** The fixed order; never sorted, so that the shape of a profile can be recognised. */
export const emotions = [
  'joy',
  'trust',
  'relief',
  'enthusiasm',
  'gratitude',
  'surprise',
  'uncertainty',
  'annoyance',
  'frustration',
  'disappointment',
  'indifference',
  'hurry',
] as const;

export type Emotion = (typeof emotions)[number];

export function emotionColour(name: string): string {
  return `var(--${(emotions as readonly string[]).includes(name) ? name : 'nothing_special'})`;
}
