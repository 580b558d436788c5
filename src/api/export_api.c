/* What is taken out: a survey's responses, streamed. */
#include "api/answer.h"
#include "listen/export.h"

#include <stdlib.h>

enum { PAGE_MAX = 64 << 20 };

/* An export in flight: its pages are made as the client takes them. */
struct exporting {
    struct flow *flow;
    struct call *call; /* until the answer has begun */
    struct export *export;
    const struct export_format *format;
    struct buf page;
    size_t sent;
    bool more;
};

/* The next page that is not empty, or the end. */
static enum err page_make(struct exporting *e)
{
    struct store *store;
    buf_clear(&e->page);
    e->sent = 0;
    enum err err = flow_store_take(e->flow, &store);
    if (err != ERR_NONE)
        return err;
    while (err == ERR_NONE && e->more && !e->page.length)
        err = export_next(e->export, store, &e->page, &e->more);
    flow_store_give(e->flow, store);
    return err;
}

static long export_read(void *context, char *to, size_t size)
{
    struct exporting *e = context;
    if (e->sent == e->page.length && e->more && page_make(e) != ERR_NONE)
        return -1;
    size_t left = e->page.length - e->sent, count = left < size ? left : size;
    if (count)
        memcpy(to, e->page.at + e->sent, count);
    e->sent += count;
    return (long)count;
}

static void export_end(void *context)
{
    struct exporting *e = context;
    export_close(e->export);
    buf_free(&e->page);
    free(e);
}

/* On a worker: the look goes through every row. */
static void export_work(void *context)
{
    struct exporting *e = context;
    struct call *call = e->call;
    const struct response_export_query *query = call->query;
    struct store *store = call_store(call);
    if (!store) {
        export_end(e);
        return;
    }
    enum err err = export_look(e->export, store);
    call_store_give(call, store);
    if (err != ERR_NONE) {
        export_end(e);
        call_fail_code(call, err);
        return;
    }
    struct str survey = str_slug(query->survey) ? query->survey : STR("responses");
    char *name = arena_printf(call->arena, "%.*s.%s", STR_ARGS(survey), export_format_extension(e->format));
    call_stream(call, export_format_type(e->format), str_of(name ? name : "responses"), export_read, export_end, e);
}

void op_response_export(struct call *call)
{
    const struct response_export_query *query = call->query;
    struct fault why = {0};
    const struct survey *survey = listen_survey(call_listen(call), call->principal.workspace_id, query->survey);
    struct export_options options = {.format = query->format,
                                     .language = query->language,
                                     .with_customer = principal_sees_customers(&call->principal),
                                     .now_ms = call->now_ms};
    struct exporting *e = calloc(1, sizeof *e);
    struct store *store = NULL;
    enum err err = !survey ? ERR_NOT_FOUND : !e ? ERR_MEMORY : call_condition(call, query->where, "where", &options.where, &why);
    if (err == ERR_NONE)
        err = flow_store_take(call->flow, &store);
    if (err == ERR_NONE) {
        *e = (struct exporting){.flow = call->flow, .call = call, .page = buf_new(PAGE_MAX), .more = true};
        e->format = export_format_of(query->format);
        err = export_open(call_listen(call), store, call->principal.workspace_id, survey, &options, &e->export, &why);
        flow_store_give(call->flow, store);
    }
    if (err == ERR_NONE) {
        call_park(call);
        err = flow_work(call->flow, export_work, e);
        if (err != ERR_NONE) {
            export_end(e);
            call_fail_code(call, err);
        }
        return;
    }
    free(e);
    call_fine(call, err, &why);
}
