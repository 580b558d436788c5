/* The contact budget: how often one person may be asked, over all channels and whoever asks (S16, metrics 3.14). */
#pragma once
#include "asking_records.h"
#include "listen/listen.h"

enum { EXCEPTIONS_MAX = 50 };

struct contact_limit {
    int64_t requests, days; /* at most so many in any so many days */
};

struct contact_limits {
    struct contact_limit lately, survey, year; /* 1 in 7 days; 1 in 30 days for one survey; 4 in 365 days */
    int64_t unanswered;                        /* stop after so many in a row without an answer: 3; 0: never */
};

struct contact_exception {
    struct str name;
    const struct condition *where;
    const json_t *where_source;
    struct contact_limits limits; /* the budget's where the exception names none */
    bool has_lately, has_survey, has_year, has_unanswered;
};

struct contact_budget {
    struct contact_limits limits;
    bool consent_needed; /* only those who consented are asked; otherwise all but those who refused */
    const struct contact_exception *exceptions;
    size_t exceptions_count;
    int64_t revision; /* 0: never set */
};

/* Body of FACT_CONTACT_BUDGET_SET. ERR_STALE. */
struct contact_budget_put {
    struct contact_budget budget;
    struct str definition; /* contact_budget_in as JSON */
    int64_t expected_revision;
};

/* Pure. ERR_INVALID with the field's path. Borrows from in. */
enum err listen_check_contact_budget(const struct contact_budget_in *in, struct arena *arena, struct contact_budget_put **put,
                                     struct fault *why) must_check;
struct contact_budget contact_budget_default(void);
/* The same out of the store, for a thread that does not hold the memory. Lives in the arena. */
enum err contact_budget_load(struct store *store, int64_t workspace_id, struct arena *arena, struct contact_budget *budget) must_check;
const struct contact_budget *listen_contact_budget(const struct listen *listen, int64_t workspace_id);
/* The limits of the first exception whose condition holds, else the budget's own. */
const struct contact_limits *contact_limits_for(const struct contact_budget *budget,
                                                const json_t *(*value_of)(void *context, struct str field), void *context);
void contact_budget_write(const struct contact_budget *budget, struct buf *out); /* the API's ContactBudget */
