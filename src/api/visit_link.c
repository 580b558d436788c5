/* Links that lead to a page by a secret of their own: a form continued on another device, and the draft shown for a while. */
#include "api/embedded.h"
#include "api/site.h"
#include "api/visit.h"
#include "listen/partial.h"
#include "listen/preview.h"
#include "listen/surveys.h"

#include <sodium.h>

static struct str hash_of(struct str token, unsigned char hash[crypto_hash_sha256_BYTES])
{
    crypto_hash_sha256(hash, (const unsigned char *)token.at, token.length);
    return (struct str){(const char *)hash, crypto_hash_sha256_BYTES};
}

static int64_t now_of(const struct api *api)
{
    struct clock *clock = flow_clock(api->flow);
    return clock->now_ms(clock);
}

static const struct survey *survey_of(const struct visit *visit, int64_t workspace_id, int64_t survey_id)
{
    char id[24];
    snprintf(id, sizeof id, "%lld", (long long)survey_id);
    return listen_survey(flow_listen(visit->api->flow), workspace_id, str_of(id));
}

/* ---- a form begun elsewhere ---- */

static void attributes_add(const struct visit *visit, struct page_pairs *pairs, struct str attributes, const char *only)
{
    json_t *tree = NULL, *value;
    const char *name;
    if (!attributes.length || json_read(visit->arena, attributes, &tree, NULL) != ERR_NONE)
        return;
    json_object_foreach(tree, name, value)
    {
        char *field = !only || strcmp(name, only) == 0 ? arena_printf(visit->arena, "attr.%s", name) : NULL;
        if (field && json_is_string(value) && pairs->count < PAGE_PAIRS_MAX)
            pairs->items[pairs->count++] = (struct page_pair){str_of(field), json_str(value)};
    }
}

static void carried_add(const struct visit *visit, struct page_pairs *pairs, const struct partial *partial)
{
    const struct touchpoint *touchpoint =
        partial->touchpoint_id ? listen_touchpoint_by_id(flow_listen(visit->api->flow), partial->workspace_id, partial->touchpoint_id)
                               : NULL;
    const struct page_pair carried[] = {{STR("meta.channel"), partial->channel},
                                        {STR("meta.touchpoint"), touchpoint ? touchpoint->slug : STR("")},
                                        {STR("meta.unit"), partial->unit}};
    for (size_t i = 0; i < sizeof carried / sizeof *carried && pairs->count < PAGE_PAIRS_MAX; i++)
        pairs->items[pairs->count++] = carried[i];
    attributes_add(visit, pairs, partial->attributes, NULL);
}

static void resume_show(struct visit *visit, const struct partial *partial)
{
    struct page_pairs *pairs = arena_new_object(visit->arena, struct page_pairs);
    json_t *answers;
    const struct survey *survey = survey_of(visit, partial->workspace_id, partial->survey_id);
    if (!visit_open(visit, survey))
        return;
    visit->view.name = survey_public_name(flow_listen(visit->api->flow), survey, visit->arena);
    if (!page_pairs_value(&visit->pairs, "lang").length)
        visit->view.language = partial->language;
    enum err err = pairs ? json_read(visit->arena, partial->answers, &answers, NULL) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = page_pairs_of_answers(visit->view.survey, answers, visit->arena, pairs);
    if (err != ERR_NONE) {
        visit_refusal_answer(visit, err);
        return;
    }
    carried_add(visit, pairs, partial);
    visit->view.values = pairs;
    visit->view.posted = visit->view.resumed = true;
    visit->view.page = page_of_question(visit->view.survey, partial->left_at);
    visit->view.submission_key = partial->submission_key;
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_survey(&visit->view, &html);
    visit_html_answer(visit, 200, &html);
}

/* An answer chosen in the message is the newer one. */
enum err visit_invited_resume(struct visit *visit)
{
    struct page_pairs stored, *pairs = arena_new_object(visit->arena, struct page_pairs);
    json_t *answers;
    enum err err = pairs ? json_read(visit->arena, visit->partial.answers, &answers, NULL) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = page_pairs_of_answers(visit->view.survey, answers, visit->arena, &stored);
    if (err != ERR_NONE)
        return err;
    *pairs = (struct page_pairs){arena_take_array(visit->arena, stored.count + visit->pairs.count + 1, sizeof *pairs->items), 0};
    if (!pairs->items)
        return ERR_MEMORY;
    if (visit->view.survey->arms_count)
        attributes_add(visit, pairs, visit->partial.attributes, "arm");
    for (size_t i = 0; i < visit->pairs.count; i++)
        pairs->items[pairs->count++] = visit->pairs.items[i];
    for (size_t i = 0; i < stored.count; i++) {
        char *name = arena_printf(visit->arena, "%.*s", STR_ARGS(stored.items[i].name));
        if (name && !page_pairs_value(&visit->pairs, name).at)
            pairs->items[pairs->count++] = stored.items[i];
    }
    visit->view.values = pairs;
    visit->view.page = page_of_question(visit->view.survey, visit->partial.left_at);
    visit->view.posted = visit->view.resumed = true;
    return ERR_NONE;
}

void visit_resume_handle(struct api *api, struct http_exchange *x, struct str token)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct partial partial;
    struct store *store;
    struct visit *visit = visit_begin(api, x, STR(""), VISIT_LINK);
    if (!visit)
        return;
    enum err err = flow_store_take(api->flow, &store);
    if (err == ERR_NONE) {
        err = listen_partial_resume(store, hash_of(token, hash), now_of(api), visit->arena, &partial);
        flow_store_give(api->flow, store);
    }
    if (err == ERR_NOT_FOUND)
        visit_notice_answer(visit, 410, PAGE_ENDED);
    else if (err != ERR_NONE)
        visit_refusal_answer(visit, err);
    if (err != ERR_NONE)
        return;
    flow_settings_begin(api->flow);
    resume_show(visit, &partial);
    flow_settings_end(api->flow);
}

/* ---- the draft ---- */

static void preview_show(struct visit *visit, const struct survey *survey, struct str token)
{
    struct str trigger = page_pairs_value(&visit->pairs, "sample");
    if (!survey || !survey->draft->questions_count) {
        visit_notice_answer(visit, 404, PAGE_UNKNOWN);
        return;
    }
    visit->view.workspace = listen_workspace(flow_listen(visit->api->flow), survey->workspace_id);
    visit->view.survey = survey->draft;
    visit->view.version = 1;
    visit->view.name = survey->slug;
    visit->view.language = page_language(survey->draft, &visit->pairs, http_header_of(visit->x, "Accept-Language"));
    visit->view.submission_key = STR("preview");
    visit->view.preview = true;
    visit->view.embed = str_is(page_pairs_value(&visit->pairs, "embed"), "1");
    visit->view.sample = trigger.at != NULL;
    struct buf html = buf_new(PAGE_HTML_MAX);
    if (visit->view.sample)
        page_write_sample(&visit->view, trigger, token, &html);
    else
        page_write_survey(&visit->view, &html);
    visit_html_answer(visit, 200, &html);
}

void visit_preview_handle(struct api *api, struct http_exchange *x, struct str token)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    int64_t workspace_id = 0, survey_id = 0;
    struct store *store;
    struct visit *visit = visit_begin(api, x, STR(""), VISIT_LINK);
    if (!visit)
        return;
    enum err err = flow_store_take(api->flow, &store);
    if (err == ERR_NONE) {
        err = listen_preview(store, hash_of(token, hash), now_of(api), &workspace_id, &survey_id);
        flow_store_give(api->flow, store);
    }
    if (err != ERR_NONE) {
        visit_refusal_answer(visit, err);
        return;
    }
    flow_settings_begin(api->flow);
    preview_show(visit, survey_of(visit, workspace_id, survey_id), token);
    flow_settings_end(api->flow);
}
