/* import responses, encounters, customers, media: a file of this machine by flow/import_run.h, with a bar that shows how far it is. */
#include "cli/cli.h"

#include "flow/import_run.h"
#include "listen/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAP_MAX = 8 << 20, MAP_ARENA = 64 << 20, SHOW_EVERY_US = 200000 };

struct importing {
    const struct options *options;
    struct flow *flow;
    struct arena *arena; /* of the map */
    int64_t workspace_id;
    enum import_kind kind;
    struct import_map *map;
    struct import_counts counts;
    FILE *file, *rejects;
    char rejects_path[4096];
    int64_t file_size, began_us, shown_us;
    bool terminal;
};

static enum err read_file(void *context, char *bytes, size_t size, size_t *got)
{
    struct importing *importing = context;
    *got = fread(bytes, 1, size, importing->file);
    return ferror(importing->file) ? ERR_IO : ERR_NONE;
}

static void reject(void *context, int64_t row, struct str column, const struct fault *why)
{
    struct importing *importing = context;
    struct buf line = buf_new(65536);
    if (!importing->rejects) {
        importing->rejects = fopen(importing->rejects_path, "we");
        if (!importing->rejects)
            return;
        fputs("row,column,reason,code\r\n", importing->rejects);
    }
    buf_printf(&line, "%lld,", (long long)row);
    csv_put_field(&line, column, false);
    buf_add_char(&line, ',');
    csv_put_field(&line, str_of(why->detail), false);
    buf_printf(&line, ",%s", why->slug);
    buf_add_text(&line, "\r\n");
    if (!line.failed)
        fwrite(line.at, 1, line.length, importing->rejects);
    buf_free(&line);
}

static bool told(const struct fault *why, const char *otherwise)
{
    struct fault standard;
    if (why->code)
        cli_fail(why);
    else {
        fault_set(&standard, ERR_IO, "import", "", "%s", otherwise);
        cli_fail(&standard);
    }
    return false;
}

static bool map_read(struct importing *importing)
{
    struct fault why = {0};
    json_t *tree;
    FILE *file = fopen(importing->options->map, "re");
    char *text = file ? arena_take(importing->arena, MAP_MAX) : NULL;
    size_t length = text ? fread(text, 1, MAP_MAX, file) : 0;
    if (file)
        fclose(file);
    if (!length || length == MAP_MAX) {
        fprintf(stderr, "kuulo: the map %s cannot be read.\n", importing->options->map);
        return false;
    }
    if (json_read(importing->arena, (struct str){text, length}, &tree, &why) != ERR_NONE ||
        import_map_read(importing->arena, importing->kind, tree, &importing->map, &why) != ERR_NONE)
        return told(&why, "The map could not be read.");
    return true;
}

/* Without .gz and .csv: answers.csv.gz → answers.rejects.csv */
static size_t stem_length(const char *path)
{
    static const char *const endings[] = {".gz", ".csv"};
    size_t length = strlen(path);
    for (size_t i = 0; i < 2; i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && memcmp(path + length - ending, endings[i], ending) == 0)
            length -= ending;
    }
    return length;
}

static bool open_file(struct importing *importing)
{
    struct stat about;
    const char *path = importing->options->words[2];
    importing->file = fopen(path, "re");
    if (!importing->file || fstat(fileno(importing->file), &about) != 0) {
        fprintf(stderr, "kuulo: %s cannot be read.\n", path);
        return false;
    }
    importing->file_size = about.st_size;
    snprintf(importing->rejects_path, sizeof importing->rejects_path, "%.*s.rejects.csv", (int)stem_length(path), path);
    return true;
}

static void show(struct importing *importing, bool last)
{
    struct clock *clock = clock_system();
    int64_t now_us = clock->monotonic_us(clock);
    if (!last && (!importing->terminal || now_us - importing->shown_us < SHOW_EVERY_US))
        return;
    importing->shown_us = now_us;
    double seconds = (double)(now_us - importing->began_us) / 1e6;
    double share = importing->file_size ? (double)importing->counts.bytes_read / (double)importing->file_size : 1;
    char bar[31];
    int full = (int)(30 * (share > 1 ? 1 : share));
    memset(bar, '.', 30);
    memset(bar, '#', (size_t)full);
    bar[30] = 0;
    fprintf(stderr, "%s[%s] %lld rows, %.0f rows/s%s", importing->terminal ? "\r" : "", bar, (long long)importing->counts.rows,
            seconds > 0 ? (double)importing->counts.rows / seconds : 0, last ? "\n" : "");
}

static bool progress(void *context, const struct import_counts *counts)
{
    struct importing *importing = context;
    importing->counts = *counts;
    show(importing, false);
    return true;
}

static bool run(struct importing *importing)
{
    struct fault why = {0};
    struct clock *clock = clock_system();
    importing->began_us = clock->monotonic_us(clock);
    struct import_run_config config = {.flow = importing->flow,
                                       .workspace_id = importing->workspace_id,
                                       .kind = importing->kind,
                                       .map = importing->map,
                                       .actor = {ACTOR_SYSTEM, 0},
                                       .arena = importing->arena,
                                       .read = read_file,
                                       .reject = reject,
                                       .progress = progress,
                                       .context = importing};
    enum err err = import_run(&config, &importing->counts, &why);
    if (importing->counts.rows || err == ERR_NONE)
        show(importing, true);
    return err == ERR_NONE ||
           told(&why, "The import could not be finished; what was reported as stored is safe. Run it again: rows are not doubled.");
}

static void report(struct importing *importing)
{
    const struct import_counts *counts = &importing->counts;
    printf("%lld rows: %lld stored, %lld were there already, %lld rejected.\n", (long long)counts->rows, (long long)counts->stored,
           (long long)counts->repeated, (long long)counts->rejected);
    if (counts->rejected)
        printf("The rejected rows with their reasons: %s\n", importing->rejects_path);
}

static bool import_all(struct importing *importing)
{
    importing->workspace_id = cli_workspace(importing->options, importing->flow);
    return importing->workspace_id && map_read(importing) && open_file(importing) && run(importing);
}

static int import_file(const struct options *options, enum import_kind kind)
{
    if (!options->map) {
        fprintf(stderr, "kuulo: say how the columns are to be read with --map MAP.json (docs/guide/import.md).\n");
        return 2;
    }
    struct importing importing = {.options = options, .kind = kind, .terminal = isatty(2)};
    importing.flow = cli_open(options, false);
    importing.arena = arena_new(MAP_ARENA);
    bool done = importing.flow && importing.arena && import_all(&importing);
    if (done)
        report(&importing);
    if (importing.file)
        fclose(importing.file);
    if (importing.rejects)
        fclose(importing.rejects);
    flow_close(importing.flow);
    arena_free(importing.arena);
    return done ? 0 : 1;
}

int cli_import_responses(const struct options *options)
{
    return import_file(options, IMPORT_RESPONSES);
}

int cli_import_encounters(const struct options *options)
{
    return import_file(options, IMPORT_ENCOUNTERS);
}

int cli_import_customers(const struct options *options)
{
    return import_file(options, IMPORT_CUSTOMERS);
}

int cli_import_media(const struct options *options)
{
    return import_file(options, IMPORT_MEDIA);
}
