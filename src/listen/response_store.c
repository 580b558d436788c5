/* Responses in the store: the hot path of the product, and the lists. */
#include "listen.sql.h"
#include "listen/answer.h"
#include "listen/answer_file.h"
#include "listen/customer.h"
#include "listen/held.h"
#include "listen/inside.h"
#include "listen/invitation.h"
#include "listen/partial.h"
#include "listen/quota.h"

enum { ROW_MAX = 1 << 20 };

/* A form that was never sent gives way to the whole answer, which is proposed again together with the removal. */
static enum err repeat(struct store *store, struct fact *fact, const struct response_given *given, struct fault *why)
{
    struct response_by_key_row row = {0};
    enum err err = sql_response_by_key(
        store, &(struct response_by_key_in){fact->workspace_id, given->version->survey_id, given->submission_key}, NULL, &row);
    if (err == ERR_NONE && row.left && !given->left_at.length)
        return fault_set(why, ERR_CONFLICT, "never_sent", "submission_key", "This answer was counted as begun and never sent.");
    fact->repeated = true;
    fact->subject_id = row.id;
    return err;
}

static enum err store_texts(struct store *store, const struct fact *fact, const struct response_given *given)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < given->answers_count; i++)
        if (answer_is_text(&given->answers[i]))
            err = sql_response_text_insert(
                store,
                &(struct response_text_insert_in){fact->workspace_id, fact->number, given->answers[i].question->id, given->answers[i].text},
                NULL);
    return err;
}

enum err response_row(struct response_given *given, struct arena *arena)
{
    struct buf row = buf_new(ROW_MAX);
    response_write_answers(given, false, &row);
    size_t cut = row.length;
    if (given->attributes)
        json_put_tree(&row, given->attributes);
    size_t end = row.length;
    buf_printf(&row, "{\"survey\":%lld,\"touchpoint\":%lld}", (long long)given->version->survey_id, (long long)given->touchpoint_id);
    struct str kept = row.failed ? (struct str){0} : str_keep(arena, buf_str(&row));
    buf_free(&row);
    if (!kept.at)
        return ERR_MEMORY;
    given->outcome = response_outcome_number(given);
    given->answers_text = (struct str){kept.at, cut};
    given->attributes_text = given->attributes ? (struct str){kept.at + cut, end - cut} : (struct str){0};
    given->ledger_text = (struct str){kept.at + end, kept.length - end};
    return ERR_NONE;
}

static enum err insert(struct store *store, const struct fact *fact, const struct response_given *given, int64_t *changes)
{
    return sql_response_insert(
        store,
        &(struct response_insert_in){.workspace_id = fact->workspace_id,
                                     .id = fact->number,
                                     .survey_id = given->version->survey_id,
                                     .version = given->version->version,
                                     .submission_key = given->submission_key.length ? given->submission_key : (struct str){0},
                                     .given_at = given->given_at_ms,
                                     .received_at = fact->at_ms,
                                     .channel = given->channel,
                                     .language = given->language,
                                     .has_touchpoint_id = given->touchpoint_id != 0,
                                     .touchpoint_id = given->touchpoint_id,
                                     .unit = given->unit,
                                     .has_customer_id = given->customer_id != 0,
                                     .customer_id = given->customer_id,
                                     .outcome = given->outcome,
                                     .attributes = given->attributes_text,
                                     .answers = given->answers_text,
                                     .left_at = given->left_at.length ? given->left_at : (struct str){0}},
        changes);
}

/* The row with its words; *changes 0 when its key was there already. */
static enum err write(struct store *store, struct fact *fact, struct response_given *given, int64_t customer_id, struct arena *arena,
                      int64_t *changes, struct fault *why)
{
    bool apart = given->version->definition->anonymity != ANONYMITY_IDENTIFIED;
    given->customer_id = apart ? 0 : customer_id;
    enum err err = given->answers_text.at ? ERR_NONE : response_row(given, arena);
    if (err == ERR_NONE)
        err = insert(store, fact, given, changes);
    if (err != ERR_NONE || !*changes)
        return err;
    fact->subject_id = fact->number;
    fact->payload = given->ledger_text;
    if (given->invitation_id)
        err = invitation_answer(store, fact->workspace_id, given->invitation_id, apart ? held_week(fact->at_ms) : fact->at_ms, fact->at_ms,
                                why);
    if (err == ERR_NONE && given->invitation_id)
        err = partial_drop_of_invitation(store, fact->workspace_id, given->invitation_id);
    if (err != ERR_NONE)
        return err;
    if (apart && customer_id)
        err = sql_response_confidential_insert(
            store, &(struct response_confidential_insert_in){fact->workspace_id, fact->number, customer_id}, NULL);
    if (err == ERR_NONE)
        err = store_texts(store, fact, given);
    return err == ERR_NONE ? files_attach(store, fact, given, why) : err;
}

/* True in fact->repeated, or a refusal, when the key is known; quotas must not count an answer twice. */
static enum err known_already(struct store *store, struct fact *fact, const struct response_given *given, struct fault *why)
{
    if (!given->submission_key.length)
        return ERR_NONE;
    enum err err = repeat(store, fact, given, why);
    if (err != ERR_NOT_FOUND)
        return err;
    fact->repeated = false;
    return ERR_NONE;
}

static enum err give(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    struct response_given *given = fact->body;
    int64_t customer_id, changes = 0;
    enum err err = ERR_NONE;
    if (given->version->definition->quotas_count && !given->left_at.length) {
        err = known_already(store, fact, given, why);
        if (err == ERR_NONE && !fact->repeated)
            err = quotas_judge(store, fact->workspace_id, given, arena);
        if (err != ERR_NONE || fact->repeated)
            return err;
        fact->unrecorded = given->full != NULL;
        if (given->full)
            return partial_drop(store, fact->workspace_id, given);
    }
    err = customer_find_or_make(store, fact->workspace_id, given->customer_external_id, fact->at_ms, &customer_id);
    if (err == ERR_NONE)
        err = write(store, fact, given, customer_id, arena, &changes, why);
    if (err == ERR_NONE && !changes)
        return repeat(store, fact, given, why);
    return err == ERR_NONE && !given->from_file ? partial_drop(store, fact->workspace_id, given) : err;
}

/* The ways in: through a door; from a form that was never sent; from those that waited, and to them. */
static enum err take_in(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    struct response_given *given = fact->body;
    bool anonymous = given->version->definition->anonymity == ANONYMITY_ANONYMOUS, due = true;
    int64_t changes = 0;
    enum err err = ERR_NONE;
    if (anonymous && !given->held_key.length)
        return held_store(store, fact, given, arena, why);
    if (given->held_key.length)
        err = held_take(store, fact->workspace_id, given, &due);
    else if (given->stale_ms)
        err = partial_take(store, fact->workspace_id, given, &due);
    fact->repeated = !due;
    if (err != ERR_NONE || !due)
        return err;
    return given->held_key.length ? write(store, fact, given, 0, arena, &changes, why) : give(store, fact, arena, why);
}

static enum err removed_find(struct store *store, int64_t workspace_id, const struct response_removed *removed, int64_t *id)
{
    struct response_by_key_row row = {0};
    *id = removed->id;
    if (*id)
        return ERR_NONE;
    enum err err =
        sql_response_by_key(store, &(struct response_by_key_in){workspace_id, removed->survey_id, removed->submission_key}, NULL, &row);
    *id = row.left ? row.id : 0;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err take_away(struct store *store, struct fact *fact, struct fault *why)
{
    const struct response_removed *removed = fact->body;
    int64_t id, changes = 0;
    enum err err = removed_find(store, fact->workspace_id, removed, &id);
    fact->subject_id = id;
    if (err == ERR_NONE && !id && !removed->id) {
        fact->repeated = true; /* a rival removed it */
        return ERR_NONE;
    }
    if (err == ERR_NONE)
        err = sql_response_text_delete(store, &(struct response_text_delete_in){fact->workspace_id, id}, NULL);
    if (err == ERR_NONE)
        err = sql_response_confidential_delete(store, &(struct response_confidential_delete_in){fact->workspace_id, id}, NULL);
    if (err == ERR_NONE)
        err = files_remove(store, fact, id, !removed->id);
    if (err == ERR_NONE)
        err = sql_response_delete(store, &(struct response_delete_in){fact->workspace_id, id}, &changes);
    return err == ERR_NONE && !changes ? fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such response.") : err;
}

enum err response_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    return fact->kind == FACT_RESPONSE_GIVEN ? take_in(store, fact, arena, why) : take_away(store, fact, why);
}

/* ---- ask ---- */

static struct response response_of(const struct response_get_row *row)
{
    return (struct response){.id = row->id,
                             .survey_id = row->survey_id,
                             .version = row->version,
                             .given_at_ms = row->given_at,
                             .received_at_ms = row->received_at,
                             .survey = row->survey,
                             .channel = row->channel,
                             .language = row->language,
                             .touchpoint = row->touchpoint,
                             .unit = row->unit,
                             .customer = row->customer,
                             .attributes = row->attributes,
                             .answers = row->answers,
                             .texts = row->texts,
                             .files = row->files,
                             .left_at = row->left_at,
                             .outcome = row->outcome};
}

enum err listen_response(struct store *store, int64_t workspace_id, int64_t id, struct arena *arena, struct response *response)
{
    struct response_get_row row;
    enum err err = sql_response_get(store, &(struct response_get_in){workspace_id, id}, arena, &row);
    if (err == ERR_NONE)
        *response = response_of(&row);
    return err;
}

struct paging {
    bool (*each)(void *context, const struct response *response);
    void *context;
};

static bool page_row(void *context, const struct response_get_row *row)
{
    struct paging *paging = context;
    struct response response = response_of(row);
    return paging->each(paging->context, &response);
}

enum err listen_responses(struct store *store, int64_t workspace_id, const struct response_filter *filter,
                          bool (*each)(void *context, const struct response *response), void *context)
{
    struct paging paging = {each, context};
    return sql_response_page(store,
                             &(struct response_page_in){.workspace_id = workspace_id,
                                                        .before = filter->before ? filter->before : INT64_MAX,
                                                        .survey_id = filter->survey_id,
                                                        .touchpoint_id = filter->touchpoint_id,
                                                        .channel = filter->channel,
                                                        .language = filter->language,
                                                        .has_outcome = filter->has_outcome,
                                                        .outcome = filter->outcome,
                                                        .has_text = filter->has_text,
                                                        .from_ms = filter->from_ms ? filter->from_ms : INT64_MIN,
                                                        .to_ms = filter->to_ms ? filter->to_ms : INT64_MAX,
                                                        .count = filter->limit},
                             page_row, &paging);
}

enum err listen_responses_after(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t after, int64_t limit,
                                bool (*each)(void *context, const struct response *response), void *context)
{
    struct paging paging = {each, context};
    return sql_response_after(store, &(struct response_after_in){workspace_id, survey_id, after, limit}, page_row, &paging);
}

/* Two compact JSON objects as one: {"a":1} and {"b":"x"} → {"a":1,"b":"x"}. */
static void put_joined(struct buf *out, struct str a, struct str b)
{
    bool both = a.length > 2 && b.length > 2;
    buf_add_char(out, '{');
    if (a.length > 2)
        buf_add(out, a.at + 1, a.length - 2);
    if (both)
        buf_add_char(out, ',');
    if (b.length > 2)
        buf_add(out, b.at + 1, b.length - 2);
    buf_add_char(out, '}');
}

void response_write(const struct response *r, bool with_customer, struct buf *out)
{
    static const char *const outcomes[] = {"poor", "middle", "good"};
    char at[TIME_TEXT], received_at[TIME_TEXT];
    time_format(r->given_at_ms, at);
    time_format(r->received_at_ms, received_at);
    buf_printf(out, "{\"id\":%lld,\"survey\":", (long long)r->id);
    json_put_text(out, r->survey);
    buf_printf(out, ",\"version\":%lld,\"at\":\"%s\",\"received_at\":\"%s\",\"channel\":", (long long)r->version, at, received_at);
    json_put_text(out, r->channel);
    json_put_member(out, "language", r->language);
    json_put_member(out, "touchpoint", r->touchpoint);
    json_put_member(out, "unit", r->unit);
    if (with_customer)
        json_put_member(out, "customer", r->customer);
    if (r->attributes.length) {
        buf_add_text(out, ",\"attributes\":");
        buf_add_str(out, r->attributes);
    }
    buf_add_text(out, ",\"answers\":");
    put_joined(out, r->answers, r->texts);
    if (r->files.length > 2) {
        buf_add_text(out, ",\"files\":");
        buf_add_str(out, r->files);
    }
    json_put_member(out, "left_at", r->left_at);
    buf_printf(out, ",\"outcome\":\"%s\",\"complete\":%s}", outcomes[r->outcome + 1], r->left_at.length ? "false" : "true");
}
