/* What matters most and least, of the MaxDiff questions of a survey. */
#include "api/dispatch.h"
#include "listen/surveys.h"
#include "understand/best_worst.h"

enum { MAXDIFF_ANSWER_MAX = 4 << 20, VERSIONS_MAX = 1000 };

/* Versions live as long as the program; their list does not, and the store is read without the lock. */
struct versions {
    const struct survey_definition *of[VERSIONS_MAX]; /* [0]: version 1 */
    int64_t count;
};

static const struct survey_definition *version_of(void *context, int64_t version)
{
    const struct versions *versions = context;
    return version >= 1 && version <= versions->count ? versions->of[version - 1] : NULL;
}

static enum err questions_write(struct store *store, const struct survey_version *published, int64_t workspace_id,
                                struct versions *versions, struct buf *body)
{
    const struct survey_definition *survey = published->definition;
    bool first = true;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        struct best_worst figures;
        const struct question *q = &survey->questions[i];
        if (q->type != QUESTION_MAXDIFF)
            continue;
        enum err err = understand_best_worst(store, workspace_id, published->survey_id, q, version_of, versions, &figures);
        if (err != ERR_NONE)
            return err;
        if (!first)
            buf_add_char(body, ',');
        first = false;
        best_worst_write(q, &figures, body);
    }
    return ERR_NONE;
}

void op_survey_maxdiff(struct call *call)
{
    struct fault why = {0};
    int64_t workspace_id = call->principal.workspace_id;
    const struct listen *listen = call_listen(call);
    const struct survey *survey = listen_survey(listen, workspace_id, call->path[0]);
    const struct survey_version *published = survey ? survey->published : NULL;
    struct versions *versions = arena_new_object(call->arena, struct versions);
    enum err err = !survey ? ERR_NOT_FOUND : versions ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && (call->principal.touchpoints.count || call->principal.units.count))
        err = fault_set(&why, ERR_NOT_ALLOWED, "part_only", "", "These figures are of the whole survey, and you see a part of it.");
    for (int64_t v = 1; err == ERR_NONE && published && v <= published->version && v <= VERSIONS_MAX; v++) {
        const struct survey_version *version = listen_survey_version(listen, workspace_id, survey->id, v);
        versions->of[v - 1] = version ? version->definition : NULL;
        versions->count = v;
    }
    if (!call_fine(call, err, &why))
        return;
    struct store *store = call_store(call);
    if (!store)
        return;
    struct buf body = buf_new(MAXDIFF_ANSWER_MAX);
    buf_add_text(&body, "{\"items\":[");
    err = published ? questions_write(store, published, workspace_id, versions, &body) : ERR_NONE;
    call_store_give(call, store);
    buf_add_text(&body, "]}");
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
    else
        buf_free(&body);
}
