/* The turn: the one writer, and the order of effects.
 *
 * Whatever changes the state of the product is proposed here as facts. One thread gathers what waits, stores it in one transaction with a
 * savepoint for each proposal that may be refused, syncs, answers the tickets, and feeds every stage the facts in loop order. Reading
 * threads hold flow_read_begin/end around anything that looks into the stages' memory; the turn excludes them while it applies. A reader
 * that starts after its proposal was answered sees the proposal's effect, but for figures that an analytics server counts (flow/feeder.h):
 * those follow a moment later, and the turn does not wait for whoever reads them. */
#pragma once
#include "base/arena.h"
#include "base/stop.h"
#include "fact/fact.h"
#include "port/clock.h"
#include "port/random.h"
#include "port/secret.h"
#include "port/store.h"

struct flow;
struct listen;
struct people;
struct understand;
struct analytics;

/* Everything one request wants to become true. All of its facts succeed or none does. */
struct proposal {
    struct fact *facts; /* count of them, in the arena */
    size_t count;
    struct arena *arena; /* owned by the turn from flow_propose on; freed after apply */
    /* Called once on the turn's thread after the commit (or the refusal); may read facts' number, subject_id and repeated. Must not block.
     * Runs before apply, or after it when `after_apply` is set: then the stages' memory already shows the effect and may be asked. */
    void (*done)(struct proposal *proposal);
    bool after_apply;
    /* A retry with the same key and hash stores nothing and gets the first outcome (facts repeated, subject_id of the first); another
     * hash is refused with ERR_INVALID. Empty: no such promise. */
    struct str idempotency_key, request_hash;
    void *context;
    enum err err; /* the outcome, for done */
    struct fault fault;
    struct proposal *next; /* the queue's */
};

struct flow_config {
    const char *place; /* data directory */
    struct clock *clock;
    struct randomness *random;
    struct analytics *analytics; /* NULL, or who counts instead of this process; outlives the flow */
    bool serves;                 /* holds the figures too and keeps running; false for a command that only writes and leaves */
};

/* Opens the store (migrating), loads the stages, catches up from the ledger, and starts the turn's thread. */
enum err flow_open(const struct flow_config *config, struct flow **flow, struct fault *why) must_check;
void flow_close(struct flow *flow); /* finishes what waits, saves snapshots */

/* ERR_BUSY when the queue (FLOW_QUEUE_MAX facts) is full: the arena stays the caller's then. */
enum { FLOW_QUEUE_MAX = 65536 };
enum err flow_propose(struct flow *flow, struct proposal *proposal) must_check;
/* For the command line and tests: proposes and waits. The arena stays the caller's; body and arena must stay valid until return. */
enum err flow_settle(struct flow *flow, struct proposal *proposal) must_check;

/* flow_read_begin waits for the apply of everything answered so far. Keep it short: no store reads inside when they may be long. */
void flow_read_begin(struct flow *flow);
void flow_read_end(struct flow *flow);
/* The same for what needs the settings only (touchpoints, surveys, people) and not the figures: taking answers. It does not wait while
 * answers are being counted. Ends with flow_settings_end. */
void flow_settings_begin(struct flow *flow);
void flow_settings_end(struct flow *flow);
/* As flow_read_begin, around a question to the figures of one workspace, which is asked of what it returns. Where an analytics server
 * counts, the settings are let go while it does (understand_open_far): the question may end with ERR_STALE, and begins anew here. */
struct inquiry { /* one question about one workspace: begun and ended as often as it must be, and then over */
    struct flow *flow;
    struct understand *held; /* NULL at first; what it knows already makes it end */
};
struct understand *flow_figures_begin(struct inquiry *inquiry, int64_t workspace_id);
void flow_figures_end(struct inquiry *inquiry);
void flow_inquiry_over(struct inquiry *inquiry);
bool flow_figures_far(const struct flow *flow); /* a question may take seconds: none is asked on a net thread */
/* Moves whenever the settings may have changed: what was made from them under another stamp is made anew. */
uint64_t flow_settings_stamp(struct flow *flow);

struct listen *flow_listen(struct flow *flow);
struct people *flow_people(struct flow *flow);
struct understand *flow_understand(struct flow *flow); /* NULL unless config.serves; for who knows that figures are counted here */
/* Looks at once for what other processes wrote (a key just made on the command line) instead of within a quarter of a second, and returns
 * when memory shows it; callers that come meanwhile share the look. Not while the caller reads. Begins fifty looks a second at most. */
void flow_look(struct flow *flow);
/* Number of the last fact applied in the workspace; 0 when none. */
int64_t flow_last(struct flow *flow, int64_t workspace_id);
/* How far carrying to the analytics server is; false: there is none. */
struct carry_counts;
bool flow_carried(struct flow *flow, struct carry_counts *counts);
struct flow_counts {
    uint64_t turns, facts, refused, waiting;
    int64_t last_commit_us;
    bool disk_full;
} flow_count(struct flow *flow);
struct clock *flow_clock(struct flow *flow);
struct randomness *flow_random(struct flow *flow);
const struct secret *flow_secret(struct flow *flow);

/* A reading connection for the calling thread; give it back soon. ERR_IO, ERR_BUSY. */
enum err flow_store_take(struct flow *flow, struct store **store) must_check;
/* The same, for what may be long: it is read until stop says otherwise (store_stop_by). */
enum err flow_store_take_until(struct flow *flow, const struct stop *stop, struct store **store) must_check;
void flow_store_give(struct flow *flow, struct store *store);

/* Runs work(context) on one of two worker threads: password hashing, exports … ERR_BUSY when 256 wait. */
enum err flow_work(struct flow *flow, void (*work)(void *context), void *context) must_check;
/* Likewise for questions to the figures: on threads of their own where they may take seconds, so that nothing else waits behind them. */
enum err flow_figures_work(struct flow *flow, void (*work)(void *context), void *context) must_check;

/* tell: what moved. Called on the turn's thread after apply, at most five times a second per workspace, merged.
 * The text is one JSON object: {"fact":n,"touchpoints":[slugs],"surveys":[slugs],"kinds":[names]}; the event id is the last fact's number.
 */
struct watcher;
enum err flow_watch(struct flow *flow, int64_t workspace_id, void (*tell)(void *context, int64_t fact, struct str json), void *context,
                    struct watcher **watcher) must_check;
void flow_unwatch(struct flow *flow, struct watcher *watcher); /* when it returns, tell will not be called again */
