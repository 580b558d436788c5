/* multipart/form-data, by the library that reads the rest of the request. */
#include "http/inside.h"

enum { WINDOW = 65536 };

struct taking {
    struct arena *arena;
    struct http_part *parts;
    size_t count, most;
    char *bytes; /* room for all of the body: the parts lie in it one after another */
    size_t used;
    bool too_many, out_of_memory;
};

static bool part_begin(struct taking *taking, const char *field, const char *name)
{
    if (taking->count == taking->most) {
        taking->too_many = true;
        return false;
    }
    struct http_part *part = &taking->parts[taking->count++];
    *part = (struct http_part){.field = str_keep(taking->arena, str_of(field ? field : "")), .bytes = {taking->bytes + taking->used, 0}};
    if (name)
        part->name = str_keep(taking->arena, str_of(name));
    taking->out_of_memory |= !part->field.at || (name && !part->name.at);
    return !taking->out_of_memory;
}

static enum MHD_Result part_take(void *context, enum MHD_ValueKind kind, const char *key, const char *name, const char *type,
                                 const char *encoding, const char *data, uint64_t offset, size_t size)
{
    struct taking *taking = context;
    (void)kind, (void)type, (void)encoding;
    if (offset == 0 && !part_begin(taking, key, name))
        return MHD_NO;
    struct http_part *part = &taking->parts[taking->count - 1];
    if (size)
        memcpy(taking->bytes + taking->used, data, size);
    taking->used += size;
    part->bytes.length += size;
    return MHD_YES;
}

enum err http_parts_of(struct http_exchange *x, struct arena *arena, size_t parts_max, struct http_part **parts, size_t *count)
{
    struct str body = x->request.body;
    struct taking taking = {.arena = arena,
                            .parts = arena_take_array(arena, parts_max, sizeof **parts),
                            .most = parts_max,
                            .bytes = arena_take(arena, body.length + 1)};
    *parts = taking.parts;
    *count = 0;
    if (!taking.bytes || !taking.parts)
        return ERR_MEMORY;
    struct MHD_PostProcessor *reader = x->mhd ? MHD_create_post_processor(x->mhd, WINDOW, part_take, &taking) : NULL;
    if (!reader)
        return ERR_MALFORMED;
    bool read = body.length && MHD_post_process(reader, body.at, body.length) == MHD_YES;
    read = MHD_destroy_post_processor(reader) == MHD_YES && read;
    *count = taking.count;
    return taking.out_of_memory ? ERR_MEMORY : taking.too_many ? ERR_TOO_LARGE : read ? ERR_NONE : ERR_MALFORMED;
}

enum err http_file_of(struct http_exchange *x, struct arena *arena, struct http_part *file)
{
    enum { PARTS_MAX = 32 };
    struct http_part *parts;
    size_t count, files = 0;
    enum err err = http_parts_of(x, arena, PARTS_MAX, &parts, &count);
    *file = (struct http_part){0};
    for (size_t i = 0; err == ERR_NONE && i < count; i++)
        if (parts[i].name.at)
            *file = parts[i], files++;
    return err == ERR_MEMORY || (err == ERR_NONE && files == 1 && file->bytes.length) ? err : ERR_MALFORMED;
}
