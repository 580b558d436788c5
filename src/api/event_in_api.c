/* Events in: Segment's HTTP API and CloudEvents over HTTP. What is answered with 200 is on the disk. */
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/event_intake.h"

#include <stdio.h>
#include <strings.h>

enum { TAKEN_MAX = 65536 };

struct taking {
    struct event_intake intake;
    bool single; /* one message, which was refused: the answer is a problem, not a list of them */
};

/* ---- answers ---- */

static void refused_put(const struct event_intake *intake, struct buf *body)
{
    bool first = true;
    buf_printf(body, ",\"refused\":[");
    for (const struct event_problem *p = intake->first; p; p = p->next) {
        if (!p->refused)
            continue;
        buf_printf(body, "%s{\"index\":%zu,\"field\":", first ? "" : ",", p->index);
        json_put_text(body, str_of(p->fault.field));
        buf_add_text(body, ",\"detail\":");
        json_put_text(body, str_of(p->fault.detail));
        buf_add_char(body, '}');
        first = false;
    }
    buf_add_char(body, ']');
}

static void taken_answer(struct call *call, const struct taking *taking)
{
    const struct event_intake *intake = &taking->intake;
    size_t repeated = 0;
    for (size_t i = 0; i < intake->count; i++)
        repeated += intake->facts[i].kind == FACT_EVENT_RECEIVED && intake->facts[i].repeated;
    if (intake->messages == 1 && !intake->refused && !repeated) {
        call_json_same(call, 200, STR("{\"success\":true,\"accepted\":1,\"repeated\":0}"));
        return;
    }
    struct buf body = buf_new(TAKEN_MAX);
    buf_printf(&body, "{\"success\":%s,\"accepted\":%zu,\"repeated\":%zu", intake->refused ? "false" : "true",
               intake->messages - intake->refused - repeated, repeated);
    if (intake->refused)
        refused_put(intake, &body);
    buf_add_char(&body, '}');
    call_json(call, 200, &body, 0);
}

static void taken(struct call *call, struct proposal *proposal)
{
    const struct taking *taking = (const struct taking *)call->body;
    (void)proposal;
    if (taking->single && taking->intake.refused)
        call_fail(call, &taking->intake.first->fault);
    else
        taken_answer(call, taking);
}

/* ---- proposing ---- */

static enum err problems_add(struct event_intake *intake)
{
    if (!intake->first)
        return ERR_NONE;
    struct event_problems_noted *noted = arena_new_object(intake->arena, struct event_problems_noted);
    if (noted)
        *noted = (struct event_problems_noted){intake->first};
    return intake_fact(intake, FACT_EVENT_PROBLEMS_NOTED, noted);
}

static void taking_propose(struct call *call, struct taking *taking)
{
    struct event_intake *intake = &taking->intake;
    struct proposal *proposal = arena_new_object(call->arena, struct proposal);
    enum err err = proposal ? problems_add(intake) : ERR_MEMORY;
    if (err != ERR_NONE) {
        call_fail_code(call, err);
        return;
    }
    call->body = taking;
    if (!intake->count) {
        taken_answer(call, taking); /* nothing to become true: an empty batch, an anonymous identify */
        return;
    }
    for (size_t i = 0; i < intake->count; i++)
        intake->facts[i].actor = principal_actor(&call->principal);
    *proposal = (struct proposal){.facts = intake->facts, .count = intake->count, .arena = call->arena};
    call_propose(call, proposal, taken);
}

static struct taking *taking_open(struct call *call, size_t messages)
{
    struct taking *taking = arena_new_object(call->arena, struct taking);
    if (!taking)
        return NULL;
    taking->intake = (struct event_intake){.listen = flow_listen(call->flow),
                                           .workspace_id = call->principal.workspace_id,
                                           .now_ms = call->now_ms,
                                           .arena = call->arena,
                                           .random = flow_random(call->flow)};
    return event_intake_open(&taking->intake, messages) == ERR_NONE ? taking : NULL;
}

/* ---- Segment ---- */

static void segment_one(struct call *call, const char *type)
{
    struct fault why = {0};
    json_t *tree = NULL;
    struct taking *taking = taking_open(call, 1);
    enum err err = taking ? json_parse(call->bytes, &tree, &why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = segment_take(&taking->intake, tree, str_of(type), STR(""));
    json_decref(tree);
    if (!call_fine(call, err, &why))
        return;
    taking->single = true;
    taking_propose(call, taking);
}

void op_segment_track(struct call *call)
{
    segment_one(call, "track");
}

void op_segment_identify(struct call *call)
{
    segment_one(call, "identify");
}

void op_segment_page(struct call *call)
{
    segment_one(call, "page");
}

void op_segment_screen(struct call *call)
{
    segment_one(call, "screen");
}

void op_segment_group(struct call *call)
{
    segment_one(call, "group");
}

void op_segment_alias(struct call *call)
{
    segment_one(call, "alias");
}

/* The addresses of the browser client are the first letters. */
void op_segment_browser_track(struct call *call)
{
    op_segment_track(call);
}

void op_segment_browser_identify(struct call *call)
{
    op_segment_identify(call);
}

void op_segment_browser_page(struct call *call)
{
    op_segment_page(call);
}

void op_segment_browser_screen(struct call *call)
{
    op_segment_screen(call);
}

void op_segment_browser_group(struct call *call)
{
    op_segment_group(call);
}

void op_segment_browser_alias(struct call *call)
{
    op_segment_alias(call);
}

/* The tree is the caller's to json_decref, also after an error. */
static enum err batch_of(struct call *call, const char *name, json_t **tree, const json_t **batch, struct fault *why)
{
    enum err err = json_parse(call->bytes, tree, why);
    if (err != ERR_NONE)
        return err;
    *batch = name ? json_object_get(*tree, name) : *tree;
    if (!json_is_array(*batch))
        return fault_set(why, ERR_INVALID, "not_a_list", name ? name : "", "A batch is a list of messages.");
    if (json_array_size(*batch) > INTAKE_MESSAGES_MAX)
        return fault_set(why, ERR_INVALID, "too_many", name ? name : "", "A batch has at most %d messages.", INTAKE_MESSAGES_MAX);
    return ERR_NONE;
}

void op_segment_batch(struct call *call)
{
    struct fault why = {0};
    json_t *tree = NULL;
    const json_t *batch = NULL;
    enum err err = batch_of(call, "batch", &tree, &batch, &why);
    struct taking *taking = err == ERR_NONE ? taking_open(call, json_array_size(batch)) : NULL;
    if (err == ERR_NONE && !taking)
        err = ERR_MEMORY;
    struct str sent_at = json_str(json_object_get(tree, "sentAt"));
    for (size_t i = 0; err == ERR_NONE && i < json_array_size(batch); i++)
        err = segment_take(&taking->intake, json_array_get(batch, i), STR(""), sent_at);
    json_decref(tree);
    if (call_fine(call, err, &why))
        taking_propose(call, taking);
}

void op_segment_import(struct call *call)
{
    op_segment_batch(call);
}

/* ---- CloudEvents ---- */

static bool type_starts(struct str type, const char *prefix)
{
    size_t length = strlen(prefix);
    return type.length >= length && strncasecmp(type.at, prefix, length) == 0;
}

static enum err cloud_batch(struct call *call, struct taking **taking, struct fault *why)
{
    json_t *tree = NULL;
    const json_t *batch = NULL;
    enum err err = batch_of(call, NULL, &tree, &batch, why);
    if (err == ERR_NONE && !(*taking = taking_open(call, json_array_size(batch))))
        err = ERR_MEMORY;
    for (size_t i = 0; err == ERR_NONE && i < json_array_size(batch); i++) {
        char place[32];
        err = cloud_event_take(&(*taking)->intake, json_array_get(batch, i), why);
        snprintf(place, sizeof place, "[%zu]", i);
        if (err == ERR_INVALID)
            fault_prefix(why, place);
    }
    json_decref(tree);
    return err;
}

static enum err cloud_structured(struct call *call, struct taking **taking, struct fault *why)
{
    json_t *tree = NULL;
    if (!(*taking = taking_open(call, 1)))
        return ERR_MEMORY;
    enum err err = json_parse(call->bytes, &tree, why);
    if (err == ERR_NONE)
        err = cloud_event_take(&(*taking)->intake, tree, why);
    json_decref(tree);
    return err;
}

struct binary {
    struct call *call;
    json_t *event;
    enum err err;
    struct fault *why;
};

/* "ce-source: a%20b" → "source": "a b" */
static bool binary_header(void *context, struct str name, struct str value)
{
    struct binary *binary = context;
    struct str text;
    char attribute[64];
    if (name.length < 4 || name.length - 3 >= sizeof attribute || strncasecmp(name.at, "ce-", 3) != 0)
        return true;
    for (size_t i = 3; i < name.length; i++)
        attribute[i - 3] = (char)(name.at[i] >= 'A' && name.at[i] <= 'Z' ? name.at[i] | 0x20 : name.at[i]);
    attribute[name.length - 3] = 0;
    binary->err = http_percent_decode(binary->call->arena, value, false, &text);
    if (binary->err == ERR_NONE && json_object_get(binary->event, attribute))
        binary->err = fault_set(binary->why, ERR_INVALID, "repeated", attribute, "The attribute \"%s\" was given twice.", attribute);
    else if (binary->err == ERR_MALFORMED)
        binary->err = fault_set(binary->why, ERR_INVALID, "wrong_escape", attribute,
                                "The attribute \"%s\" has a wrong escape or bad UTF-8.", attribute);
    if (binary->err == ERR_NONE && json_object_set_new(binary->event, attribute, json_stringn(text.at, text.length)) != 0)
        binary->err = ERR_INVALID;
    return binary->err == ERR_NONE;
}

static enum err binary_data(struct binary *binary, struct str type)
{
    struct call *call = binary->call;
    struct str media = type;
    if (!type.length)
        return ERR_NONE;
    if (json_object_set_new(binary->event, "datacontenttype", json_stringn(type.at, type.length)) != 0)
        return ERR_INVALID;
    str_cut(&(struct str){type.at, type.length}, ';', &media);
    media = str_trim(media);
    bool json = type_starts(media, "application/json") || type_starts(media, "text/json") ||
                (media.length > 5 && strncasecmp(media.at + media.length - 5, "+json", 5) == 0);
    if (!json || !call->bytes.length)
        return ERR_NONE; /* data that is no JSON is not kept */
    enum err err = json_read(call->arena, call->bytes, &call->tree, binary->why);
    if (err == ERR_NONE && json_object_set(binary->event, "data", call->tree) != 0)
        err = ERR_MEMORY;
    return err;
}

static enum err cloud_binary(struct call *call, struct str type, struct taking **taking, struct fault *why)
{
    struct binary binary = {call, json_object(), ERR_NONE, why};
    enum err err = json_keep(call->arena, binary.event);
    if (err != ERR_NONE || !(*taking = taking_open(call, 1)))
        return ERR_MEMORY;
    http_headers_each(call->x, binary_header, &binary);
    err = binary.err;
    if (err == ERR_NONE)
        err = binary_data(&binary, type);
    return err == ERR_NONE ? cloud_event_take(&(*taking)->intake, binary.event, why) : err;
}

void op_cloud_event_add(struct call *call)
{
    struct fault why = {0};
    struct taking *taking = NULL;
    struct str type = http_header_of(call->x, "Content-Type");
    enum err err;
    if (type_starts(type, "application/cloudevents-batch+json"))
        err = cloud_batch(call, &taking, &why);
    else if (type_starts(type, "application/cloudevents+json"))
        err = cloud_structured(call, &taking, &why);
    else if (http_header_of(call->x, "ce-specversion").at)
        err = cloud_binary(call, type, &taking, &why);
    else
        err = fault_set(&why, ERR_MALFORMED, "content_type", "Content-Type",
                        "Send application/cloudevents+json, application/cloudevents-batch+json, or an event's attributes as ce- headers.");
    if (call_fine(call, err, &why))
        taking_propose(call, taking);
}
