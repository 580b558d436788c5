/* How answering goes, and links to a draft. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/drop_off.h"
#include "listen/held.h"
#include "listen/preview.h"
#include "listen/quota.h"
#include "listen/surveys.h"
#include "preview_records.h"

#include <sodium.h>

enum { DAY_MS = 86400000, PREVIEW_DAYS_USUAL = 7, PREVIEW_TOKEN_BYTES = 16 };

/* ---- standing ---- */

struct standing {
    struct call *call;
    const struct survey_version *version; /* lives as long as the program */
    int64_t workspace_id, survey_id, next_release_ms, sent, left;
    struct str slug;
    struct drop_off drop_off;
    int64_t counted[QUOTAS_MAX], turned_away[QUOTAS_MAX];
};

static bool quota_seen(void *context, const struct quota_standing *seen)
{
    struct standing *standing = context;
    const struct survey_definition *survey = standing->version->definition;
    for (size_t i = 0; i < survey->quotas_count; i++)
        if (str_equal(survey->quotas[i].id, seen->id)) {
            standing->counted[i] = seen->counted;
            standing->turned_away[i] = seen->turned_away;
        }
    return true;
}

static enum err standing_read(struct standing *standing, struct store *store)
{
    int64_t all = 0;
    enum err err = listen_survey_responses(store, standing->workspace_id, standing->survey_id, &all);
    if (err == ERR_NONE)
        err = listen_survey_left(store, standing->workspace_id, standing->survey_id, &standing->left);
    standing->sent = all - standing->left;
    if (err == ERR_NONE)
        err = listen_quotas(store, standing->workspace_id, standing->survey_id, quota_seen, standing);
    return err == ERR_NONE ? listen_drop_off(store, standing->workspace_id, standing->version, standing->call->arena, &standing->drop_off)
                           : err;
}

static void put_steps(const struct standing *standing, struct buf *body)
{
    const char *comma = "";
    for (size_t i = 0; i < standing->drop_off.steps_count; i++) {
        const struct drop_off_step *step = &standing->drop_off.steps[i];
        if (step->question->type == QUESTION_STATEMENT || !question_is_seen(step->question) || step->question->parent)
            continue;
        buf_printf(body, "%s{\"question\":\"%.*s\",\"reached\":%lld,\"answered\":%lld,\"left\":%lld}", comma, STR_ARGS(step->question->id),
                   (long long)step->reached, (long long)step->answered, (long long)step->left);
        comma = ",";
    }
}

static void standing_write(const struct standing *standing, struct buf *body)
{
    const struct survey_definition *survey = standing->version->definition;
    buf_printf(body, "{\"anonymity\":\"%s\",\"sent\":%lld,\"never_sent\":%lld", anonymity_name(survey->anonymity),
               (long long)standing->sent, (long long)standing->left);
    if (survey->anonymity == ANONYMITY_ANONYMOUS)
        buf_printf(body, ",\"release_least\":%d", HELD_LEAST);
    if (standing->next_release_ms)
        put_moment(body, "next_release_at", standing->next_release_ms);
    buf_printf(body, ",\"steps_of\":%lld,\"steps\":[", (long long)standing->drop_off.responses);
    put_steps(standing, body);
    buf_add_text(body, "],\"quotas\":[");
    for (size_t i = 0; i < survey->quotas_count; i++)
        buf_printf(body, "%s{\"id\":\"%.*s\",\"limit\":%lld,\"counted\":%lld,\"turned_away\":%lld}", i ? "," : "",
                   STR_ARGS(survey->quotas[i].id), (long long)survey->quotas[i].limit, (long long)standing->counted[i],
                   (long long)standing->turned_away[i]);
    buf_add_text(body, "]}");
}

static void standing_work(void *context)
{
    struct standing *standing = context;
    struct fault why = {0};
    struct store *store = call_store(standing->call);
    if (!store)
        return;
    enum err err = standing_read(standing, store);
    call_store_give(standing->call, store);
    if (!call_fine(standing->call, err, &why))
        return;
    struct buf body = buf_new(ANSWER_MAX);
    standing_write(standing, &body);
    call_json(standing->call, 200, &body, 0);
}

/* The next turn of the local day. */
static enum err release_next(struct call *call, const struct survey *survey, int64_t *at_ms)
{
    const struct workspace *workspace = listen_workspace(flow_listen(call->flow), survey->workspace_id);
    struct zone *zone = zone_open(workspace->time_zone);
    *at_ms = 0;
    if (!zone)
        return ERR_MEMORY;
    if (survey->state == SURVEY_PUBLISHED)
        *at_ms = zone_day_start_ms(zone, zone_day(zone, call->now_ms) + 1);
    zone_close(zone);
    return ERR_NONE;
}

/* A draft has no answers and nowhere to leave. */
static void draft_answer(struct call *call, const struct survey *survey)
{
    struct buf body = buf_new(ANSWER_MAX);
    buf_printf(&body, "{\"anonymity\":\"%s\",\"sent\":0,\"never_sent\":0,\"steps_of\":0,\"steps\":[],\"quotas\":[]}",
               anonymity_name(survey->draft->anonymity));
    call_json(call, 200, &body, 0);
}

void op_survey_standing(struct call *call)
{
    struct fault why = {0};
    const struct survey *survey = listen_survey(flow_listen(call->flow), call->principal.workspace_id, call->path[0]);
    struct standing *standing = arena_new_object(call->arena, struct standing);
    enum err err = !survey ? ERR_NOT_FOUND : !standing ? ERR_MEMORY : ERR_NONE;
    if (!call_fine(call, err, &why))
        return;
    if (!survey->published) {
        draft_answer(call, survey);
        return;
    }
    *standing =
        (struct standing){.call = call, .version = survey->published, .workspace_id = survey->workspace_id, .survey_id = survey->id};
    if (standing->version->definition->anonymity == ANONYMITY_ANONYMOUS)
        err = release_next(call, survey, &standing->next_release_ms);
    if (call_fine(call, err, &why))
        call_work(call, standing_work, standing);
}

/* ---- preview links ---- */

struct link_making {
    struct preview_link_made made;
    unsigned char hash[crypto_hash_sha256_BYTES];
    char token[32];
};

static void link_made(struct call *call, struct proposal *proposal)
{
    const struct link_making *link = proposal->facts[0].body;
    char at[TIME_TEXT];
    struct buf body = buf_new(ANSWER_MAX);
    time_format(link->made.expires_at_ms, at);
    buf_printf(&body, "{\"url\":\"%.*s/p/%s\",\"expires_at\":\"%s\"}", STR_ARGS(call->api->config.public_url), link->token, at);
    call_json(call, 201, &body, 0);
}

void op_preview_link_make(struct call *call)
{
    const struct preview_link_in *in = call->body;
    unsigned char bytes[PREVIEW_TOKEN_BYTES];
    struct fault why = {0};
    const struct survey *survey = listen_survey(flow_listen(call->flow), call->principal.workspace_id, call->path[0]);
    struct link_making *link = arena_new_object(call->arena, struct link_making);
    struct proposal *proposal = call_proposal(call, 1);
    enum err err = !survey ? ERR_NOT_FOUND : !link || !proposal ? ERR_MEMORY : ERR_NONE;
    if (!call_fine(call, err, &why))
        return;
    flow_random(call->flow)->fill(flow_random(call->flow), bytes, sizeof bytes);
    sodium_bin2base64(link->token, sizeof link->token, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    crypto_hash_sha256(link->hash, (const unsigned char *)link->token, strlen(link->token));
    int64_t days = in && in->has_days ? in->days : PREVIEW_DAYS_USUAL;
    link->made = (struct preview_link_made){survey->id, call->now_ms + days * DAY_MS, {(const char *)link->hash, sizeof link->hash}};
    proposal->facts[0].kind = FACT_PREVIEW_LINK_MADE;
    proposal->facts[0].subject_id = 0;
    proposal->facts[0].body = link;
    call_propose(call, proposal, link_made);
}
