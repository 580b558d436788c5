#include "listen/event_rule.h"
#include "event.sql.h"
#include "listen/answer.h"
#include "listen/inside.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { MEMORY_MAX = 1 << 20, CHANNEL_MAX = 60, KEY_TEXT = 6 + EVENT_KEY_SIZE * 2 + 1, IMPERSONAL_MAX = 60 };

static const struct {
    const char *name;
    enum encounter_effect effect;
} effects[] = {{"strengthened", EFFECT_STRENGTHENED}, {"unchanged", EFFECT_UNCHANGED}, {"weakened", EFFECT_WEAKENED}};

/* ---- fields of a condition ---- */

static bool below(struct str field, const char *prefix, struct str *rest)
{
    size_t length = strlen(prefix);
    if (!str_starts(field, prefix) || field.length == length)
        return false;
    *rest = (struct str){field.at + length, field.length - length};
    return true;
}

static bool field_known(void *context, struct str field)
{
    struct str rest;
    (void)context;
    return below(field, "properties.", &rest) || below(field, "context.", &rest) || below(field, "customer.attributes.", &rest) ||
           str_is(field, "customer") || str_is(field, "language");
}

/* "a.b" is the member "a.b", else the member "b" of "a". */
static const json_t *member(const json_t *object, struct str path)
{
    const json_t *value = json_object_getn(object, path.at, path.length);
    struct str part;
    while (!value && object && str_cut(&path, '.', &part)) {
        object = json_object_getn(object, part.at, part.length);
        value = path.length ? json_object_getn(object, path.at, path.length) : object;
    }
    return value;
}

struct judging {
    const struct event_received *event;
    struct customer_of_event_row customer;
    const json_t *attributes; /* the customer's */
    json_t *external_id, *language;
};

static const json_t *field_value(void *context, struct str field)
{
    const struct judging *judging = context;
    struct str rest;
    if (below(field, "properties.", &rest))
        return member(judging->event->properties, rest);
    if (below(field, "context.", &rest))
        return member(judging->event->context, rest);
    if (below(field, "customer.attributes.", &rest))
        return json_object_getn(judging->attributes, rest.at, rest.length);
    return str_is(field, "customer") ? judging->external_id : judging->language;
}

/* ---- check ---- */

static enum err check_attributes(const struct str_list *names, struct fault *why)
{
    for (size_t i = 0; i < names->count; i++)
        if (!names->items[i].length || str_characters(names->items[i]) > ATTRIBUTE_NAME_MAX)
            return fault_set(why, ERR_INVALID, "wrong_length", "attributes", "The name of a property to take has 1 to %d characters.",
                             ATTRIBUTE_NAME_MAX);
    return ERR_NONE;
}

static enum err check_condition(const struct event_rule_in *in, struct arena *arena, struct event_rule *rule, struct fault *why)
{
    if (!json_object_size(in->where))
        return ERR_NONE;
    rule->where = in->where;
    enum err err = condition_read(arena, in->where, field_known, NULL, &rule->condition, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "where");
    return err;
}

enum err listen_check_event_rule(const struct listen *listen, int64_t workspace_id, const struct event_rule_in *in, struct arena *arena,
                                 struct event_rule_put **put, struct fault *why)
{
    *put = arena_new_object(arena, struct event_rule_put);
    if (!*put)
        return ERR_MEMORY;
    const struct touchpoint *touchpoint = listen_touchpoint(listen, workspace_id, in->touchpoint);
    if (!touchpoint)
        return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".",
                         STR_ARGS(in->touchpoint));
    struct event_rule *rule = &(*put)->rule;
    *rule = (struct event_rule){.touchpoint_id = touchpoint->id,
                                .event = in->event,
                                .channel = in->channel.at ? in->channel : STR(""),
                                .initiator = encounter_initiator_of(in->initiator),
                                .effect = EFFECT_UNKNOWN,
                                .attributes = in->attributes,
                                .active = !in->has_active || in->active};
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        if (str_is(in->effect, effects[i].name))
            rule->effect = effects[i].effect;
    enum err err = check_attributes(&in->attributes, why);
    return err == ERR_NONE ? check_condition(in, arena, rule, why) : err;
}

/* ---- memory ---- */

void event_rule_memory_free(struct event_rule_memory *memory)
{
    arena_free(memory->arena);
    free(memory);
}

static enum err copy(struct arena *arena, const struct event_rule *from, struct event_rule *to)
{
    *to = *from;
    to->event = str_keep(arena, from->event);
    to->channel = str_keep(arena, from->channel);
    to->condition = NULL;
    to->attributes.items = from->attributes.items ? arena_take_array(arena, from->attributes.count + 1, sizeof(struct str)) : NULL;
    if (!to->event.at || !to->channel.at || (from->attributes.items && !to->attributes.items))
        return ERR_MEMORY;
    for (size_t i = 0; to->attributes.items && i < from->attributes.count; i++)
        if (!(to->attributes.items[i] = str_keep(arena, from->attributes.items[i])).at)
            return ERR_MEMORY;
    if (!from->where)
        return ERR_NONE;
    json_t *where = json_deep_copy(from->where);
    to->where = where;
    enum err err = json_keep(arena, where);
    struct fault ignored;
    return err == ERR_NONE ? condition_read(arena, where, field_known, NULL, &to->condition, &ignored) : err;
}

static size_t place_of(const struct workspace_memory *workspace, int64_t id)
{
    size_t i = 0;
    while (i < workspace->event_rules_count && workspace->event_rules[i]->rule.id != id)
        i++;
    return i;
}

/* Adds or replaces. */
static enum err remember(struct workspace_memory *workspace, const struct event_rule *rule)
{
    struct event_rule_memory *memory = calloc(1, sizeof *memory);
    enum err err = memory && (memory->arena = arena_new(MEMORY_MAX)) ? copy(memory->arena, rule, &memory->rule) : ERR_MEMORY;
    size_t at = place_of(workspace, rule->id);
    if (err == ERR_NONE && at == workspace->event_rules_count)
        err = pointer_add((void ***)&workspace->event_rules, &workspace->event_rules_count, memory);
    else if (err == ERR_NONE) {
        event_rule_memory_free(workspace->event_rules[at]);
        workspace->event_rules[at] = memory;
    }
    if (err != ERR_NONE && memory)
        event_rule_memory_free(memory);
    return err;
}

struct loading {
    struct listen *listen;
    enum err err;
};

static enum err load(struct listen *listen, const struct event_rule_all_row *row, struct arena *arena)
{
    struct workspace_memory *workspace = workspace_memory(listen, row->workspace_id);
    json_t *where = NULL;
    struct event_rule rule = {.id = row->id,
                              .revision = row->revision,
                              .touchpoint_id = row->touchpoint_id,
                              .event = row->event,
                              .channel = row->channel,
                              .initiator = row->has_initiator ? (enum encounter_initiator)row->initiator : INITIATOR_UNKNOWN,
                              .effect = row->has_effect ? (enum encounter_effect)row->effect : EFFECT_UNKNOWN,
                              .active = row->active};
    enum err err = workspace ? ERR_NONE : ERR_IO;
    if (err == ERR_NONE && row->condition.at)
        err = json_read(arena, row->condition, &where, NULL);
    rule.where = where;
    if (err == ERR_NONE && row->attributes.at)
        err = texts_read(arena, row->attributes, &rule.attributes.items, &rule.attributes.count);
    return err == ERR_NONE ? remember(workspace, &rule) : err;
}

static bool load_row(void *context, const struct event_rule_all_row *row)
{
    struct loading *loading = context;
    struct arena *arena = arena_new(MEMORY_MAX);
    loading->err = arena ? load(loading->listen, row, arena) : ERR_MEMORY;
    arena_free(arena);
    return loading->err == ERR_NONE;
}

enum err event_rules_load(struct listen *listen, struct store *store, struct fault *why)
{
    struct loading loading = {listen, ERR_NONE};
    enum err err = sql_event_rule_all(store, NULL, load_row, &loading);
    if (err == ERR_NONE)
        err = loading.err;
    return err == ERR_NONE ? ERR_NONE : fault_set(why, err, "event_rules", "", "The event rules cannot be read from the store.");
}

void event_rule_apply(struct listen *listen, const struct fact *fact)
{
    struct workspace_memory *workspace = workspace_memory(listen, fact->workspace_id);
    if (fact->kind == FACT_EVENT_RULE_REMOVED) {
        size_t at = place_of(workspace, fact->subject_id);
        if (at == workspace->event_rules_count)
            return;
        event_rule_memory_free(workspace->event_rules[at]);
        for (workspace->event_rules_count--; at < workspace->event_rules_count; at++)
            workspace->event_rules[at] = workspace->event_rules[at + 1];
        return;
    }
    struct event_rule rule = ((const struct event_rule_put *)fact->body)->rule;
    rule.id = fact->subject_id;
    rule.revision = fact->number;
    must(remember(workspace, &rule) == ERR_NONE);
}

/* ---- store ---- */

static enum err find(struct store *store, struct fact *fact, int64_t id, int64_t expected, struct fault *why)
{
    struct event_rule_revision_row row;
    fact->subject_id = id;
    enum err err = sql_event_rule_revision(store, &(struct event_rule_revision_in){fact->workspace_id, id}, NULL, &row);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, err, "not_found", "", "There is no such event rule.");
    if (err == ERR_NONE && expected && expected != row.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The event rule was changed meanwhile; read it again.");
    return err;
}

static enum err rule_update(struct store *store, const struct fact *fact, const struct event_rule *r, struct str where, struct str names)
{
    return sql_event_rule_update(store,
                                 &(struct event_rule_update_in){.workspace_id = fact->workspace_id,
                                                                .id = fact->subject_id,
                                                                .event = r->event,
                                                                .condition = where,
                                                                .touchpoint_id = r->touchpoint_id,
                                                                .channel = r->channel,
                                                                .has_effect = r->effect != EFFECT_UNKNOWN,
                                                                .effect = r->effect,
                                                                .has_initiator = r->initiator != INITIATOR_UNKNOWN,
                                                                .initiator = r->initiator,
                                                                .attributes = names,
                                                                .active = r->active,
                                                                .revision = fact->number},
                                 NULL);
}

static enum err rule_insert(const struct listen *listen, struct store *store, struct fact *fact, const struct event_rule *r,
                            struct str where, struct str names, struct fault *why)
{
    const struct workspace_memory *workspace = workspace_memory(listen, fact->workspace_id);
    if (workspace && workspace->event_rules_count >= EVENT_RULES_MAX)
        return fault_set(why, ERR_CONFLICT, "too_many", "", "A workspace can have at most %d event rules.", EVENT_RULES_MAX);
    fact->subject_id = fact->number;
    return sql_event_rule_insert(store,
                                 &(struct event_rule_insert_in){.workspace_id = fact->workspace_id,
                                                                .id = fact->number,
                                                                .event = r->event,
                                                                .condition = where,
                                                                .touchpoint_id = r->touchpoint_id,
                                                                .channel = r->channel,
                                                                .has_effect = r->effect != EFFECT_UNKNOWN,
                                                                .effect = r->effect,
                                                                .has_initiator = r->initiator != INITIATOR_UNKNOWN,
                                                                .initiator = r->initiator,
                                                                .attributes = names,
                                                                .active = r->active},
                                 NULL);
}

enum err event_rule_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    if (fact->kind == FACT_EVENT_RULE_REMOVED) {
        const struct event_rule_removed *removed = fact->body;
        enum err err = find(store, fact, removed->id, 0, why);
        return err == ERR_NONE ? sql_event_rule_delete(store, &(struct event_rule_delete_in){fact->workspace_id, removed->id}, NULL) : err;
    }
    const struct event_rule_put *put = fact->body;
    const struct event_rule *r = &put->rule;
    struct str where = json_kept(arena, r->where), names = {0};
    if (r->attributes.items)
        names = texts_kept(arena, r->attributes.items, r->attributes.count);
    if ((r->where && !where.at) || (r->attributes.items && !names.at))
        return ERR_MEMORY;
    const char *payload =
        arena_printf(arena, "{\"touchpoint\":%lld,\"active\":%s}", (long long)r->touchpoint_id, r->active ? "true" : "false");
    fact->payload = str_of(payload);
    if (!payload)
        return ERR_MEMORY;
    if (fact->kind == FACT_EVENT_RULE_ADDED)
        return rule_insert(listen, store, fact, r, where, names, why);
    enum err err = find(store, fact, r->id, put->expected_revision, why);
    return err == ERR_NONE ? rule_update(store, fact, r, where, names) : err;
}

/* ---- from an event to an encounter ---- */

struct encounter_happened *event_encounter(struct arena *arena, struct event_received *event, int64_t only_rule)
{
    struct encounter_happened *happened = arena_new_object(arena, struct encounter_happened);
    if (happened)
        *happened = (struct encounter_happened){.event = event, .only_rule = only_rule, .effect = EFFECT_UNKNOWN};
    return happened;
}

static enum err customer_read(struct store *store, int64_t workspace_id, struct arena *arena, struct judging *judging)
{
    json_t *tree = NULL;
    if (!judging->event->customer_id)
        return ERR_NONE;
    enum err err =
        sql_customer_of_event(store, &(struct customer_of_event_in){workspace_id, judging->event->customer_id}, arena, &judging->customer);
    const struct customer_of_event_row *c = &judging->customer;
    if (err == ERR_NONE && c->attributes.length)
        err = json_read(arena, c->attributes, &tree, NULL);
    judging->attributes = tree;
    if (err == ERR_NONE)
        err = json_keep(arena, judging->external_id = json_stringn(c->external_id.at, c->external_id.length));
    if (err == ERR_NONE && c->language.length)
        err = json_keep(arena, judging->language = json_stringn(c->language.at, c->language.length));
    return err;
}

static bool fits(const char *name, const json_t *value)
{
    json_t *one = json_pack("{sO}", name, (json_t *)value);
    struct fault ignored;
    bool good = one && attributes_check(one, &ignored) == ERR_NONE;
    json_decref(one);
    return good;
}

/* An encounter's attributes stay when its customer is erased, as a response's do: they are what figures are grouped by. So what looks like
 * a person's address or words is taken only when the rule names it. */
static bool impersonal(const json_t *value)
{
    struct str text = json_str(value);
    return text.length <= IMPERSONAL_MAX && (!text.length || !memchr(text.at, '@', text.length));
}

static bool wanted(const struct event_rule *rule, const char *name, const json_t *value)
{
    if (!rule->attributes.items)
        return impersonal(value);
    for (size_t i = 0; i < rule->attributes.count; i++)
        if (str_is(rule->attributes.items[i], name))
            return true;
    return false;
}

/* The event's properties first, then as many of the customer's attributes as there is room for; a property hides an attribute of its
 * name. */
static enum err freeze(const struct event_rule *rule, const struct judging *judging, struct arena *arena, const json_t **attributes)
{
    json_t *frozen = json_object(), *value;
    const char *name;
    enum err err = json_keep(arena, frozen);
    json_object_foreach((json_t *)judging->event->properties, name, value)
    {
        if (err == ERR_NONE && json_object_size(frozen) < ATTRIBUTES_MAX && wanted(rule, name, value) && fits(name, value))
            err = json_object_set(frozen, name, value) == 0 ? ERR_NONE : ERR_MEMORY;
    }
    json_object_foreach((json_t *)judging->attributes, name, value)
    {
        if (err == ERR_NONE && json_object_size(frozen) < ATTRIBUTES_MAX && !json_object_get(frozen, name))
            err = json_object_set(frozen, name, value) == 0 ? ERR_NONE : ERR_MEMORY;
    }
    *attributes = err == ERR_NONE && json_object_size(frozen) ? frozen : NULL;
    return err;
}

static const struct event_rule *first_that_holds(const struct workspace_memory *workspace, struct judging *judging)
{
    for (size_t i = 0; workspace && i < workspace->event_rules_count; i++) {
        const struct event_rule *rule = &workspace->event_rules[i]->rule;
        if (rule->active && str_equal(rule->event, judging->event->name) && condition_holds(rule->condition, field_value, judging))
            return rule;
    }
    return NULL;
}

static enum err fill(const struct listen *listen, int64_t workspace_id, const struct event_rule *rule, const struct judging *judging,
                     struct arena *arena, struct encounter_happened *happened)
{
    char key[KEY_TEXT] = "event-";
    const struct touchpoint *touchpoint = listen_touchpoint_by_id(listen, workspace_id, rule->touchpoint_id);
    must(touchpoint);
    sodium_bin2hex(key + 6, sizeof key - 6, judging->event->key, EVENT_KEY_SIZE);
    happened->touchpoint_id = touchpoint->id;
    happened->touchpoint = str_keep(arena, touchpoint->slug);
    happened->happened_at_ms = judging->event->happened_at_ms;
    happened->channel = str_keep(arena, rule->channel);
    happened->unit = STR("");
    happened->customer_external_id = judging->customer.external_id.at ? judging->customer.external_id : STR("");
    happened->effect = rule->effect;
    happened->initiator = rule->initiator;
    happened->key = str_keep(arena, (struct str){key, sizeof key - 1});
    if (!happened->touchpoint.at || !happened->channel.at || !happened->key.at)
        return ERR_MEMORY;
    return freeze(rule, judging, arena, &happened->attributes);
}

static enum err encounter_of_event(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena,
                                   struct fault *why)
{
    struct encounter_happened *happened = fact->body;
    struct judging judging = {.event = happened->event};
    fact->repeated = happened->event->repeated; /* a message sent again makes no encounter either, whatever rules there are by now */
    if (fact->repeated)
        return ERR_NONE;
    enum err err = customer_read(store, fact->workspace_id, arena, &judging);
    if (err != ERR_NONE)
        return err;
    const struct event_rule *rule = first_that_holds(workspace_memory(listen, fact->workspace_id), &judging);
    fact->repeated = !rule || (happened->only_rule && happened->only_rule != rule->id);
    if (fact->repeated)
        return ERR_NONE;
    err = fill(listen, fact->workspace_id, rule, &judging, arena, happened);
    if (err == ERR_NONE)
        err = encounter_store(listen, store, fact, arena, why);
    if (err != ERR_NONE || fact->repeated)
        return err;
    return event_matched(store, fact->workspace_id, happened->event);
}

enum err event_encounter_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct encounter_happened *happened = fact->body;
    enum err err = encounter_of_event(listen, store, fact, arena, why);
    return err == ERR_NONE && happened->event->counts ? event_counts_close(store, fact->workspace_id, happened->event->counts) : err;
}

/* ---- the past ---- */

struct replaying {
    struct arena *arena;
    struct event_replay *replay;
    size_t seen;
    enum err err;
};

static enum err tree_of(struct arena *arena, struct str text, const json_t **out)
{
    json_t *tree = NULL;
    enum err err = text.length ? json_read(arena, text, &tree, NULL) : ERR_NONE;
    *out = tree;
    return err;
}

static bool replay_row(void *context, const struct event_after_row *row)
{
    struct replaying *r = context;
    r->seen++;
    r->replay->after = row->id;
    if (row->has_encounter_id || row->key.length != EVENT_KEY_SIZE)
        return true;
    struct event_received *event = arena_new_object(r->arena, struct event_received);
    struct encounter_happened *happened = event ? event_encounter(r->arena, event, r->replay->rule_id) : NULL;
    r->err = happened ? ERR_NONE : ERR_MEMORY;
    if (r->err != ERR_NONE)
        return false;
    *event = (struct event_received){.name = r->replay->name,
                                     .happened_at_ms = row->happened_at,
                                     .id = row->id,
                                     .name_id = row->name_id,
                                     .customer_id = row->has_customer_id ? row->customer_id : 0};
    memcpy(event->key, row->key.at, EVENT_KEY_SIZE);
    r->err = tree_of(r->arena, row->properties, &event->properties);
    if (r->err == ERR_NONE)
        r->err = tree_of(r->arena, row->context, &event->context);
    r->replay->facts[r->replay->count++] =
        (struct fact){.kind = FACT_ENCOUNTER_HAPPENED, .workspace_id = r->replay->workspace_id, .body = happened};
    return r->err == ERR_NONE;
}

enum err listen_event_replay(struct store *store, struct arena *arena, struct event_replay *replay)
{
    struct replaying replaying = {arena, replay, 0, ERR_NONE};
    struct event_name_find_row name = {0};
    replay->count = 0;
    replay->facts = arena_take_array(arena, EVENT_REPLAY_MAX, sizeof *replay->facts);
    if (!replay->facts)
        return ERR_MEMORY;
    enum err err = sql_event_name_find(store, &(struct event_name_find_in){replay->workspace_id, replay->name}, NULL, &name);
    if (err == ERR_NONE)
        err = sql_event_after(store, &(struct event_after_in){replay->workspace_id, name.id, replay->after, EVENT_REPLAY_MAX}, replay_row,
                              &replaying);
    if (replaying.seen < EVENT_REPLAY_MAX)
        replay->after = 0;
    if (err == ERR_NOT_FOUND)
        return ERR_NONE; /* no event of that name ever came */
    return err == ERR_NONE ? replaying.err : err;
}

/* ---- ask ---- */

const struct event_rule *listen_event_rule(const struct listen *listen, int64_t workspace_id, int64_t id)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    size_t at = workspace ? place_of(workspace, id) : 0;
    return workspace && at < workspace->event_rules_count ? &workspace->event_rules[at]->rule : NULL;
}

void listen_event_rules(const struct listen *listen, int64_t workspace_id, bool (*each)(void *context, const struct event_rule *rule),
                        void *context)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    for (size_t i = 0; workspace && i < workspace->event_rules_count; i++)
        if (!each(context, &workspace->event_rules[i]->rule))
            return;
}

bool listen_event_has_rule(const struct listen *listen, int64_t workspace_id, struct str name)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    for (size_t i = 0; workspace && i < workspace->event_rules_count; i++)
        if (workspace->event_rules[i]->rule.active && str_equal(workspace->event_rules[i]->rule.event, name))
            return true;
    return false;
}

void event_rule_write(const struct listen *listen, int64_t workspace_id, const struct event_rule *rule, struct buf *out)
{
    const struct touchpoint *touchpoint = listen_touchpoint_by_id(listen, workspace_id, rule->touchpoint_id);
    buf_printf(out, "{\"id\":%lld,\"active\":%s", (long long)rule->id, rule->active ? "true" : "false");
    json_put_member(out, "event", rule->event);
    if (rule->where) {
        buf_add_text(out, ",\"where\":");
        json_put_tree(out, rule->where);
    }
    json_put_member(out, "touchpoint", touchpoint ? touchpoint->slug : STR(""));
    json_put_member(out, "channel", rule->channel);
    json_put_member(out, "initiator", str_of(encounter_initiator_name(rule->initiator)));
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        if (rule->effect == effects[i].effect)
            json_put_member(out, "effect", str_of(effects[i].name));
    if (rule->attributes.items) {
        buf_add_text(out, ",\"attributes\":[");
        for (size_t i = 0; i < rule->attributes.count; i++) {
            buf_add_text(out, i ? "," : "");
            json_put_text(out, rule->attributes.items[i]);
        }
        buf_add_char(out, ']');
    }
    buf_printf(out, ",\"revision\":%lld}", (long long)rule->revision);
}
