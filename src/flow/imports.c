#include "flow/imports_inside.h"
#include "flow/survey_import.h"
#include "foreign/foreign.h"
#include "listen/import_kept.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIDE_MAX = 8192 };

static const char *const state_names[] = {"uploading", "ready", "running", "done", "failed"};

const char *import_state_name(enum import_state state)
{
    return state_names[state];
}

const char *upload_name(const struct upload *upload, const char *ending, char into[SHELF_NAME_MAX])
{
    snprintf(into, SHELF_NAME_MAX, "%s.%s", upload->status.id, ending);
    return into;
}

/* ---- beside each file: what is known of it ---- */

static void side_write(const struct import_status *s, struct buf *out)
{
    buf_printf(out, "{\"workspace\":%lld,\"kind\":%d,\"state\":\"%s\",\"bytes\":%lld,\"created\":%lld,\"mapped\":%s,\"name\":",
               (long long)s->workspace_id, (int)s->kind, state_names[s->state], (long long)s->bytes, (long long)s->created_ms,
               s->mapped ? "true" : "false");
    json_put_text(out, str_of(s->name));
    buf_printf(out, ",\"rows\":%lld,\"stored\":%lld,\"repeated\":%lld,\"rejected\":%lld,\"slug\":", (long long)s->counts.rows,
               (long long)s->counts.stored, (long long)s->counts.repeated, (long long)s->counts.rejected);
    json_put_text(out, str_of(s->why.slug));
    buf_add_text(out, ",\"field\":");
    json_put_text(out, str_of(s->why.field));
    json_put_member(out, "survey", str_of(s->survey));
    buf_add_text(out, ",\"detail\":");
    json_put_text(out, str_of(s->why.detail));
    buf_add_char(out, '}');
}

enum err upload_save(struct imports *imports, const struct upload *upload)
{
    char name[SHELF_NAME_MAX];
    struct buf text = buf_new(SIDE_MAX);
    side_write(&upload->status, &text);
    enum err err = text.failed ? ERR_MEMORY : shelf_put(imports->shelf, upload_name(upload, "json", name), buf_str(&text));
    buf_free(&text);
    return err;
}

static int64_t integer_of(const json_t *tree, const char *name)
{
    return json_integer_value(json_object_get(tree, name));
}

static const char *text_of(const json_t *tree, const char *name)
{
    const char *text = json_string_value(json_object_get(tree, name));
    return text ? text : "";
}

static bool side_read(const json_t *tree, struct import_status *s)
{
    int state = 0;
    while (state < 5 && strcmp(state_names[state], text_of(tree, "state")) != 0)
        state++;
    s->workspace_id = integer_of(tree, "workspace");
    s->kind = (enum import_kind)integer_of(tree, "kind");
    s->state = (enum import_state)state;
    s->bytes = integer_of(tree, "bytes");
    s->created_ms = integer_of(tree, "created");
    s->mapped = json_is_true(json_object_get(tree, "mapped"));
    s->counts = (struct import_counts){integer_of(tree, "rows"), integer_of(tree, "stored"), integer_of(tree, "repeated"),
                                       integer_of(tree, "rejected"), 0};
    snprintf(s->name, sizeof s->name, "%s", text_of(tree, "name"));
    snprintf(s->survey, sizeof s->survey, "%s", text_of(tree, "survey"));
    if (*text_of(tree, "slug"))
        fault_set(&s->why, ERR_INVALID, text_of(tree, "slug"), text_of(tree, "field"), "%s", text_of(tree, "detail"));
    return state < 5 && s->kind <= IMPORT_SURVEY_FILE && s->workspace_id > 0;
}

/* What an earlier program left: half a part is sent again, half a run is run again. */
static void leftover_settle(struct imports *imports, struct upload *upload)
{
    char name[SHELF_NAME_MAX];
    struct import_status *s = &upload->status;
    int64_t size = shelf_size(imports->shelf, upload_name(upload, "csv", name));
    s->received = s->state == IMPORT_UPLOADING && size < s->bytes ? size - size % IMPORT_PART_BYTES : s->bytes;
    if (s->state == IMPORT_UPLOADING && s->received == s->bytes)
        s->state = IMPORT_READY;
    if (s->state != IMPORT_RUNNING)
        return;
    s->state = IMPORT_FAILED;
    fault_set(&s->why, ERR_BUSY, "interrupted", "", "The program ended while the file was being read. Run it again: nothing doubles.");
}

static enum err upload_add(struct imports *imports, const struct import_status *status, struct upload **out)
{
    struct upload *upload = calloc(1, sizeof *upload);
    *out = upload;
    if (!upload)
        return ERR_MEMORY;
    upload->status = *status;
    upload->next = imports->first;
    imports->first = upload;
    return ERR_NONE;
}

static bool leftover(void *context, const char *name)
{
    struct imports *imports = context;
    struct import_status status = {0};
    struct upload *upload;
    struct fault why;
    struct str bytes;
    json_t *tree;
    size_t length = strlen(name);
    if (length != IMPORT_ID_SIZE - 1 + 5 || strcmp(name + length - 5, ".json") != 0)
        return true;
    struct arena *arena = arena_new(1 << 20);
    memcpy(status.id, name, IMPORT_ID_SIZE - 1);
    if (arena && shelf_get(imports->shelf, name, SIDE_MAX, arena, &bytes) == ERR_NONE && json_read(arena, bytes, &tree, &why) == ERR_NONE &&
        side_read(tree, &status) && upload_add(imports, &status, &upload) == ERR_NONE)
        leftover_settle(imports, upload);
    arena_free(arena);
    return true;
}

/* ---- forgetting; all under the lock ---- */

static void upload_files_remove(struct imports *imports, const struct upload *upload)
{
    static const char *const endings[] = {"csv", "rejects", "map", "report", "json"};
    char name[SHELF_NAME_MAX];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        shelf_remove(imports->shelf, upload_name(upload, endings[i], name));
}

static void upload_forget(struct imports *imports, struct upload *upload)
{
    struct upload **at = &imports->first;
    while (*at != upload)
        at = &(*at)->next;
    *at = upload->next;
    upload_files_remove(imports, upload);
    free(upload);
}

static int64_t now_ms(const struct imports *imports)
{
    struct clock *clock = flow_clock(imports->flow);
    return clock->now_ms(clock);
}

void imports_sweep(struct imports *imports)
{
    int64_t now = now_ms(imports);
    struct upload *next;
    for (struct upload *upload = imports->first; upload; upload = next) {
        next = upload->next;
        if (!upload->busy && upload->status.state != IMPORT_RUNNING && now - upload->status.created_ms > IMPORT_KEPT_MS)
            upload_forget(imports, upload);
    }
}

/* ---- opening ---- */

enum err imports_open(struct flow *flow, const char *place, struct imports **out, struct fault *why)
{
    struct imports *imports = calloc(1, sizeof *imports);
    pthread_condattr_t monotonic;
    *out = NULL;
    if (!imports)
        return ERR_MEMORY;
    imports->flow = flow;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&imports->lock, NULL);
    pthread_cond_init(&imports->moved, &monotonic);
    enum err err = shelf_open(place, "imports", &imports->shelf, why);
    if (err == ERR_NONE)
        err = shelf_each(imports->shelf, leftover, imports);
    if (err == ERR_NONE)
        imports_sweep(imports);
    if (err == ERR_NONE && pthread_create(&imports->thread, NULL, imports_loop, imports) != 0)
        err = ERR_MEMORY;
    imports->started = err == ERR_NONE;
    if (err == ERR_NONE)
        *out = imports;
    else
        imports_close(imports);
    return err;
}

void imports_close(struct imports *imports)
{
    if (!imports)
        return;
    pthread_mutex_lock(&imports->lock);
    imports->closing = true;
    pthread_cond_signal(&imports->moved);
    pthread_mutex_unlock(&imports->lock);
    if (imports->started)
        pthread_join(imports->thread, NULL);
    for (struct upload *next; imports->first; imports->first = next) {
        next = imports->first->next;
        free(imports->first);
    }
    shelf_close(imports->shelf);
    pthread_cond_destroy(&imports->moved);
    pthread_mutex_destroy(&imports->lock);
    free(imports);
}

/* ---- what callers do ---- */

/* Under the lock; NULL when there is none. */
static struct upload *upload_find(struct imports *imports, int64_t workspace_id, struct str id)
{
    for (struct upload *upload = imports->first; upload; upload = upload->next)
        if (upload->status.workspace_id == workspace_id && str_is(id, upload->status.id))
            return upload;
    return NULL;
}

/* Takes the lock and finds; ERR_NOT_FOUND lets it go again. */
static enum err lock_find(struct imports *imports, int64_t workspace_id, struct str id, struct upload **upload)
{
    pthread_mutex_lock(&imports->lock);
    *upload = upload_find(imports, workspace_id, id);
    if (*upload)
        return ERR_NONE;
    pthread_mutex_unlock(&imports->lock);
    return ERR_NOT_FOUND;
}

/* Room for one more: the oldest result goes; files that wait are never thrown away for a newer one. */
static enum err room_make(struct imports *imports, int64_t workspace_id, struct fault *why)
{
    int done = 0, unfinished = 0;
    struct upload *oldest = NULL;
    imports_sweep(imports);
    for (struct upload *u = imports->first; u; u = u->next) {
        if (u->status.workspace_id != workspace_id)
            continue;
        if (u->status.state != IMPORT_DONE)
            unfinished++;
        else if (done++, !oldest || u->status.created_ms <= oldest->status.created_ms)
            oldest = u;
    }
    if (unfinished >= IMPORTS_UNFINISHED_MAX)
        return fault_set(why, ERR_CONFLICT, "too_many", "", "%d files wait already. Finish or remove one of them first.",
                         IMPORTS_UNFINISHED_MAX);
    if (done >= IMPORTS_DONE_MAX)
        upload_forget(imports, oldest);
    return ERR_NONE;
}

static void id_make(struct imports *imports, char id[IMPORT_ID_SIZE])
{
    unsigned char bytes[16];
    struct randomness *random = flow_random(imports->flow);
    random->fill(random, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(id + 2 * i, 3, "%02x", bytes[i]);
}

enum err imports_add(struct imports *imports, int64_t workspace_id, enum import_kind kind, struct str name, int64_t bytes,
                     struct import_status *status, struct fault *why)
{
    struct upload *upload = NULL;
    if (bytes > IMPORT_BYTES_MAX)
        return fault_set(why, ERR_TOO_LARGE, "too_large", "bytes", "A file may have 200 MB. Pack it with gzip, or use the command line.");
    if (kind == IMPORT_SURVEY_FILE && bytes > FOREIGN_BYTES_MAX)
        return fault_set(why, ERR_TOO_LARGE, "too_large", "bytes", "A survey file may have %d MB.", FOREIGN_BYTES_MAX >> 20);
    *status = (struct import_status){.workspace_id = workspace_id, .kind = kind, .bytes = bytes, .created_ms = now_ms(imports)};
    snprintf(status->name, sizeof status->name, "%.*s", STR_ARGS(name));
    id_make(imports, status->id);
    pthread_mutex_lock(&imports->lock);
    enum err err = room_make(imports, workspace_id, why);
    if (err == ERR_NONE)
        err = upload_add(imports, status, &upload);
    if (err == ERR_NONE && (err = upload_save(imports, upload)) != ERR_NONE)
        upload_forget(imports, upload);
    pthread_mutex_unlock(&imports->lock);
    return err;
}

enum err imports_get(struct imports *imports, int64_t workspace_id, struct str id, struct import_status *status)
{
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    *status = upload->status;
    pthread_mutex_unlock(&imports->lock);
    return ERR_NONE;
}

static enum err part_check(const struct upload *upload, int64_t n, struct str bytes, struct fault *why)
{
    const struct import_status *s = &upload->status;
    int64_t next = s->received / IMPORT_PART_BYTES, left = s->bytes - s->received;
    if (upload->busy)
        return fault_set(why, ERR_CONFLICT, "busy", "", "Another part is being written just now.");
    if (n != next)
        return fault_set(why, ERR_INVALID, "wrong_order", "n", "Parts come in order; the next one is %lld.", (long long)next);
    int64_t wanted = left < IMPORT_PART_BYTES ? left : IMPORT_PART_BYTES;
    return (int64_t)bytes.length == wanted ? ERR_NONE
                                           : fault_set(why, ERR_INVALID, "wrong_length", "", "Part %lld has %lld bytes, not %zu.",
                                                       (long long)n, (long long)wanted, bytes.length);
}

static enum err part_write(struct imports *imports, struct upload *upload, struct str bytes)
{
    char name[SHELF_NAME_MAX];
    upload->busy = true;
    int64_t offset = upload->status.received;
    pthread_mutex_unlock(&imports->lock);
    enum err err = shelf_write(imports->shelf, upload_name(upload, "csv", name), offset, bytes);
    pthread_mutex_lock(&imports->lock);
    upload->busy = false;
    if (err != ERR_NONE)
        return err;
    upload->status.received += (int64_t)bytes.length;
    if (upload->status.received < upload->status.bytes)
        return ERR_NONE;
    upload->status.state = IMPORT_READY;
    return upload_save(imports, upload);
}

enum err imports_part(struct imports *imports, int64_t workspace_id, struct str id, int64_t n, struct str bytes,
                      struct import_status *status, struct fault *why)
{
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    bool there = n >= 0 && n * IMPORT_PART_BYTES < upload->status.received;
    if (!there)
        err = part_check(upload, n, bytes, why);
    if (!there && err == ERR_NONE)
        err = part_write(imports, upload, bytes);
    *status = upload->status;
    pthread_mutex_unlock(&imports->lock);
    return err;
}

enum err imports_file(struct imports *imports, int64_t workspace_id, struct str id, struct shelf_file **file)
{
    char name[SHELF_NAME_MAX];
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    err = shelf_file_read(imports->shelf, upload_name(upload, "csv", name), file);
    pthread_mutex_unlock(&imports->lock);
    return err;
}

static enum err waiting_check(const struct upload *upload, struct fault *why)
{
    enum import_state state = upload->status.state;
    if (state == IMPORT_READY || state == IMPORT_FAILED)
        return ERR_NONE;
    return fault_set(why, ERR_CONFLICT, import_state_name(state), "",
                     state == IMPORT_UPLOADING ? "The file is not all there yet."
                     : state == IMPORT_RUNNING ? "The file is being read just now."
                                               : "This file was brought in already. Choose it again to bring it in anew.");
}

enum err imports_map_set(struct imports *imports, int64_t workspace_id, struct str id, struct str map, struct fault *why)
{
    char name[SHELF_NAME_MAX];
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    err = waiting_check(upload, why);
    if (err == ERR_NONE)
        err = shelf_put(imports->shelf, upload_name(upload, "map", name), map);
    if (err == ERR_NONE && !upload->status.mapped) {
        upload->status.mapped = true;
        err = upload_save(imports, upload);
    }
    pthread_mutex_unlock(&imports->lock);
    return err;
}

enum err imports_map(struct imports *imports, int64_t workspace_id, struct str id, struct arena *arena, struct str *map)
{
    char name[SHELF_NAME_MAX];
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    err = shelf_get(imports->shelf, upload_name(upload, "map", name), IMPORT_MAP_TEXT_MAX, arena, map);
    pthread_mutex_unlock(&imports->lock);
    return err;
}

enum err imports_run(struct imports *imports, int64_t workspace_id, struct str id, struct actor actor, struct fault *why)
{
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    err = waiting_check(upload, why);
    if (err == ERR_NONE && !upload->status.mapped && upload->status.kind != IMPORT_SURVEY_FILE)
        err = fault_set(why, ERR_CONFLICT, "no_map", "", "Say first what the columns mean.");
    if (err == ERR_NONE) {
        upload->status.state = IMPORT_RUNNING;
        upload->status.counts = (struct import_counts){0};
        upload->status.why = (struct fault){0};
        upload->actor = actor;
        upload->turn = ++imports->turns;
        err = upload_save(imports, upload);
        pthread_cond_signal(&imports->moved);
    }
    pthread_mutex_unlock(&imports->lock);
    return err;
}

enum err imports_report(struct imports *imports, int64_t workspace_id, struct str id, struct arena *arena, struct str *report)
{
    char name[SHELF_NAME_MAX];
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    err = shelf_get(imports->shelf, upload_name(upload, "report", name), SURVEY_IMPORT_REPORT_MAX, arena, report);
    pthread_mutex_unlock(&imports->lock);
    return err;
}

enum err imports_rejects(struct imports *imports, int64_t workspace_id, struct str id, struct shelf_file **file)
{
    char name[SHELF_NAME_MAX];
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    err = shelf_file_read(imports->shelf, upload_name(upload, "rejects", name), file);
    pthread_mutex_unlock(&imports->lock);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err imports_remove(struct imports *imports, int64_t workspace_id, struct str id, struct fault *why)
{
    struct upload *upload;
    enum err err = lock_find(imports, workspace_id, id, &upload);
    if (err != ERR_NONE)
        return err;
    if (upload->busy || upload->status.state == IMPORT_RUNNING)
        err = fault_set(why, ERR_CONFLICT, "running", "", "The file is being read just now; it can be removed afterwards.");
    else
        upload_forget(imports, upload);
    pthread_mutex_unlock(&imports->lock);
    return err;
}
