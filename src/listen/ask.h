/* Ask or not: for every encounter under a rule, whether the customer is asked, and if not, why (S16).
 *
 * An ask waits from the encounter to its due time. What waits is judged when it is due, by the rules, the budget and the customer as they
 * are then, inside the turn and against the rows, so that two rivals never both pass. The judging functions are pure; the simulation uses
 * the same ones. */
#pragma once
#include "listen/ask_rule.h"
#include "listen/contact_budget.h"

enum ask_reason {
#define REASON(constant, name, number) ASK_##constant = number,
#include "listen/ask_reasons.def"
#undef REASON
    ASK_REASONS /* one more than the highest */
};
const char *ask_reason_name(enum ask_reason reason);
bool ask_reason_of(struct str name, enum ask_reason *reason) must_check;

/* What a condition may look at. Texts and trees are borrowed; what has to be made for it lives in the arena. */
struct ask_sight {
    struct str touchpoint, channel, unit;
    const json_t *attributes;       /* of the encounter, frozen when it happened; NULL: none, or as text */
    struct str attributes_text;     /* JSON, empty: none; this and the next are read when a condition asks */
    struct str customer_attributes; /* JSON text, empty: none */
    json_t *attributes_tree, *customer_tree;
    struct arena *arena;
};
const json_t *ask_value_of(void *sight, struct str field); /* for condition_holds */

/* The person to be asked, as far as it decides. */
struct ask_person {
    bool known, erased, consent, contact_ban, complaint_open, has_address, unsubscribed, bounced;
};

/* A request this person got before. */
struct ask_contact {
    int64_t at_ms, survey_id, rule_id; /* rule_id 0: a person asked */
    bool answered, unknowable;         /* nobody can know whether it was answered: simulated, or by the open link of an anonymous survey */
};

/* When the rule's time comes after the encounter, quiet hours left out. The zone belongs to the calling thread. */
int64_t ask_due_ms(const struct ask_rule *rule, int64_t happened_at_ms, struct zone *zone);
/* The moment itself, or the end of the quiet hours in which it lies. */
int64_t ask_quiet_end_ms(const struct quiet_hours *quiet, int64_t at_ms, struct zone *zone);
/* In [0, 1): the lot of an encounter under a rule, the same whenever it is drawn. */
double ask_lot(int64_t workspace_id, int64_t rule_id, int64_t encounter_id);

/* Each says ASK_ASKED when nothing of its own speaks against it; the first one that says something else decides. */
enum ask_reason ask_judge_encounter(const struct ask_rule *rule, int64_t encounter_id, int64_t happened_at_ms, int64_t now_ms,
                                    bool has_customer, struct ask_sight *sight);
enum ask_reason ask_judge_person(enum ask_channel channel, const struct ask_person *person, bool consent_needed);
/* Newest first. A limit is reached when as many requests lie in the days before now_ms. */
enum ask_reason ask_judge_budget(const struct contact_limits *limits, const struct ask_contact *contacts, size_t count, int64_t survey_id,
                                 int64_t now_ms);

/* Body of FACT_ASK_DECIDED: the best of what is due of this person is decided; nothing is due any more: repeated. Its subject is the
 * encounter, its payload {"rule":n,"reason":n} and the invitation. When the rule's time turns out to lie ahead, it becomes
 * FACT_ASK_MOVED with {"rule":n,"due":ms}. */
struct ask_decided {
    int64_t customer_id;
};

/* Body of FACT_ASKS_REOPENED: the next piece of the asks under a changed rule is due now; nothing left: repeated. Its subject is the rule,
 * its payload {"asks":n}. */
struct asks_reopened {
    int64_t rule_id;
};

struct ask {
    int64_t number;                                                                /* of the encounter; of what a person asked its own */
    int64_t rule_id;                                                               /* 0: a person asked */
    int64_t encounter_id, happened_at_ms, due_at_ms, decided_at_ms, invitation_id; /* 0: none */
    struct str touchpoint, customer;                                               /* slug, external id; may be empty */
    struct str survey;                                                             /* slug; empty under a rule, which knows it */
    enum ask_reason reason;
};

struct ask_filter { /* empty or 0: any */
    struct str customer;
    int64_t rule_id;
    bool has_asked, asked, has_reason;
    enum ask_reason reason;
    int64_t before, before_second; /* the cursor's two numbers; INT64_MAX: from the newest */
    int64_t limit;
};

/* Of rules, and of people who asked by hand. Newest first. The cursor of the next page is (due_at_ms, number) when a rule but no customer
 * is given, else (number, rule_id). Texts are valid during the call. */
enum err listen_asks(struct store *store, int64_t workspace_id, const struct ask_filter *filter,
                     bool (*each)(void *context, const struct ask *ask), void *context) must_check;

struct ask_counts {
    int64_t reasons[32];             /* by ask_reason */
    int64_t sent, bounced, answered; /* of the invitations */
};
/* Asks of one rule due from from_ms on. */
enum err listen_ask_counts(struct store *store, int64_t workspace_id, int64_t rule_id, int64_t from_ms,
                           struct ask_counts *counts) must_check;

/* What a rule would have done with the encounters of the past, by the same judgement: the person as of today, the requests made then by
 * others, and its own. */
enum { SIMULATION_ENCOUNTERS_MAX = 200000 };
struct ask_simulation {
    int64_t encounters, reasons[32];
    bool cut; /* only the newest SIMULATION_ENCOUNTERS_MAX were looked at */
};
/* Reads the store at length; needs nothing of listen's memory. The rule borrows from the caller. */
enum err listen_ask_simulate(struct store *store, const struct ask_rule *rule, struct str time_zone, int64_t from_ms, int64_t now_ms,
                             struct ask_simulation *simulation) must_check;
