/* Segment's messages: one, or a batch as /v1/batch takes it. Each is taken or refused alone, nothing grows beyond its limit, and the same
 * bytes give the same facts: a message the sender repeats must be known again. */
#include "listen/event_intake.h"
#include "listen/inside.h"

#include <stdint.h>

static void no_chance(struct randomness *random, void *bytes, size_t length)
{
    (void)random;
    memset(bytes, 7, length);
}

static void check_event(const struct event_received *e)
{
    must(e->name.length && str_utf8(e->name) && str_characters(e->name) <= EVENT_NAME_MAX);
    must(str_characters(e->user_id) <= EVENT_ID_MAX && str_characters(e->anonymous_id) <= EVENT_ID_MAX);
    must(e->properties_text.length <= EVENT_BYTES_MAX && e->context_text.length <= EVENT_BYTES_MAX);
    must(!e->properties || json_is_object(e->properties));
}

static void take(struct event_intake *intake, const json_t *tree)
{
    const json_t *batch = json_object_get(tree, "batch");
    size_t count = json_is_array(batch) ? json_array_size(batch) : 1;
    if (count > INTAKE_MESSAGES_MAX)
        return;
    must(event_intake_open(intake, count) == ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        const json_t *message = json_is_array(batch) ? json_array_get(batch, i) : tree;
        must(segment_take(intake, message, STR(""), json_str(json_object_get(tree, "sentAt"))) == ERR_NONE);
    }
    must(intake->refused <= count && intake->count <= count * INTAKE_FACTS_EACH && intake->problems <= INTAKE_PROBLEMS_MAX);
    for (size_t i = 0; i < intake->count; i++)
        if (intake->facts[i].kind == FACT_EVENT_RECEIVED)
            check_event(intake->facts[i].body);
    for (const struct event_problem *p = intake->first; p; p = p->next)
        must(p->fault.slug[0] && p->fault.detail[0]);
}

static void same(const struct event_intake *a, const struct event_intake *b)
{
    must(a->count == b->count && a->refused == b->refused && a->problems == b->problems);
    for (size_t i = 0; i < a->count; i++) {
        must(a->facts[i].kind == b->facts[i].kind);
        if (a->facts[i].kind != FACT_EVENT_RECEIVED)
            continue;
        const struct event_received *x = a->facts[i].body, *y = b->facts[i].body;
        must(memcmp(x->key, y->key, sizeof x->key) == 0 && x->happened_at_ms == y->happened_at_ms && str_equal(x->name, y->name));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct listen listen = {0};
    struct randomness chance = {no_chance};
    struct arena *arena = arena_new(64 << 20);
    json_t *tree;
    struct fault why = {0};
    must(arena);
    if (json_read(arena, (struct str){(const char *)bytes, length}, &tree, &why) == ERR_NONE) {
        struct event_intake first = {.listen = &listen, .workspace_id = 1, .now_ms = 1772359200000, .arena = arena, .random = &chance};
        struct event_intake second = first;
        take(&first, tree);
        take(&second, tree);
        same(&first, &second);
    }
    arena_free(arena);
    return 0;
}
