/* What the server put into the page for the script. */
import type { Condition } from "./condition";

export type Words = Record<
  "send" | "next" | "skip" | "change" | "clear" | "sending" | "try_again" | "skipped" | "step" | "answer_needed" | "text_long" | "number_needed" |
  "number_between" | "number_least" | "number_most" | "date_needed" | "offline" | "not_sent" | "busy" | "preview", string>;
export type Data = {
  show_if: { [question: string]: Condition };
  words: Words;
  language: string; survey: string; channel: string; touchpoint?: string; unit?: string;
  attributes: { [name: string]: string };
  preview: boolean;
};
export let data: Data;
export const readData = () => {
  data = JSON.parse(document.getElementById("survey")!.textContent!);
};
