import type { Question, Survey } from './definition';
import { innerOf, isCounted } from './groups';
import { isSplit } from './parts';

export interface Way {
  /** empty: the respondent's browser chooses */
  language: string;
  channel: string;
}

/** Where a printed code hangs: what is scanned there counts for that unit and touchpoint. */
export interface Spot {
  lang?: string;
  unit?: string;
  touchpoint?: string;
}

/** Where a survey can be put. A channel is only a word; these are offered first. */
export const channels = ['qr', 'email', 'sms', 'web', 'store', 'phone'] as const;

export function linkOf(survey: Survey, way: Way): string {
  const link = new URL(survey.url ?? `/s/${survey.slug}`, window.location.origin);
  if (way.channel) link.searchParams.set('channel', way.channel);
  if (way.language) link.searchParams.set('lang', way.language);
  return link.href;
}

export function readSpot(search: Record<string, unknown>): Spot {
  const text = (value: unknown) => (typeof value === 'string' && value.length < 200 && value ? value : undefined);
  return { lang: text(search.lang), unit: text(search.unit), touchpoint: text(search.touchpoint) };
}

/** What a code's spot adds to an address; nothing where nothing was chosen. */
function spotOf({ lang, touchpoint, unit }: Spot): URLSearchParams {
  const said = Object.entries({ lang, touchpoint, unit }).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return new URLSearchParams(said);
}

/** The image made by the server; its link says channel=qr and the spot. */
export function qrOf(survey: Survey, format: 'svg' | 'png', spot: Spot): string {
  const query = spotOf(spot);
  query.set('format', format);
  return `/api/v1/surveys/${survey.slug}/qr?${query}`;
}

/** What a downloaded code is called: the survey, the spot. */
export function qrFile(survey: Survey, format: 'svg' | 'png', { unit, touchpoint, lang }: Spot): string {
  return `${[survey.slug, touchpoint, unit, lang].filter(Boolean).join('-')}.${format}`;
}

export function kioskOf(survey: Survey, unit: string, device: string): string {
  const link = new URL(linkOf(survey, { language: '', channel: '' }).replace('/s/', '/k/'));
  if (unit) link.searchParams.set('unit', unit);
  if (device) link.searchParams.set('attr.device', device);
  return link.href;
}

/** How the widget is asked to show itself; none of them: a button. */
export const triggers = {
  button: '',
  after: 'data-after="20"',
  scroll: 'data-scroll="50"',
  exit: 'data-exit',
  event: 'data-event="bought"',
};
export type Trigger = keyof typeof triggers;

export function widgetOf(survey: Survey, trigger: Trigger): string {
  const link = new URL(survey.url ?? `/s/${survey.slug}`, window.location.origin);
  const name = link.pathname.replace('/s/', '');
  const how = triggers[trigger] ? ` ${triggers[trigger]}` : '';
  const event = trigger === 'event' ? '\n<script>kuulo("track", "bought")</script>' : '';
  return `<script src="${link.origin}/widget.js" data-survey="${name}"${how} async></script>${event}`;
}

export function frameOf(survey: Survey): string {
  return `<iframe src="${new URL(survey.url ?? `/s/${survey.slug}`, window.location.origin).href}?embed=1" title="${titleOf(survey)}" style="width:100%;border:0"></iframe>`;
}

const examples: Record<string, unknown> = {
  nps: 9,
  enps: 9,
  ces: 6,
  ces_v1: 2,
  csat: 4,
  expectation: 1,
  consent: true,
  number: 1,
  time: '14:30',
  date: '2026-01-31',
};

/** What a screen reader says of the frame; markup of its own would end the snippet. */
function titleOf(survey: Survey): string {
  const { title, languages } = survey.definition;
  return (title[languages[0] ?? ''] ?? '').replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function splitExample(question: Question): unknown {
  const ids = (question.choices ?? []).map((choice) => choice.id);
  if (question.type === 'ranking') return ids.slice(0, question.most ?? ids.length);
  if (question.type === 'maxdiff') return {}; // which items a list shows, the server knows
  if (question.type === 'sum') return { [ids[0] ?? '']: question.total ?? 100 };
  if (question.type === 'contact')
    return Object.fromEntries((question.fields ?? []).map((name) => [name, name === 'email' ? 'aino@example.com' : '…']));
  const cells: Record<string, unknown> = { rating: question.scale?.high, choice: ids[0], choices: ids.slice(0, 1), number: 1 };
  return Object.fromEntries((question.rows ?? []).map((row) => [row.id, cells[question.cell ?? ''] ?? '…']));
}

/** One round: added, or of the first choice. */
function roundExample(group: Question, questions: Question[]): unknown {
  const round = exampleAnswers(innerOf(group));
  const choice = questions.find(({ id, type }) => type === 'choices' && `answers.${id}` === group.for)?.choices?.[0]?.id;
  return isCounted(group) ? [round] : choice && { [choice]: round };
}

function exampleAnswers(questions: Question[]): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  for (const question of questions) {
    if (question.type === 'statement' || question.type === 'calculated') continue;
    if (question.type === 'group') answers[question.id] = roundExample(question, questions);
    else if (isSplit(question.type)) answers[question.id] = splitExample(question);
    else if (question.type === 'emotion') answers[question.id] = { strongest: 'relief', all: { relief: 4 } };
    else if (question.type === 'choice') answers[question.id] = question.choices?.[0]?.id;
    else if (question.type === 'choices') answers[question.id] = [question.choices?.[0]?.id];
    else if (question.type === 'rating') answers[question.id] = question.scale?.high;
    else if (question.type === 'slider') answers[question.id] = question.low;
    else answers[question.id] = examples[question.type] ?? '…';
  }
  return answers;
}

function exampleBody(survey: Survey, way: Way): object {
  const answers = exampleAnswers(survey.definition.questions);
  return {
    submission_key: 'order-1001',
    channel: way.channel || 'web',
    language: way.language || survey.definition.languages[0],
    customer: { external_id: 'C-17' },
    answers,
  };
}

/** How another system sends an answer, ready to be pasted. */
export function snippetOf(kind: 'curl' | 'javascript', survey: Survey, way: Way): string {
  const address = `${window.location.origin}/api/v1/surveys/${survey.slug}/responses`;
  const body = JSON.stringify(exampleBody(survey, way), null, 2);
  if (kind === 'curl') {
    return `curl -X POST ${address} \\\n  -H "Authorization: Bearer $KUULO_KEY" \\\n  -H "Content-Type: application/json" \\\n  -d '${body.replaceAll("'", "'\\''")}'`;
  }
  return `await fetch('${address}', {\n  method: 'POST',\n  headers: { Authorization: \`Bearer \${process.env.KUULO_KEY}\`, 'Content-Type': 'application/json' },\n  body: JSON.stringify(${body.replaceAll('\n', '\n  ')}),\n});`;
}
