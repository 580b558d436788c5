/* What the files of flow/ share; nobody else includes this. */
#pragma once
#include "flow/flow.h"
#include "listen/listen.h"
#include "people/people.h"
#include "understand/understand.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    READERS_MAX = 12,
    WORKERS = 2,
    FIGURE_WORKERS = 4 /* each may hold a reader while it waits */,
    WORK_MAX = 256,
    WORKSPACES_MAX = 1024,
    TURN_FACTS_MAX = 8192,
    RETIRED_MAX = 4096
};

struct numbers { /* next fact number of each workspace; the turn's own */
    int64_t next[WORKSPACES_MAX + 1];
    int64_t workspace_next;
};

struct telling;
struct workshop;
struct schedule;
struct feeder;

struct flow {
    struct flow_config config;
    struct store *store; /* the turn's */
    struct listen *listen;
    struct people *people;
    struct understand *understand;
    struct numbers numbers;

    pthread_mutex_t queue_lock;
    pthread_cond_t queue_moved;
    struct proposal *first, **last;
    size_t waiting;                   /* facts in the queue */
    uint64_t looks_asked, looks_done; /* flow_look */
    int64_t look_asked_at_us;
    pthread_cond_t looked;
    pthread_t turn_thread;

    /* Two rooms of memory: the settings (listen, people) and the figures (understand). A turn of answers alone locks the second only. */
    pthread_rwlock_t settings, figures;
    _Atomic uint64_t settings_stamp;
    pthread_mutex_t applying_lock;
    pthread_cond_t applied;

    pthread_mutex_t readers_lock;
    pthread_cond_t reader_back;
    struct store *readers[READERS_MAX];
    size_t readers_free, readers_open;

    /* Memory replaced while others may still hold a survey version of it. */
    struct listen *retired[RETIRED_MAX];
    size_t retired_count;

    _Atomic int64_t last_applied[WORKSPACES_MAX + 1];
    struct telling *telling;
    struct workshop *workshop, *figures_shop; /* the latter where another server counts; else NULL */
    struct schedule *schedule;
    struct feeder *feeder;                         /* NULL: figures are counted here. Not the turn's: it runs before the feeder does */
    _Atomic int64_t carried[WORKSPACES_MAX + 1];   /* by the feeder: every fact up to this number */
    atomic_bool figures_moved[WORKSPACES_MAX + 1]; /* likewise, and not told yet */
    _Atomic uint64_t turns, facts, refused;
    _Atomic int64_t last_commit_us;

    struct secret secret;
    bool closing, turn_running;
    bool marks_all;                                  /* the turn's: something was refused that never should be */
    bool reload_owed;                                /* others changed settings, and memory could not be read anew: it is tried again */
    atomic_bool settings_applying, figures_applying; /* something was answered whose apply has not ended */
    atomic_bool disk_full;
};

/* turn.c */
enum err turn_start(struct flow *flow) must_check;
void turn_stop(struct flow *flow);
/* catch.c: what other processes wrote. Called by the turn with the world locked. */
enum err flow_numbers_load(struct flow *flow) must_check;
void flow_catch_up(struct flow *flow);
/* Both rooms, or the figures alone. */
void flow_world_lock(struct flow *flow, bool settings);
void flow_world_unlock(struct flow *flow, bool settings);

/* tell.c */
struct telling *telling_new(void);
void telling_free(struct telling *telling);
void telling_note(struct telling *telling, const struct fact *fact);
void telling_note_all(struct telling *telling, int64_t workspace_id, int64_t number);
/* Sends what is due at now_us; returns microseconds until the next is due, or -1 when nothing waits. */
int64_t telling_send(struct telling *telling, int64_t now_us);

/* work.c */
struct workshop *workshop_new(size_t threads); /* FIGURE_WORKERS at most; NULL: no memory */
void workshop_free(struct workshop *workshop); /* when all that waits is done; NULL is fine */
enum err workshop_put(struct workshop *workshop, void (*work)(void *context), void *context) must_check;

/* schedule.c */
struct schedule *schedule_start(struct flow *flow); /* NULL: no memory */
void schedule_stop(struct schedule *schedule);      /* NULL is fine */
