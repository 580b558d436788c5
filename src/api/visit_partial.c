/* Forms not sent yet: saved as they grow, and continued on another device. */
#include "api/qr.h"
#include "api/visit.h"
#include "listen/partial.h"

#include <sodium.h>

enum { HOUR_MS = 3600000, LINK_JSON_MAX = 256 << 10 };

static void saved(struct proposal *proposal)
{
    struct visit *visit = proposal->context;
    if (proposal->err != ERR_NONE)
        api_refuse(visit->api, visit->x, proposal->err, NULL);
    else
        http_answer(visit->x, &(struct http_reply){.status = 204});
}

static void linked(struct proposal *proposal)
{
    struct visit *visit = proposal->context;
    char url[400];
    if (proposal->err != ERR_NONE) {
        api_refuse(visit->api, visit->x, proposal->err, NULL);
        return;
    }
    struct buf svg = buf_new(LINK_JSON_MAX), body = buf_new(LINK_JSON_MAX);
    snprintf(url, sizeof url, "%.*s/c/%s", STR_ARGS(visit->api->config.public_url), visit->token);
    bool made = qr_svg(url, &svg);
    buf_add_text(&body, "{\"url\":");
    json_put_text(&body, str_of(url));
    buf_add_text(&body, ",\"qr\":");
    json_put_text(&body, made ? buf_str(&svg) : STR(""));
    buf_add_char(&body, '}');
    http_answer(visit->x, &(struct http_reply){.status = 200, .type = "application/json", .body = buf_str(&body)});
    buf_free(&svg);
    buf_free(&body);
}

static struct resume_link_made *link_make(struct visit *visit, const struct response_given *given, int64_t now_ms)
{
    unsigned char bytes[RESUME_TOKEN_BYTES];
    struct randomness *random = flow_random(visit->api->flow);
    struct resume_link_made *made = arena_new_object(visit->arena, struct resume_link_made);
    unsigned char *hash = arena_take(visit->arena, crypto_hash_sha256_BYTES);
    if (!made || !hash)
        return NULL;
    random->fill(random, bytes, sizeof bytes);
    sodium_bin2base64(visit->token, sizeof visit->token, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    crypto_hash_sha256(hash, (const unsigned char *)visit->token, strlen(visit->token));
    *made = (struct resume_link_made){.survey_id = visit->survey->id,
                                      .until_ms = now_ms + (int64_t)RESUME_HOURS * HOUR_MS,
                                      .submission_key = given->submission_key,
                                      .token_hash = {(const char *)hash, crypto_hash_sha256_BYTES}};
    return made;
}

static bool propose(struct visit *visit, struct response_given *given, int64_t now_ms)
{
    bool resume = visit->door == VISIT_RESUME;
    struct fact *facts = arena_take_array(visit->arena, 2, sizeof *facts);
    struct resume_link_made *made = resume ? link_make(visit, given, now_ms) : NULL;
    if (!facts || (resume && !made)) {
        api_refuse(visit->api, visit->x, ERR_MEMORY, NULL);
        return false;
    }
    facts[0] = (struct fact){.kind = FACT_PARTIAL_SAVED, .body = given};
    facts[1] = (struct fact){.kind = FACT_RESUME_LINK_MADE, .body = made};
    visit_propose(visit, facts, resume ? 2 : 1, resume ? linked : saved);
    return true;
}

enum err visit_partial_check(struct visit *visit, struct page_form *form, int64_t now_ms, struct response_given **given, struct fault *why)
{
    const struct survey *survey = visit->survey;
    struct fault unheard = {0};
    why = why ? why : &unheard;
    if (survey->published->definition->anonymity == ANONYMITY_ANONYMOUS || visit->preview_id)
        return ERR_NOT_FOUND;
    for (int round = 0; round < REFUSALS_MAX; round++) {
        enum err err = listen_check_partial(flow_listen(visit->api->flow), survey->workspace_id, survey->published, &form->in,
                                            form->left_at, now_ms, visit->arena, given, why);
        if (err == ERR_NONE)
            (*given)->invitation_id = visit->invitation.id;
        if (err != ERR_INVALID || !page_form_refused(form, why))
            return err;
    }
    return ERR_INVALID;
}

bool visit_partial(struct visit *visit, int64_t now_ms)
{
    struct page_form *form = arena_new_object(visit->arena, struct page_form);
    struct response_given *given = NULL;
    struct fault why = {0};
    visit->wants_json = true;
    enum err err = form ? page_read_form(visit->view.survey, &visit->pairs, visit->view.language, STR(""), visit->arena, form) : ERR_MEMORY;
    if (err == ERR_NONE && visit->invitation.id) {
        err = visit_invited_fill(visit, &form->in);
        form->in.submission_key = visit_invited_key(visit);
    }
    if (err == ERR_NONE)
        err = visit_partial_check(visit, form, now_ms, &given, &why);
    if (err == ERR_NONE && !form->in.submission_key.length)
        err = ERR_INVALID;
    if (err == ERR_NONE)
        return propose(visit, given, now_ms);
    api_refuse(visit->api, visit->x, err, why.code ? why.detail : NULL);
    return false;
}
