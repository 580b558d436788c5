#include "listen/partial.h"
#include "listen/inside.h"
#include "listen/surveys.h"
#include "partial.sql.h"

enum { ROW_MAX = 1 << 20, HOUR_MS = 3600000 };

static enum err sent_already(struct store *store, int64_t workspace_id, const struct response_given *given, bool *sent)
{
    struct partial_sent_row row;
    enum err err =
        sql_partial_sent(store, &(struct partial_sent_in){workspace_id, given->version->survey_id, given->submission_key}, NULL, &row);
    *sent = err == ERR_NONE;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err put(struct store *store, const struct fact *fact, const struct response_given *given)
{
    struct buf row = buf_new(ROW_MAX);
    response_write_answers(given, true, &row);
    size_t cut = row.length;
    if (given->attributes)
        json_put_tree(&row, given->attributes);
    enum err err =
        row.failed ? ERR_MEMORY
                   : sql_partial_put(store,
                                     &(struct partial_put_in){.workspace_id = fact->workspace_id,
                                                              .survey_id = given->version->survey_id,
                                                              .submission_key = given->submission_key,
                                                              .version = given->version->version,
                                                              .saved_at = fact->at_ms,
                                                              .channel = given->channel,
                                                              .language = given->language,
                                                              .has_touchpoint_id = given->touchpoint_id != 0,
                                                              .touchpoint_id = given->touchpoint_id,
                                                              .unit = given->unit,
                                                              .attributes = given->attributes ? (struct str){row.at + cut, row.length - cut}
                                                                                              : (struct str){0},
                                                              .answers = {row.at, cut},
                                                              .left_at = given->left_at,
                                                              .has_invitation_id = given->invitation_id != 0,
                                                              .invitation_id = given->invitation_id},
                                     NULL);
    buf_free(&row);
    return err;
}

/* What comes late, after the answer or the end, is not kept. */
static enum err invitation_ended(struct store *store, const struct fact *fact, const struct response_given *given, bool *ended)
{
    struct partial_invitation_open_row row;
    if (!given->invitation_id || *ended)
        return ERR_NONE;
    enum err err = sql_partial_invitation_open(
        store, &(struct partial_invitation_open_in){fact->workspace_id, given->invitation_id, fact->at_ms}, NULL, &row);
    *ended = err == ERR_NOT_FOUND;
    return *ended ? ERR_NONE : err;
}

enum err partial_store(struct store *store, struct fact *fact)
{
    const struct response_given *given = fact->body;
    bool sent = false;
    enum err err = sent_already(store, fact->workspace_id, given, &sent);
    if (err == ERR_NONE)
        err = invitation_ended(store, fact, given, &sent);
    fact->repeated = sent || given->version->definition->anonymity == ANONYMITY_ANONYMOUS;
    if (err != ERR_NONE || fact->repeated)
        return err;
    fact->unrecorded = true;
    return put(store, fact, given);
}

enum err partial_drop_of_invitation(struct store *store, int64_t workspace_id, int64_t invitation_id)
{
    return sql_partial_delete_of_invitation(store, &(struct partial_delete_of_invitation_in){workspace_id, invitation_id}, NULL);
}

enum err partial_erase_customer(struct store *store, int64_t workspace_id, int64_t customer_id)
{
    return sql_partial_delete_of_customer(store, &(struct partial_delete_of_customer_in){workspace_id, customer_id}, NULL);
}

enum err partial_drop(struct store *store, int64_t workspace_id, const struct response_given *given)
{
    if (!given->submission_key.length)
        return ERR_NONE;
    return sql_partial_delete(store, &(struct partial_delete_in){workspace_id, given->version->survey_id, given->submission_key}, NULL);
}

enum err partial_take(struct store *store, int64_t workspace_id, const struct response_given *given, bool *there)
{
    int64_t changes = 0;
    enum err err = sql_partial_take(
        store, &(struct partial_take_in){workspace_id, given->version->survey_id, given->submission_key, given->stale_ms}, &changes);
    *there = changes > 0;
    return err;
}

enum err resume_store(struct store *store, struct fact *fact)
{
    const struct resume_link_made *made = fact->body;
    int64_t changes = 0;
    enum err err = sql_partial_resume_put(
        store, &(struct partial_resume_put_in){fact->workspace_id, made->survey_id, made->submission_key, made->token_hash, made->until_ms},
        &changes);
    fact->unrecorded = true;
    return err == ERR_NONE && !changes ? ERR_NOT_FOUND : err;
}

enum err listen_partial_resume(struct store *store, struct str token_hash, int64_t now_ms, struct arena *arena, struct partial *partial)
{
    struct partial_by_resume_row row;
    enum err err = sql_partial_by_resume(store, &(struct partial_by_resume_in){token_hash, now_ms}, arena, &row);
    if (err == ERR_NONE)
        *partial = (struct partial){row.workspace_id, row.survey_id,  row.version, row.submission_key, row.channel,      row.language,
                                    row.unit,         row.attributes, row.answers, row.left_at,        row.touchpoint_id};
    return err;
}

enum err listen_partial_of_invitation(struct store *store, int64_t workspace_id, int64_t invitation_id, struct arena *arena,
                                      struct partial *partial)
{
    struct partial_of_invitation_row row;
    enum err err = sql_partial_of_invitation(store, &(struct partial_of_invitation_in){workspace_id, invitation_id}, arena, &row);
    if (err == ERR_NONE)
        *partial = (struct partial){.workspace_id = workspace_id,
                                    .survey_id = row.survey_id,
                                    .version = row.version,
                                    .language = row.language,
                                    .answers = row.answers,
                                    .left_at = row.left_at};
    return err;
}

/* ---- what is due ---- */

struct looking {
    const struct listen *listen;
    const struct survey *survey;
    struct store *store;
    struct due *due;
    enum err err;
};

static enum err json_of(struct arena *arena, struct str text, json_t **tree)
{
    *tree = NULL;
    return text.length ? json_read(arena, text, tree, NULL) : ERR_NONE;
}

static enum err given_make(const struct looking *looking, const struct partial_stale_row *row, struct response_given *given)
{
    struct arena *arena = looking->due->arena;
    json_t *answers, *attributes;
    enum err err = json_of(arena, row->answers, &answers);
    if (err == ERR_NONE)
        err = json_of(arena, row->attributes, &attributes);
    if (err != ERR_NONE)
        return err;
    const struct touchpoint *touchpoint =
        row->has_touchpoint_id ? listen_touchpoint_by_id(looking->listen, looking->survey->workspace_id, row->touchpoint_id) : NULL;
    given->survey_slug = given->version->definition->slug;
    given->submission_key = str_keep(arena, row->submission_key);
    given->given_at_ms = given->stale_ms = row->saved_at;
    given->channel = str_keep(arena, row->channel);
    given->language = str_keep(arena, row->language);
    given->touchpoint_id = touchpoint ? touchpoint->id : 0;
    given->touchpoint = touchpoint ? touchpoint->slug : STR("");
    given->unit = str_keep(arena, row->unit);
    given->customer_external_id = row->customer.length ? str_keep(arena, row->customer) : STR("");
    given->attributes = json_object_size(attributes) ? attributes : NULL;
    given->left_at = str_keep(arena, row->left_at);
    return response_read_answers(given->version->definition, answers, arena, &given->answers, &given->answers_count);
}

static bool stale_row(void *context, const struct partial_stale_row *row)
{
    struct looking *looking = context;
    struct response_given *given = arena_new_object(looking->due->arena, struct response_given);
    if (!given) {
        looking->err = ERR_MEMORY;
        return false;
    }
    given->version = listen_survey_version(looking->listen, looking->survey->workspace_id, looking->survey->id, row->version);
    looking->err = given->version ? given_make(looking, row, given) : ERR_NOT_FOUND;
    return looking->err == ERR_NONE && due_add(looking->due, &(struct fact){.kind = FACT_RESPONSE_GIVEN,
                                                                            .workspace_id = looking->survey->workspace_id,
                                                                            .actor = {ACTOR_RESPONDENT, 0},
                                                                            .body = given});
}

static bool look_at_survey(void *context, const struct survey *survey)
{
    struct looking *looking = context;
    if (!survey->published || survey->published->definition->anonymity == ANONYMITY_ANONYMOUS)
        return true;
    looking->survey = survey;
    int64_t before_ms = looking->due->now_ms - survey->published->definition->partial_hours * HOUR_MS;
    enum err err = sql_partial_stale(
        looking->store, &(struct partial_stale_in){survey->workspace_id, survey->id, before_ms, (int64_t)(DUE_MAX - looking->due->count)},
        stale_row, looking);
    if (looking->err == ERR_NONE)
        looking->err = err;
    return looking->err == ERR_NONE && looking->due->count < DUE_MAX;
}

enum err partial_due(const void *stage, struct store *store, struct due *due)
{
    const struct listen *listen = stage;
    struct looking looking = {.listen = listen, .store = store, .due = due};
    for (size_t i = 0; looking.err == ERR_NONE && i < listen->workspaces_count; i++)
        listen_surveys(listen, listen->workspaces[i]->workspace.id, look_at_survey, &looking);
    return looking.err;
}
