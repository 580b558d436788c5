/* A map and a file of encounters, customers or media weeks: a byte for the kind, the map's JSON, a zero byte, the file. The file is looked
 * at as the page does before anybody has explained it, then read by the map: every row is taken or rejected with a sentence. */
#include "listen/import_look.h"
#include "listen/inside.h"
#include "listen/media.h"

#include <stdint.h>

struct file {
    const uint8_t *bytes;
    size_t length, at;
    int64_t rejected;
};

static enum err read_file(void *context, char *bytes, size_t size, size_t *got)
{
    struct file *file = context;
    size_t left = file->length - file->at;
    *got = left < size ? left : size;
    memcpy(bytes, file->bytes + file->at, *got);
    file->at += *got;
    return ERR_NONE;
}

static void again(void *context)
{
    ((struct file *)context)->at = 0;
}

static void note_reject(void *context, int64_t row, struct str column, const struct fault *why)
{
    (void)column;
    must(row >= 2 && *why->detail && *why->slug);
    ((struct file *)context)->rejected++;
}

static void check_fact(enum import_kind kind, const struct fact *fact)
{
    if (kind != IMPORT_MEDIA)
        return;
    const struct media_exposure *e = ((const struct media_put *)fact->body)->items;
    must(fact->kind == FACT_MEDIA_PUT && e->medium.length && e->spend_cents >= 0 && e->contacts >= 0);
    must(period_start(PERIOD_WEEK, e->week) == e->week);
}

static void look(const struct listen *listen, enum import_kind kind, struct file *file, struct arena *arena)
{
    struct import_config config = {.listen = listen, .workspace_id = 1, .read = read_file, .context = file};
    struct import_look seen;
    struct fault why = {0};
    struct buf map_text = buf_new(1 << 20);
    struct import_guess guess;
    enum err err = import_look(&config, again, arena, &seen, &why);
    must(err == ERR_NONE || (err == ERR_INVALID && why.detail[0]));
    if (err == ERR_NONE) {
        json_t *tree;
        struct import_map *map;
        must(seen.columns_count && seen.columns_count <= IMPORT_LOOK_COLUMNS && seen.rows_count <= IMPORT_SHOWN_ROWS);
        must(import_guess_begin(arena, &seen, &guess) == ERR_NONE);
        while (import_guess_survey(listen, 1, &guess))
            continue;
        import_guess_write(listen, 1, kind, &guess, &map_text);
        must(!map_text.failed && json_read(arena, buf_str(&map_text), &tree, &why) == ERR_NONE);
        err = import_map_read(arena, kind, tree, &map, &why); /* a guess may lack what is needed, and never says what a map may not */
        must(err == ERR_NONE || (err == ERR_INVALID && strcmp(why.slug, "required") == 0));
    }
    buf_free(&map_text);
}

static void run(const struct listen *listen, enum import_kind kind, const struct import_map *map, struct file *file)
{
    struct import_config config = {.listen = listen,
                                   .workspace_id = 1,
                                   .now_ms = 1772359200000,
                                   .map = map,
                                   .read = read_file,
                                   .reject = note_reject,
                                   .context = file};
    struct import_record *import;
    struct fault why = {0};
    bool more = true;
    enum err err = import_record_open(&config, &import, &why);
    must(err == ERR_NONE || (err == ERR_INVALID && why.detail[0]));
    if (err != ERR_NONE)
        return;
    while (err == ERR_NONE && more) {
        struct arena *batch = arena_new(64 << 20);
        struct fact *facts;
        size_t count = 0;
        must(batch);
        err = import_record_next(import, batch, &facts, &count, &more, &why);
        must(err == ERR_NONE || (err == ERR_INVALID && why.detail[0]));
        for (size_t i = 0; err == ERR_NONE && i < count; i++)
            check_fact(kind, &facts[i]);
        arena_free(batch);
    }
    struct import_progress progress = import_record_progress(import);
    must(progress.rows == progress.taken + progress.rejected && progress.rejected == file->rejected);
    import_record_close(import);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const uint8_t *end = length > 1 ? memchr(bytes + 1, 0, length - 1) : NULL;
    if (!end)
        return 0;
    struct listen listen = {0};
    struct arena *arena = arena_new(64 << 20);
    enum import_kind kind = IMPORT_ENCOUNTERS + bytes[0] % 3;
    struct file file = {end + 1, length - (size_t)(end + 1 - bytes), 0, 0};
    struct import_map *map;
    json_t *tree;
    struct fault why = {0};
    must(arena);
    look(&listen, kind, &file, arena);
    again(&file);
    if (json_read(arena, (struct str){(const char *)bytes + 1, (size_t)(end - bytes) - 1}, &tree, &why) == ERR_NONE) {
        enum err err = import_map_read(arena, kind, tree, &map, &why);
        must(err == ERR_NONE || (err == ERR_INVALID && why.detail[0]));
        if (err == ERR_NONE)
            run(&listen, kind, map, &file);
    }
    arena_free(arena);
    return 0;
}
