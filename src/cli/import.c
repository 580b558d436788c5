/* import responses, encounters, customers: a file's rows through the same checks and the same turn as every answer. The next rows are read
 * and checked while the last are being committed. */
#include "cli/cli.h"

#include "listen/export.h"
#include "listen/import.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAP_MAX = 8 << 20, MAP_ARENA = 64 << 20, BATCH_ARENA = 64 << 20, IN_FLIGHT_MAX = 3, SHOW_EVERY_US = 200000 };

struct importing {
    const struct options *options;
    struct flow *flow;
    struct arena *arena; /* of the map */
    int64_t workspace_id;
    enum import_kind kind;
    struct import_map *map;
    struct import *import;        /* of responses */
    struct import_record *record; /* of the others */
    FILE *file, *rejects;
    char rejects_path[4096];
    int64_t file_size, began_us, shown_us, stored, repeated;
    bool terminal;
    pthread_mutex_t lock;
    pthread_cond_t landed;
    size_t in_flight;
    enum err err; /* the first failure of a batch */
    struct fault fault;
};

static enum err read_file(void *context, char *bytes, size_t size, size_t *got)
{
    struct importing *importing = context;
    *got = fread(bytes, 1, size, importing->file);
    return ferror(importing->file) ? ERR_IO : ERR_NONE;
}

static void reject(void *context, int64_t row, struct str column, const char *reason)
{
    struct importing *importing = context;
    struct buf line = buf_new(65536);
    if (!importing->rejects) {
        importing->rejects = fopen(importing->rejects_path, "we");
        if (!importing->rejects)
            return;
        fputs("row,column,reason\r\n", importing->rejects);
    }
    buf_printf(&line, "%lld,", (long long)row);
    csv_put_field(&line, column, false);
    buf_add_char(&line, ',');
    csv_put_field(&line, str_of(reason), false);
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

static bool prepare(struct importing *importing, enum import_step step)
{
    struct fact *facts;
    size_t count;
    struct fault why = {0};
    flow_read_begin(importing->flow);
    enum err err =
        import_prepare(flow_listen(importing->flow), importing->workspace_id, importing->map, step, importing->arena, &facts, &count, &why);
    flow_read_end(importing->flow);
    if (err != ERR_NONE)
        return told(&why, "The map's touchpoints and survey could not be prepared.");
    if (!count)
        return true;
    struct proposal proposal = {.facts = facts, .count = count, .arena = importing->arena};
    return flow_settle(importing->flow, &proposal) == ERR_NONE || told(&proposal.fault, "The map's touchpoints and survey were not taken.");
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
    struct fault why = {0};
    const char *path = importing->options->words[2];
    importing->file = fopen(path, "re");
    if (!importing->file || fstat(fileno(importing->file), &about) != 0) {
        fprintf(stderr, "kuulo: %s cannot be read.\n", path);
        return false;
    }
    importing->file_size = about.st_size;
    snprintf(importing->rejects_path, sizeof importing->rejects_path, "%.*s.rejects.csv", (int)stem_length(path), path);
    struct clock *clock = clock_system();
    flow_read_begin(importing->flow);
    struct import_config config = {.listen = flow_listen(importing->flow),
                                   .workspace_id = importing->workspace_id,
                                   .now_ms = clock->now_ms(clock),
                                   .map = importing->map,
                                   .read = read_file,
                                   .reject = reject,
                                   .context = importing};
    enum err err = importing->kind == IMPORT_RESPONSES ? import_open(&config, &importing->import, &why)
                                                       : import_record_open(&config, &importing->record, &why);
    flow_read_end(importing->flow);
    return err == ERR_NONE || told(&why, "The file does not fit the map.");
}

static void landed(struct proposal *proposal)
{
    struct importing *importing = proposal->context;
    pthread_mutex_lock(&importing->lock);
    importing->in_flight--;
    for (size_t i = 0; i < proposal->count && proposal->err == ERR_NONE; i++)
        *(proposal->facts[i].repeated ? &importing->repeated : &importing->stored) += 1;
    if (proposal->err != ERR_NONE && importing->err == ERR_NONE) {
        importing->err = proposal->err;
        importing->fault = proposal->fault;
    }
    pthread_cond_signal(&importing->landed);
    pthread_mutex_unlock(&importing->lock);
}

static enum err wait_below(struct importing *importing, size_t most)
{
    pthread_mutex_lock(&importing->lock);
    while (importing->in_flight > most)
        pthread_cond_wait(&importing->landed, &importing->lock);
    enum err err = importing->err;
    pthread_mutex_unlock(&importing->lock);
    return err;
}

static struct import_progress progress_of(const struct importing *importing)
{
    return importing->kind == IMPORT_RESPONSES ? import_progress(importing->import) : import_record_progress(importing->record);
}

static void show(struct importing *importing, bool last)
{
    struct clock *clock = clock_system();
    int64_t now_us = clock->monotonic_us(clock);
    if (!last && (!importing->terminal || now_us - importing->shown_us < SHOW_EVERY_US))
        return;
    importing->shown_us = now_us;
    struct import_progress progress = progress_of(importing);
    double seconds = (double)(now_us - importing->began_us) / 1e6;
    double share = importing->file_size ? (double)progress.bytes_read / (double)importing->file_size : 1;
    char bar[31];
    int full = (int)(30 * (share > 1 ? 1 : share));
    memset(bar, '.', 30);
    memset(bar, '#', (size_t)full);
    bar[30] = 0;
    fprintf(stderr, "%s[%s] %lld rows, %.0f rows/s%s", importing->terminal ? "\r" : "", bar, (long long)progress.rows,
            seconds > 0 ? (double)progress.rows / seconds : 0, last ? "\n" : "");
}

static enum err next_responses(struct importing *importing, struct arena *arena, struct fact **facts, size_t *count, bool *more,
                               struct fault *why)
{
    struct response_given *given = NULL;
    enum err err = import_next(importing->import, arena, &given, count, more, why);
    *facts = err == ERR_NONE && *count ? arena_take_array(arena, *count, sizeof **facts) : NULL;
    for (size_t i = 0; *facts && i < *count; i++)
        (*facts)[i] = (struct fact){
            .kind = FACT_RESPONSE_GIVEN, .workspace_id = importing->workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = &given[i]};
    return err == ERR_NONE && *count && !*facts ? ERR_MEMORY : err;
}

static enum err next_records(struct importing *importing, struct arena *arena, struct fact **facts, size_t *count, bool *more,
                             struct fault *why)
{
    flow_read_begin(importing->flow);
    enum err err = import_record_next(importing->record, arena, facts, count, more, why);
    flow_read_end(importing->flow);
    return err;
}

/* Reads, checks and proposes the next rows; *more is false at the end of the file. */
static enum err batch(struct importing *importing, bool *more, struct fault *why)
{
    struct arena *arena = arena_new(BATCH_ARENA);
    struct fact *facts = NULL;
    size_t count = 0;
    enum err err = ERR_MEMORY;
    if (arena && importing->kind == IMPORT_RESPONSES)
        err = next_responses(importing, arena, &facts, &count, more, why);
    else if (arena)
        err = next_records(importing, arena, &facts, &count, more, why);
    struct proposal *proposal = err == ERR_NONE && count ? arena_new_object(arena, struct proposal) : NULL;
    if (!proposal) {
        arena_free(arena);
        return err == ERR_NONE && count ? ERR_MEMORY : err;
    }
    *proposal = (struct proposal){.facts = facts, .count = count, .arena = arena, .done = landed, .context = importing};
    pthread_mutex_lock(&importing->lock);
    importing->in_flight++;
    pthread_mutex_unlock(&importing->lock);
    return flow_propose(importing->flow, proposal);
}

static bool run(struct importing *importing)
{
    struct fault why = {0};
    bool more = true;
    struct clock *clock = clock_system();
    importing->began_us = clock->monotonic_us(clock);
    enum err err = ERR_NONE;
    while (err == ERR_NONE && more) {
        err = wait_below(importing, IN_FLIGHT_MAX - 1);
        if (err == ERR_NONE)
            err = batch(importing, &more, &why);
        show(importing, false);
    }
    enum err stored = wait_below(importing, 0);
    show(importing, true);
    if (err != ERR_NONE || stored != ERR_NONE)
        return told(why.code ? &why : &importing->fault,
                    "The import could not be finished; what was reported as stored is safe. Run it again: rows are not doubled.");
    return true;
}

static void report(struct importing *importing)
{
    struct import_progress progress = progress_of(importing);
    printf("%lld rows: %lld stored, %lld were there already, %lld rejected.\n", (long long)progress.rows, (long long)importing->stored,
           (long long)importing->repeated, (long long)progress.rejected);
    if (progress.rejected)
        printf("The rejected rows with their reasons: %s\n", importing->rejects_path);
}

static bool import_all(struct importing *importing)
{
    importing->workspace_id = cli_workspace(importing->options, importing->flow);
    return importing->workspace_id && map_read(importing) && prepare(importing, IMPORT_TOUCHPOINTS) &&
           (importing->kind != IMPORT_RESPONSES || prepare(importing, IMPORT_SURVEY)) && open_file(importing) && run(importing);
}

static int import_file(const struct options *options, enum import_kind kind)
{
    if (!options->map) {
        fprintf(stderr, "kuulo: say how the columns are to be read with --map MAP.json (docs/guide/import.md).\n");
        return 2;
    }
    struct importing importing = {
        .options = options, .kind = kind, .lock = PTHREAD_MUTEX_INITIALIZER, .landed = PTHREAD_COND_INITIALIZER, .terminal = isatty(2)};
    importing.flow = cli_open(options, false);
    importing.arena = arena_new(MAP_ARENA);
    bool done = importing.flow && importing.arena && import_all(&importing);
    if (done)
        report(&importing);
    import_close(importing.import);
    import_record_close(importing.record);
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
