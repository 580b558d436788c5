/* explain: how a number came to be, in plain text; the same as GET /api/v1/explain says. */
#include "cli/cli.h"

#include "http/http.h"
#include "operations.h"
#include "understand/explain.h"
#include "understand/segment.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAIRS_MAX = 16, EXPLAIN_BYTES = 64 << 20, ANSWER_MAX = 16 << 20 };

struct reading {
    struct arena *arena;
    struct explain_query *query;
    struct fault *why;
    enum err err;
};

static bool pair_read(void *context, struct str name, struct str value)
{
    struct reading *r = context;
    r->err = record_read_text(&record_explain_query, r->arena, name.at, value, r->query, r->why);
    return r->err == ERR_NONE;
}

static enum err ask_read(const struct options *options, const struct cli_parts *parts, struct arena *arena, struct explain_ask *ask,
                         struct fault *why)
{
    struct explain_query query = {0};
    struct reading r = {arena, &query, why, ERR_NONE};
    enum err err = http_pairs(arena, str_of(options->words[1]), PAIRS_MAX, pair_read, &r);
    err = r.err != ERR_NONE ? r.err : err;
    if (err == ERR_NONE)
        err = record_complete(&record_explain_query, &query, why);
    if (err != ERR_NONE)
        return err;
    const struct workspace *workspace =
        options->workspace ? listen_workspace_by_slug(parts->listen, str_of(options->workspace)) : listen_workspace_first(parts->listen);
    if (!workspace)
        return fault_set(why, ERR_NOT_FOUND, "not_found", "workspace", "There is no such workspace.");
    *ask = (struct explain_ask){.workspace_id = workspace->id,
                                .drivers = str_is(query.figure, "drivers"),
                                .measure = query.measure,
                                .by = query.by,
                                .outcome = query.outcome,
                                .of = query.of,
                                .has_from = query.has_from,
                                .from = query.from,
                                .has_to = query.has_to,
                                .to = query.to};
    return segment_condition_parse(parts->store, workspace->id, 0, arena, query.where, &ask->where, why);
}

static void member_print(const char *title, const json_t *tree, const char *name)
{
    const json_t *value = json_object_get(tree, name);
    if (json_is_string(value))
        printf("%s%s\n", title, json_string_value(value));
}

/* An object on one line: name value, name value. */
static void object_print(const json_t *object, const char *indent)
{
    const char *name;
    json_t *value;
    bool first = true;
    printf("%s", indent);
    json_object_foreach((json_t *)object, name, value)
    {
        char *text = json_is_object(value) || json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        if (json_is_object(value) && json_object_size(value) == 0)
            continue;
        printf("%s%s ", first ? "" : ", ", name);
        first = false;
        if (json_is_object(value))
            object_print(value, "(");
        else
            printf("%s", text ? text : json_string_value(value));
        if (json_is_object(value))
            printf(")");
        free(text);
    }
}

static void list_print(const char *title, const json_t *list)
{
    size_t i;
    const json_t *item;
    if (json_array_size(list))
        printf("%s\n", title);
    json_array_foreach(list, i, item)
    {
        object_print(item, "  ");
        printf("\n");
    }
}

static void explanation_print(const json_t *tree)
{
    member_print("Figure:    ", tree, "measure");
    member_print("Outcome:   ", tree, "outcome");
    member_print("Of:        ", tree, "of");
    member_print("Answers:   ", tree, "condition");
    member_print("From:      ", tree, "from");
    member_print("To:        ", tree, "to");
    member_print("Formula:   ", json_object_get(tree, "formula"), "text");
    member_print("           ", json_object_get(tree, "formula"), "classes");
    member_print("Interval:  ", json_object_get(tree, "interval"), "text");
    const json_t *bootstrap = json_object_get(json_object_get(tree, "interval"), "bootstrap");
    if (bootstrap) {
        object_print(bootstrap, "Drawn:     ");
        printf("\n");
    }
    if (json_object_get(tree, "people")) {
        object_print(json_object_get(tree, "people"), "People:    ");
        printf("\n");
    }
    list_print("Made of:", json_object_get(tree, "items"));
    list_print("First answers given by name:", json_object_get(tree, "rows"));
}

static enum err explain(const struct options *options, const struct cli_parts *parts, struct arena *arena, struct fault *why)
{
    struct explain_ask ask;
    struct buf out = buf_new(ANSWER_MAX);
    json_t *tree;
    enum err err = ask_read(options, parts, arena, &ask, why);
    if (err == ERR_NONE)
        err = understand_explain(parts->understand, &ask, &out, why);
    if (err == ERR_NONE)
        err = json_read(arena, buf_str(&out), &tree, why);
    if (err == ERR_NONE)
        explanation_print(tree);
    buf_free(&out);
    return err;
}

int cli_explain(const struct options *options)
{
    struct cli_parts parts = {0};
    struct fault why = {0};
    if (!cli_parts_open(options, &parts))
        return 1;
    struct arena *arena = arena_new(EXPLAIN_BYTES);
    enum err err = arena ? explain(options, &parts, arena, &why) : ERR_MEMORY;
    arena_free(arena);
    cli_parts_close(&parts);
    if (err == ERR_NONE)
        return 0;
    if (!why.code)
        fault_set(&why, err, "explain", "", "The explanation could not be finished: %s.", err_name(err));
    cli_fail(&why);
    return 1;
}
