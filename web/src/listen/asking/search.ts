/** The filters of the decisions. They live in the URL, so that a view can be sent to a colleague. */
export const reasons = [
  'waiting',
  'asked',
  'condition_not_met',
  'sampled_out',
  'other_priority',
  'asked_lately',
  'asked_this_survey',
  'asked_this_year',
  'never_answers',
  'already_invited',
  'no_customer',
  'no_consent',
  'contact_ban',
  'complaint_open',
  'no_address',
  'unsubscribed',
  'bounced',
  'expired',
  'rule_paused',
  'rule_removed',
  'survey_closed',
  'customer_erased',
  'campaign_stopped',
] as const;
export type Reason = (typeof reasons)[number];

export interface DecisionFilters {
  rule?: string;
  reason?: Reason;
  asked?: boolean;
}

export function readDecisionFilters(search: Record<string, unknown>): DecisionFilters {
  const rule = typeof search.rule === 'number' ? String(search.rule) : search.rule;
  const filters: DecisionFilters = {
    rule: typeof rule === 'string' && /^[1-9][0-9]{0,17}$/.test(rule) ? rule : undefined,
    reason: reasons.find((one) => one === search.reason),
    asked: typeof search.asked === 'boolean' ? search.asked : undefined,
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}
