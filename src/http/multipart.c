/* multipart/form-data, by the library that reads the rest of the request. */
#include "http/inside.h"

enum { WINDOW = 65536 };

struct taking {
    struct arena *arena;
    struct http_file *file;
    char *bytes; /* room for all of the body */
    unsigned files;
    bool failed;
};

static enum MHD_Result part_take(void *context, enum MHD_ValueKind kind, const char *key, const char *name, const char *type,
                                 const char *encoding, const char *data, uint64_t offset, size_t size)
{
    struct taking *taking = context;
    (void)kind, (void)key, (void)type, (void)encoding;
    if (!name)
        return MHD_YES;
    if (offset == 0) {
        taking->files++;
        taking->file->name = str_keep(taking->arena, str_of(name));
        taking->failed |= taking->files > 1 || !taking->file->name.at;
    }
    if (taking->failed)
        return MHD_NO;
    if (size)
        memcpy(taking->bytes + offset, data, size);
    taking->file->bytes.length = (size_t)offset + size;
    return MHD_YES;
}

enum err http_file_of(struct http_exchange *x, struct arena *arena, struct http_file *file)
{
    struct str body = x->request.body;
    struct taking taking = {.arena = arena, .file = file, .bytes = arena_take(arena, body.length + 1)};
    *file = (struct http_file){.bytes = {taking.bytes, 0}};
    if (!taking.bytes)
        return ERR_MEMORY;
    struct MHD_PostProcessor *reader = x->mhd ? MHD_create_post_processor(x->mhd, WINDOW, part_take, &taking) : NULL;
    if (!reader)
        return ERR_MALFORMED;
    bool read = body.length && MHD_post_process(reader, body.at, body.length) == MHD_YES;
    read = MHD_destroy_post_processor(reader) == MHD_YES && read;
    return read && !taking.failed && taking.files == 1 ? ERR_NONE : ERR_MALFORMED;
}
