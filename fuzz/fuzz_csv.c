/* A CSV file, plain or gzip, through the whole import. The same bytes must give the same rows however they are cut, every row is taken or
 * rejected with a sentence, and what is taken keeps to the survey's scale. The first byte chooses delimiter and encoding. */
#include "listen/import_inside.h"
#include "listen/inside.h"
#include "listen/surveys.h"

#include <stdint.h>
#include <stdlib.h>

struct file {
    const uint8_t *bytes;
    size_t length, at, most;
    int64_t rejected;
};

static enum err read_file(void *context, char *bytes, size_t size, size_t *got)
{
    struct file *file = context;
    size_t left = file->length - file->at, most = size < file->most ? size : file->most;
    *got = left < most ? left : most;
    memcpy(bytes, file->bytes + file->at, *got);
    file->at += *got;
    return ERR_NONE;
}

static void note_reject(void *context, int64_t row, struct str column, const struct fault *why)
{
    (void)column;
    must(row >= 2 && *why->detail && *why->slug);
    ((struct file *)context)->rejected++;
}

static const char map_json[] = "{\"survey\":{\"slug\":\"visit\"},\"key\":\"id\",\"at\":{\"column\":\"at\",\"format\":\"%Y-%m-%d\"},"
                               "\"attributes\":{\"age\":{\"column\":\"age\",\"type\":\"number\"},\"sex\":\"sex\"},"
                               "\"answers\":{\"recommend\":{\"column\":\"nps\",\"missing\":[\"99\"]},\"felt\":\"felt\",\"why\":\"why\"}}";
static const char survey_json[] =
    "{\"slug\":\"visit\",\"title\":{\"en\":\"V\"},\"languages\":[\"en\"],\"questions\":["
    "{\"id\":\"recommend\",\"type\":\"nps\",\"text\":{\"en\":\"R\"}},{\"id\":\"felt\",\"type\":\"emotion\",\"text\":{\"en\":\"F\"}},"
    "{\"id\":\"why\",\"type\":\"story\",\"text\":{\"en\":\"W\"}}]}";

/* A world of one workspace with one published survey, made by the facts themselves. */
static void world(struct listen *listen, struct arena *arena)
{
    static const struct str languages[] = {{"en", 2}};
    struct workspace *workspace = arena_new_object(arena, struct workspace);
    struct survey_definition *definition;
    json_t *tree;
    struct fault why;
    must(workspace && json_read(arena, str_of(survey_json), &tree, &why) == ERR_NONE);
    must(survey_read(arena, tree, false, &definition, &why) == ERR_NONE);
    *workspace = (struct workspace){.slug = STR("w"), .name = STR("W"), .time_zone = STR("UTC"), .colour = STR(""), .logo_svg = STR("")};
    workspace->languages[0] = languages[0];
    workspace->languages_count = 1;
    struct survey_put put = {.definition = definition};
    struct survey_published published = {.definition = definition, .version = 1};
    listen_apply(listen, &(struct fact){.kind = FACT_WORKSPACE_CREATED, .workspace_id = 1, .number = 1, .body = workspace});
    listen_apply(listen, &(struct fact){.kind = FACT_SURVEY_ADDED, .workspace_id = 1, .number = 2, .subject_id = 2, .body = &put});
    listen_apply(listen,
                 &(struct fact){.kind = FACT_SURVEY_PUBLISHED, .workspace_id = 1, .number = 3, .subject_id = 2, .body = &published});
}

static void check_given(const struct response_given *given)
{
    must(given->submission_key.length && given->submission_key.length <= 100);
    for (size_t i = 0; i < given->answers_count; i++)
        if (given->answers[i].question->type == QUESTION_NPS)
            must(given->answers[i].score >= 0 && given->answers[i].score <= 10);
}

/* *refused: the file as a whole, at its beginning or where it is damaged. */
static struct import_progress run(const struct listen *listen, const struct import_map *map, struct file *file, bool *refused)
{
    struct import_config config = {listen, 1, 1772359200000, map, read_file, note_reject, file, NULL};
    struct import_progress progress = {0};
    struct import *import;
    struct fault why = {0};
    size_t count = 0;
    bool more = true;
    enum err err = import_open(&config, &import, &why);
    must(err == ERR_NONE || (err == ERR_INVALID && why.detail[0]));
    *refused = err != ERR_NONE;
    if (*refused)
        return progress;
    while (err == ERR_NONE && more) {
        struct arena *batch = arena_new(64 << 20);
        struct response_given *given;
        must(batch);
        err = import_next(import, batch, &given, &count, &more, &why);
        must(err == ERR_NONE || (err == ERR_INVALID && why.detail[0]));
        for (size_t i = 0; err == ERR_NONE && i < count; i++)
            check_given(&given[i]);
        arena_free(batch);
    }
    *refused = err != ERR_NONE;
    progress = import_progress(import);
    must(progress.rows == progress.taken + progress.rejected && progress.rejected == file->rejected);
    import_close(import);
    return progress;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct listen listen = {0};
    struct arena *arena = arena_new(16 << 20);
    struct import_map *map;
    json_t *tree;
    struct fault why = {0};
    if (!length) {
        arena_free(arena);
        return 0;
    }
    world(&listen, arena);
    must(json_read(arena, str_of(map_json), &tree, &why) == ERR_NONE &&
         import_map_read(arena, IMPORT_RESPONSES, tree, &map, &why) == ERR_NONE);
    map->delimiter = bytes[0] & 1 ? ';' : ',';
    map->windows_1252 = bytes[0] & 2;
    struct file whole = {bytes + 1, length - 1, 0, SIZE_MAX, 0}, pieces = {bytes + 1, length - 1, 0, 7, 0};
    bool first_refused, second_refused;
    struct import_progress first = run(&listen, map, &whole, &first_refused), second = run(&listen, map, &pieces, &second_refused);
    must(first_refused == second_refused); /* how many rows came before the damage is a matter of the pieces */
    must(first_refused || (first.taken == second.taken && first.rejected == second.rejected));
    workspace_memory_free(listen.workspaces[0]);
    free(listen.workspaces);
    arena_free(arena);
    return 0;
}
