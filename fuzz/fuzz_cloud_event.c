/* CloudEvents of the JSON format: one, or a list of them as a batch. What is taken keeps to the limits, what is refused names the
 * attribute, and an event's own id and source are known again. */
#include "listen/event_intake.h"
#include "listen/inside.h"

#include <stdint.h>

static void no_chance(struct randomness *random, void *bytes, size_t length)
{
    (void)random;
    memset(bytes, 7, length);
}

static const struct event_received *event_of(const struct event_intake *intake, size_t from)
{
    for (size_t i = from; i < intake->count; i++)
        if (intake->facts[i].kind == FACT_EVENT_RECEIVED)
            return intake->facts[i].body;
    return NULL;
}

static void check(const struct event_received *e)
{
    must(e && e->name.length && str_characters(e->name) <= EVENT_NAME_MAX);
    must(str_characters(e->user_id) <= EVENT_ID_MAX && !e->anonymous_id.length);
    must(e->properties_text.length <= EVENT_BYTES_MAX && e->context_text.length <= EVENT_BYTES_MAX);
}

static void take(struct event_intake *intake, const json_t *event)
{
    struct fault why = {0};
    size_t before = intake->count;
    enum err err = cloud_event_take(intake, event, &why);
    must(err == ERR_NONE || (err == ERR_INVALID && why.slug[0] && why.detail[0]));
    must((err == ERR_NONE) == (intake->count > before));
    if (err != ERR_NONE)
        return;
    const struct event_received *first = event_of(intake, before);
    check(first);
    before = intake->count;
    must(cloud_event_take(intake, event, &why) == ERR_NONE);
    must(memcmp(first->key, event_of(intake, before)->key, sizeof first->key) == 0);
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
        struct event_intake intake = {.listen = &listen, .workspace_id = 1, .now_ms = 1772359200000, .arena = arena, .random = &chance};
        size_t count = json_is_array(tree) ? json_array_size(tree) : 1;
        if (count <= INTAKE_MESSAGES_MAX) {
            must(event_intake_open(&intake, 2 * count) == ERR_NONE); /* each is taken twice */
            for (size_t i = 0; i < count; i++)
                take(&intake, json_is_array(tree) ? json_array_get(tree, i) : tree);
        }
    }
    arena_free(arena);
    return 0;
}
