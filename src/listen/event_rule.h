/* Event rules: which events become encounters, and of which touchpoint. Held in memory; a change is a fact.
 *
 * The rules of a name are judged in the order they were made, and the first active one that holds makes the encounter: an event becomes one
 * at the most. The encounter is stored in the event's own transaction, under a key made from the event's, with the customer's attributes
 * and the event's properties as they are at that moment. */
#pragma once
#include "event_records.h" /* struct event_rule_in */
#include "listen/condition.h"
#include "listen/encounter.h"
#include "listen/event.h"

enum { EVENT_RULES_MAX = 200 };

struct event_rule {
    int64_t id, revision, touchpoint_id; /* revision: number of the last fact about it; the ETag */
    struct str event, channel;
    const json_t *where; /* as it was given; NULL: always */
    const struct condition *condition;
    enum encounter_effect effect;
    enum encounter_initiator initiator;
    struct str_list attributes; /* properties to take; items == NULL: all that fit and do not look personal */
    bool active;
};

/* Body of FACT_EVENT_RULE_ADDED and FACT_EVENT_RULE_CHANGED. A missing rule is ERR_NOT_FOUND, a revision that moved on ERR_STALE. */
struct event_rule_put {
    struct event_rule rule; /* id 0: new */
    int64_t expected_revision;
};

/* Body of FACT_EVENT_RULE_REMOVED. ERR_NOT_FOUND. */
struct event_rule_removed {
    int64_t id;
};

/* ERR_INVALID with the field's path. A condition may look at "properties.NAME" (also "properties.a.b"), "context.NAME", "customer",
 * "language" and "customer.attributes.NAME". */
enum err listen_check_event_rule(const struct listen *listen, int64_t workspace_id, const struct event_rule_in *in, struct arena *arena,
                                 struct event_rule_put **put, struct fault *why) must_check;

const struct event_rule *listen_event_rule(const struct listen *listen, int64_t workspace_id, int64_t id); /* NULL when missing */
void listen_event_rules(const struct listen *listen, int64_t workspace_id, bool (*each)(void *context, const struct event_rule *rule),
                        void *context);
/* Whether any active rule looks at events of that name. */
bool listen_event_has_rule(const struct listen *listen, int64_t workspace_id, struct str name);
/* The API's EventRule, with the touchpoint's slug. */
void event_rule_write(const struct listen *listen, int64_t workspace_id, const struct event_rule *rule, struct buf *out);

/* The body of a FACT_ENCOUNTER_HAPPENED that stands right after the event's fact in the same proposal. It is filled when it is stored;
 * where no rule holds, the fact is a repeat and nothing comes of it. only_rule: another rule's event is left alone; 0: any. NULL: memory.
 */
struct encounter_happened *event_encounter(struct arena *arena, struct event_received *event, int64_t only_rule) must_check;

/* Encounters of events stored before the rule was: at most EVENT_REPLAY_MAX events above *after. Each proposal-worth of facts goes to
 * settle. Run on a worker. *after is 0 when that was all. */
enum { EVENT_REPLAY_MAX = 1000 };
struct event_replay {
    int64_t workspace_id, rule_id, after;
    struct str name;
    struct fact *facts; /* out, in the arena */
    size_t count;
};
/* Reads the next events of the name into facts (encounters to be proposed). ERR_MEMORY, ERR_IO. */
enum err listen_event_replay(struct store *store, struct arena *arena, struct event_replay *replay) must_check;
