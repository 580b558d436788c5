/* Understand: figures with honest intervals, from histograms.
 *
 * Holds one column store per workspace, fed by apply, saved by snapshot, tailed from the ledger at start. */
#pragma once
#include "fact/fact.h"
#include "listen/listen.h"
#include "understand/figures.h"
#include "understand/plan.h"

struct understand;

/* The verbs. `listen` may be replaced by a newly loaded one (another process changed settings): understand_listen_set.
 * understand_tail reads the rows that came after what is held (cursor = last response or encounter id per workspace): at open and after
 * other processes wrote. */
enum err understand_open(const char *place, struct store *store, const struct listen *listen, struct understand **understand,
                         struct fault *why) must_check;
/* The same, but the answers are counted by a server of its own and carried there by understand/carry.h: nothing is read here, apply and
 * tail do nothing, and the figures' memory changes with a carry alone. Every question may then end with ERR_BUSY, and with ERR_STALE: it
 * waits for that server without the settings, which moved meanwhile, and is to be asked anew. */
struct analytics;
struct understand_pause {
    uint64_t (*begin)(void *context);           /* lets go of the settings; the stamp that they had */
    bool (*end)(void *context, uint64_t stamp); /* takes them again; false: they have another stamp */
    void *context;
};
enum err understand_open_far(struct analytics *analytics, const struct understand_pause *pause, struct store *store,
                             const struct listen *listen, struct understand **understand, struct fault *why) must_check;
/* What one question about one workspace asks from, until it lets go: the figures' memory as it is now, whatever is carried meanwhile. Only
 * of understand_open_far; with the settings held. Any thread. Memory that runs out ends the program. */
struct understand *understand_hold(struct understand *understand, int64_t workspace_id);
/* For a question that begins anew: the same figures, and whatever was counted for it already; with the settings as they are now, held. */
void understand_look_again(struct understand *held);
void understand_let_go(struct understand *held);
void understand_close(struct understand *understand); /* saves the snapshots */
/* How many threads work at a question; as many as there are processors until this is called. Not while anybody asks. ERR_MEMORY. */
enum err understand_threads_set(struct understand *understand, size_t threads) must_check;
int64_t understand_held(const struct understand *understand, int64_t workspace_id); /* every fact up to this number is in */
size_t understand_bytes(const struct understand *understand, int64_t workspace_id); /* memory of the workspace's columns */
void understand_apply(struct understand *understand, const struct fact *fact);
void understand_listen_set(struct understand *understand, const struct listen *listen);
void understand_tail(struct understand *understand, struct store *store);

/* Writes the rows of weight schemes, views, boards and annotations inside the turn's transaction; every other fact is left alone. */
enum err understand_store(struct store *store, struct fact *fact, struct fault *why) must_check;

/* ---- ask ---- */
/* Writes schema Metrics. ERR_INVALID for an unknown grouping, field or scheme ("by", "where", "compare", "weight"), ERR_STOPPED,
 * ERR_MEMORY. */
enum err understand_metrics(const struct understand *understand, const struct plan *plan, struct arena *arena, struct buf *out,
                            struct fault *why) must_check;

/* Writes schema SampleAdvice: how many answers a change needs, at the rate they came in on the days asked about. change 0: the usual one.
 * Of the plan, no grouping, comparison and weight. ERR_INVALID ("measure", "where": more than one scale), ERR_MEMORY. */
enum err understand_sample_size(const struct understand *understand, const struct plan *plan, double change, struct buf *out,
                                struct fault *why) must_check;

struct today_ask {
    int64_t workspace_id;
    int days;                      /* length of the period and of the one before */
    int32_t to;                    /* its last local day */
    const struct condition *where; /* NULL: everything */
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
/* Writes schema Today; `store` is a reading connection (the voices' words are rows). ERR_INVALID ("where"), ERR_STOPPED, ERR_MEMORY. */
enum err understand_today(const struct understand *understand, struct store *store, const struct today_ask *ask, struct arena *arena,
                          struct buf *out, struct fault *why) must_check;
/* Writes {"items":[{"name","type","values"}…]}. */
enum err understand_dimensions(const struct understand *understand, int64_t workspace_id, const struct understand_scope *scope,
                               struct buf *out, struct fault *why) must_check;

/* Writes what came since the last time to the disk, when it is enough to be worth it (a full chunk of 65,536 rows). One thread calls it,
 * now and then; the lock keeps the writer out (readers go on), and is held for a millisecond or so at a time, never while a file is
 * written. */
struct understand_lock {
    void (*begin)(void *context), (*end)(void *context);
    void *context;
};
void understand_keep(const struct understand *understand, const struct understand_lock *lock);

/* ---- kuulo check and rebuild ---- */
/* Recounts everything from the rows into a second column store and compares cell by cell; report is given a sentence per difference. */
enum err understand_check(const struct understand *understand, struct store *store, void (*report)(void *context, const char *difference),
                          void *context) must_check;
/* Forgets the snapshots under `place`, so that the next understand_open reads every row. */
enum err understand_forget(const char *place) must_check;
