/* Journeys: touchpoints in order as the customer meets them, in stages, with what the customer is told comes next (S7).
 *
 * A journey is data: its definition is the contract's journey_in, stored as JSON. Nothing is held in memory; what is read lives in the
 * arena given. */
#pragma once
#include "journey_records.h"
#include "listen/condition.h"
#include "listen/listen.h"

enum { JOURNEYS_MAX = 100, JOURNEY_STEPS_MAX = 60, JOURNEY_WINDOW_DAYS = 60 };

struct journey_step {
    size_t stage; /* which of stages */
    struct str touchpoint, channel;
    int64_t touchpoint_id;
    bool optional, goal, has_limit;
    int64_t limit_hours;
    const json_t *what;              /* what comes next, per language; NULL: nothing is told */
    bool has_within;                 /* and within what time */
    struct str failure_touchpoint;   /* where contacts about a missing message come in */
    const struct condition *failure; /* which of the encounters there are such contacts */
};

struct journey {
    int64_t id, revision;
    struct str slug, name, definition; /* name, definition: JSON */
    int64_t window_days;
    size_t stages_count;
    const json_t *stages[12]; /* their names, per language */
    struct journey_step *steps;
    size_t steps_count;
};

/* Body of FACT_JOURNEY_ADDED, FACT_JOURNEY_CHANGED and, slug only, FACT_JOURNEY_REMOVED. */
struct journey_put {
    struct str slug;
    const json_t *name, *definition; /* definition: without slug and name */
    size_t steps, guided;
};

/* Pure. Known touchpoints, texts, at most one goal, conditions that can be read. `tree` is the body as JSON. ERR_INVALID with the path. */
enum err listen_check_journey(const struct listen *listen, int64_t workspace_id, const struct journey_in *in, const json_t *tree,
                              struct arena *arena, struct journey_put **put, struct fault *why) must_check;
/* ERR_NOT_FOUND. */
enum err listen_journey(const struct listen *listen, struct store *store, int64_t workspace_id, struct str slug, struct arena *arena,
                        struct journey *journey) must_check;
/* In the order they were made, at most JOURNEYS_MAX. */
enum err listen_journeys(const struct listen *listen, struct store *store, int64_t workspace_id, struct arena *arena,
                         bool (*each)(void *context, const struct journey *journey), void *context) must_check;
/* Steps at which the customer is told what comes next and within what time. */
size_t journey_guided(const struct journey *journey);
void journey_write(const struct journey *journey, struct buf *out); /* the API's Journey */
