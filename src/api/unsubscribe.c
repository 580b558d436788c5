/* Leaving the mail: GET /unsubscribe/TOKEN shows one button, POST is the deed (RFC 8058: no cookie, no page needed, as often as you like).
 * Nothing is changed by looking, because mail programs and their guards look at every link. */
#include "api/embedded.h"
#include "api/page.h"
#include "api/page_parts.h"
#include "api/site.h"
#include "listen/address.h"
#include "listen/invitation.h"
#include "listen/link.h"
#include "listen/listen.h"

enum { UNSUBSCRIBE_BODY_MAX = 4096 };

struct leaving {
    struct api *api;
    struct http_exchange *x;
    struct page_view view;
    struct page_pairs pairs;
    char policy[PAGE_HEADER_MAX];
    struct buf page;
};

size_t unsubscribe_body_max(void)
{
    return UNSUBSCRIBE_BODY_MAX;
}

static void page_answer(struct leaving *leaving, int status, struct buf *html)
{
    struct http_reply reply = {
        .status = html->failed ? 500 : status, .type = "text/html; charset=utf-8", .csp = leaving->policy, .body = buf_str(html)};
    reply.headers[reply.headers_count++] = (struct http_header){"Cache-Control", STR("private, no-store")};
    reply.headers[reply.headers_count++] = (struct http_header){"Referrer-Policy", STR("same-origin")};
    http_answer(leaving->x, &reply);
    buf_free(html);
}

/* A page without anybody's colours. */
static void sentence_answer(struct leaving *leaving, int status, enum page_notice notice)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_notice(&leaving->view, notice, &html);
    page_policy(&leaving->view, leaving->policy);
    page_answer(leaving, status, &html);
}

/* The workspace's name and colours may change at any moment, so its pages are written under the lock of the settings; which the turn, where
 * `left` runs, must not take: the page that says it is done is written before. */
static void page_prepare(struct leaving *leaving, int64_t workspace_id, bool done)
{
    struct flow *flow = leaving->api->flow;
    struct page_view view = leaving->view;
    flow_settings_begin(flow);
    view.workspace = listen_workspace(flow_listen(flow), workspace_id);
    if (done)
        page_write_notice(&view, PAGE_UNSUBSCRIBED, &leaving->page);
    else
        page_write_unsubscribe(&view, &leaving->page);
    page_policy(&view, leaving->policy);
    flow_settings_end(flow);
}

static void refuse(struct leaving *leaving, enum err err, enum page_notice notice)
{
    buf_free(&leaving->page);
    sentence_answer(leaving, err_http_status(err), notice);
}

static void left(struct proposal *proposal)
{
    struct leaving *leaving = proposal->context;
    if (proposal->err == ERR_NONE)
        page_answer(leaving, 200, &leaving->page);
    else
        refuse(leaving, proposal->err, PAGE_FAILED);
}

static void leave(struct leaving *leaving, struct arena *given, int64_t workspace_id, int64_t message_id)
{
    struct proposal *proposal = arena_new_object(given, struct proposal);
    struct fact *fact = arena_new_object(given, struct fact);
    struct address_suppressed *body = arena_new_object(given, struct address_suppressed);
    if (!proposal || !fact || !body) {
        refuse(leaving, ERR_MEMORY, PAGE_FAILED);
        return;
    }
    *body = (struct address_suppressed){.message_id = message_id, .reason = SUPPRESSION_UNSUBSCRIBED};
    *fact = (struct fact){.kind = FACT_ADDRESS_SUPPRESSED, .workspace_id = workspace_id, .actor = {ACTOR_RESPONDENT, 0}, .body = body};
    http_park(leaving->x);
    struct arena *arena = http_take_arena(leaving->x);
    *proposal = (struct proposal){.facts = fact, .count = 1, .arena = arena, .done = left, .context = leaving};
    enum err err = flow_propose(leaving->api->flow, proposal);
    if (err != ERR_NONE) {
        refuse(leaving, err, PAGE_BUSY);
        arena_free(arena);
    }
}

void unsubscribe_handle(struct api *api, struct http_exchange *x, struct str token)
{
    const struct http_request *request = http_request_of(x);
    struct leaving *leaving = arena_new_object(request->arena, struct leaving);
    int64_t workspace_id, message_id;
    bool post = str_is(request->method, "POST");
    if (!leaving) {
        api_refuse(api, x, ERR_MEMORY, NULL);
        return;
    }
    *leaving = (struct leaving){.api = api, .x = x, .page = buf_new(PAGE_HTML_MAX)};
    if (page_pairs_read(request->arena, request->query, &leaving->pairs) != ERR_NONE)
        leaving->pairs = (struct page_pairs){0};
    leaving->view = (struct page_view){.language = page_language_plain(&leaving->pairs, http_header_of(x, "Accept-Language")),
                                       .personal = token,
                                       .script_tag = embedded_tag("/respond/respond.js"),
                                       .style_tag = embedded_tag("/respond/respond.css")};
    if (!post && !str_is(request->method, "GET") && !str_is(request->method, "HEAD")) {
        http_answer(x, &(struct http_reply){.status = 405, .headers = {{"Allow", STR("GET, HEAD, POST")}}, .headers_count = 1});
        return;
    }
    if (!link_read(flow_secret(api->flow), LINK_UNSUBSCRIBE, token, &workspace_id, &message_id)) {
        sentence_answer(leaving, 404, PAGE_UNKNOWN);
        return;
    }
    page_prepare(leaving, workspace_id, post);
    if (post)
        leave(leaving, request->arena, workspace_id, message_id);
    else
        page_answer(leaving, 200, &leaving->page);
}
