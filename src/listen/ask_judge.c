/* Ask or not: the pure part. */
#include "base/mix.h"
#include "listen/ask.h"

static const int64_t HOUR_MS = 3600000, DAY_MS = 86400000;

static const char *const reason_names[] = {
#define REASON(constant, name, number) [number] = #name,
#include "listen/ask_reasons.def"
#undef REASON
};

const char *ask_reason_name(enum ask_reason reason)
{
    return (size_t)reason < sizeof reason_names / sizeof *reason_names ? reason_names[reason] : NULL;
}

bool ask_reason_of(struct str name, enum ask_reason *reason)
{
    for (size_t i = 0; i < sizeof reason_names / sizeof *reason_names; i++)
        if (reason_names[i] && str_is(name, reason_names[i])) {
            *reason = (enum ask_reason)i;
            return true;
        }
    return false;
}

static const json_t *text_value(struct ask_sight *sight, struct str text)
{
    json_t *value = text.length ? json_stringn(text.at, text.length) : NULL;
    return value && json_keep(sight->arena, value) == ERR_NONE ? value : NULL;
}

static const json_t *tree_of(struct ask_sight *sight, struct str text, json_t **tree)
{
    if (!*tree && text.length && json_read(sight->arena, text, tree, NULL) != ERR_NONE)
        *tree = NULL;
    return *tree;
}

const json_t *ask_value_of(void *context, struct str field)
{
    struct ask_sight *sight = context;
    struct condition_path path;
    if (!condition_path(field, &path))
        return NULL;
    switch (path.root) {
    case FIELD_ROOT_ATTRIBUTES:
        if (!sight->attributes)
            sight->attributes = tree_of(sight, sight->attributes_text, &sight->attributes_tree);
        return json_object_getn(sight->attributes, path.name.at, path.name.length);
    case FIELD_ROOT_CUSTOMER_ATTRIBUTES:
        return json_object_getn(tree_of(sight, sight->customer_attributes, &sight->customer_tree), path.name.at, path.name.length);
    case FIELD_ROOT_TOUCHPOINT:
        return text_value(sight, sight->touchpoint);
    case FIELD_ROOT_CHANNEL:
        return text_value(sight, sight->channel);
    case FIELD_ROOT_UNIT:
        return text_value(sight, sight->unit);
    default:
        return NULL;
    }
}

double ask_lot(int64_t workspace_id, int64_t rule_id, int64_t encounter_id)
{
    uint64_t lot = mix64(mix64(mix64((uint64_t)workspace_id + 0x9E3779B97F4A7C15u) + (uint64_t)rule_id) + (uint64_t)encounter_id);
    return (double)(lot >> 11) * 0x1p-53;
}

enum ask_reason ask_judge_encounter(const struct ask_rule *rule, int64_t encounter_id, int64_t happened_at_ms, int64_t now_ms,
                                    bool has_customer, struct ask_sight *sight)
{
    if (rule->removed)
        return ASK_RULE_REMOVED;
    if (!rule->active)
        return ASK_RULE_PAUSED;
    if (!condition_holds(rule->where, ask_value_of, sight))
        return ASK_CONDITION;
    if (!has_customer)
        return ASK_NO_CUSTOMER;
    if (ask_lot(rule->workspace_id, rule->id, encounter_id) >= rule->share)
        return ASK_SAMPLED_OUT;
    return now_ms > happened_at_ms + rule->expiry_hours * HOUR_MS ? ASK_EXPIRED : ASK_ASKED;
}

enum ask_reason ask_judge_person(enum ask_channel channel, const struct ask_person *person, bool consent_needed)
{
    if (!person->known)
        return ASK_NO_CUSTOMER;
    if (person->erased)
        return ASK_CUSTOMER_ERASED;
    if (person->contact_ban)
        return ASK_CONTACT_BAN;
    if (consent_needed && !person->consent)
        return ASK_NO_CONSENT;
    if (person->complaint_open)
        return ASK_COMPLAINT_OPEN;
    if (person->unsubscribed)
        return ASK_UNSUBSCRIBED;
    if (channel != ASK_EMAIL)
        return ASK_ASKED;
    if (!person->has_address)
        return ASK_NO_ADDRESS;
    return person->bounced ? ASK_BOUNCED : ASK_ASKED;
}

static bool limit_reached(struct contact_limit limit, const struct ask_contact *contacts, size_t count, int64_t survey_id, int64_t now_ms)
{
    int64_t requests = 0;
    for (size_t i = 0; i < count; i++)
        requests += contacts[i].at_ms > now_ms - limit.days * DAY_MS && (!survey_id || contacts[i].survey_id == survey_id);
    return requests >= limit.requests;
}

static bool never_answers(int64_t most, const struct ask_contact *contacts, size_t count)
{
    int64_t unanswered = 0;
    for (size_t i = 0; i < count && !contacts[i].answered; i++)
        unanswered += !contacts[i].unknowable;
    return most > 0 && unanswered >= most;
}

enum ask_reason ask_judge_budget(const struct contact_limits *limits, const struct ask_contact *contacts, size_t count, int64_t survey_id,
                                 int64_t now_ms)
{
    if (limit_reached(limits->lately, contacts, count, 0, now_ms))
        return ASK_ASKED_LATELY;
    if (limit_reached(limits->survey, contacts, count, survey_id, now_ms))
        return ASK_ASKED_THIS_SURVEY;
    if (limit_reached(limits->year, contacts, count, 0, now_ms))
        return ASK_ASKED_THIS_YEAR;
    return never_answers(limits->unanswered, contacts, count) ? ASK_NEVER_ANSWERS : ASK_ASKED;
}
