/* Pictures that surveys show: added and removed by managers, served to everybody who has an address. */
#include "listen/picture.h"
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/problem.h"
#include "api/site.h"

#include <stdio.h>

enum { SERVE_ARENA = PICTURE_BYTES_MAX + PICTURE_GROWTH_MAX + 4096 };

static void put_picture(struct buf *out, struct str hash, struct str name, struct str media_type, int64_t width, int64_t height,
                        int64_t size)
{
    buf_add_text(out, "{\"id\":");
    json_put_text(out, hash);
    buf_printf(out, ",\"url\":\"/pictures/%.*s\"", STR_ARGS(hash));
    put_text(out, "name", name);
    put_text(out, "media_type", media_type);
    buf_printf(out, ",\"width\":%lld,\"height\":%lld,\"size\":%lld", (long long)width, (long long)height, (long long)size);
}

static bool picture_seen(void *context, const struct picture_row *row)
{
    struct buf *out = context;
    buf_add_text(out, out->at[out->length - 1] == '[' ? "" : ",");
    put_picture(out, row->hash, row->name, row->media_type, row->width, row->height, row->size);
    put_moment(out, "added_at", row->added_at_ms);
    buf_add_char(out, '}');
    return true;
}

void op_picture_list(struct call *call)
{
    struct store *store = call_store(call);
    struct buf body = buf_new(ANSWER_MAX);
    if (!store)
        return;
    buf_add_text(&body, "{\"items\":[");
    enum err err = listen_pictures(store, call->principal.workspace_id, picture_seen, &body);
    call_store_give(call, store);
    buf_add_text(&body, "]}");
    if (err == ERR_NONE) {
        call_json(call, 200, &body, 0);
        return;
    }
    buf_free(&body);
    call_fail_code(call, err);
}

static void added(struct call *call, struct proposal *proposal)
{
    const struct picture_changed *p = proposal->facts[0].body;
    struct buf body = buf_new(ANSWER_MAX);
    put_picture(&body, p->hash, p->name, str_of(picture_media_type(p->picture.type)), p->picture.width, p->picture.height,
                (int64_t)p->picture.bytes.length);
    buf_add_char(&body, '}');
    call_json(call, 201, &body, 0);
}

void op_picture_add(struct call *call)
{
    struct http_part file;
    struct picture_changed *changed = NULL;
    struct fault why = {0};
    enum err err = http_file_of(call->x, call->arena, &file);
    if (err == ERR_MALFORMED)
        err = fault_set(&why, err, "no_file", "", "The body must be multipart/form-data with one file that is not empty, and only one.");
    if (err == ERR_NONE)
        err = listen_check_picture(file.name, file.bytes, call->arena, &changed, &why);
    if (call_fine(call, err, &why))
        call_propose_one(call, FACT_PICTURE_CHANGED, changed, added);
}

void op_picture_remove(struct call *call)
{
    struct picture_changed *removed = arena_new_object(call->arena, struct picture_changed);
    struct fault why = {0};
    enum err err = !removed ? ERR_MEMORY
                   : !picture_hash_ok(call->path[0])
                       ? ERR_NOT_FOUND
                       : listen_check_picture_unused(call_listen(call), call->principal.workspace_id, call->path[0], &why);
    if (err == ERR_NONE)
        removed->hash = call->path[0];
    if (call_fine(call, err, &why))
        call_propose_one(call, FACT_PICTURE_CHANGED, removed, call_gone);
}

/* No cookie is read and none is set: the address is all one needs, and its content never changes. Opened by itself it is a picture in a
 * sandbox, whatever a browser may take it for. */
static void picture_answer(struct http_exchange *x, struct str hash, struct str media_type, struct str content)
{
    char tag[PICTURE_HASH_LENGTH + 3];
    snprintf(tag, sizeof tag, "\"%.*s\"", STR_ARGS(hash));
    struct str seen = http_header_of(x, "If-None-Match");
    bool same = seen.at && str_is(seen, tag);
    struct http_reply reply = {.status = same ? 304 : 200,
                               .type = same ? NULL : media_type.at,
                               .body = same ? (struct str){0} : content,
                               .csp = "default-src 'none'; sandbox; frame-ancestors 'none'",
                               .headers = {{"ETag", str_of(tag)},
                                           {"Cache-Control", STR("public, max-age=31536000, immutable")},
                                           {"Content-Disposition", STR("inline")},
                                           /* the editor's preview is a sandboxed frame, which has no origin of its own */
                                           {"Cross-Origin-Resource-Policy", STR("cross-origin")}},
                               .headers_count = 4};
    http_answer(x, &reply);
}

bool picture_path(struct str path, struct str *hash)
{
    static const char begin[] = "/pictures/";
    if (!str_starts(path, begin))
        return false;
    *hash = (struct str){path.at + sizeof begin - 1, path.length - (sizeof begin - 1)};
    return true;
}

void picture_handle(struct api *api, struct http_exchange *x, struct str hash)
{
    struct arena *arena = arena_new(SERVE_ARENA);
    struct store *store;
    struct str media_type, content;
    enum err err = !arena ? ERR_MEMORY : !picture_hash_ok(hash) ? ERR_NOT_FOUND : flow_store_take(api->flow, &store);
    if (err == ERR_NONE) {
        err = listen_picture_content(store, hash, arena, &media_type, &content);
        flow_store_give(api->flow, store);
    }
    if (err == ERR_NONE)
        picture_answer(x, hash, media_type, content);
    else
        api_refuse(api, x, err, NULL);
    arena_free(arena);
}
