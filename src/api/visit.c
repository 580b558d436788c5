/* A customer's visit: the survey's page, its answers, and the thanks. Nothing is written on view, no cookie is set.
 *
 * Behind a personal link (/r/TOKEN) it is the same page for one known customer: who answers, where and about what is taken from the
 * invitation and never from the form. */
#include "api/embedded.h"
#include "api/page.h"
#include "api/page_kept.h"
#include "api/site.h"
#include "api/visit.h"
#include "listen/link.h"
#include "listen/quota.h"
#include "listen/surveys.h"

#include <sodium.h>
#include <stdio.h>

enum { KEY_BYTES = 16, KEY_TEXT = KEY_BYTES * 2 + 1 };

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
    page_policy(&visit->view, visit->policy);
    struct http_reply reply = {.status = status, .type = "text/html; charset=utf-8", .csp = visit->policy};
    reply.headers[reply.headers_count++] = (struct http_header){"Cache-Control", STR("private, no-cache")};
    reply.headers[reply.headers_count++] = (struct http_header){"Referrer-Policy", STR("same-origin")};
    reply.headers[reply.headers_count++] = (struct http_header){"Vary", STR("Accept-Encoding, Accept-Language")};
    return reply;
}

void visit_html_answer(struct visit *visit, int status, struct buf *html)
{
    struct http_reply reply = page_reply(visit, html->failed ? 500 : status);
    reply.body = buf_str(html);
    if (!html->failed && takes_gzip(visit) && page_squeeze(buf_str(html), visit->arena, &reply.body))
        reply.headers[reply.headers_count++] = (struct http_header){"Content-Encoding", STR("gzip")};
    http_answer(visit->x, &reply);
    buf_free(html);
}

bool visit_html_ready(struct visit *visit, int status, struct buf *html)
{
    struct str body;
    bool gzip = takes_gzip(visit);
    if (html->failed)
        return false;
    body = gzip ? (struct str){0} : str_keep(visit->arena, buf_str(html));
    if (gzip ? !page_squeeze(buf_str(html), visit->arena, &body) : !body.at)
        return false;
    visit->reply = page_reply(visit, status);
    visit->reply.body = body;
    if (gzip)
        visit->reply.headers[visit->reply.headers_count++] = (struct http_header){"Content-Encoding", STR("gzip")};
    buf_free(html);
    return true;
}

void visit_notice_answer(struct visit *visit, int status, enum page_notice notice)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    if (!visit->view.language.length)
        visit->view.language = page_language_plain(&visit->pairs, http_header_of(visit->x, "Accept-Language"));
    page_write_notice(&visit->view, notice, &html);
    visit_html_answer(visit, status, &html);
}

void visit_refusal_answer(struct visit *visit, enum err err)
{
    if (visit->wants_json) {
        api_refuse(visit->api, visit->x, err, NULL);
        return;
    }
    enum page_notice notice = err == ERR_NOT_FOUND ? PAGE_UNKNOWN : err == ERR_BUSY || err == ERR_TOO_MANY ? PAGE_BUSY : PAGE_FAILED;
    visit_notice_answer(visit, err_http_status(err), notice);
}

/* An invitation that cannot be answered any more says so kindly. */
static void ended_answer(struct visit *visit, bool answered, int status)
{
    visit_notice_answer(visit, status, answered ? PAGE_ANSWERED : PAGE_EXPIRED);
}

struct str visit_key_draw(struct visit *visit)
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

/* A fresh form: from the pages kept ready, or rendered and then kept; but not one whose order or arm is its own. */
void visit_show_fresh(struct visit *visit)
{
    struct str name = kept_name(visit), body;
    uint64_t stamp = flow_settings_stamp(visit->api->flow);
    bool gzip = takes_gzip(visit);
    if (!kept_page_find(visit->api->kept, name, stamp, visit->view.submission_key, gzip, visit->arena, &body)) {
        struct buf html = buf_new(PAGE_HTML_MAX);
        page_write_survey(&visit->view, &html);
        if (!html.failed && !visit->view.survey->has_shuffle && !visit->view.survey->arms_count)
            kept_page_add(visit->api->kept, name, stamp, buf_str(&html), visit->view.submission_key);
        visit_html_answer(visit, 200, &html);
        return;
    }
    struct http_reply reply = page_reply(visit, 200);
    reply.body = body;
    if (gzip)
        reply.headers[reply.headers_count++] = (struct http_header){"Content-Encoding", STR("gzip")};
    http_answer(visit->x, &reply);
}

static void shown(struct proposal *proposal)
{
    struct visit *visit = proposal->context;
    if (proposal->err == ERR_NONE)
        http_answer(visit->x, &visit->reply);
    else
        visit_refusal_answer(visit, proposal->err);
}

/* The files a form brought are stored before it is shown again with them. True when the settings' lock has been left. */
static bool show(struct visit *visit, int status)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_survey(&visit->view, &html);
    if (visit->file_facts_count && visit_html_ready(visit, status, &html)) {
        visit_propose(visit, NULL, 0, shown);
        return true;
    }
    visit_html_answer(visit, status, &html);
    return false;
}

/* What a script asked for: the words of the page that would come. */
static void answered_json(struct visit *visit, const struct response_given *given)
{
    struct buf body = buf_new(8192);
    buf_printf(&body, "{\"outcome\":\"%s\",\"stored\":%s}", response_outcome(given), given->full ? "false" : "true");
    http_answer(visit->x, &(struct http_reply){.status = 200, .type = "application/json", .body = buf_str(&body)});
    buf_free(&body);
}

static void answered(struct proposal *proposal)
{
    struct visit *visit = proposal->context;
    const struct response_given *given = proposal->facts[proposal->count - 1].body;
    if (proposal->err == ERR_CONFLICT && visit->invitation.id) {
        ended_answer(visit, strcmp(proposal->fault.slug, "invitation_answered") == 0, 409);
        return;
    }
    if (proposal->err != ERR_NONE) {
        visit_refusal_answer(visit, proposal->err);
        return;
    }
    if (visit->wants_json) {
        answered_json(visit, given);
        return;
    }
    if (given->full)
        page_full_location(&visit->view, given->full->id, visit->location);
    struct http_reply reply = {.status = 303, .headers = {{"Location", str_of(visit->location)}}, .headers_count = 1};
    http_answer(visit->x, &reply);
}

void visit_propose(struct visit *visit, struct fact *facts, size_t count, void (*done)(struct proposal *proposal))
{
    struct proposal *proposal = arena_new_object(visit->arena, struct proposal);
    size_t files = visit->file_facts_count;
    struct fact *all = files ? arena_take_array(visit->arena, files + count, sizeof *all) : facts;
    if (!proposal || !all || (count && !facts)) {
        visit_refusal_answer(visit, ERR_MEMORY);
        flow_settings_end(visit->api->flow);
        return;
    }
    if (files)
        memcpy(all, visit->file_facts, files * sizeof *all); /* first: what follows names them */
    if (files && count)
        memcpy(all + files, facts, count * sizeof *all);
    count += files;
    for (size_t i = 0; i < count; i++) {
        all[i].workspace_id = visit->survey->workspace_id;
        all[i].actor = (struct actor){ACTOR_RESPONDENT, 0};
    }
    flow_settings_end(visit->api->flow);
    http_park(visit->x);
    struct arena *arena = http_take_arena(visit->x);
    *proposal = (struct proposal){.facts = all, .count = count, .arena = arena, .done = done, .context = visit};
    enum err err = flow_propose(visit->api->flow, proposal);
    if (err != ERR_NONE) {
        visit_refusal_answer(visit, err);
        arena_free(arena);
    }
}

/* What the invitation knows is not asked of the form; the arm is the form's, because that is what was shown. */
enum err visit_invited_fill(const struct visit *visit, struct response_in *in)
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
    const json_t *arm = visit->view.survey->arms_count ? json_object_get(in->attributes, "arm") : NULL;
    if (arm && !attributes && json_keep(visit->arena, attributes = json_object()) != ERR_NONE)
        return ERR_MEMORY;
    if (arm && json_object_set(attributes, "arm", (json_t *)arm) != 0)
        return ERR_MEMORY;
    in->attributes = attributes;
    return ERR_NONE;
}

/* Made of the link, which only its receiver and the secret's owner have; the same on every device. */
struct str visit_invited_key(const struct visit *visit)
{
    unsigned char hash[KEY_BYTES];
    char hex[KEY_TEXT];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)visit->view.personal.at, visit->view.personal.length, NULL, 0);
    return str_of(arena_printf(visit->arena, "invitation-%s", sodium_bin2hex(hex, sizeof hex, hash, sizeof hash)));
}

/* A form that was counted as never sent gives way to the whole answer. */
static void propose(struct visit *visit, struct response_given *given, bool replaces)
{
    struct fact *facts = arena_take_array(visit->arena, 2, sizeof *facts);
    struct response_removed *removed = arena_new_object(visit->arena, struct response_removed);
    size_t count = 0;
    given->invitation_id = visit->invitation.id;
    bool anonymous = given->version->definition->anonymity == ANONYMITY_ANONYMOUS;
    page_thanks_location(&visit->view, anonymous ? "middle" : response_outcome(given), visit->location);
    bool invited = visit->invitation.id && !anonymous; /* what grew behind the link may have been counted as never sent */
    if (facts && removed && (replaces || invited)) {
        *removed = (struct response_removed){.survey_id = visit->survey->id,
                                             .submission_key = invited ? visit_invited_key(visit) : given->submission_key};
        facts[count++] = (struct fact){.kind = FACT_RESPONSE_REMOVED, .body = removed};
    }
    if (facts)
        facts[count++] = (struct fact){.kind = FACT_RESPONSE_GIVEN, .body = given};
    visit_propose(visit, facts, count, answered);
}

/* Told before what the form lacks: that may be the very file. */
static void files_refused(const struct visit *visit, struct page_form *form)
{
    for (size_t i = 0; i < visit->file_faults_count && form->faults_count < PAGE_FAULTS_MAX; i++) {
        memmove(form->faults + 1, form->faults, form->faults_count++ * sizeof *form->faults);
        form->faults[0] = visit->file_faults[i];
    }
}

/* Reads the form, asks the one judge, and proposes; true when the read lock has been left. */
static bool take_answers(struct visit *visit, const struct survey *survey, int64_t now_ms)
{
    struct page_form *form = arena_new_object(visit->arena, struct page_form);
    struct response_given *given = NULL;
    struct fault why = {0};
    if (!form || page_rounds_change(visit->view.survey, visit->arena, &visit->pairs) != ERR_NONE ||
        page_read_form(visit->view.survey, &visit->pairs, visit->view.language, visit_key_draw(visit), visit->arena, form) != ERR_NONE) {
        visit_refusal_answer(visit, ERR_MEMORY);
        return false;
    }
    files_refused(visit, form);
    bool another = false;
    enum err err = visit->invitation.id ? visit_invited_fill(visit, &form->in) : ERR_NONE;
    if (err == ERR_NONE)
        err = page_turn(visit->view.survey, form, visit->arena, &another);
    if (err == ERR_NONE && another)
        return visit_page(visit, form, now_ms);
    if (err == ERR_NONE && form->faults_count)
        err = ERR_INVALID;
    for (int round = 0; err == ERR_NONE && round < REFUSALS_MAX; round++) {
        err = listen_check_response(flow_listen(visit->api->flow), survey->workspace_id, survey->published, &form->in,
                                    now_ms - form->age_ms, visit->arena, &given, &why);
        if (err == ERR_NONE) {
            propose(visit, given, form->replaces);
            return true;
        }
        if (err == ERR_INVALID && page_form_refused(form, &why))
            err = ERR_NONE;
    }
    visit->view.submission_key = form->in.submission_key;
    visit->view.posted = true;
    visit->view.faults = form->faults;
    visit->view.faults_count = form->faults_count;
    visit->view.page = page_of_faults(visit->view.survey, form, form->page);
    if (err == ERR_INVALID && !visit->wants_json)
        return show(visit, 422);
    visit_refusal_answer(visit, err == ERR_NONE ? ERR_INVALID : err);
    return false;
}

static bool may_submit(struct visit *visit, int64_t now_ms)
{
    char address[LIMIT_ADDRESS_SIZE];
    struct fault why;
    bool sends = (visit->door == VISIT_PAGE || (visit->door == VISIT_FILES && !visit->wants_json)) &&
                 !page_pairs_value(&visit->pairs, "go").at && !page_pairs_value(&visit->pairs, "meta.go").at;
    enum limit_kind kind = sends ? LIMIT_SUBMIT_ADDRESS : LIMIT_PARTIAL_ADDRESS;
    enum err err = limit_take(visit->api->limits, kind, limit_address(visit->request->peer, address), now_ms, &why);
    if (err != ERR_NONE)
        visit_refusal_answer(visit, err);
    return err == ERR_NONE;
}

static bool files_taken(struct visit *visit, int64_t now_ms)
{
    enum err err = visit_files_take(visit, now_ms);
    if (err != ERR_NONE)
        visit_refusal_answer(visit, err);
    return err == ERR_NONE;
}

bool visit_open(struct visit *visit, const struct survey *survey)
{
    if (!survey || !survey->published) {
        visit_notice_answer(visit, 404, PAGE_UNKNOWN);
        return false;
    }
    visit->survey = survey;
    visit->view.workspace = listen_workspace(flow_listen(visit->api->flow), survey->workspace_id);
    visit->view.survey = survey->published->definition;
    visit->view.version = survey->published->version;
    visit->view.language = page_language(visit->view.survey, &visit->pairs, http_header_of(visit->x, "Accept-Language"));
    bool chosen = page_pairs_value(&visit->pairs, "lang").at || page_pairs_value(&visit->pairs, "meta.lang").at;
    if (visit->invitation.id && !chosen)
        visit->view.language = visit->invitation.language;
    visit->view.embed = str_is(page_pairs_value(str_is(visit->request->method, "POST") ? &visit->address : &visit->pairs, "embed"), "1");
    if (survey->state == SURVEY_CLOSED)
        visit_notice_answer(visit, 410, PAGE_CLOSED);
    return survey->state != SURVEY_CLOSED;
}

static bool invited_open(struct visit *visit, int64_t now_ms)
{
    const struct invitation *invitation = &visit->invitation;
    struct page_pairs pairs;
    visit->view.customer_name = invitation->customer_name;
    if (invitation->id)
        visit->view.seed = visit_invited_key(visit);
    if (visit->preview_id && str_is(visit->request->method, "POST")) {
        visit_notice_answer(visit, 404, PAGE_UNKNOWN);
        return false;
    }
    if (!invitation->id && !visit->preview_id)
        return true;
    bool answered = invitation->state == INVITATION_ANSWERED;
    bool open = visit->preview_id || (invitation->state <= INVITATION_SENT && invitation->expires_at_ms > now_ms);
    if (open || (answered && str_is(visit->request->method, "POST"))) { /* sent again: the turn tells a repeat from a rival */
        enum err err = page_pairs_invited(visit->arena, visit->view.survey, invitation, &visit->pairs, &pairs);
        if (err == ERR_NONE)
            visit->pairs = pairs;
        else
            visit_refusal_answer(visit, err);
        return err == ERR_NONE;
    }
    ended_answer(visit, answered, answered ? 200 : 410);
    return false;
}

static void sentence_answer(struct visit *visit)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    if (visit->door == VISIT_FULL)
        page_write_full(&visit->view, page_pairs_value(&visit->pairs, "quota"), &html);
    else
        page_write_thanks(&visit->view, page_pairs_value(&visit->pairs, "outcome"), &html);
    visit_html_answer(visit, 200, &html);
}

static const struct survey *visited_survey(struct visit *visit, const struct listen *listen, struct str name)
{
    char id[24];
    if (visit->invitation.id)
        return listen_survey(listen, visit->workspace_id, visit->invitation.survey);
    if (!visit->preview_id)
        return visit_survey(listen, name);
    visit->view.preview = true;
    snprintf(id, sizeof id, "%lld", (long long)visit->preview_id);
    return listen_survey(listen, visit->workspace_id, str_of(id));
}

/* True when the read lock has been left. */
static bool run(struct visit *visit, struct str name)
{
    struct clock *clock = flow_clock(visit->api->flow);
    int64_t now_ms = clock->now_ms(clock);
    const struct listen *listen = flow_listen(visit->api->flow);
    if (!visit_open(visit, visited_survey(visit, listen, name)))
        return false;
    switch (visit->door) {
    case VISIT_THANKS:
    case VISIT_FULL:
        sentence_answer(visit);
        return false;
    case VISIT_PARTIAL:
    case VISIT_RESUME:
        return may_submit(visit, now_ms) && visit_partial(visit, now_ms);
    default:
        break;
    }
    if (!invited_open(visit, now_ms))
        return false;
    if (visit->door == VISIT_FILES && (!may_submit(visit, now_ms) || !files_taken(visit, now_ms)))
        return false;
    if (visit->door == VISIT_FILES)
        return visit->wants_json ? visit_files_answer(visit) : take_answers(visit, visit->survey, now_ms);
    if (str_is(visit->request->method, "POST"))
        return may_submit(visit, now_ms) && take_answers(visit, visit->survey, now_ms);
    visit->view.submission_key = visit_key_draw(visit);
    visit->view.values = &visit->pairs;
    visit->view.kiosk = visit->door == VISIT_KIOSK;
    if (visit->partial.survey_id && visit_invited_resume(visit) != ERR_NONE)
        visit_refusal_answer(visit, ERR_MEMORY);
    else if (visit->view.personal.length)
        show(visit, 200);
    else
        visit_show_fresh(visit);
    return false;
}

/* Whose link it is. ERR_NOT_FOUND for anything we did not make. */
static enum err invited_read(struct visit *visit, struct str token)
{
    struct store *store;
    struct flow *flow = visit->api->flow;
    int64_t id;
    if (link_read(flow_secret(flow), LINK_PREVIEW, token, &visit->workspace_id, &visit->preview_id))
        return ERR_NONE;
    if (!link_read(flow_secret(flow), LINK_ANSWER, token, &visit->workspace_id, &id))
        return ERR_NOT_FOUND;
    enum err err = flow_store_take(flow, &store);
    if (err != ERR_NONE)
        return err;
    err = listen_invitation(store, visit->workspace_id, id, visit->arena, &visit->invitation);
    enum err grown = err == ERR_NONE && visit->door == VISIT_PAGE && !str_is(visit->request->method, "POST")
                         ? listen_partial_of_invitation(store, visit->workspace_id, id, visit->arena, &visit->partial)
                         : ERR_NOT_FOUND;
    flow_store_give(flow, store);
    return err == ERR_NONE && grown != ERR_NOT_FOUND ? grown : err;
}

/* What each door takes: reading, posting, or both. */
static bool method_fits(struct visit *visit)
{
    bool post = str_is(visit->request->method, "POST"),
         get = str_is(visit->request->method, "GET") || str_is(visit->request->method, "HEAD");
    bool posts = visit->door == VISIT_PAGE || visit->door == VISIT_FILES || visit->door == VISIT_PARTIAL || visit->door == VISIT_RESUME;
    bool gets = visit->door != VISIT_FILES && visit->door != VISIT_PARTIAL && visit->door != VISIT_RESUME;
    if ((post && posts) || (get && gets))
        return true;
    struct str allow = posts && gets ? STR("GET, HEAD, POST") : posts ? STR("POST") : STR("GET, HEAD");
    http_answer(visit->x, &(struct http_reply){.status = 405, .headers = {{"Allow", allow}}, .headers_count = 1});
    return false;
}

struct visit *visit_begin(struct api *api, struct http_exchange *x, struct str name, enum visit_door door)
{
    const struct http_request *request = http_request_of(x);
    struct visit *visit = arena_new_object(request->arena, struct visit);
    if (!visit) {
        api_refuse(api, x, ERR_MEMORY, NULL);
        return NULL;
    }
    struct str accept = http_header_of(x, "Accept");
    *visit = (struct visit){.api = api,
                            .x = x,
                            .request = request,
                            .arena = request->arena,
                            .door = door,
                            .wants_json = accept.at && str_starts(accept, "application/json"),
                            .view = {.name = name,
                                     .arena = request->arena,
                                     .script_tag = embedded_tag("/respond/respond.js"),
                                     .style_tag = embedded_tag("/respond/respond.css")}};
    if (!method_fits(visit))
        return NULL;
    bool post = str_is(request->method, "POST");
    bool parts = door == VISIT_FILES && str_starts(http_header_of(x, "Content-Type"), "multipart/form-data");
    enum err err = parts ? visit_parts_read(visit) : page_pairs_read(request->arena, post ? request->body : request->query, &visit->pairs);
    if (err == ERR_NONE && post)
        err = page_pairs_read(request->arena, request->query, &visit->address);
    if (err != ERR_NONE) {
        visit->pairs = (struct page_pairs){0};
        visit_refusal_answer(visit, err);
        return NULL;
    }
    visit->view.values = &visit->pairs;
    return visit;
}

void visit_handle(struct api *api, struct http_exchange *x, struct str name, bool personal, enum visit_door door)
{
    struct visit *visit = visit_begin(api, x, personal ? (struct str){0} : name, door);
    enum err err;
    if (!visit)
        return;
    if (personal && (err = invited_read(visit, name)) != ERR_NONE) {
        visit_refusal_answer(visit, err);
        return;
    }
    visit->view.personal = personal ? name : (struct str){0};
    flow_settings_begin(api->flow);
    if (!run(visit, name))
        flow_settings_end(api->flow);
}
