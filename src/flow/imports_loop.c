/* The thread that runs imports, one after another. */
#include "flow/imports_inside.h"
#include "listen/export.h"
#include "listen/import_kept.h"
#include "listen/import_look.h"

#include <time.h>

enum { RUN_ARENA = 64 << 20, SWEEP_S = 60, LINE_MAX_BYTES = 65536 };

struct job {
    struct imports *imports;
    struct upload *upload; /* running: it stays */
    struct arena *arena;
    struct import_map *map;
    struct str map_text;
    struct shelf_file *file, *rejects;
    int64_t rejects_count;
};

static enum err file_read(void *context, char *bytes, size_t size, size_t *got)
{
    return shelf_file_next(((struct job *)context)->file, bytes, size, got);
}

static void file_again(void *context)
{
    shelf_file_again(((struct job *)context)->file);
}

/* A rejects file that cannot be written does not stop the import: the counts tell. */
static void row_reject(void *context, int64_t row, struct str column, const struct fault *why)
{
    struct job *job = context;
    struct buf line = buf_new(LINE_MAX_BYTES);
    if (++job->rejects_count > IMPORT_REJECTS_MAX)
        return;
    buf_printf(&line, "%lld,", (long long)row);
    csv_put_field(&line, column, false);
    buf_add_char(&line, ',');
    csv_put_field(&line, str_of(why->detail), false);
    buf_printf(&line, ",%s", why->slug);
    buf_add_text(&line, "\r\n");
    if (!line.failed)
        (void)!shelf_file_add(job->rejects, buf_str(&line));
    buf_free(&line);
}

bool upload_progress(struct imports *imports, struct upload *upload, const struct import_counts *counts)
{
    pthread_mutex_lock(&imports->lock);
    upload->status.counts = *counts;
    bool goes_on = !imports->closing;
    pthread_mutex_unlock(&imports->lock);
    return goes_on;
}

static bool progress_note(void *context, const struct import_counts *counts)
{
    struct job *job = context;
    return upload_progress(job->imports, job->upload, counts);
}

static enum err fact_settle(const struct job *job, enum fact_kind kind, void *body, struct fault *why)
{
    struct fact fact = {.kind = kind, .workspace_id = job->upload->status.workspace_id, .actor = job->upload->actor, .body = body};
    struct proposal proposal = {.facts = &fact, .count = 1, .arena = job->arena};
    enum err err = flow_settle(job->imports->flow, &proposal);
    if (err != ERR_NONE)
        *why = proposal.fault;
    return err;
}

/* The next file with this header is understood without asking. */
static enum err map_keep(struct job *job, struct fault *why)
{
    struct import_look look;
    struct import_config config = {.read = file_read, .context = job};
    struct import_map_kept kept = {.kind = job->upload->status.kind, .map = job->map_text};
    enum err err = import_look(&config, file_again, job->arena, &look, why);
    if (err != ERR_NONE)
        return err;
    struct str *header = arena_take_array(job->arena, look.columns_count + 1, sizeof *header);
    for (size_t i = 0; header && i < look.columns_count; i++)
        header[i] = look.columns[i].name;
    if (!header)
        return ERR_MEMORY;
    import_signature(header, look.columns_count, kept.signature);
    file_again(job);
    return fact_settle(job, FACT_IMPORT_MAP_KEPT, &kept, why);
}

static enum err job_open(struct job *job, struct fault *why)
{
    char name[SHELF_NAME_MAX];
    json_t *tree;
    struct shelf *shelf = job->imports->shelf;
    enum err err = shelf_get(shelf, upload_name(job->upload, "map", name), IMPORT_MAP_TEXT_MAX, job->arena, &job->map_text);
    if (err == ERR_NONE)
        err = json_read(job->arena, job->map_text, &tree, why);
    if (err == ERR_NONE)
        err = import_map_read(job->arena, job->upload->status.kind, tree, &job->map, why);
    if (err == ERR_NONE)
        err = shelf_file_read(shelf, upload_name(job->upload, "csv", name), &job->file);
    if (err == ERR_NONE)
        err = shelf_file_write(shelf, upload_name(job->upload, "rejects", name), &job->rejects);
    return err == ERR_NONE ? shelf_file_add(job->rejects, STR("row,column,reason,code\r\n")) : err;
}

static enum err rows_run(struct job *job, struct import_counts *counts, struct fault *why)
{
    const struct import_status *s = &job->upload->status;
    enum err err = job_open(job, why);
    if (err == ERR_NONE)
        err = map_keep(job, why);
    if (err != ERR_NONE)
        return err;
    struct import_run_config config = {.flow = job->imports->flow,
                                       .workspace_id = s->workspace_id,
                                       .kind = s->kind,
                                       .map = job->map,
                                       .actor = job->upload->actor,
                                       .arena = job->arena,
                                       .read = file_read,
                                       .reject = row_reject,
                                       .progress = progress_note,
                                       .context = job};
    return import_run(&config, counts, why);
}

static enum err job_run(struct job *job, struct import_counts *counts, struct fault *why)
{
    enum import_kind kind = job->upload->status.kind;
    enum err err = kind == IMPORT_SURVEY_FILE ? upload_survey_run(job->imports, job->upload, counts, why) : rows_run(job, counts, why);
    if (err != ERR_NONE)
        return err;
    struct import_done done = {kind, counts->rows, counts->stored, counts->repeated, counts->rejected};
    return fact_settle(job, FACT_IMPORT_DONE, &done, why);
}

/* Under the lock. A run that was broken off by the program's end stays "running" on the disk: the next program says what to do. */
static void outcome_note(struct imports *imports, struct upload *upload, enum err err, const struct import_counts *counts,
                         const struct fault *why)
{
    char name[SHELF_NAME_MAX];
    upload->status.counts = *counts;
    upload->status.state = err == ERR_NONE ? IMPORT_DONE : IMPORT_FAILED;
    if (err != ERR_NONE && why->code)
        upload->status.why = *why;
    else if (err != ERR_NONE)
        fault_set(&upload->status.why, err, err_name(err), "", "The file could not be read to its end. Run it again: nothing doubles.");
    if (err != ERR_NONE && imports->closing)
        return;
    (void)!upload_save(imports, upload);
    if (err == ERR_NONE)
        shelf_remove(imports->shelf, upload_name(upload, "csv", name));
}

static void upload_run(struct imports *imports, struct upload *upload)
{
    struct job job = {.imports = imports, .upload = upload, .arena = arena_new(RUN_ARENA)};
    struct import_counts counts = {0};
    struct fault why = {0};
    enum err err = job.arena ? job_run(&job, &counts, &why) : ERR_MEMORY;
    shelf_file_close(job.file);
    shelf_file_close(job.rejects);
    arena_free(job.arena);
    pthread_mutex_lock(&imports->lock);
    outcome_note(imports, upload, err, &counts, &why);
    pthread_mutex_unlock(&imports->lock);
}

static struct upload *next_run(const struct imports *imports)
{
    struct upload *first = NULL;
    for (struct upload *u = imports->first; u; u = u->next)
        if (u->status.state == IMPORT_RUNNING && (!first || u->turn < first->turn))
            first = u;
    return first;
}

void *imports_loop(void *context)
{
    struct imports *imports = context;
    pthread_mutex_lock(&imports->lock);
    while (!imports->closing) {
        struct upload *upload = next_run(imports);
        if (upload) {
            pthread_mutex_unlock(&imports->lock);
            upload_run(imports, upload);
            pthread_mutex_lock(&imports->lock);
            continue;
        }
        struct clock *clock = flow_clock(imports->flow);
        struct timespec until = {.tv_sec = clock->monotonic_us(clock) / 1000000 + SWEEP_S};
        pthread_cond_timedwait(&imports->moved, &imports->lock, &until);
        imports_sweep(imports);
    }
    pthread_mutex_unlock(&imports->lock);
    return NULL;
}
