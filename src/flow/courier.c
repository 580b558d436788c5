#include "flow/courier.h"
#include "flow/envelope.h"
#include "flow/inside.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum {
    SENDERS = 4,
    LOOK_AHEAD = 2048, /* messages looked at in one round, however many must wait for their domain */
    LOOK_EVERY_MS = 1000,
    FIRST_PAUSE_MS = 10000,
    LONGEST_PAUSE_MS = 4 * 3600 * 1000,
    DOMAINS_MAX = 4096, /* of one minute */
    LETTER_ARENA_MAX = 8 << 20,
    FACTS_ARENA_MAX = 4 << 20,
    MINUTE_MS = 60000,
};

struct parcel {
    int64_t workspace_id, id;
    bool taken;
    int64_t tries;
    unsigned char address_hash[ADDRESS_HASH_SIZE];
    struct mail_reply reply;
};

struct pace { /* how many went to each domain this minute */
    int64_t minute;
    struct {
        uint64_t domain; /* hash, 0: free */
        int64_t count;
    } slots[DOMAINS_MAX];
};

struct courier {
    struct courier_config config;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool closing;
    struct parcel parcels[MESSAGES_TAKEN_MAX];
    size_t count;
    atomic_size_t next; /* of the senders */
    struct message_place place;
    size_t seen; /* rows of this round */
    struct pace pace;
};

static int64_t now_of(const struct courier *courier)
{
    struct clock *clock = flow_clock(courier->config.flow);
    return clock->now_ms(clock);
}

static bool wait_a_while(struct courier *courier, int64_t pause_ms)
{
    struct clock *clock = flow_clock(courier->config.flow);
    int64_t until_us = clock->monotonic_us(clock) + pause_ms * 1000;
    struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    int code = 0;
    pthread_mutex_lock(&courier->lock);
    while (!courier->closing && pause_ms && code != ETIMEDOUT)
        code = pthread_cond_timedwait(&courier->moved, &courier->lock, &until);
    bool goes_on = !courier->closing;
    pthread_mutex_unlock(&courier->lock);
    return goes_on;
}

/* ---- choosing ---- */

static uint64_t domain_number(struct str domain, int64_t workspace_id)
{
    uint64_t number = 1469598103934665603u ^ (uint64_t)workspace_id;
    for (size_t i = 0; i < domain.length; i++)
        number = (number ^ (unsigned char)domain.at[i]) * 1099511628211u;
    return number | 1;
}

/* True, and counted, when the domain may have one more this minute. When there is no room to count, it waits for the next minute. */
static bool pace_take(struct pace *pace, const struct message_due *due, int64_t now_ms)
{
    if (pace->minute != now_ms / MINUTE_MS)
        *pace = (struct pace){.minute = now_ms / MINUTE_MS};
    uint64_t number = domain_number(due->domain, due->workspace_id);
    for (size_t i = 0; i < DOMAINS_MAX; i++) {
        size_t at = (size_t)(number + i) % DOMAINS_MAX;
        if (pace->slots[at].domain && pace->slots[at].domain != number)
            continue;
        pace->slots[at].domain = number;
        if (pace->slots[at].count >= due->domain_minute_max)
            return false;
        pace->slots[at].count++;
        return true;
    }
    return false;
}

static bool choose(void *context, const struct message_due *due)
{
    struct courier *courier = context;
    courier->seen++;
    if (courier->config.mail->leaves && due->domain.length && !pace_take(&courier->pace, due, now_of(courier)))
        return true;
    courier->parcels[courier->count++] = (struct parcel){.workspace_id = due->workspace_id, .id = due->id};
    return courier->count < MESSAGES_TAKEN_MAX;
}

/* Goes through the queue in rounds, so that a domain that must wait holds up nobody else. True at the end of a round. */
static bool batch_choose(struct courier *courier)
{
    struct store *store;
    courier->count = courier->seen = 0;
    if (flow_store_take(courier->config.flow, &store) != ERR_NONE)
        return true;
    enum err err = listen_messages_due(store, now_of(courier), &courier->place, LOOK_AHEAD, choose, courier);
    flow_store_give(courier->config.flow, store);
    bool ended = err != ERR_NONE || (courier->seen < LOOK_AHEAD && courier->count < MESSAGES_TAKEN_MAX);
    if (ended)
        courier->place = (struct message_place){0};
    return ended;
}

/* ---- telling the turn ---- */

static enum err settle(struct courier *courier, struct fact *facts, size_t count)
{
    struct arena *arena = arena_new(FACTS_ARENA_MAX);
    if (!arena)
        return ERR_MEMORY;
    struct proposal proposal = {.facts = facts, .count = count, .arena = arena};
    enum err err = flow_settle(courier->config.flow, &proposal);
    arena_free(arena);
    return err;
}

static void taken_settle(struct courier *courier, int64_t workspace_id)
{
    struct messages_taken taken = {.count = 0};
    size_t at[MESSAGES_TAKEN_MAX] = {0};
    for (size_t i = 0; i < courier->count; i++)
        if (courier->parcels[i].workspace_id == workspace_id) {
            at[taken.count] = i;
            taken.ids[taken.count++] = courier->parcels[i].id;
        }
    struct fact fact = {.kind = FACT_MESSAGES_TAKEN, .workspace_id = workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = &taken};
    if (settle(courier, &fact, 1) != ERR_NONE)
        return; /* nothing is taken: they are still due */
    for (size_t i = 0; i < taken.count; i++)
        courier->parcels[at[i]].taken = taken.taken[i];
}

/* 10 s, 40 s, 160 s … a quarter more or less, so that what failed together does not come back together. */
static int64_t pause_ms(struct courier *courier, int64_t tries)
{
    int64_t pause = FIRST_PAUSE_MS;
    uint32_t chance;
    struct randomness *random = flow_random(courier->config.flow);
    random->fill(random, &chance, sizeof chance);
    for (int64_t i = 1; i < tries && pause < LONGEST_PAUSE_MS; i++)
        pause *= 4;
    if (pause > LONGEST_PAUSE_MS)
        pause = LONGEST_PAUSE_MS;
    return pause * 3 / 4 + (int64_t)(chance % (uint32_t)(pause / 2));
}

static bool failed_fact(struct courier *courier, const struct parcel *parcel, struct arena *arena, struct fact *fact)
{
    struct message_failed *failed = arena_new_object(arena, struct message_failed);
    bool again = parcel->reply.result == MAIL_LATER && parcel->tries < MESSAGE_TRIES_MAX;
    if (!failed)
        return false;
    *failed = (struct message_failed){parcel->id, again ? now_of(courier) + pause_ms(courier, parcel->tries) : 0,
                                      parcel->reply.result == MAIL_UNCLEAR ? MESSAGE_UNCLEAR : MESSAGE_FAILED, str_of(parcel->reply.reason),
                                      str_of(parcel->reply.status)};
    fact->kind = FACT_MESSAGE_FAILED;
    fact->body = failed;
    return true;
}

static bool result_fact(struct courier *courier, const struct parcel *parcel, struct arena *arena, struct fact *fact)
{
    *fact = (struct fact){.workspace_id = parcel->workspace_id, .actor = {ACTOR_SYSTEM, 0}};
    if (parcel->reply.result == MAIL_SENT) {
        struct message_sent *sent = arena_new_object(arena, struct message_sent);
        if (!sent)
            return false;
        *sent = (struct message_sent){.id = parcel->id, .status = str_of(parcel->reply.status)};
        memcpy(sent->address_hash, parcel->address_hash, ADDRESS_HASH_SIZE);
        fact->kind = FACT_MESSAGE_SENT;
        fact->body = sent;
        return true;
    }
    if (parcel->reply.result != MAIL_UNKNOWN_RECIPIENT)
        return failed_fact(courier, parcel, arena, fact);
    struct message_bounced *bounced = arena_new_object(arena, struct message_bounced);
    if (!bounced)
        return false;
    *bounced = (struct message_bounced){.id = parcel->id, .has_hash = true, .status = str_of(parcel->reply.status)};
    memcpy(bounced->address_hash, parcel->address_hash, ADDRESS_HASH_SIZE);
    fact->kind = FACT_MESSAGE_BOUNCED;
    fact->body = bounced;
    return true;
}

/* What was sent is told until the store takes it; a program that ends before has "sending" rows, which become "unclear". */
static void results_settle(struct courier *courier, int64_t workspace_id)
{
    struct arena *arena = arena_new(FACTS_ARENA_MAX);
    struct fact *facts = arena ? arena_take_array(arena, MESSAGES_TAKEN_MAX, sizeof *facts) : NULL;
    size_t count = 0;
    for (size_t i = 0; facts && i < courier->count; i++)
        if (courier->parcels[i].workspace_id == workspace_id && courier->parcels[i].taken &&
            result_fact(courier, &courier->parcels[i], arena, &facts[count]))
            count++;
    while (count && settle(courier, facts, count) != ERR_NONE && wait_a_while(courier, LOOK_EVERY_MS))
        ;
    arena_free(arena);
}

/* ---- sending ---- */

static void parcel_send(struct courier *courier, struct parcel *parcel)
{
    struct arena *arena = arena_new(LETTER_ARENA_MAX);
    struct envelope envelope = {.reason = "memory"};
    enum err err = arena ? envelope_write(&courier->config, parcel->workspace_id, parcel->id, arena, &envelope) : ERR_MEMORY;
    parcel->tries = envelope.tries;
    memcpy(parcel->address_hash, envelope.address_hash, ADDRESS_HASH_SIZE);
    if (err == ERR_NONE)
        parcel->reply = courier->config.mail->send(courier->config.mail, &envelope.mail);
    else {
        parcel->reply = (struct mail_reply){.result = err == ERR_NOT_FOUND || err == ERR_TOO_LARGE ? MAIL_REFUSED : MAIL_LATER};
        snprintf(parcel->reply.reason, sizeof parcel->reply.reason, "%s", envelope.reason);
    }
    arena_free(arena);
}

static void *sender(void *context)
{
    struct courier *courier = context;
    size_t i;
    while ((i = courier->next++) < courier->count)
        if (courier->parcels[i].taken)
            parcel_send(courier, &courier->parcels[i]);
    return NULL;
}

static void batch_send(struct courier *courier)
{
    pthread_t threads[SENDERS - 1];
    size_t running = 0;
    courier->next = 0;
    while (running < SENDERS - 1 && running + 1 < courier->count && pthread_create(&threads[running], NULL, sender, courier) == 0)
        running++;
    sender(courier);
    for (size_t i = 0; i < running; i++)
        pthread_join(threads[i], NULL);
}

/* What one workspace has in the batch is told together; `tell` is called once for each. */
static void each_workspace(struct courier *courier, void (*tell)(struct courier *courier, int64_t workspace_id))
{
    for (size_t i = 0; i < courier->count; i++) {
        bool first = true;
        for (size_t before = 0; before < i; before++)
            first &= courier->parcels[before].workspace_id != courier->parcels[i].workspace_id;
        if (first)
            tell(courier, courier->parcels[i].workspace_id);
    }
}

static bool left_note(void *context, int64_t workspace_id, int64_t id)
{
    struct courier *courier = context;
    courier->parcels[courier->count++] =
        (struct parcel){.workspace_id = workspace_id, .id = id, .taken = true, .reply = {.result = MAIL_UNCLEAR, .reason = "interrupted"}};
    return courier->count < MESSAGES_TAKEN_MAX;
}

/* What an earlier program was sending when it ended. */
static void left_settle(struct courier *courier)
{
    do {
        struct store *store;
        courier->count = 0;
        if (flow_store_take(courier->config.flow, &store) != ERR_NONE)
            return;
        (void)!listen_messages_left(store, MESSAGES_TAKEN_MAX, left_note, courier);
        flow_store_give(courier->config.flow, store);
        each_workspace(courier, results_settle);
    } while (courier->count == MESSAGES_TAKEN_MAX && wait_a_while(courier, 0));
}

static void *courier_loop(void *context)
{
    struct courier *courier = context;
    bool ended = false;
    left_settle(courier);
    while (wait_a_while(courier, ended ? LOOK_EVERY_MS : 0)) {
        ended = batch_choose(courier);
        each_workspace(courier, taken_settle);
        batch_send(courier);
        each_workspace(courier, results_settle);
    }
    return NULL;
}

enum err courier_start(const struct courier_config *config, struct courier **out)
{
    struct courier *courier = calloc(1, sizeof *courier);
    pthread_condattr_t monotonic;
    *out = NULL;
    if (!courier)
        return ERR_MEMORY;
    courier->config = *config;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&courier->lock, NULL);
    pthread_cond_init(&courier->moved, &monotonic);
    if (pthread_create(&courier->thread, NULL, courier_loop, courier) != 0) {
        free(courier);
        return ERR_MEMORY;
    }
    *out = courier;
    return ERR_NONE;
}

void courier_stop(struct courier *courier)
{
    if (!courier)
        return;
    pthread_mutex_lock(&courier->lock);
    courier->closing = true;
    pthread_cond_signal(&courier->moved);
    pthread_mutex_unlock(&courier->lock);
    pthread_join(courier->thread, NULL);
    pthread_cond_destroy(&courier->moved);
    pthread_mutex_destroy(&courier->lock);
    free(courier);
}
