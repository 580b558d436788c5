/* What the server calculates when the answers are sent (src/listen/calculation.h), for what is shown on the way. */
import type { Json } from "./condition";
import { data } from "./data";

export const calculated = (id: string, value: (id: string) => Json | undefined): number | undefined => {
  const [how, ...of] = data.calculate[id] ?? [];
  const worths = of.flatMap((name) => {
    const given = value(name), scores = data.scores[name] ?? data.scores[name.replace(/\.[^.]*$/, "")] ?? {};
    if (typeof given === "number") return [given];
    const chosen = (Array.isArray(given) ? given : [given]).map((choice) => scores[String(choice)]).filter((score) => score !== undefined);
    return chosen.length ? [chosen.reduce((all, score) => all + score, 0)] : [];
  });
  const sum = worths.reduce((all, worth) => all + worth, 0);
  return worths.length ? (how === "mean" ? sum / worths.length : sum) : undefined;
};
