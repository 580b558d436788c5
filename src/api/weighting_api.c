/* Weight schemes: the contract of api/weighting.yaml. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "understand/segment.h"
#include "understand/weight_scheme.h"

/* The definition as it stands, with the weights' ends when they were left out. */
static bool scheme_write(struct arena *arena, const struct weight_scheme_row *row, struct buf *out)
{
    json_t *tree;
    struct weight_scheme_in in;
    struct weight_scheme scheme;
    struct fault why = {0};
    if (json_read(arena, row->definition, &tree, &why) != ERR_NONE ||
        record_read(&record_weight_scheme_in, arena, tree, &in, &why) != ERR_NONE ||
        weight_scheme_check(&in, arena, &scheme, &why) != ERR_NONE)
        return false;
    (void)json_object_set_new(tree, "slug", json_stringn(row->slug.at, row->slug.length));
    (void)json_object_set_new(tree, "low", json_real(scheme.low));
    (void)json_object_set_new(tree, "high", json_real(scheme.high));
    (void)json_object_set_new(tree, "revision", json_integer(row->revision));
    json_put_tree(out, tree);
    return true;
}

static bool scheme_seen(void *context, const struct weight_scheme_row *row)
{
    struct listing *listing = context;
    listing_next(listing, row->revision);
    return scheme_write(listing->call->arena, row, &listing->body);
}

void op_weight_scheme_list(struct call *call)
{
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, 0);
    enum err err = weight_schemes(store, call->principal.workspace_id, scheme_seen, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static void scheme_answer(struct call *call, int status, const struct proposal *proposal)
{
    const struct weight_scheme_put *put = proposal->facts[0].body;
    struct fault why = {0};
    struct weight_scheme_row row;
    struct buf body = buf_new(ANSWER_MAX);
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = weight_scheme_find(store, call->principal.workspace_id, put->slug, call->arena, &row);
    call_store_give(call, store);
    if (err == ERR_NONE && !scheme_write(call->arena, &row, &body))
        err = ERR_MEMORY;
    if (call_fine(call, err, &why))
        call_json(call, status, &body, row.revision);
    else
        buf_free(&body);
}

static void scheme_added(struct call *call, struct proposal *proposal)
{
    scheme_answer(call, 201, proposal);
}

static void scheme_changed(struct call *call, struct proposal *proposal)
{
    scheme_answer(call, 200, proposal);
}

static enum err sample_check(struct call *call, struct weight_scheme *scheme, struct fault *why)
{
    struct store *store;
    enum err err = flow_store_take(call->flow, &store);
    if (err != ERR_NONE)
        return err;
    err = weight_scheme_sample(store, call->principal.workspace_id, call->body, call->arena, &scheme->sample, why);
    flow_store_give(call->flow, store);
    return err;
}

static enum err put_make(struct call *call, struct str slug, struct weight_scheme_put **put, struct fault *why)
{
    const struct weight_scheme_in *in = call->body;
    struct weight_scheme scheme;
    struct buf text = buf_new(call->operation->body_max);
    *put = arena_new_object(call->arena, struct weight_scheme_put);
    if (!*put)
        return ERR_MEMORY;
    if (str_is(slug, "margin"))
        return fault_set(why, ERR_INVALID, "reserved", "slug",
                         "\"margin\" weighs each answer by its customer's margin; choose another name.");
    enum err err = weight_scheme_check(call->body, call->arena, &scheme, why);
    if (err == ERR_NONE)
        err = sample_check(call, &scheme, why);
    int64_t *segments = arena_take_array(call->arena, VIEW_SEGMENTS_MAX, sizeof *segments);
    if (err == ERR_NONE && !segments)
        err = ERR_MEMORY;
    if (err != ERR_NONE) {
        buf_free(&text);
        return err;
    }
    json_put_tree(&text, call->tree);
    **put = (struct weight_scheme_put){.slug = slug,
                                       .definition = text.failed ? (struct str){0} : str_keep(call->arena, buf_str(&text)),
                                       .segments = segments,
                                       .segments_count = segment_ids(in->sample, segments, VIEW_SEGMENTS_MAX, 0)};
    buf_free(&text);
    return (*put)->definition.at ? ERR_NONE : ERR_MEMORY;
}

void op_weight_scheme_add(struct call *call)
{
    const struct weight_scheme_in *in = call->body;
    struct weight_scheme_put *put;
    struct fault why = {0};
    if (!call_fine(call, put_make(call, in->slug, &put, &why), &why))
        return;
    put->is_new = true;
    call_propose_one(call, FACT_WEIGHT_SCHEME_PUT, put, scheme_added);
}

void op_weight_scheme_change(struct call *call)
{
    struct weight_scheme_put *put;
    struct fault why = {0};
    if (call_fine(call, put_make(call, call->path[0], &put, &why), &why))
        call_propose_one(call, FACT_WEIGHT_SCHEME_PUT, put, scheme_changed);
}

void op_weight_scheme_remove(struct call *call)
{
    struct weight_scheme_put *put = arena_new_object(call->arena, struct weight_scheme_put);
    if (put)
        put->slug = call->path[0]; /* "margin" is never there */
    call_propose_one(call, FACT_WEIGHT_SCHEME_REMOVED, put, call_gone);
}
