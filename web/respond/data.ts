/* What the server put into the page for the script. */
import type { Condition } from "./condition";

export type Words = Record<
  "send" | "next" | "skip" | "change" | "clear" | "sending" | "try_again" | "skipped" | "step" | "answer_needed" | "text_long" | "number_needed" |
  "number_between" | "number_least" | "number_most" | "date_needed" | "offline" | "not_sent" | "busy" | "preview" | "elsewhere" | "elsewhere_how" |
  "rank_how" | "rank_tap" | "rank_of" | "maxdiff_wrong" | "sum_left" | "sum_wrong" | "count_wrong" | "rows_needed" | "email_wrong" | "time_needed" | "file_wrong" | "file_many" | "file_sending", string>;
export type Data = {
  show_if: { [question: string]: Condition };
  /** choices, and rows or other parts, that stand on a condition */
  offer: { [question: string]: { choices: { [choice: string]: Condition }; parts: { [part: string]: Condition } } };
  /** how, and of which answers */
  calculate: { [question: string]: string[] };
  scores: { [question: string]: { [choice: string]: number } };
  words: Words;
  language: string; survey: string; channel: string; touchpoint?: string; unit?: string;
  attributes: { [name: string]: string };
  preview: boolean;
  /** the form goes on where another device left it */
  resumed: boolean;
  kiosk: boolean;
  /** the server keeps the form as it grows */
  partial: boolean;
  /** a page of questions at a time, not one */
  pages: boolean;
  /** it can be continued on another device by a link of its own; behind a personal link that link does it */
  elsewhere: boolean;
  /** a kiosk's thanks */
  thanks?: { good: string; middle: string; poor: string };
};
export let data: Data;
/** for numbers and dates as the server writes them and fields take them: the language's signs and order, our digits and calendar */
export const locale = () => `${document.documentElement.lang}-u-ca-gregory-nu-latn`;
export const readData = () => {
  data = JSON.parse(document.getElementById("survey")!.textContent!);
};
