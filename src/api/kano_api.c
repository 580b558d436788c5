/* Kano pairs of a survey. */
#include "api/dispatch.h"
#include "listen/surveys.h"
#include "understand/kano.h"

enum { KANO_ANSWER_MAX = 1 << 20 };

static enum err pairs_write(struct store *store, const struct survey_version *version, int64_t workspace_id, struct buf *body)
{
    const struct survey_definition *survey = version->definition;
    bool first = true;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        struct kano kano;
        if (!kano_is_pair(&survey->questions[i]))
            continue;
        enum err err = understand_kano(store, workspace_id, version->survey_id, &survey->questions[i], &kano);
        if (err != ERR_NONE)
            return err;
        if (!first)
            buf_add_char(body, ',');
        first = false;
        kano_write(&survey->questions[i], &kano, body);
    }
    return ERR_NONE;
}

void op_survey_kano(struct call *call)
{
    struct fault why = {0};
    int64_t workspace_id = call->principal.workspace_id;
    const struct survey *survey = listen_survey(call_listen(call), workspace_id, call->path[0]);
    const struct survey_version *version = survey ? survey->published : NULL; /* lives as long as the program */
    enum err err = !survey ? ERR_NOT_FOUND : ERR_NONE;
    if (err == ERR_NONE && (call->principal.touchpoints.count || call->principal.units.count))
        err = fault_set(&why, ERR_NOT_ALLOWED, "part_only", "", "These figures are of the whole survey, and you see a part of it.");
    if (!call_fine(call, err, &why))
        return;
    struct store *store = call_store(call);
    if (!store)
        return;
    struct buf body = buf_new(KANO_ANSWER_MAX);
    buf_add_text(&body, "{\"items\":[");
    err = version ? pairs_write(store, version, workspace_id, &body) : ERR_NONE;
    call_store_give(call, store);
    buf_add_text(&body, "]}");
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
    else
        buf_free(&body);
}
