/* Leaving the mail: GET /unsubscribe/TOKEN shows one button, POST is the deed (RFC 8058: no cookie, no page needed, as often as you like).
 * Nothing is changed by looking, because mail programs and their guards look at every link. */
#include "api/embedded.h"
#include "api/page.h"
#include "api/page_parts.h"
#include "api/site.h"
#include "listen/address.h"
#include "listen/invitation.h"
#include "listen/link.h"

enum { UNSUBSCRIBE_BODY_MAX = 4096 };

struct leaving {
    struct api *api;
    struct http_exchange *x;
    struct page_view view;
    struct page_pairs pairs;
    char policy[PAGE_HEADER_MAX];
    struct str token;
};

size_t unsubscribe_body_max(void)
{
    return UNSUBSCRIBE_BODY_MAX;
}

static struct str tag_of(const char *path)
{
    const struct embedded_file *file = embedded_find(str_of(path));
    return file ? str_of(file->etag) : STR("");
}

static void page_answer(struct leaving *leaving, int status, struct buf *html)
{
    page_policy(&leaving->view, leaving->policy);
    struct http_reply reply = {
        .status = html->failed ? 500 : status, .type = "text/html; charset=utf-8", .csp = leaving->policy, .body = buf_str(html)};
    reply.headers[reply.headers_count++] = (struct http_header){"Cache-Control", STR("private, no-store")};
    reply.headers[reply.headers_count++] = (struct http_header){"Referrer-Policy", STR("same-origin")};
    http_answer(leaving->x, &reply);
    buf_free(html);
}

static void sentence_answer(struct leaving *leaving, int status, enum page_notice notice)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_notice(&leaving->view, notice, &html);
    page_answer(leaving, status, &html);
}

static void left(struct proposal *proposal)
{
    struct leaving *leaving = proposal->context;
    if (proposal->err == ERR_NONE)
        sentence_answer(leaving, 200, PAGE_UNSUBSCRIBED);
    else
        sentence_answer(leaving, err_http_status(proposal->err), PAGE_FAILED);
}

static void leave(struct leaving *leaving, struct arena *given, int64_t workspace_id, int64_t message_id)
{
    struct proposal *proposal = arena_new_object(given, struct proposal);
    struct fact *fact = arena_new_object(given, struct fact);
    struct address_suppressed *body = arena_new_object(given, struct address_suppressed);
    if (!proposal || !fact || !body) {
        sentence_answer(leaving, 500, PAGE_FAILED);
        return;
    }
    *body = (struct address_suppressed){.message_id = message_id, .reason = SUPPRESSION_UNSUBSCRIBED};
    *fact = (struct fact){.kind = FACT_ADDRESS_SUPPRESSED, .workspace_id = workspace_id, .actor = {ACTOR_RESPONDENT, 0}, .body = body};
    http_park(leaving->x);
    struct arena *arena = http_take_arena(leaving->x);
    *proposal = (struct proposal){.facts = fact, .count = 1, .arena = arena, .done = left, .context = leaving};
    enum err err = flow_propose(leaving->api->flow, proposal);
    if (err != ERR_NONE) {
        sentence_answer(leaving, err_http_status(err), PAGE_BUSY);
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
    *leaving = (struct leaving){.api = api, .x = x, .token = token};
    if (page_pairs_read(request->arena, request->query, &leaving->pairs) != ERR_NONE)
        leaving->pairs = (struct page_pairs){0};
    leaving->view = (struct page_view){.language = page_language_plain(&leaving->pairs, http_header_of(x, "Accept-Language")),
                                       .personal = token,
                                       .script_tag = tag_of("/respond/respond.js"),
                                       .style_tag = tag_of("/respond/respond.css")};
    if (!post && !str_is(request->method, "GET") && !str_is(request->method, "HEAD")) {
        http_answer(x, &(struct http_reply){.status = 405, .headers = {{"Allow", STR("GET, HEAD, POST")}}, .headers_count = 1});
        return;
    }
    if (!link_read(flow_secret(api->flow), LINK_UNSUBSCRIBE, token, &workspace_id, &message_id)) {
        sentence_answer(leaving, 404, PAGE_UNKNOWN);
        return;
    }
    if (post)
        leave(leaving, request->arena, workspace_id, message_id);
    else {
        struct buf html = buf_new(PAGE_HTML_MAX);
        page_write_unsubscribe(&leaving->view, &html);
        page_answer(leaving, 200, &html);
    }
}
