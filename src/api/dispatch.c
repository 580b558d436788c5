/* A request's way: route → who asks → may they → decode → the handler. */
#include "api/dispatch.h"
#include "api/body.h"
#include "api/page_kept.h"
#include "api/problem.h"
#include "api/route.h"
#include "api/site.h"
#include "flow/imports.h"

#include <stdlib.h>

enum { QUERY_PAIRS_MAX = 32 };

enum err api_open(const struct api_config *config, struct api **out, struct fault *why)
{
    struct api *api = calloc(1, sizeof *api);
    *out = NULL;
    if (!api)
        return ERR_MEMORY;
    *api = (struct api){.flow = config->flow, .config = *config, .started_ms = flow_clock(config->flow)->now_ms(flow_clock(config->flow))};
    api->live = live_open(config->flow);
    api->limits = limits_new(&limits_default, flow_random(config->flow));
    api->kept = kept_pages_new();
    enum err err = api->live && api->limits && api->kept ? imports_open(api->flow, config->place, &api->imports, why) : ERR_MEMORY;
    if (err == ERR_NONE) {
        *out = api;
        return ERR_NONE;
    }
    api_close(api);
    return err != ERR_MEMORY ? err : fault_set(why, ERR_MEMORY, "memory", "", "There is not enough memory to start.");
}

void api_close(struct api *api)
{
    if (!api)
        return;
    imports_close(api->imports);
    live_close(api->live);
    limits_free(api->limits);
    kept_pages_free(api->kept);
    free(api);
}

void api_server_set(struct api *api, struct http_server *server, const char *listen_url)
{
    api->server = server;
    if (!api->config.public_url.length)
        api->config.public_url = str_of(listen_url);
}

size_t api_body_max(void *context, struct str method, struct str path)
{
    (void)context;
    const struct operation *operation;
    struct str parts[PATH_PARTS_MAX];
    if (route_find(method, path, &operation, parts, NULL) == MATCH_FOUND)
        return operation->body_max;
    return site_body_max(method, path);
}

void api_refuse(void *context, struct http_exchange *x, enum err code, const char *detail)
{
    (void)context;
    struct fault why;
    problem_standard(code, &why);
    if (detail)
        fault_set(&why, code, err_name(code), "", "%s", detail);
    problem_answer(x, &why, str_starts(http_request_of(x)->path, "/v1/")); /* too large, for one */
}

static void method_refuse(struct http_exchange *x, const struct buf *allow)
{
    struct fault why;
    struct buf body = buf_new(4096);
    fault_set(&why, ERR_INVALID, "method", "", "This address does not take this method; it takes %.*s.", STR_ARGS(buf_str(allow)));
    problem_write(&why, &body);
    bool options = str_is(http_request_of(x)->method, "OPTIONS");
    struct http_reply reply = {.status = options ? 204 : 405, .headers = {{"Allow", buf_str(allow)}}, .headers_count = 1};
    if (options && str_starts(http_request_of(x)->path, "/v1/")) { /* what a browser asks before another site's page may send events */
        reply.headers[reply.headers_count++] = (struct http_header){"Access-Control-Allow-Origin", STR("*")};
        reply.headers[reply.headers_count++] = (struct http_header){"Access-Control-Allow-Methods", buf_str(allow)};
        reply.headers[reply.headers_count++] = (struct http_header){"Access-Control-Allow-Headers", STR("*, Authorization")};
        reply.headers[reply.headers_count++] = (struct http_header){"Access-Control-Max-Age", STR("7200")};
    }
    if (!options) {
        reply.type = "application/problem+json";
        reply.body = buf_str(&body);
    }
    http_answer(x, &reply);
    buf_free(&body);
}

struct query {
    struct call *call;
    struct fault *why;
    enum err err;
    uint64_t seen; /* bit per field of the record */
};

/* Two values for one name: which one holds would be a guess. */
static enum err query_once(struct query *query, struct str name)
{
    const struct record *record = query->call->operation->query;
    for (size_t i = 0; i < record->count && i < 64; i++) {
        if (!str_is(name, record->fields[i].name))
            continue;
        if (query->seen >> i & 1)
            return fault_set(query->why, ERR_INVALID, "repeated", record->fields[i].name, "The parameter \"%s\" was given twice.",
                             record->fields[i].name);
        query->seen |= UINT64_C(1) << i;
    }
    return ERR_NONE;
}

static bool query_pair(void *context, struct str name, struct str value)
{
    struct query *query = context;
    query->err = query_once(query, name);
    if (query->err == ERR_NONE)
        query->err = record_read_text(query->call->operation->query, query->call->arena, name.at, value, query->call->query, query->why);
    return query->err == ERR_NONE;
}

static enum err query_decode(struct call *call, struct fault *why)
{
    const struct record *record = call->operation->query;
    if (!record)
        return call->request->query.length ? fault_set(why, ERR_INVALID, "unknown_field", "", "This address takes no query parameters.")
                                           : ERR_NONE;
    call->query = arena_take(call->arena, record->size);
    if (!call->query)
        return ERR_MEMORY;
    struct query query = {.call = call, .why = why};
    enum err err = http_pairs(call->arena, call->request->query, QUERY_PAIRS_MAX, query_pair, &query);
    if (query.err != ERR_NONE)
        return query.err;
    if (err != ERR_NONE)
        return fault_set(why, err, "query", "", "The query string cannot be read: a wrong escape, bad UTF-8, or more than %d parameters.",
                         QUERY_PAIRS_MAX);
    return record_complete(record, call->query, why);
}

static enum err body_decode(struct call *call, struct fault *why)
{
    const struct operation *operation = call->operation;
    struct str type = http_header_of(call->x, "Content-Type");
    if (!operation->body_max || (!call->request->body.length && !operation->body))
        return ERR_NONE;
    enum err err = body_bytes(call, why);
    if (err != ERR_NONE || operation->raw)
        return err;
    if (type.at && !str_starts(type, "application/json") && !str_starts(type, "application/merge-patch+json"))
        return fault_set(why, ERR_MALFORMED, "content_type", "Content-Type", "The body must be sent as application/json.");
    err = json_read(call->arena, call->bytes, &call->tree, why);
    if (err != ERR_NONE || !operation->body)
        return err;
    call->body = arena_take(call->arena, operation->body->size);
    return call->body ? record_read(operation->body, call->arena, call->tree, call->body, why) : ERR_MEMORY;
}

static enum err path_decode(struct call *call, const struct str parts[PATH_PARTS_MAX], struct fault *why)
{
    for (size_t i = 0; i < PATH_PARTS_MAX && parts[i].at; i++) {
        enum err err = http_percent_decode(call->arena, parts[i], false, &call->path[i]);
        if (err == ERR_MEMORY)
            return err;
        if (err != ERR_NONE) {
            problem_standard(ERR_NOT_FOUND, why);
            return ERR_NOT_FOUND;
        }
    }
    return ERR_NONE;
}

/* If-Match: "12" → 12; "*" or none → 0. */
static enum err revision_decode(struct call *call, struct fault *why)
{
    struct str tag = http_header_of(call->x, "If-Match");
    if (!tag.at || str_is(tag, "*"))
        return ERR_NONE;
    if (tag.length > 2 && tag.at[0] == '"' && str_integer((struct str){tag.at + 1, tag.length - 2}, &call->expected_revision) &&
        call->expected_revision > 0)
        return ERR_NONE;
    return fault_set(why, ERR_STALE, "stale", "If-Match",
                     "This was changed meanwhile, or the If-Match header is not an ETag of ours. Read it again.");
}

static enum err prepare(struct call *call, const struct str parts[PATH_PARTS_MAX], struct fault *why)
{
    enum err err = principal_of(call->flow, call->x, call->arena, call->now_ms, &call->principal, why);
    bool source = call->operation->source_too && call->principal.role == ROLE_SOURCE;
    if ((err == ERR_NONE && !source) || call->operation->role == ROLE_PUBLIC)
        err = principal_may(&call->principal, call->operation->role, why);
    if (err == ERR_NONE)
        err = path_decode(call, parts, why);
    if (err == ERR_NONE)
        err = query_decode(call, why);
    if (err == ERR_NONE)
        err = revision_decode(call, why);
    return err == ERR_NONE ? body_decode(call, why) : err;
}

static void operation_run(struct api *api, struct http_exchange *x, const struct operation *operation,
                          const struct str parts[PATH_PARTS_MAX])
{
    const struct http_request *request = http_request_of(x);
    struct fault why = {0};
    struct call *call = arena_new_object(request->arena, struct call);
    if (!call) {
        api_refuse(api, x, ERR_MEMORY, NULL);
        return;
    }
    struct flow *flow = api->flow;
    *call = (struct call){.api = api,
                          .flow = flow,
                          .limits = api->limits,
                          .x = x,
                          .request = request,
                          .operation = operation,
                          .arena = request->arena,
                          .now_ms = flow_clock(flow)->now_ms(flow_clock(flow))};
    call_lock(call);
    enum err err = prepare(call, parts, &why);
    if (err == ERR_UNAUTHENTICATED && http_header_of(x, "Authorization").at) { /* a key made a moment ago by another process? */
        call_unlock(call);
        flow_look(flow);
        call_lock(call);
        err = prepare(call, parts, &why);
    }
    if (err != ERR_NONE) {
        if (!why.code)
            problem_standard(err, &why);
        call_fail(call, &why);
        return;
    }
    operation->handle(call); /* unlocks itself: every answer, park and store read does */
}

void api_handle(void *context, struct http_exchange *x)
{
    struct api *api = context;
    const struct http_request *request = http_request_of(x);
    const struct operation *operation;
    struct str parts[PATH_PARTS_MAX] = {{0}};
    enum match match = route_find(request->method, request->path, &operation, parts, NULL);
    if (match == MATCH_FOUND) {
        operation_run(api, x, operation, parts);
        return;
    }
    if (match == MATCH_METHOD) {
        struct buf allow = buf_new(200);
        route_find(request->method, request->path, &operation, parts, &allow);
        method_refuse(x, &allow);
        buf_free(&allow);
        return;
    }
    site_handle(api, x);
}
