/* A customer's visit: the survey's page, its answers, and the thanks. Nothing is written on view, no cookie is set.
 *
 * Behind a personal link (/r/TOKEN) it is the same page for one known customer: who answers, where and about what is taken from the
 * invitation and never from the form. */
#include "api/embedded.h"
#include "api/page.h"
#include "api/page_kept.h"
#include "api/site.h"
#include "listen/invitation.h"
#include "listen/link.h"
#include "listen/surveys.h"

#include <sodium.h>
#include <stdio.h>

enum { KEY_BYTES = 16, KEY_TEXT = KEY_BYTES * 2 + 1, REFUSALS_MAX = 8 };

struct visit {
    struct api *api;
    struct http_exchange *x;
    const struct http_request *request;
    struct arena *arena;
    struct page_pairs pairs;
    struct page_view view;
    char policy[PAGE_HEADER_MAX];
    char location[PAGE_LOCATION_MAX];
    struct invitation invitation; /* id 0: anybody's page */
    int64_t workspace_id;         /* of the invitation */
};

const struct survey *visit_survey(const struct listen *listen, struct str name)
{
    struct str rest = name, first;
    const struct workspace *workspace = listen_workspace_first(listen);
    if (memchr(name.at, '.', name.length)) {
        if (!str_cut(&rest, '.', &first))
            return NULL;
        workspace = listen_workspace_by_slug(listen, first);
    }
    return workspace && str_slug(rest) ? listen_survey(listen, workspace->id, rest) : NULL;
}

static bool takes_gzip(const struct visit *visit)
{
    struct str header = http_header_of(visit->x, "Accept-Encoding");
    return header.at && memmem(header.at, header.length, "gzip", 4) && !memmem(header.at, header.length, "gzip;q=0", 8);
}

static struct http_reply page_reply(struct visit *visit, int status)
{
    page_policy(visit->view.workspace, visit->policy);
    struct http_reply reply = {.status = status, .type = "text/html; charset=utf-8", .csp = visit->policy};
    reply.headers[reply.headers_count++] = (struct http_header){"Cache-Control", STR("private, no-cache")};
    reply.headers[reply.headers_count++] = (struct http_header){"Referrer-Policy", STR("same-origin")};
    reply.headers[reply.headers_count++] = (struct http_header){"Vary", STR("Accept-Encoding, Accept-Language")};
    return reply;
}

static void html_answer(struct visit *visit, int status, struct buf *html)
{
    struct http_reply reply = page_reply(visit, html->failed ? 500 : status);
    reply.body = buf_str(html);
    if (!html->failed && takes_gzip(visit) && page_squeeze(buf_str(html), visit->arena, &reply.body))
        reply.headers[reply.headers_count++] = (struct http_header){"Content-Encoding", STR("gzip")};
    http_answer(visit->x, &reply);
    buf_free(html);
}

static void notice_answer(struct visit *visit, int status, enum page_notice notice)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    if (!visit->view.language.length)
        visit->view.language = page_language_plain(&visit->pairs, http_header_of(visit->x, "Accept-Language"));
    page_write_notice(&visit->view, notice, &html);
    html_answer(visit, status, &html);
}

static void refusal_answer(struct visit *visit, enum err err)
{
    enum page_notice notice = err == ERR_NOT_FOUND ? PAGE_UNKNOWN : err == ERR_BUSY || err == ERR_TOO_MANY ? PAGE_BUSY : PAGE_FAILED;
    notice_answer(visit, err_http_status(err), notice);
}

/* An invitation that cannot be answered any more says so kindly. */
static void ended_answer(struct visit *visit, bool answered, int status)
{
    notice_answer(visit, status, answered ? PAGE_ANSWERED : PAGE_EXPIRED);
}

static struct str tag_of(const char *path)
{
    const struct embedded_file *file = embedded_find(str_of(path));
    return file ? str_of(file->etag) : STR("");
}

static struct str key_draw(struct visit *visit)
{
    unsigned char bytes[KEY_BYTES];
    char *text = arena_take(visit->arena, KEY_TEXT);
    if (!text)
        return STR("");
    struct randomness *random = flow_random(visit->api->flow);
    random->fill(random, bytes, sizeof bytes);
    sodium_bin2hex(text, KEY_TEXT, bytes, sizeof bytes);
    return str_of(text);
}

/* The name under which this page is kept ready: what it depends on besides the settings. */
static struct str kept_name(struct visit *visit)
{
    const struct http_request *request = visit->request;
    return str_of(
        arena_printf(visit->arena, "%.*s %.*s %.*s", STR_ARGS(visit->view.language), STR_ARGS(request->path), STR_ARGS(request->query)));
}

/* A fresh form: from the pages kept ready, or rendered and then kept. */
static void show_fresh(struct visit *visit)
{
    struct str name = kept_name(visit), body;
    uint64_t stamp = flow_settings_stamp(visit->api->flow);
    bool gzip = takes_gzip(visit);
    if (!kept_page_find(visit->api->kept, name, stamp, visit->view.submission_key, gzip, visit->arena, &body)) {
        struct buf html = buf_new(PAGE_HTML_MAX);
        page_write_survey(&visit->view, &html);
        if (!html.failed)
            kept_page_add(visit->api->kept, name, stamp, buf_str(&html), visit->view.submission_key);
        html_answer(visit, 200, &html);
        return;
    }
    struct http_reply reply = page_reply(visit, 200);
    reply.body = body;
    if (gzip)
        reply.headers[reply.headers_count++] = (struct http_header){"Content-Encoding", STR("gzip")};
    http_answer(visit->x, &reply);
}

static void show(struct visit *visit, int status)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_survey(&visit->view, &html);
    html_answer(visit, status, &html);
}

static void thank(struct visit *visit)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_thanks(&visit->view, page_pairs_value(&visit->pairs, "outcome"), &html);
    html_answer(visit, 200, &html);
}

static void answered(struct proposal *proposal)
{
    struct visit *visit = proposal->context;
    if (proposal->err == ERR_CONFLICT && visit->invitation.id) {
        ended_answer(visit, strcmp(proposal->fault.slug, "invitation_answered") == 0, 409);
        return;
    }
    if (proposal->err != ERR_NONE) {
        refusal_answer(visit, proposal->err);
        return;
    }
    struct http_reply reply = {.status = 303, .headers = {{"Location", str_of(visit->location)}}, .headers_count = 1};
    http_answer(visit->x, &reply);
}

static void propose(struct visit *visit, const struct survey *survey, struct response_given *given)
{
    struct proposal *proposal = arena_new_object(visit->arena, struct proposal);
    struct fact *fact = arena_new_object(visit->arena, struct fact);
    if (!proposal || !fact) {
        refusal_answer(visit, ERR_MEMORY);
        return;
    }
    *fact = (struct fact){.kind = FACT_RESPONSE_GIVEN, .workspace_id = survey->workspace_id, .actor = {ACTOR_RESPONDENT, 0}, .body = given};
    given->invitation_id = visit->invitation.id;
    page_thanks_location(&visit->view, response_outcome(given), visit->location);
    flow_settings_end(visit->api->flow);
    http_park(visit->x);
    struct arena *arena = http_take_arena(visit->x);
    *proposal = (struct proposal){.facts = fact, .count = 1, .arena = arena, .done = answered, .context = visit};
    enum err err = flow_propose(visit->api->flow, proposal);
    if (err != ERR_NONE) {
        refusal_answer(visit, err);
        arena_free(arena);
    }
}

/* What the invitation knows is not asked of the form. */
static enum err invited_fill(const struct visit *visit, struct response_in *in)
{
    const struct invitation *invitation = &visit->invitation;
    json_t *attributes = NULL;
    struct customer_ref *customer = arena_new_object(visit->arena, struct customer_ref);
    enum err err = customer ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && invitation->attributes.length)
        err = json_read(visit->arena, invitation->attributes, &attributes, NULL);
    if (err != ERR_NONE)
        return err;
    customer->external_id = invitation->customer;
    in->customer = customer;
    in->channel = invitation->channel;
    in->touchpoint = invitation->touchpoint;
    in->unit = invitation->unit;
    in->attributes = attributes;
    return ERR_NONE;
}

/* Reads the form, asks the one judge, and proposes; true when the read lock has been left. */
static bool take_answers(struct visit *visit, const struct survey *survey, int64_t now_ms)
{
    struct page_form *form = arena_new_object(visit->arena, struct page_form);
    struct response_given *given = NULL;
    struct fault why = {0};
    if (!form || page_read_form(visit->view.survey, &visit->pairs, visit->view.language, key_draw(visit), visit->arena, form) != ERR_NONE) {
        refusal_answer(visit, ERR_MEMORY);
        return false;
    }
    enum err err = visit->invitation.id ? invited_fill(visit, &form->in) : ERR_NONE;
    if (err == ERR_NONE && form->faults_count)
        err = ERR_INVALID;
    for (int round = 0; err == ERR_NONE && round < REFUSALS_MAX; round++) {
        err = listen_check_response(flow_listen(visit->api->flow), survey->workspace_id, survey->published, &form->in, now_ms, visit->arena,
                                    &given, &why);
        if (err == ERR_NONE) {
            propose(visit, survey, given);
            return true;
        }
        if (err == ERR_INVALID && page_form_refused(form, &why))
            err = ERR_NONE;
    }
    visit->view.submission_key = form->in.submission_key;
    visit->view.posted = true;
    visit->view.faults = form->faults;
    visit->view.faults_count = form->faults_count;
    if (err == ERR_INVALID)
        show(visit, 422);
    else
        refusal_answer(visit, err == ERR_NONE ? ERR_INVALID : err);
    return false;
}

static bool may_submit(struct visit *visit, int64_t now_ms)
{
    char address[LIMIT_ADDRESS_SIZE];
    struct fault why;
    enum err err = limit_take(visit->api->limits, LIMIT_SUBMIT_ADDRESS, limit_address(visit->request->peer, address), now_ms, &why);
    if (err != ERR_NONE)
        refusal_answer(visit, err);
    return err == ERR_NONE;
}

static bool open_now(struct visit *visit, const struct survey *survey)
{
    if (!survey || !survey->published) {
        notice_answer(visit, 404, PAGE_UNKNOWN);
        return false;
    }
    visit->view.workspace = listen_workspace(flow_listen(visit->api->flow), survey->workspace_id);
    visit->view.survey = survey->published->definition;
    visit->view.version = survey->published->version;
    visit->view.language = page_language(visit->view.survey, &visit->pairs, http_header_of(visit->x, "Accept-Language"));
    bool chosen = page_pairs_value(&visit->pairs, "lang").at || page_pairs_value(&visit->pairs, "meta.lang").at;
    if (visit->invitation.id && !chosen)
        visit->view.language = visit->invitation.language;
    if (survey->state == SURVEY_CLOSED)
        notice_answer(visit, 410, PAGE_CLOSED);
    return survey->state != SURVEY_CLOSED;
}

static bool invited_open(struct visit *visit, int64_t now_ms)
{
    const struct invitation *invitation = &visit->invitation;
    struct page_pairs pairs;
    if (!invitation->id)
        return true;
    bool answered = invitation->state == INVITATION_ANSWERED,
         open = invitation->state <= INVITATION_SENT && invitation->expires_at_ms > now_ms;
    if (open || (answered && str_is(visit->request->method, "POST"))) { /* sent again: the turn tells a repeat from a rival */
        enum err err = page_pairs_invited(visit->arena, visit->view.survey, invitation, &visit->pairs, &pairs);
        if (err == ERR_NONE)
            visit->pairs = pairs;
        else
            refusal_answer(visit, err);
        return err == ERR_NONE;
    }
    ended_answer(visit, answered, answered ? 200 : 410);
    return false;
}

/* True when the read lock has been left. */
static bool run(struct visit *visit, struct str name, bool thanks)
{
    struct clock *clock = flow_clock(visit->api->flow);
    int64_t now_ms = clock->now_ms(clock);
    bool post = str_is(visit->request->method, "POST");
    const struct listen *listen = flow_listen(visit->api->flow);
    const struct survey *survey =
        visit->invitation.id ? listen_survey(listen, visit->workspace_id, visit->invitation.survey) : visit_survey(listen, name);
    if (!open_now(visit, survey))
        return false;
    if (thanks) {
        thank(visit);
        return false;
    }
    if (!invited_open(visit, now_ms))
        return false;
    if (post)
        return may_submit(visit, now_ms) && take_answers(visit, survey, now_ms);
    visit->view.submission_key = key_draw(visit);
    visit->view.values = &visit->pairs;
    if (visit->invitation.id)
        show(visit, 200);
    else
        show_fresh(visit);
    return false;
}

/* Whose link it is. ERR_NOT_FOUND for anything we did not make. */
static enum err invited_read(struct visit *visit, struct str token)
{
    struct store *store;
    struct flow *flow = visit->api->flow;
    int64_t id;
    if (!link_read(flow_secret(flow), LINK_ANSWER, token, &visit->workspace_id, &id))
        return ERR_NOT_FOUND;
    enum err err = flow_store_take(flow, &store);
    if (err != ERR_NONE)
        return err;
    err = listen_invitation(store, visit->workspace_id, id, visit->arena, &visit->invitation);
    flow_store_give(flow, store);
    return err;
}

static struct visit *visit_new(struct api *api, struct http_exchange *x, struct str name)
{
    const struct http_request *request = http_request_of(x);
    struct visit *visit = arena_new_object(request->arena, struct visit);
    if (!visit) {
        api_refuse(api, x, ERR_MEMORY, NULL);
        return NULL;
    }
    *visit =
        (struct visit){.api = api,
                       .x = x,
                       .request = request,
                       .arena = request->arena,
                       .view = {.name = name, .script_tag = tag_of("/respond/respond.js"), .style_tag = tag_of("/respond/respond.css")}};
    return visit;
}

void visit_handle(struct api *api, struct http_exchange *x, struct str name, bool personal, bool thanks)
{
    const struct http_request *request = http_request_of(x);
    bool post = str_is(request->method, "POST");
    if (!(post && !thanks) && !str_is(request->method, "GET") && !str_is(request->method, "HEAD")) {
        http_answer(x, &(struct http_reply){.status = 405, .headers = {{"Allow", STR("GET, HEAD, POST")}}, .headers_count = 1});
        return;
    }
    struct visit *visit = visit_new(api, x, personal ? (struct str){0} : name);
    if (!visit)
        return;
    enum err err = page_pairs_read(request->arena, post ? request->body : request->query, &visit->pairs);
    if (err != ERR_NONE) {
        visit->pairs = (struct page_pairs){0};
        refusal_answer(visit, err);
        return;
    }
    visit->view.values = &visit->pairs;
    if (personal && (err = invited_read(visit, name)) != ERR_NONE) {
        refusal_answer(visit, err);
        return;
    }
    visit->view.personal = personal ? name : (struct str){0};
    flow_settings_begin(api->flow);
    if (!run(visit, name, thanks))
        flow_settings_end(api->flow);
}
