/* Asking rules: which encounters lead to a question, to whom, when and how often (S16).
 *
 * Rules live in listen's memory. A rule that was removed stays there and in its row, so that the decisions made under it can still be
 * read. Threads: as listen.h says. */
#pragma once
#include "asking_records.h" /* generated from api/asking.yaml */
#include "listen/listen.h"

enum { RULES_MAX = 500, RULE_TOUCHPOINTS_MAX = 50, MINUTES_DAY = 1440 };
enum ask_channel { ASK_EMAIL = 1, ASK_LINK = 2 };

/* When to ask after the encounter. */
struct ask_delay {
    int64_t hours, days;
    int minute; /* of the local day that the days lead to; −1: the same time of day */
};

/* Local time of the workspace. from equal to to: no quiet hours. */
struct quiet_hours {
    int from_minute, to_minute; /* may go over midnight */
    bool weekends;              /* Saturday and Sunday are quiet too */
};

struct ask_rule {
    int64_t id, revision, workspace_id, survey_id;
    struct str name, survey; /* survey: its slug */
    int64_t *touchpoint_ids;
    size_t touchpoints_count;
    const struct condition *where; /* NULL: every encounter */
    const json_t *where_source;
    enum ask_channel channel;
    struct ask_delay delay;
    double share;     /* of the encounters, 0–1 */
    int64_t priority; /* the higher wins */
    struct quiet_hours quiet;
    int64_t expiry_hours; /* after the encounter; later than that nobody is asked */
    bool active, removed;
};

/* Body of FACT_ASK_RULE_ADDED (id and revision are the fact's number), FACT_ASK_RULE_CHANGED and FACT_ASK_RULE_REMOVED (only id and
 * expected_revision are read). A missing id is ERR_NOT_FOUND, a revision that moved on ERR_STALE. */
struct ask_rule_put {
    struct ask_rule rule;
    struct str definition;     /* ask_rule_in as JSON */
    int64_t expected_revision; /* 0: any */
};

/* Pure. The survey and the touchpoints must exist, the condition may look at attributes.…, customer.attributes.…, touchpoint, channel and
 * unit, the expiry must lie after the delay. ERR_INVALID with the field's path. The rule borrows from in. */
enum err listen_check_ask_rule(const struct listen *listen, int64_t workspace_id, const struct ask_rule_in *in, struct arena *arena,
                               struct ask_rule_put **put, struct fault *why) must_check;

const struct ask_rule *listen_ask_rule(const struct listen *listen, int64_t workspace_id, int64_t id);      /* removed ones too */
const struct ask_rule *listen_ask_rule_at(const struct listen *listen, int64_t workspace_id, size_t index); /* by age; removed ones too */
/* Without the removed ones, oldest first. */
void listen_ask_rules(const struct listen *listen, int64_t workspace_id, bool (*each)(void *context, const struct ask_rule *rule),
                      void *context);
bool ask_rule_covers(const struct ask_rule *rule, int64_t touchpoint_id);
void ask_rule_write(const struct listen *listen, const struct ask_rule *rule, struct buf *out); /* the API's AskRule */

/* "08:30" → 510. */
bool minute_parse(struct str text, int *minute) must_check;
/* A condition whose paths an encounter and its customer can answer. */
enum err ask_condition_read(struct arena *arena, const json_t *tree, const struct condition **where, struct fault *why) must_check;
