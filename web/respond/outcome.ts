/* Which thanks fit the answers: the same rule as the server's (src/listen/response.c), for a device that has no network to ask. */
import { answer, fields } from "./answer";

const ends = (q: HTMLElement) => {
  const values = fields(q).map((field) => Number(field.value));
  return { low: Math.min(...values), high: Math.max(...values) };
};

const verdict = (q: HTMLElement, score: number): number | undefined => {
  const { low, high } = ends(q);
  const sign = (good: boolean, poor: boolean) => Number(good) - Number(poor);
  switch (q.dataset.type) {
    case "nps": return sign(score >= 9, score <= 6);
    case "ces": return sign(score >= 5, score <= 3);
    case "csat": return sign(score >= high - 1, score <= low + 1);
    case "expectation": return sign(score > 0, score < 0);
    default: return undefined;
  }
};

export const outcomeOf = (questions: HTMLElement[]): "good" | "middle" | "poor" => {
  let worst = 2;
  for (const q of questions) {
    const value = fields(q).some((field) => !field.disabled) ? answer(q) : undefined;
    const told = typeof value === "number" ? verdict(q, value) : undefined;
    if (told !== undefined && told < worst) worst = told;
  }
  return worst === 1 ? "good" : worst === -1 ? "poor" : "middle";
};
