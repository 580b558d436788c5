#include "api/site.h"

#include "api/embedded.h"
#include "api/page.h"
#include "api/problem.h"

#include <stdio.h>

enum { CARD_MAX = 1000, NOWHERE_BODY_MAX = 65536 /* so that a wrong address is told as such, not as too large a body */ };
static const char app_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; frame-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'";

/* "/s/visit" → "visit"; "/s/visit/thanks" → "visit" and its thanks; "/r/TOKEN" the same with personal; "/k/visit": the survey on a kiosk.
 */
static bool visit_path(struct str path, struct str *name, bool *personal, enum visit_door *door)
{
    static const struct {
        const char *tail;
        enum visit_door door;
    } tails[] = {{"", VISIT_PAGE},       {"thanks", VISIT_THANKS},   {"full", VISIT_FULL},
                 {"files", VISIT_FILES}, {"partial", VISIT_PARTIAL}, {"resume", VISIT_RESUME}};
    bool kiosk = str_starts(path, "/k/");
    *personal = str_starts(path, "/r/");
    if (!kiosk && !*personal && !str_starts(path, "/s/"))
        return false;
    struct str tail = {path.at + 3, path.length - 3};
    *name = (struct str){0};
    *door = VISIT_KIOSK;
    if (path.at[path.length - 1] == '/' || !str_cut(&tail, '/', name) || !name->length)
        return false;
    for (size_t i = 0; !kiosk && i < sizeof tails / sizeof *tails; i++)
        if (str_is(tail, tails[i].tail)) {
            *door = tails[i].door;
            return !*personal || *door <= VISIT_PARTIAL; /* the link itself is the way to another device */
        }
    return kiosk && !tail.length;
}

/* "/c/{token}" and "/p/{token}": the token; {NULL,0} when it is none. */
static struct str link_token(struct str path, const char *prefix)
{
    struct str token = {path.at + 3, path.length - (path.length < 3 ? path.length : 3)};
    return str_starts(path, prefix) && token.length && token.length <= 64 && !memchr(token.at, '/', token.length) ? token : (struct str){0};
}

static bool unsubscribe_path(struct str path, struct str *token)
{
    static const char begin[] = "/unsubscribe/";
    if (!str_starts(path, begin))
        return false;
    *token = (struct str){path.at + sizeof begin - 1, path.length - (sizeof begin - 1)};
    return true;
}

size_t site_body_max(struct str method, struct str path)
{
    struct str token;
    if (str_is(method, "POST") && unsubscribe_path(path, &token))
        return unsubscribe_body_max();
    struct str name;
    bool personal;
    enum visit_door door;
    if (!str_is(method, "POST") || !visit_path(path, &name, &personal, &door))
        return NOWHERE_BODY_MAX;
    return door == VISIT_PAGE                              ? PAGE_BODY_MAX
           : door == VISIT_FILES                           ? PAGE_FILES_MAX
           : door == VISIT_PARTIAL || door == VISIT_RESUME ? PAGE_PARTIAL_MAX
                                                           : 0;
}

static void not_found(struct http_exchange *x)
{
    struct fault why;
    problem_standard(ERR_NOT_FOUND, &why);
    problem_answer(x, &why, false);
}

static bool accepts(struct http_exchange *x, const char *coding)
{
    struct str rest = http_header_of(x, "Accept-Encoding"), part;
    while (str_cut(&rest, ',', &part)) {
        struct str name;
        part = str_trim(part);
        if (str_cut(&part, ';', &name) && str_is(str_trim(name), coding))
            return !str_starts(str_trim(part), "q=0") || str_starts(str_trim(part), "q=0.");
    }
    return false;
}

static void header(struct http_reply *reply, const char *name, struct str value)
{
    reply->headers[reply->headers_count++] = (struct http_header){name, value};
}

static void file_answer(struct http_exchange *x, const struct embedded_file *file)
{
    struct http_reply reply = {.status = 200, .type = file->type, .body_static = true, .csp = app_policy};
    header(&reply, "ETag", str_of(file->etag));
    header(&reply, "Vary", STR("Accept-Encoding"));
    header(&reply, "Cache-Control", file->immutable ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
    header(&reply, "Referrer-Policy", STR("same-origin"));
    if (strncmp(file->path, "/respond/", 9) == 0) /* the editor's preview is a sandboxed frame, which has no origin of its own */
        header(&reply, "Cross-Origin-Resource-Policy", STR("cross-origin"));
    struct str seen = http_header_of(x, "If-None-Match");
    if (seen.at && str_is(seen, file->etag)) {
        reply.status = 304;
        reply.type = NULL;
    } else if (file->br && accepts(x, "br")) {
        header(&reply, "Content-Encoding", STR("br"));
        reply.body = (struct str){(const char *)file->br, file->br_length};
    } else if (file->gz && accepts(x, "gzip")) {
        header(&reply, "Content-Encoding", STR("gzip"));
        reply.body = (struct str){(const char *)file->gz, file->gz_length};
    } else
        reply.body = (struct str){(const char *)file->plain, file->plain_length};
    http_answer(x, &reply);
}

/* demo.json beside the data: how to sign in to a demo. Missing in every real installation. */
static void card_answer(struct api *api, struct http_exchange *x)
{
    char path[4096], text[CARD_MAX];
    snprintf(path, sizeof path, "%s/demo.json", api->config.place);
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(text, 1, sizeof text, file) : 0;
    if (file)
        fclose(file);
    if (!length) {
        not_found(x);
        return;
    }
    http_answer(x, &(struct http_reply){.status = 200, .type = "application/json", .body = {text, length}});
}

/* A path of the web application itself, such as /touchpoints/store-visit: no file extension, not the API. */
static bool app_path(struct str path)
{
    const char *slash = memrchr(path.at, '/', path.length);
    size_t tail = slash ? (size_t)(path.at + path.length - slash) : 0;
    return !str_starts(path, "/api/") && slash && !memchr(slash, '.', tail);
}

/* The widget's address is written into other people's pages, and a worker serves what lies below its own address: both stand at the top. */
static struct str site_alias(struct str path)
{
    return str_is(path, "/widget.js")         ? STR("/respond/widget.js")
           : str_is(path, "/kiosk-worker.js") ? STR("/respond/kiosk-worker.js")
                                              : path;
}

void site_handle(struct api *api, struct http_exchange *x)
{
    const struct http_request *request = http_request_of(x);
    struct str name;
    bool personal;
    enum visit_door door;
    if (visit_path(request->path, &name, &personal, &door)) {
        visit_handle(api, x, name, personal, door);
        return;
    }
    if ((name = link_token(request->path, "/c/")).length) {
        visit_resume_handle(api, x, name);
        return;
    }
    if ((name = link_token(request->path, "/p/")).length) {
        visit_preview_handle(api, x, name);
        return;
    }
    if (unsubscribe_path(request->path, &name)) {
        unsubscribe_handle(api, x, name);
        return;
    }
    bool reads = str_is(request->method, "GET") || str_is(request->method, "HEAD");
    if (reads && picture_path(request->path, &name)) {
        picture_handle(api, x, name);
        return;
    }
    if (reads && str_is(request->path, "/demo.json")) {
        card_answer(api, x);
        return;
    }
    const struct embedded_file *file = reads ? embedded_find(site_alias(request->path)) : NULL;
    if (!file && reads && app_path(request->path))
        file = embedded_find(STR("/"));
    if (file)
        file_answer(x, file);
    else
        not_found(x);
}
