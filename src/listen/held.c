#include "listen/held.h"
#include "base/time.h"
#include "held.sql.h"
#include "listen/inside.h"
#include "listen/invitation.h"
#include "listen/quota.h"
#include "listen/surveys.h"

#include <sodium.h>

enum { ROW_MAX = 1 << 20, DAY_MS = 86400000 };

void held_blunt(struct zone *zone, struct response_given *given)
{
    int32_t day = zone_day(zone, given->given_at_ms);
    given->given_at_ms = zone_day_start_ms(zone, period_start(PERIOD_WEEK, day));
    given->customer_external_id = STR("");
    given->attributes = NULL;
}

int64_t held_week(int64_t at_ms)
{
    return period_start(PERIOD_WEEK, (int32_t)(at_ms / DAY_MS)) * (int64_t)DAY_MS;
}

/* ---- in the turn ---- */

/* The survey's number goes in too, so that one key used in two surveys is not seen to be one. */
static struct str key_hash(int64_t survey_id, struct str key, unsigned char hash[crypto_hash_sha256_BYTES])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)&survey_id, sizeof survey_id);
    crypto_hash_sha256_update(&state, (const unsigned char *)key.at, key.length);
    crypto_hash_sha256_final(&state, hash);
    return (struct str){(const char *)hash, crypto_hash_sha256_BYTES};
}

static enum err hold(struct store *store, int64_t workspace_id, const struct response_given *given)
{
    struct buf answers = buf_new(ROW_MAX);
    response_write_answers(given, true, &answers);
    enum err err = answers.failed ? ERR_MEMORY
                                  : sql_held_insert(store,
                                                    &(struct held_insert_in){.workspace_id = workspace_id,
                                                                             .survey_id = given->version->survey_id,
                                                                             .version = given->version->version,
                                                                             .week_at = given->given_at_ms,
                                                                             .channel = given->channel,
                                                                             .language = given->language,
                                                                             .has_touchpoint_id = given->touchpoint_id != 0,
                                                                             .touchpoint_id = given->touchpoint_id,
                                                                             .unit = given->unit,
                                                                             .answers = buf_str(&answers)},
                                                    NULL);
    buf_free(&answers);
    return err;
}

enum err held_store(struct store *store, struct fact *fact, struct response_given *given, struct arena *arena, struct fault *why)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct held_key_get_row known;
    struct str key = key_hash(given->version->survey_id, given->submission_key, hash);
    bool keyed = given->submission_key.length > 0;
    enum err err =
        keyed ? sql_held_key_get(store, &(struct held_key_get_in){fact->workspace_id, given->version->survey_id, key}, NULL, &known)
              : ERR_NOT_FOUND;
    fact->unrecorded = true;
    fact->repeated = err == ERR_NONE;
    if (err != ERR_NOT_FOUND)
        return err;
    err = quotas_judge(store, fact->workspace_id, given, arena);
    if (err != ERR_NONE || given->full)
        return err;
    if (given->invitation_id)
        err = invitation_answer(store, fact->workspace_id, given->invitation_id, held_week(fact->at_ms), fact->at_ms, why);
    if (err == ERR_NONE && keyed)
        err = sql_held_key_insert(store, &(struct held_key_insert_in){fact->workspace_id, given->version->survey_id, key}, NULL);
    return err == ERR_NONE ? hold(store, fact->workspace_id, given) : err;
}

enum err held_take(struct store *store, int64_t workspace_id, const struct response_given *given, bool *there)
{
    int64_t changes = 0;
    enum err err = sql_held_delete(store, &(struct held_delete_in){workspace_id, given->version->survey_id, given->held_key}, &changes);
    *there = changes > 0;
    return err;
}

enum err released_store(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct answers_released *released = fact->body;
    int64_t changes = 0;
    enum err err = sql_release_put(store, &(struct release_put_in){fact->workspace_id, released->survey_id, released->day}, &changes);
    fact->subject_id = released->survey_id;
    fact->repeated = !changes;
    if (err == ERR_NONE && released->day == HELD_DAY_CLOSED)
        err = sql_held_key_forget(store, &(struct held_key_forget_in){fact->workspace_id, released->survey_id}, NULL);
    const char *payload = arena_printf(arena, "{\"answers\":%lld}", (long long)released->answers);
    fact->payload = str_of(payload);
    return err == ERR_NONE && !payload ? ERR_MEMORY : err;
}

/* ---- what is due ---- */

struct release {
    const struct listen *listen;
    const struct survey *survey;
    struct due *due;
    int64_t answers;
    bool more; /* than there is room for */
    enum err err;
};

static enum err answers_of(const struct release *release, const struct held_page_row *row, struct response_given *given)
{
    json_t *stored;
    enum err err = json_read(release->due->arena, row->answers, &stored, NULL);
    return err == ERR_NONE
               ? response_read_answers(given->version->definition, stored, release->due->arena, &given->answers, &given->answers_count)
               : err;
}

static bool release_row(void *context, const struct held_page_row *row)
{
    struct release *release = context;
    struct arena *arena = release->due->arena;
    int64_t workspace_id = release->survey->workspace_id;
    struct response_given *given = arena_new_object(arena, struct response_given);
    const struct survey_version *version = listen_survey_version(release->listen, workspace_id, release->survey->id, row->version);
    const struct touchpoint *touchpoint =
        row->has_touchpoint_id ? listen_touchpoint_by_id(release->listen, workspace_id, row->touchpoint_id) : NULL;
    if (!given || !version) {
        release->err = given ? ERR_NOT_FOUND : ERR_MEMORY;
        return false;
    }
    *given = (struct response_given){.version = version,
                                     .survey_slug = version->definition->slug,
                                     .given_at_ms = row->week_at,
                                     .channel = str_keep(arena, row->channel),
                                     .language = str_keep(arena, row->language),
                                     .touchpoint_id = touchpoint ? touchpoint->id : 0,
                                     .touchpoint = touchpoint ? touchpoint->slug : STR(""),
                                     .unit = str_keep(arena, row->unit),
                                     .held_key = str_keep(arena, row->key),
                                     .complete = true};
    release->err = given->held_key.at ? answers_of(release, row, given) : ERR_MEMORY;
    if (release->err != ERR_NONE)
        return false;
    release->answers++;
    return due_add(release->due,
                   &(struct fact){.kind = FACT_RESPONSE_GIVEN, .workspace_id = workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = given});
}

static enum err marker_add(struct release *release, int64_t day)
{
    struct answers_released *released = arena_new_object(release->due->arena, struct answers_released);
    if (!released)
        return ERR_MEMORY;
    *released = (struct answers_released){release->survey->id, day, release->answers};
    (void)due_add(release->due, &(struct fact){.kind = FACT_ANSWERS_RELEASED,
                                               .workspace_id = release->survey->workspace_id,
                                               .actor = {ACTOR_SYSTEM, 0},
                                               .body = released});
    return ERR_NONE;
}

/* All that wait, or, when there is no room for all, so many that those left are enough for a release of their own. */
static enum err release_page(struct release *release, struct store *store)
{
    const struct survey *survey = release->survey;
    struct held_count_row held = {0};
    int64_t room = (int64_t)(DUE_MAX - release->due->count) - 1; /* one for the marker */
    enum err err = sql_held_count(store, &(struct held_count_in){survey->workspace_id, survey->id}, NULL, &held);
    if (err != ERR_NONE || held.count < HELD_LEAST)
        return err;
    release->more = held.count > room;
    int64_t take = release->more ? room - HELD_LEAST : held.count;
    if (take >= HELD_LEAST)
        err = sql_held_page(store, &(struct held_page_in){survey->workspace_id, survey->id, take}, release_row, release);
    return err == ERR_NONE ? release->err : err;
}

/* Looked at once a local day, whether answers wait or not: nothing may tell when one came. The first look only marks the day. */
static enum err release_survey(struct release *release, struct store *store, int64_t today)
{
    const struct survey *survey = release->survey;
    struct release_get_row last = {0};
    int64_t day = survey->state == SURVEY_CLOSED ? HELD_DAY_CLOSED : today;
    enum err err = sql_release_get(store, &(struct release_get_in){survey->workspace_id, survey->id}, NULL, &last);
    bool first = err == ERR_NOT_FOUND && day == today;
    if ((err != ERR_NONE && err != ERR_NOT_FOUND) || (err == ERR_NONE && last.day == day))
        return err;
    err = first ? ERR_NONE : release_page(release, store);
    return err == ERR_NONE && !release->more ? marker_add(release, day) : err;
}

struct looking {
    const struct listen *listen;
    struct store *store;
    struct due *due;
    struct zone *zone; /* of the workspace being looked at; opened when it is needed */
    const struct workspace *workspace;
    enum err err;
};

static bool look_at_survey(void *context, const struct survey *survey)
{
    struct looking *looking = context;
    if (!survey->published || survey->published->definition->anonymity != ANONYMITY_ANONYMOUS)
        return true;
    if (!looking->zone)
        looking->zone = zone_open(looking->workspace->time_zone);
    struct release release = {.listen = looking->listen, .survey = survey, .due = looking->due};
    looking->err = looking->zone ? release_survey(&release, looking->store, zone_day(looking->zone, looking->due->now_ms)) : ERR_MEMORY;
    return looking->err == ERR_NONE && looking->due->count < DUE_MAX - HELD_LEAST;
}

enum err held_due(const void *stage, struct store *store, struct due *due)
{
    const struct listen *listen = stage;
    struct looking looking = {.listen = listen, .store = store, .due = due};
    for (size_t i = 0; looking.err == ERR_NONE && i < listen->workspaces_count; i++) {
        looking.workspace = &listen->workspaces[i]->workspace;
        listen_surveys(listen, looking.workspace->id, look_at_survey, &looking);
        zone_close(looking.zone);
        looking.zone = NULL;
    }
    return looking.err;
}
