/* Files that come in by the page: in pieces, then explained, then run. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "flow/imports.h"
#include "flow/survey_import.h"
#include "import_records.h"
#include "listen/import_kept.h"
#include "listen/import_look.h"

enum { PREVIEW_ARENA = 64 << 20, PREVIEW_MAX = 8 << 20, PROBLEMS_MAX = 100, ABOUT_MAX = 65536 };

/* A call at work on one import; in the call's arena. */
struct work {
    struct call *call;
    struct imports *imports;
    struct import_status status;
    struct shelf_file *file;
    struct fault why;
};

static struct imports *imports_of(const struct call *call)
{
    return call->api->imports;
}

static int64_t workspace_of(const struct call *call)
{
    return call->principal.workspace_id;
}

/* Hands the call to a worker; missing ones are answered here. */
static void work_begin(struct call *call, void (*run)(void *context))
{
    struct work *work = arena_new_object(call->arena, struct work);
    enum err err = work ? imports_get(imports_of(call), workspace_of(call), call->path[0], &work->status) : ERR_MEMORY;
    if (err != ERR_NONE) {
        call_fail_code(call, err);
        return;
    }
    work->call = call;
    work->imports = imports_of(call);
    call_work(call, run, work);
}

/* ---- answers ---- */

static void put_number(struct buf *out, const char *name, int64_t number)
{
    buf_printf(out, ",\"%s\":%lld", name, (long long)number);
}

static void put_status(struct buf *out, const struct import_status *s)
{
    buf_printf(out, "{\"id\":\"%s\",\"kind\":\"%s\",\"state\":\"%s\"", s->id, import_kind_name(s->kind), import_state_name(s->state));
    put_text(out, "name", str_of(s->name));
    put_number(out, "bytes", s->bytes);
    put_number(out, "received", s->received);
    put_moment(out, "created_at", s->created_ms);
    put_number(out, "rows", s->counts.rows);
    put_number(out, "stored", s->counts.stored);
    put_number(out, "repeated", s->counts.repeated);
    put_number(out, "rejected", s->counts.rejected);
    put_number(out, "bytes_read", s->counts.bytes_read);
    if (!s->why.code)
        return;
    buf_add_text(out, ",\"problem\":{\"detail\":");
    json_put_text(out, str_of(s->why.detail));
    put_text(out, "slug", str_of(s->why.slug));
    put_text(out, "field", str_of(s->why.field));
    buf_add_char(out, '}');
}

static void status_answer(struct call *call, int status, const struct import_status *s)
{
    struct buf body = buf_new(ANSWER_MAX);
    put_status(&body, s);
    buf_add_char(&body, '}');
    call_json(call, status, &body, 0);
}

static enum err read_bytes(void *context, char *bytes, size_t size, size_t *got)
{
    return shelf_file_next(((struct work *)context)->file, bytes, size, got);
}

static void read_again(void *context)
{
    shelf_file_again(((struct work *)context)->file);
}

static void put_column(struct buf *out, const struct import_column *column)
{
    const char *rival;
    uint32_t fits;
    const char *format = import_column_format(column, &rival, &fits);
    buf_add_text(out, "{\"name\":");
    json_put_text(out, column->name);
    if (!column->many)
        put_texts(out, "values", (struct str_list){(struct str *)column->values, column->values_count});
    if (format && rival)
        put_texts(out, "formats", (struct str_list){(struct str[]){str_of(format), str_of(rival)}, 2});
    else if (format)
        put_text(out, "format", str_of(format));
    if (format)
        buf_printf(out, ",\"filled\":%u,\"fits\":%u", column->filled, fits);
    buf_add_char(out, '}');
}

static void put_look(struct buf *out, const struct import_look *look)
{
    buf_add_text(out, ",\"columns\":[");
    for (size_t i = 0; i < look->columns_count; i++) {
        buf_add_text(out, i ? "," : "");
        put_column(out, &look->columns[i]);
    }
    buf_add_text(out, "],\"first_rows\":[");
    for (size_t r = 0; r < look->rows_count; r++) {
        buf_add_text(out, r ? ",[" : "[");
        for (size_t i = 0; i < look->columns_count; i++) {
            buf_add_text(out, i ? "," : "");
            json_put_text(out, look->cells[r][i]);
        }
        buf_add_char(out, ']');
    }
    buf_add_char(out, ']');
}

static void put_remembered(struct work *work, const struct import_look *look, struct buf *out)
{
    unsigned char signature[IMPORT_SIGNATURE_SIZE];
    struct call *call = work->call;
    struct store *store;
    struct str map;
    struct str *header = arena_take_array(call->arena, look->columns_count + 1, sizeof *header);
    if (!header || flow_store_take(call->flow, &store) != ERR_NONE)
        return;
    for (size_t i = 0; i < look->columns_count; i++)
        header[i] = look->columns[i].name;
    import_signature(header, look->columns_count, signature);
    enum err err = listen_import_map(store, workspace_of(call), work->status.kind, signature, call->arena, &map);
    flow_store_give(call->flow, store);
    if (err != ERR_NONE)
        return;
    buf_add_text(out, ",\"remembered\":");
    buf_add_str(out, map);
}

static enum err put_guess(struct work *work, const struct import_look *look, struct arena *arena, struct buf *out)
{
    struct call *call = work->call;
    struct import_guess guess;
    enum err err = import_guess_begin(arena, look, &guess);
    for (bool more = err == ERR_NONE && work->status.kind == IMPORT_RESPONSES; more;) {
        flow_settings_begin(call->flow);
        more = import_guess_survey(flow_listen(call->flow), workspace_of(call), &guess);
        flow_settings_end(call->flow);
    }
    if (err != ERR_NONE)
        return err;
    buf_add_text(out, ",\"guess\":");
    flow_settings_begin(call->flow);
    import_guess_write(flow_listen(call->flow), workspace_of(call), work->status.kind, &guess, out);
    flow_settings_end(call->flow);
    return ERR_NONE;
}

static void put_maps(struct work *work, const struct import_look *look, struct buf *out)
{
    struct call *call = work->call;
    struct str map;
    put_remembered(work, look, out);
    if (imports_map(work->imports, workspace_of(call), call->path[0], call->arena, &map) != ERR_NONE)
        return;
    buf_add_text(out, ",\"map\":");
    buf_add_str(out, map);
}

/* What is wrong with the file is part of the answer: the import is there and can be removed. */
static void look_answer(void *context)
{
    struct work *work = context;
    struct call *call = work->call;
    struct import_status *s = &work->status;
    struct import_look look;
    struct import_config config = {.read = read_bytes, .context = work};
    struct arena *arena = arena_new(PREVIEW_ARENA);
    enum err err = arena ? imports_file(work->imports, workspace_of(call), call->path[0], &work->file) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = import_look(&config, read_again, arena, &look, &work->why);
    if (err == ERR_INVALID)
        s->why = work->why;
    struct buf body = buf_new(ANSWER_MAX);
    put_status(&body, s);
    if (err == ERR_NONE) {
        put_look(&body, &look);
        err = put_guess(work, &look, arena, &body);
    }
    if (err == ERR_NONE)
        put_maps(work, &look, &body);
    buf_add_char(&body, '}');
    shelf_file_close(work->file);
    arena_free(arena);
    if (err == ERR_NONE || err == ERR_INVALID)
        call_json(call, 200, &body, 0);
    else {
        buf_free(&body);
        call_refuse(call, err, &work->why);
    }
}

/* What became of a survey file. */
static void report_answer(void *context)
{
    struct work *work = context;
    struct call *call = work->call;
    struct str report;
    struct buf body = buf_new(ANSWER_MAX);
    struct arena *arena = arena_new(SURVEY_IMPORT_REPORT_MAX + (1 << 16));
    put_status(&body, &work->status);
    if (arena && imports_report(work->imports, workspace_of(call), call->path[0], arena, &report) == ERR_NONE) {
        buf_add_text(&body, ",\"report\":");
        buf_add_str(&body, report);
    }
    buf_add_char(&body, '}');
    arena_free(arena);
    call_json(call, 200, &body, 0);
}

void op_import_get(struct call *call)
{
    struct import_status status;
    enum err err = imports_get(imports_of(call), workspace_of(call), call->path[0], &status);
    bool survey = err == ERR_NONE && status.kind == IMPORT_SURVEY_FILE;
    if (err != ERR_NONE)
        call_fail_code(call, err);
    else if (survey && status.state == IMPORT_DONE)
        work_begin(call, report_answer);
    else if (!survey && (status.state == IMPORT_READY || status.state == IMPORT_FAILED))
        work_begin(call, look_answer);
    else
        status_answer(call, 200, &status);
}

/* ---- the file comes in ---- */

static enum import_kind kind_of(struct str name)
{
    enum import_kind kind = IMPORT_RESPONSES;
    while (kind < IMPORT_SURVEY_FILE && !str_equal(name, str_of(import_kind_name(kind))))
        kind++;
    return kind;
}

/* What is begun: a file that comes in parts, or one that came whole. */
struct adding {
    struct work work;
    enum import_kind kind;
    struct http_part file;  /* whole; bytes.at NULL: in parts */
    struct import_in about; /* of one in parts */
};

static enum err file_put(struct adding *adding)
{
    struct work *work = &adding->work;
    struct call *call = work->call;
    struct str rest = adding->file.bytes, id = str_of(arena_text(call->arena, work->status.id, strlen(work->status.id)));
    enum err err = id.at ? ERR_NONE : ERR_MEMORY;
    for (int64_t n = 0; err == ERR_NONE && rest.length; n++) {
        struct str part = {rest.at, rest.length < IMPORT_PART_BYTES ? rest.length : IMPORT_PART_BYTES};
        err = imports_part(work->imports, workspace_of(call), id, n, part, &work->status, &work->why);
        rest = (struct str){rest.at + part.length, rest.length - part.length};
    }
    if (err == ERR_NONE)
        err = imports_run(work->imports, workspace_of(call), id, principal_actor(&call->principal), &work->why);
    return err == ERR_NONE ? imports_get(work->imports, workspace_of(call), id, &work->status) : err;
}

static void add_work(void *context)
{
    struct adding *adding = context;
    struct work *work = &adding->work;
    struct call *call = work->call;
    bool whole = adding->file.bytes.at != NULL;
    struct str name = whole ? adding->file.name : adding->about.name;
    int64_t bytes = whole ? (int64_t)adding->file.bytes.length : adding->about.bytes;
    enum err err = imports_add(work->imports, workspace_of(call), adding->kind, name, bytes, &work->status, &work->why);
    if (err == ERR_NONE && whole)
        err = file_put(adding);
    if (call_fine(call, err, &work->why))
        status_answer(call, 201, &work->status);
}

static enum err add_whole(struct adding *adding, struct str kind)
{
    struct work *work = &adding->work;
    if (kind.length && !str_is(kind, import_kind_name(IMPORT_SURVEY_FILE)))
        return fault_set(&work->why, ERR_INVALID, "in_parts", "kind", "Only a survey file comes as a form; others come in parts.");
    adding->kind = IMPORT_SURVEY_FILE;
    enum err err = http_file_of(work->call->x, work->call->arena, &adding->file);
    return err == ERR_MALFORMED ? fault_set(&work->why, err, "no_file", "", "The form must hold one file that is not empty, and only one.")
                                : err;
}

static enum err add_in_parts(struct adding *adding, struct str kind)
{
    struct work *work = &adding->work;
    struct call *call = work->call;
    struct str type = http_header_of(call->x, "Content-Type");
    if (type.at && !str_starts(type, "application/json"))
        return fault_set(&work->why, ERR_MALFORMED, "content_type", "Content-Type",
                         "The body must be sent as application/json, or a survey file as multipart/form-data.");
    if (call->bytes.length > ABOUT_MAX)
        return fault_set(&work->why, ERR_TOO_LARGE, "too_large", "", "The body is larger than this address takes.");
    if (!kind.length)
        return fault_set(&work->why, ERR_INVALID, "required", "kind", "The parameter \"kind\" is required.");
    adding->kind = kind_of(kind);
    json_t *tree;
    enum err err = json_read(call->arena, call->bytes, &tree, &work->why);
    return err == ERR_NONE ? record_read(&record_import_in, call->arena, tree, &adding->about, &work->why) : err;
}

void op_import_add(struct call *call)
{
    struct adding *adding = arena_new_object(call->arena, struct adding);
    const struct import_add_query *query = call->query;
    if (!adding) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    *adding = (struct adding){.work = {.call = call, .imports = imports_of(call)}};
    bool whole = str_starts(http_header_of(call->x, "Content-Type"), "multipart/form-data");
    enum err err = whole ? add_whole(adding, query->kind) : add_in_parts(adding, query->kind);
    if (call_fine(call, err, &adding->work.why))
        call_work(call, add_work, adding);
}

static void part_work(void *context)
{
    struct work *work = context;
    struct call *call = work->call;
    int64_t n;
    if (!str_integer(call->path[1], &n))
        n = -1;
    enum err err = imports_part(work->imports, workspace_of(call), call->path[0], n, call->bytes, &work->status, &work->why);
    if (call_fine(call, err, &work->why))
        status_answer(call, 200, &work->status);
}

void op_import_part_put(struct call *call)
{
    work_begin(call, part_work);
}

static void remove_work(void *context)
{
    struct work *work = context;
    enum err err = imports_remove(work->imports, workspace_of(work->call), work->call->path[0], &work->why);
    if (call_fine(work->call, err, &work->why))
        call_empty(work->call);
}

void op_import_remove(struct call *call)
{
    work_begin(call, remove_work);
}

/* ---- what it will become ---- */

struct previewing {
    struct work *work;
    struct buf rows, problems;
    size_t rows_count, problems_count;
};

static enum err preview_read(void *context, char *bytes, size_t size, size_t *got)
{
    return read_bytes(((struct previewing *)context)->work, bytes, size, got);
}

static void preview_became(void *context, int64_t row, struct str json)
{
    struct previewing *p = context;
    if (p->rows_count == IMPORT_SHOWN_ROWS)
        return;
    buf_printf(&p->rows, "%s{\"row\":%lld,\"becomes\":", p->rows_count++ ? "," : "", (long long)row);
    buf_add_str(&p->rows, json);
    buf_add_char(&p->rows, '}');
}

static void preview_reject(void *context, int64_t row, struct str column, const struct fault *why)
{
    struct previewing *p = context;
    if (p->problems_count++ >= PROBLEMS_MAX)
        return;
    buf_printf(&p->problems, "%s{\"row\":%lld", p->problems_count > 1 ? "," : "", (long long)row);
    put_text(&p->problems, "column", column);
    put_text(&p->problems, "reason", str_of(why->detail));
    put_text(&p->problems, "code", str_of(why->slug));
    buf_add_char(&p->problems, '}');
}

static enum err preview_responses(const struct import_config *config, struct arena *arena, int64_t *rows, struct fault *why)
{
    struct import *import;
    struct response_given *given;
    size_t count;
    bool more;
    enum err err = import_open(config, &import, why);
    if (err == ERR_NONE)
        err = import_next(import, arena, &given, &count, &more, why);
    *rows = err == ERR_NONE ? import_progress(import).rows : 0;
    import_close(import);
    return err;
}

static enum err preview_records(const struct import_config *config, struct arena *arena, int64_t *rows, struct fault *why)
{
    struct import_record *import;
    struct fact *facts;
    size_t count;
    bool more;
    enum err err = import_record_open(config, &import, why);
    if (err == ERR_NONE)
        err = import_record_next(import, arena, &facts, &count, &more, why);
    *rows = err == ERR_NONE ? import_record_progress(import).rows : 0;
    import_record_close(import);
    return err;
}

static enum err preview_run(struct previewing *p, struct arena *arena, int64_t *rows)
{
    struct work *work = p->work;
    struct call *call = work->call;
    struct import_map *map;
    enum err err = import_map_read(arena, work->status.kind, call->tree, &map, &work->why);
    if (err == ERR_NONE &&
        (json_object_get(call->tree, "touchpoints") || json_object_get(json_object_get(call->tree, "survey"), "questions")))
        err =
            fault_set(&work->why, ERR_INVALID, "not_here", json_object_get(call->tree, "touchpoints") ? "touchpoints" : "survey.questions",
                      "Touchpoints and surveys are made in Kuulo first; only the command line makes them by a map.");
    if (err == ERR_NONE)
        err = imports_file(work->imports, workspace_of(call), call->path[0], &work->file);
    if (err != ERR_NONE)
        return err;
    flow_read_begin(call->flow);
    struct import_config config = {.listen = flow_listen(call->flow),
                                   .workspace_id = workspace_of(call),
                                   .now_ms = call->now_ms,
                                   .map = map,
                                   .read = preview_read,
                                   .reject = preview_reject,
                                   .context = p,
                                   .became = preview_became};
    err = work->status.kind == IMPORT_RESPONSES ? preview_responses(&config, arena, rows, &work->why)
                                                : preview_records(&config, arena, rows, &work->why);
    flow_read_end(call->flow);
    return err;
}

static void preview_answer(struct previewing *p, int64_t rows)
{
    struct buf body = buf_new(ANSWER_MAX);
    buf_printf(&body, "{\"checked\":%lld,\"rejected\":%zu,\"rows\":[", (long long)rows, p->problems_count);
    if (p->rows_count)
        buf_add_str(&body, buf_str(&p->rows));
    buf_add_text(&body, "],\"problems\":[");
    if (p->problems_count)
        buf_add_str(&body, buf_str(&p->problems));
    buf_add_text(&body, "]}");
    body.failed |= p->rows.failed || p->problems.failed;
    call_json(p->work->call, 200, &body, 0);
}

static void map_work(void *context)
{
    struct work *work = context;
    struct call *call = work->call;
    struct previewing p = {.work = work, .rows = buf_new(PREVIEW_MAX), .problems = buf_new(PREVIEW_MAX)};
    struct arena *arena = arena_new(PREVIEW_ARENA);
    int64_t rows = 0;
    bool waits = work->status.state == IMPORT_READY || work->status.state == IMPORT_FAILED;
    enum err err = work->status.kind == IMPORT_SURVEY_FILE
                       ? fault_set(&work->why, ERR_CONFLICT, "no_map", "", "A survey file says itself what it holds: run it.")
                   : !waits ? fault_set(&work->why, ERR_CONFLICT, import_state_name(work->status.state), "",
                                        "A map is for a file that is all there and was not brought in yet.")
                   : arena  ? preview_run(&p, arena, &rows)
                            : ERR_MEMORY;
    shelf_file_close(work->file);
    if (err == ERR_NONE)
        err = imports_map_set(work->imports, workspace_of(call), call->path[0], call->bytes, &work->why);
    if (call_fine(call, err, &work->why))
        preview_answer(&p, rows);
    arena_free(arena);
    buf_free(&p.rows);
    buf_free(&p.problems);
}

void op_import_map_put(struct call *call)
{
    work_begin(call, map_work);
}

/* ---- running ---- */

static void run_work(void *context)
{
    struct work *work = context;
    struct call *call = work->call;
    enum err err = imports_run(work->imports, workspace_of(call), call->path[0], principal_actor(&call->principal), &work->why);
    if (err == ERR_NONE)
        err = imports_get(work->imports, workspace_of(call), call->path[0], &work->status);
    if (call_fine(call, err, &work->why))
        status_answer(call, 200, &work->status);
}

void op_import_run(struct call *call)
{
    work_begin(call, run_work);
}

static long rejects_read(void *context, char *to, size_t size)
{
    size_t got = 0;
    return shelf_file_next(context, to, size, &got) == ERR_NONE ? (long)got : -1;
}

static void rejects_close(void *context)
{
    shelf_file_close(context);
}

void op_import_rejects(struct call *call)
{
    struct shelf_file *file = NULL;
    enum err err = imports_rejects(imports_of(call), workspace_of(call), call->path[0], &file);
    if (err != ERR_NONE) {
        call_fail_code(call, err);
        return;
    }
    struct http_reply reply = {.status = 200,
                               .type = "text/csv; charset=utf-8",
                               .headers = {{"Content-Disposition", STR("attachment; filename=\"rejects.csv\"")}},
                               .headers_count = 1};
    if (!file) {
        struct buf body = buf_new(100);
        buf_add_text(&body, "row,column,reason,code\r\n");
        call_text(call, 200, "text/csv; charset=utf-8", &body);
        return;
    }
    call_unlock(call);
    http_answer_stream(call->x, &reply, rejects_read, rejects_close, file);
}
