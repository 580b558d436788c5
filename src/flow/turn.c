/* The turn. Read turn_run first: it is the product in a few lines. */
#include "flow/inside.h"
#include "flow.sql.h"

#include <errno.h>
#include <time.h>

enum { IDLE_LOOK_US = 250000, DAY_MS = 86400000, FORGET_EVERY_MS = 3600000, LOOK_LEAST_US = 20000 };

struct turn {
    struct flow *flow;
    int64_t forgot_at_ms;
    struct proposal *batch; /* what this turn takes, in order */
};

/* The line of the ledger that is being gathered: facts of one proposal that follow one another and share a line. */
struct line {
    const struct fact *last; /* NULL: none */
    int64_t first, count;    /* the subject of its first; how many they are */
};

static enum err ledger_write(struct store *store, const struct fact *fact, int64_t subject_id, struct str payload)
{
    return sql_fact_insert(store,
                           &(struct fact_insert_in){fact->workspace_id, fact->number, fact->kind, fact->at_ms, fact->actor.kind,
                                                    fact->actor.id, subject_id, payload.length ? payload : STR("{}")},
                           NULL);
}

static enum err line_close(struct store *store, struct line *line)
{
    char payload[40];
    const struct fact *last = line->last;
    if (!last)
        return ERR_NONE;
    line->last = NULL;
    if (line->count == 1)
        return ledger_write(store, last, last->subject_id, last->payload);
    snprintf(payload, sizeof payload, "{\"count\":%lld}", (long long)line->count);
    return ledger_write(store, last, line->first, str_of(payload));
}

static enum err line_add(struct store *store, struct line *line, const struct fact *fact)
{
    enum err err = ERR_NONE;
    if (!fact_shares_line(fact->kind)) {
        err = line_close(store, line);
        return err == ERR_NONE ? ledger_write(store, fact, fact->subject_id, fact->payload) : err;
    }
    if (line->last && line->last->kind != fact->kind)
        err = line_close(store, line);
    if (!line->last)
        *line = (struct line){.first = fact->subject_id};
    line->last = fact;
    line->count++;
    return err;
}

static void fact_number_give(struct flow *flow, struct fact *fact)
{
    if (fact->kind == FACT_WORKSPACE_CREATED) {
        fact->workspace_id = flow->numbers.workspace_next;
        flow->numbers.next[fact->workspace_id] = 1;
    }
    fact->number = flow->numbers.next[fact->workspace_id];
}

static enum err fact_store(struct flow *flow, struct fact *fact, struct proposal *proposal, struct line *line)
{
    fact->at_ms = flow->config.clock->now_ms(flow->config.clock);
    if (fact->kind == FACT_WORKSPACE_CREATED && flow->numbers.workspace_next > WORKSPACES_MAX)
        return fault_set(&proposal->fault, ERR_INVALID, "too_many", "", "There can be at most %d workspaces.", WORKSPACES_MAX);
    must(fact->kind == FACT_WORKSPACE_CREATED || (fact->workspace_id >= 1 && fact->workspace_id <= WORKSPACES_MAX));
    fact_number_give(flow, fact);
    enum err err = listen_store(flow->listen, flow->store, fact, proposal->arena, &proposal->fault);
    if (err == ERR_NONE)
        err = understand_store(flow->store, fact, &proposal->fault);
    if (err == ERR_NONE)
        err = people_store(flow->people, flow->store, fact, proposal->arena, &proposal->fault);
    if (err != ERR_NONE || fact->repeated || fact->unrecorded)
        return err;
    if (!fact->subject_id)
        fact->subject_id = fact->number;
    err = line_add(flow->store, line, fact);
    flow->numbers.next[fact->workspace_id] = fact->number + 1;
    if (fact->kind == FACT_WORKSPACE_CREATED)
        flow->numbers.workspace_next++;
    return err;
}

/* ERR_NONE with *seen when this write was made before under the same key. */
static enum err idempotency_look(struct flow *flow, struct proposal *proposal, bool *seen)
{
    struct idempotency_get_row row;
    struct fact *first = &proposal->facts[0];
    *seen = false;
    if (!proposal->idempotency_key.length)
        return ERR_NONE;
    enum err err = sql_idempotency_get(flow->store, &(struct idempotency_get_in){first->workspace_id, proposal->idempotency_key},
                                       proposal->arena, &row);
    if (err == ERR_NOT_FOUND)
        return ERR_NONE;
    if (err != ERR_NONE)
        return err;
    if (!str_equal(row.request_hash, proposal->request_hash))
        return fault_set(&proposal->fault, ERR_INVALID, "idempotency_mismatch", "",
                         "This Idempotency-Key was used for another request. Nothing was changed; use a new key.");
    for (size_t i = 0; i < proposal->count; i++)
        proposal->facts[i].repeated = true;
    first->subject_id = row.subject_id;
    *seen = true;
    return ERR_NONE;
}

/* What leaves no line in the ledger leaves none here either: a key with its time would be one. */
static bool unrecorded(const struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->count; i++)
        if (proposal->facts[i].unrecorded)
            return true;
    return false;
}

static enum err idempotency_keep(struct flow *flow, const struct proposal *proposal)
{
    const struct fact *first = &proposal->facts[0];
    if (!proposal->idempotency_key.length || unrecorded(proposal))
        return ERR_NONE;
    return sql_idempotency_put(flow->store,
                               &(struct idempotency_put_in){first->workspace_id, proposal->idempotency_key, proposal->request_hash,
                                                            first->subject_id, first->at_ms},
                               NULL);
}

static enum err proposal_store(struct flow *flow, struct proposal *proposal)
{
    bool seen;
    struct line line = {0};
    enum err err = idempotency_look(flow, proposal, &seen);
    for (size_t i = 0; err == ERR_NONE && !seen && i < proposal->count; i++)
        err = fact_store(flow, &proposal->facts[i], proposal, &line);
    if (err == ERR_NONE)
        err = line_close(flow->store, &line);
    if (err == ERR_NONE && !seen)
        err = idempotency_keep(flow, proposal);
    return err;
}

static bool never_refused(const struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->count; i++)
        if (!fact_never_refused(proposal->facts[i].kind))
            return false;
    return !proposal->idempotency_key.length;
}

/* A savepoint around each proposal that may be refused, so that a bad one is refused alone; SQLite copies each page that is written under
 * one. What the disk refuses ends the whole turn, and so does what should never be refused: from then on there is a savepoint around all.
 */
static enum err proposal_try(struct flow *flow, struct proposal *proposal)
{
    int64_t workspace_id = proposal->facts[0].workspace_id, next = flow->numbers.next[workspace_id];
    int64_t workspace_next = flow->numbers.workspace_next;
    bool marked = flow->marks_all || !never_refused(proposal);
    enum err err = marked ? store_mark(flow->store) : ERR_NONE;
    if (err != ERR_NONE)
        return err;
    proposal->err = proposal_store(flow, proposal);
    if (proposal->err == ERR_NONE)
        return marked ? store_keep(flow->store) : ERR_NONE;
    flow->numbers.next[workspace_id] = next;
    flow->numbers.workspace_next = workspace_next;
    if (!marked)
        flow->marks_all = true;
    if (!marked || proposal->err == ERR_DISK_FULL || proposal->err == ERR_IO)
        return proposal->err;
    return store_undo(flow->store);
}

static void gather(struct turn *turn)
{
    struct flow *flow = turn->flow;
    size_t facts = 0;
    struct proposal **end = &turn->batch;
    pthread_mutex_lock(&flow->queue_lock);
    while (flow->first && facts < TURN_FACTS_MAX) {
        struct proposal *proposal = flow->first;
        flow->first = proposal->next;
        proposal->next = NULL;
        facts += proposal->count;
        *end = proposal;
        end = &proposal->next;
    }
    if (!flow->first)
        flow->last = &flow->first;
    flow->waiting -= facts;
    pthread_mutex_unlock(&flow->queue_lock);
}

/* After a failed commit nothing of the file handle is trusted: it is opened anew (a failed sync is never retried as success). */
static void store_reopen(struct flow *flow)
{
    struct store *fresh;
    struct fault why;
    if (store_open(flow->config.place, STORE_WRITE, &fresh, &why) != ERR_NONE)
        return;
    store_close(flow->store);
    flow->store = fresh;
}

static void refuse_all(struct turn *turn, enum err err)
{
    for (struct proposal *p = turn->batch; p; p = p->next) {
        if (p->err != ERR_NONE && p->err != err)
            continue;
        if (err == ERR_DISK_FULL)
            p->err =
                fault_set(&p->fault, err, "disk_full", "", "The disk is full. Nothing of this was stored; what was stored before is safe.");
        else
            p->err = fault_set(&p->fault, err, "store_failed", "", "The store did not take this. Nothing of it was kept; try again.");
    }
}

static enum err store_batch(struct turn *turn)
{
    struct flow *flow = turn->flow;
    enum err err = store_begin(flow->store);
    if (err == ERR_NONE && (store_changed(flow->store) || flow->reload_owed)) {
        flow_world_lock(flow, true);
        flow_catch_up(flow);
        flow_world_unlock(flow, true);
    }
    for (struct proposal *p = turn->batch; err == ERR_NONE && p; p = p->next)
        err = proposal_try(flow, p);
    return err == ERR_NONE ? store_commit(flow->store) : err;
}

static enum err commit(struct turn *turn)
{
    struct flow *flow = turn->flow;
    int64_t began_us = flow->config.clock->monotonic_us(flow->config.clock);
    enum err err = store_batch(turn);
    if (err != ERR_NONE) {
        store_rollback(flow->store);
        refuse_all(turn, err);
        store_reopen(flow);
        if (flow_numbers_load(flow) != ERR_NONE)
            err = ERR_IO;
    }
    flow->disk_full = err == ERR_DISK_FULL;
    flow->last_commit_us = flow->config.clock->monotonic_us(flow->config.clock) - began_us;
    flow->turns++;
    return err;
}

static void reply(struct turn *turn, bool after_apply)
{
    for (struct proposal *p = turn->batch; p; p = p->next) {
        if (p->after_apply != after_apply)
            continue;
        if (p->err != ERR_NONE)
            turn->flow->refused++;
        if (p->done)
            p->done(p);
    }
}

/* An answer that asks the memory after apply needs no lock for it: this thread is the only one that changes it. */
static bool changes_settings(const struct turn *turn)
{
    for (const struct proposal *p = turn->batch; p; p = p->next)
        for (size_t i = 0; p->err == ERR_NONE && i < p->count; i++)
            if (fact_changes_settings(p->facts[i].kind))
                return true;
    return false;
}

/* The stages in loop order; later ones join here. */
static void apply(struct turn *turn, bool settings)
{
    struct flow *flow = turn->flow;
    flow_world_lock(flow, settings);
    for (struct proposal *p = turn->batch; p; p = p->next)
        for (size_t i = 0; p->err == ERR_NONE && i < p->count; i++) {
            const struct fact *fact = &p->facts[i];
            if (fact->repeated || fact->unrecorded)
                continue;
            listen_apply(flow->listen, fact);
            if (flow->understand)
                understand_apply(flow->understand, fact);
            people_apply(flow->people, fact);
            telling_note(flow->telling, fact);
            flow->last_applied[fact->workspace_id] = fact->number;
            flow->facts++;
        }
    reply(turn, true);
    flow_world_unlock(flow, settings);
}

static void forget(struct turn *turn)
{
    while (turn->batch) {
        struct proposal *next = turn->batch->next;
        arena_free(turn->batch->arena); /* the proposal lives in it */
        turn->batch = next;
    }
}

/* One turn of the loop. Whatever changes the state of the product happens here, in this order. */
static void turn_run(struct turn *turn)
{
    struct flow *flow = turn->flow;
    gather(turn);
    if (!turn->batch)
        return;
    (void)commit(turn); /* each proposal carries its own outcome */
    bool settings = changes_settings(turn);
    flow->figures_applying = true;
    if (settings)
        flow->settings_applying = true;
    reply(turn, false);
    apply(turn, settings);
    forget(turn);
}

static void look_for_others(struct flow *flow)
{
    if (!store_changed(flow->store) && !flow->reload_owed)
        return;
    flow_world_lock(flow, true);
    flow_catch_up(flow);
    flow_world_unlock(flow, true);
}

void flow_look(struct flow *flow)
{
    int64_t now_us = flow->config.clock->monotonic_us(flow->config.clock);
    pthread_mutex_lock(&flow->queue_lock);
    if (now_us - flow->look_asked_at_us >= LOOK_LEAST_US) {
        flow->looks_asked++;
        flow->look_asked_at_us = now_us;
        pthread_cond_signal(&flow->queue_moved);
    }
    /* Whoever comes while somebody's look is under way is answered by it: a client's first requests come all at once. */
    uint64_t asked = flow->looks_asked;
    while (flow->looks_done < asked && !flow->closing)
        pthread_cond_wait(&flow->looked, &flow->queue_lock);
    pthread_mutex_unlock(&flow->queue_lock);
}

static void look_round(struct flow *flow, uint64_t asked)
{
    look_for_others(flow);
    pthread_mutex_lock(&flow->queue_lock);
    flow->looks_done = asked;
    pthread_cond_broadcast(&flow->looked);
    pthread_mutex_unlock(&flow->queue_lock);
}

/* Waits until something is proposed, a telling is due, or it is time to look for other processes' writes. */
static bool wait_for_work(struct flow *flow, int64_t due_us)
{
    struct clock *clock = flow->config.clock;
    int64_t until_us = clock->monotonic_us(clock) + (due_us >= 0 && due_us < IDLE_LOOK_US ? due_us : IDLE_LOOK_US);
    struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    int code = 0;
    pthread_mutex_lock(&flow->queue_lock);
    while (!flow->first && !flow->closing && flow->looks_asked == flow->looks_done && code != ETIMEDOUT)
        code = pthread_cond_timedwait(&flow->queue_moved, &flow->queue_lock, &until);
    bool more = flow->first || !flow->closing;
    uint64_t asked = flow->looks_asked;
    bool look = more && (code == ETIMEDOUT || asked != flow->looks_done);
    if (flow->closing)
        pthread_cond_broadcast(&flow->looked);
    pthread_mutex_unlock(&flow->queue_lock);
    if (look)
        look_round(flow, asked);
    return more;
}

/* Idempotency keys older than a day, every hour. A full disk keeps them a while longer. */
static void old_keys_forget(struct turn *turn)
{
    struct flow *flow = turn->flow;
    int64_t now_ms = flow->config.clock->now_ms(flow->config.clock);
    if (now_ms - turn->forgot_at_ms < FORGET_EVERY_MS)
        return;
    turn->forgot_at_ms = now_ms;
    enum err err = store_begin(flow->store);
    if (err == ERR_NONE)
        err = sql_idempotency_forget(flow->store, &(struct idempotency_forget_in){now_ms - DAY_MS}, NULL);
    if (err == ERR_NONE)
        err = store_commit(flow->store);
    if (err != ERR_NONE)
        store_rollback(flow->store);
}

/* What the feeder carried: the figures show it from now on. */
static void moved_tell(struct flow *flow)
{
    for (int64_t id = 1; flow->config.analytics && id < flow->numbers.workspace_next; id++)
        if (flow->figures_moved[id]) {
            flow->figures_moved[id] = false;
            telling_note_all(flow->telling, id, flow_last(flow, id));
        }
}

static void *turn_loop(void *context)
{
    struct turn turn = {.flow = context};
    int64_t due_us = -1;
    while (wait_for_work(turn.flow, due_us)) {
        turn_run(&turn);
        old_keys_forget(&turn);
        moved_tell(turn.flow);
        due_us = telling_send(turn.flow->telling, turn.flow->config.clock->monotonic_us(turn.flow->config.clock));
    }
    return NULL;
}

enum err turn_start(struct flow *flow)
{
    flow->turn_running = pthread_create(&flow->turn_thread, NULL, turn_loop, flow) == 0;
    if (flow->turn_running)
        pthread_setname_np(flow->turn_thread, "turn"); /* for who looks at the process: this is the thread that sets the pace */
    return flow->turn_running ? ERR_NONE : ERR_MEMORY;
}

void turn_stop(struct flow *flow)
{
    if (!flow->turn_running)
        return;
    pthread_mutex_lock(&flow->queue_lock);
    flow->closing = true;
    pthread_cond_signal(&flow->queue_moved);
    pthread_mutex_unlock(&flow->queue_lock);
    pthread_join(flow->turn_thread, NULL);
    flow->turn_running = false;
}

enum err flow_propose(struct flow *flow, struct proposal *proposal)
{
    must(proposal->count > 0);
    enum err err = ERR_NONE;
    proposal->next = NULL;
    pthread_mutex_lock(&flow->queue_lock);
    if (flow->waiting + proposal->count > FLOW_QUEUE_MAX || flow->closing)
        err = ERR_BUSY;
    else {
        bool idle = !flow->first;
        *flow->last = proposal;
        flow->last = &proposal->next;
        flow->waiting += proposal->count;
        if (idle)
            pthread_cond_signal(&flow->queue_moved);
    }
    pthread_mutex_unlock(&flow->queue_lock);
    return err;
}

struct settling {
    pthread_mutex_t lock;
    pthread_cond_t settled;
    struct proposal *original;
    bool done;
};

static void settle(struct proposal *proposal)
{
    struct settling *settling = proposal->context;
    pthread_mutex_lock(&settling->lock);
    settling->original->err = proposal->err;
    settling->original->fault = proposal->fault;
    settling->done = true;
    pthread_cond_signal(&settling->settled);
    pthread_mutex_unlock(&settling->lock);
}

enum err flow_settle(struct flow *flow, struct proposal *proposal)
{
    struct settling settling = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, proposal, false};
    struct arena *arena = arena_new(64 << 20); /* the turn frees this one; the facts stay the caller's */
    struct proposal *copy = arena ? arena_new_object(arena, struct proposal) : NULL;
    if (!copy) {
        arena_free(arena);
        return ERR_MEMORY;
    }
    *copy = *proposal;
    copy->arena = arena;
    copy->done = settle;
    copy->after_apply = true;
    copy->context = &settling;
    enum err err = flow_propose(flow, copy);
    if (err != ERR_NONE) {
        arena_free(arena);
        return err;
    }
    pthread_mutex_lock(&settling.lock);
    while (!settling.done)
        pthread_cond_wait(&settling.settled, &settling.lock);
    pthread_mutex_unlock(&settling.lock);
    return proposal->err;
}
