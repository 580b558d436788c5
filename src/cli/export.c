#include "cli/source.h"

#include "listen/export.h"
#include "understand/segment.h"

#include <stdio.h>

enum { PAGE_MAX = 64 << 20, SEGMENT_BYTES = 1 << 20 };

bool source_open(const struct options *options, const char *survey, struct source *source)
{
    struct fault why = {0};
    enum err err = store_open(options->data, STORE_READ, &source->store, &why);
    if (err == ERR_NONE)
        err = listen_open(source->store, &source->listen, &why);
    if (err != ERR_NONE) {
        if (!why.code)
            fault_set(&why, err, "open", "", "The data in %s cannot be read.", options->data);
        cli_fail(&why);
        return false;
    }
    const struct workspace *workspace =
        options->workspace ? listen_workspace_by_slug(source->listen, str_of(options->workspace)) : listen_workspace_first(source->listen);
    source->workspace_id = workspace ? workspace->id : 0;
    source->survey = workspace ? listen_survey(source->listen, workspace->id, str_of(survey)) : NULL;
    if (!source->survey)
        fprintf(stderr, "kuulo: there is no survey \"%s\".\n", survey);
    return source->survey != NULL;
}

void source_close(struct source *source)
{
    listen_close(source->listen);
    store_close(source->store);
}

static enum err pages_write(struct source *source, const struct export_options *wanted, FILE *to, struct fault *why)
{
    struct export *export;
    struct buf page = buf_new(PAGE_MAX);
    bool more = true;
    enum err err = export_open(source->listen, source->store, source->workspace_id, source->survey, wanted, &export, why);
    if (err == ERR_NONE)
        err = export_look(export, source->store);
    while (err == ERR_NONE && more) {
        buf_clear(&page);
        err = export_next(export, source->store, &page, &more);
        if (err == ERR_NONE && page.length && fwrite(page.at, 1, page.length, to) != page.length)
            err = fault_set(why, ERR_IO, "write", "output", "The export could not be written to its end.");
    }
    if (err == ERR_NONE && fflush(to) != 0)
        err = fault_set(why, ERR_IO, "write", "output", "The export could not be written to its end.");
    buf_free(&page);
    export_close(export);
    return err;
}

/* The shared segment of that name, or number, as a condition. */
struct sought {
    struct str name;
    int64_t id;
    size_t count;
};

static bool segment_seen(void *context, const struct segment *segment)
{
    struct sought *sought = context;
    int64_t number;
    bool named = str_equal(segment->name, sought->name) || (str_integer(sought->name, &number) && number == segment->id);
    if (named)
        sought->id = segment->id;
    sought->count += named;
    return true;
}

static enum err segment_where(const struct source *source, const char *name, struct arena *arena, const struct condition **where,
                              struct fault *why)
{
    struct sought sought = {.name = str_of(name)};
    if (!name)
        return ERR_NONE;
    enum err err = segments(source->store, source->workspace_id, 0, 0, segment_seen, &sought);
    if (err == ERR_NONE && sought.count != 1)
        return fault_set(why, ERR_NOT_FOUND, "unknown_segment", "segment",
                         sought.count ? "Several shared segments are called \"%s\"; name one by its number."
                                      : "There is no shared segment \"%s\".",
                         name);
    const char *text = arena_printf(arena, "{\"field\":\"segment\",\"op\":\"eq\",\"value\":%lld}", (long long)sought.id);
    if (err == ERR_NONE && !text)
        err = ERR_MEMORY;
    return err == ERR_NONE ? segment_condition_parse(source->store, source->workspace_id, 0, arena, str_of(text), where, why) : err;
}

int cli_export_responses(const struct options *options)
{
    struct source source = {0};
    struct fault why = {0};
    struct export_options wanted = {.format = str_of(options->format), .language = str_of(options->language), .with_customer = true};
    if (!options->survey || !export_format_of(wanted.format)) {
        fprintf(stderr, "kuulo: say which survey with --survey SLUG, and a --format of csv, xlsx, jsonl, sav or triple-s.\n");
        return 2;
    }
    wanted.now_ms = clock_system()->now_ms(clock_system());
    FILE *to = options->output ? fopen(options->output, "we") : stdout;
    int code = 1;
    if (!to)
        fprintf(stderr, "kuulo: %s cannot be written.\n", options->output);
    else if (source_open(options, options->survey, &source)) {
        struct arena *arena = arena_new(SEGMENT_BYTES);
        enum err err = arena ? segment_where(&source, options->segment, arena, &wanted.where, &why) : ERR_MEMORY;
        if (err == ERR_NONE)
            err = pages_write(&source, &wanted, to, &why);
        arena_free(arena);
        if (err != ERR_NONE && !why.code)
            fault_set(&why, err, "export", "", "The export could not be finished.");
        code = err == ERR_NONE ? 0 : cli_fail(&why);
    }
    if (to && options->output && fclose(to) != 0)
        code = 1;
    source_close(&source);
    return code;
}
