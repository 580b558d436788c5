/* Quotas: how many answers of a kind a survey takes. Judged inside the turn, which is the only writer, so that no number of rivals at once
 * can overshoot. A full quota stores nothing of the answer but that one more was turned away.
 *
 *   "quotas": [{"id":"gold","limit":100,"where":CONDITION,"text":{"en":"…"}}]
 *
 * An answer counts for every quota whose condition it meets, and is turned away when any of those is full. Counters belong to the survey
 * and the quota's id: a later version that keeps the id keeps the count. Forms never sent count for none. */
#pragma once
#include "listen/response.h"

enum { QUOTAS_MAX = 20, QUOTA_LIMIT_MAX = 100000000 };

struct quota {
    struct str id; /* ^[a-z][a-z0-9_]{0,39}$ */
    int64_t limit;
    const struct condition *where; /* NULL: every answer */
    const json_t *text;            /* what is said when it is full, per language; NULL: standard wording */
};

/* The definition's members anonymity, partial_hours, quotas and embed_origins. ERR_INVALID with the field's path. */
enum err survey_channels_read(struct arena *arena, const json_t *tree, struct survey_definition *survey, struct fault *why) must_check;

/* In the turn: counts the answer. given->full is set, and the turned away counted, when a quota it belongs to is full. */
enum err quotas_judge(struct store *store, int64_t workspace_id, struct response_given *given, struct arena *arena) must_check;

/* How it stands with each counter of the survey; those that never counted have no row. */
struct quota_standing {
    struct str id;
    int64_t counted, turned_away;
};
enum err listen_quotas(struct store *store, int64_t workspace_id, int64_t survey_id,
                       bool (*each)(void *context, const struct quota_standing *standing), void *context) must_check;
