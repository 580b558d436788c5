/* What was expected and what was met: the pairs of all published surveys. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "listen/survey_expected.h"
#include "listen/surveys.h"
#include "understand/expectation_pairs.h"

enum { PAIRS_MAX = 200 };

/* Definitions live as long as the program; the lists of surveys do not, and the store is read without the lock. */
struct pair_ask {
    const struct survey_version *before, *after;
    const struct question *expected, *met;
};
struct pairs {
    const struct listen *listen;
    int64_t workspace_id;
    struct pair_ask asks[PAIRS_MAX];
    size_t count;
    bool more;
    const struct stop *stop;
};

static void pair_add(struct pairs *pairs, struct pair_ask ask)
{
    if (pairs->count == PAIRS_MAX)
        pairs->more = true;
    else
        pairs->asks[pairs->count++] = ask;
}

static void question_add(struct pairs *pairs, const struct survey_version *after, const struct question *met)
{
    const struct survey *other =
        met->expected_survey.length ? listen_survey(pairs->listen, pairs->workspace_id, met->expected_survey) : NULL;
    const struct survey_version *before = met->expected_survey.length ? (other ? other->published : NULL) : after;
    const struct question *expected = before ? survey_question(before->definition, met->expected) : NULL;
    if (!expected || !expected_fits(expected, met)) /* the other survey has changed since */
        return;
    if (met->type != QUESTION_MATRIX)
        pair_add(pairs, (struct pair_ask){before, after, expected, met});
    for (size_t i = 1; met->type == QUESTION_MATRIX && i <= met->parts_count; i++) {
        const struct question *row = met[i].parent == met ? question_part(expected, met[i].part) : NULL;
        if (row)
            pair_add(pairs, (struct pair_ask){before, after, row, &met[i]});
    }
}

static bool survey_add(void *context, const struct survey *survey)
{
    struct pairs *pairs = context;
    const struct survey_version *version = survey->published;
    for (size_t i = 0; version && i < version->definition->questions_count; i += 1 + version->definition->questions[i].parts_count)
        if (version->definition->questions[i].expected.length)
            question_add(pairs, version, &version->definition->questions[i]);
    return true;
}

static void put_asked(struct buf *out, const char *name, const struct survey_version *version, const struct question *question)
{
    buf_printf(out, "\"%s\":{\"survey\":", name);
    json_put_text(out, version->definition->slug);
    json_put_member(out, "question", question->id);
    buf_add_char(out, '}');
}

static enum err pairs_write(struct store *store, const struct pairs *pairs, struct buf *out)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair_ask *ask = &pairs->asks[i];
        struct expectation_pair pair;
        enum err err = understand_expectation_pair(store, pairs->workspace_id, ask->before->survey_id, ask->expected, ask->after->survey_id,
                                                   ask->met, &pair);
        if (err != ERR_NONE)
            return err;
        buf_add_text(out, i ? ",{" : "{");
        put_asked(out, "expected", ask->before, ask->expected);
        buf_add_char(out, ',');
        put_asked(out, "met", ask->after, ask->met);
        buf_printf(out, ",\"scale\":{\"low\":%lld,\"high\":%lld}", (long long)ask->met->scale_low, (long long)ask->met->scale_high);
        expectation_pair_write(&pair, out);
        buf_add_char(out, '}');
    }
    return ERR_NONE;
}

/* Of the rows, without the lock and on a worker: there may be many pairs. */
static enum err gaps(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    const struct pairs *pairs = context;
    struct store *store;
    (void)arena, (void)why;
    enum err err = flow_store_take_until(inquiry->flow, pairs->stop, &store);
    if (err != ERR_NONE)
        return err;
    buf_add_text(body, "{\"items\":[");
    err = pairs_write(store, pairs, body);
    flow_store_give(inquiry->flow, store);
    buf_printf(body, "],\"more\":%s}", pairs->more ? "true" : "false");
    return err;
}

void op_expectation_gaps(struct call *call)
{
    struct fault why = {0};
    struct pairs *pairs = arena_new_object(call->arena, struct pairs);
    enum err err = pairs ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && (call->principal.touchpoints.count || call->principal.units.count))
        err = fault_set(&why, ERR_NOT_ALLOWED, "part_only", "", "These figures are of whole surveys, and you see a part of them.");
    if (!call_fine(call, err, &why))
        return;
    *pairs = (struct pairs){.listen = call_listen(call), .workspace_id = call->principal.workspace_id, .stop = call_stop(call)};
    listen_surveys(pairs->listen, pairs->workspace_id, survey_add, pairs);
    call_study(call, FIGURES_BYTES, gaps, pairs);
}
