/* Files given as answers: brought in before their answer, and given out to who may read the response. */
#include "api/answer_file_api.h"
#include "api/answer.h"
#include "api/dispatch.h"
#include "base/picture.h"
#include "listen/surveys.h"

#include <sodium.h>
#include <stdio.h>

struct str file_id_draw(struct randomness *random, struct arena *arena)
{
    unsigned char bytes[FILE_ID_BYTES];
    char *text = arena_take(arena, FILE_ID_LENGTH + 1);
    random->fill(random, bytes, sizeof bytes);
    if (!text)
        return (struct str){0};
    sodium_bin2base64(text, FILE_ID_LENGTH + 1, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(text);
}

void file_write(const struct file_changed *file, struct buf *out)
{
    buf_add_text(out, "{\"id\":");
    json_put_text(out, file->id);
    json_put_member(out, "name", file->name);
    json_put_member(out, "media_type", file->media_type);
    buf_printf(out, ",\"size\":%zu}", file->content.length);
}

static void added(struct call *call, struct proposal *proposal)
{
    struct buf body = buf_new(ANSWER_MAX);
    file_write(proposal->facts[0].body, &body);
    call_json(call, 201, &body, 0);
}

void op_response_file_add(struct call *call)
{
    const struct response_file_add_query *query = call->query;
    const struct survey *survey = listen_survey(call_listen(call), call->principal.workspace_id, call->path[0]);
    struct http_part file;
    struct file_changed *changed = NULL;
    struct fault why = {0};
    enum err err = survey ? listen_check_open(survey, &why) : ERR_NOT_FOUND;
    if (err == ERR_NONE && (err = http_file_of(call->x, call->arena, &file)) == ERR_MALFORMED)
        err = fault_set(&why, err, "no_file", "", "The body must be multipart/form-data with one file that is not empty, and only one.");
    if (err == ERR_NONE)
        err = listen_check_file(survey->published, query->question, file.name, file.bytes,
                                file_id_draw(flow_random(call->flow), call->arena), call->now_ms, call->arena, &changed, &why);
    if (call_fine(call, err, &why))
        call_propose_one(call, FACT_FILE_CHANGED, changed, added);
}

/* ---- out ---- */

/* RFC 6266 and 8187: the name in UTF-8, and one of plain letters for who knows no better. */
static struct str disposition(struct str name, struct arena *arena)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf text = buf_new(4096);
    buf_add_text(&text, "attachment; filename=\"");
    for (size_t i = 0; i < name.length; i++) {
        unsigned char c = (unsigned char)name.at[i];
        bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '%';
        if (plain || (c & 0xC0) != 0x80) /* one sign for each character */
            buf_add_char(&text, plain ? (char)c : '_');
    }
    buf_add_text(&text, "\"; filename*=UTF-8''");
    for (size_t i = 0; i < name.length; i++) {
        unsigned char c = (unsigned char)name.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
        char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
        buf_add(&text, plain ? &name.at[i] : escape, plain ? 1 : 3);
    }
    struct str kept = text.failed ? (struct str){0} : str_keep(arena, buf_str(&text));
    buf_free(&text);
    return kept.at ? kept : STR("attachment");
}

/* Always to be saved, never shown: whatever it is, it does not run where our pages are. */
static void content_answer(struct call *call, struct str name, struct str media_type, struct str content)
{
    call_reply(call, &(struct http_reply){.status = 200,
                                          .type = media_type.at,
                                          .body = content,
                                          .csp = "default-src 'none'; sandbox",
                                          .headers = {{"Content-Disposition", disposition(name, call->arena)},
                                                      {"Cache-Control", STR("private, no-store")},
                                                      {"Cross-Origin-Resource-Policy", STR("same-origin")}},
                                          .headers_count = 3});
}

static enum err file_read(struct call *call, struct store *store, struct arena *arena, struct str *name, struct str *media_type,
                          struct str *content)
{
    struct response response;
    int64_t id = call_integer(call->path[0]), workspace_id = call->principal.workspace_id;
    enum err err = id < 0 ? ERR_NOT_FOUND : listen_response(store, workspace_id, id, call->arena, &response);
    if (err == ERR_NONE && !call_sees_response(call, &response))
        err = ERR_NOT_FOUND;
    return err == ERR_NONE ? listen_answer_file(store, workspace_id, id, call->path[1], arena, name, media_type, content) : err;
}

void op_response_file_get(struct call *call)
{
    enum { GET_ARENA = FILE_BYTES_MAX + PICTURE_GROWTH_MAX + 8192 };
    struct str name, media_type, content;
    struct store *store = call_store(call);
    if (!store)
        return;
    struct arena *arena = arena_new(GET_ARENA);
    enum err err = arena ? file_read(call, store, arena, &name, &media_type, &content) : ERR_MEMORY;
    call_store_give(call, store);
    if (err == ERR_NONE)
        content_answer(call, name, media_type, content);
    else
        call_fail_code(call, err);
    arena_free(arena);
}
