#include "listen/encounter.h"
#include "listen.sql.h"
#include "listen/answer.h"
#include "listen/customer.h"
#include "listen/inside.h"

enum { DAY_MS = 86400000 };

static const struct {
    const char *name;
    enum encounter_effect effect;
} effects[] = {{"strengthened", EFFECT_STRENGTHENED}, {"unchanged", EFFECT_UNCHANGED}, {"weakened", EFFECT_WEAKENED}};
static const char *const initiators[] = {
    [INITIATOR_CUSTOMER] = "customer", [INITIATOR_COMPANY] = "company", [INITIATOR_DIALOGUE] = "dialogue"};

const char *encounter_initiator_name(enum encounter_initiator initiator)
{
    return initiators[initiator];
}

enum encounter_initiator encounter_initiator_of(struct str name)
{
    for (enum encounter_initiator i = INITIATOR_CUSTOMER; i <= INITIATOR_DIALOGUE; i++)
        if (str_is(name, initiators[i]))
            return i;
    return INITIATOR_UNKNOWN;
}

static enum err repeat(struct store *store, struct fact *fact, struct str key, struct arena *arena)
{
    struct encounter_by_key_row row;
    enum err err = sql_encounter_by_key(store, &(struct encounter_by_key_in){fact->workspace_id, key}, arena, &row);
    fact->repeated = true;
    fact->subject_id = row.id;
    return err;
}

enum err encounter_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct encounter_happened *e = fact->body;
    int64_t customer_id, changes;
    struct str attributes = json_kept(arena, e->attributes);
    (void)why;
    enum err err = customer_find_or_make(store, fact->workspace_id, e->customer_external_id, fact->at_ms, &customer_id);
    if (err == ERR_NONE)
        err = sql_encounter_insert(store,
                                   &(struct encounter_insert_in){.workspace_id = fact->workspace_id,
                                                                 .id = fact->number,
                                                                 .touchpoint_id = e->touchpoint_id,
                                                                 .happened_at = e->happened_at_ms,
                                                                 .channel = e->channel,
                                                                 .unit = e->unit,
                                                                 .has_customer_id = customer_id != 0,
                                                                 .customer_id = customer_id,
                                                                 .attributes = attributes,
                                                                 .has_effect = e->effect != EFFECT_UNKNOWN,
                                                                 .effect = e->effect,
                                                                 .has_initiator = e->initiator != INITIATOR_UNKNOWN,
                                                                 .initiator = e->initiator,
                                                                 .key = e->key.length ? e->key : (struct str){0}},
                                   &changes);
    if (err != ERR_NONE)
        return err;
    if (!changes)
        return repeat(store, fact, e->key, arena);
    fact->subject_id = fact->number;
    err = asks_wait(listen, store, fact, customer_id, arena);
    if (err != ERR_NONE)
        return err;
    const char *payload = arena_printf(arena, "{\"touchpoint\":%lld}", (long long)e->touchpoint_id);
    fact->payload = str_of(payload);
    return payload ? ERR_NONE : ERR_MEMORY;
}

static enum err check_touchpoint(const struct listen *listen, int64_t workspace_id, struct encounter_happened *e, struct fault *why)
{
    const struct touchpoint *touchpoint = listen_touchpoint(listen, workspace_id, e->touchpoint);
    if (!touchpoint)
        return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".", STR_ARGS(e->touchpoint));
    e->touchpoint_id = touchpoint->id;
    return ERR_NONE;
}

enum err listen_check_encounter(const struct listen *listen, int64_t workspace_id, const struct encounter_in *in, int64_t now_ms,
                                struct arena *arena, struct encounter_happened **out, struct fault *why)
{
    struct encounter_happened *e = arena_new_object(arena, struct encounter_happened);
    if (!e)
        return ERR_MEMORY;
    *out = e;
    *e = (struct encounter_happened){.touchpoint = in->touchpoint,
                                     .happened_at_ms = in->has_at ? in->at : now_ms,
                                     .channel = in->channel.at ? in->channel : STR(""),
                                     .unit = in->unit.at ? in->unit : STR(""),
                                     .customer_external_id = in->customer ? in->customer->external_id : STR(""),
                                     .attributes = json_object_size(in->attributes) ? in->attributes : NULL,
                                     .effect = EFFECT_UNKNOWN,
                                     .initiator = encounter_initiator_of(in->initiator),
                                     .key = in->key.at ? in->key : STR("")};
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        if (str_is(in->effect, effects[i].name))
            e->effect = effects[i].effect;
    if (e->happened_at_ms > now_ms + DAY_MS)
        return fault_set(why, ERR_INVALID, "in_the_future", "at", "The time in \"at\" lies more than a day ahead.");
    enum err err = check_touchpoint(listen, workspace_id, e, why);
    if (err != ERR_NONE)
        return err;
    err = attributes_check(e->attributes, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "attributes");
    return err;
}

struct paging {
    bool (*each)(void *context, const struct encounter *encounter);
    void *context;
};

static bool page_row(void *context, const struct encounter_page_row *row)
{
    struct paging *paging = context;
    struct encounter e = {row->id,
                          row->happened_at,
                          row->touchpoint,
                          row->channel,
                          row->unit,
                          row->customer,
                          row->attributes,
                          row->has_effect ? (enum encounter_effect)row->effect : EFFECT_UNKNOWN,
                          row->has_initiator ? (enum encounter_initiator)row->initiator : INITIATOR_UNKNOWN};
    return paging->each(paging->context, &e);
}

enum err listen_encounters(struct store *store, int64_t workspace_id, const struct encounter_filter *filter,
                           bool (*each)(void *context, const struct encounter *encounter), void *context)
{
    struct paging paging = {each, context};
    struct customer_find_row customer = {0};
    int64_t before = filter->before ? filter->before : INT64_MAX;
    if (!filter->customer.length)
        return sql_encounter_page(store, &(struct encounter_page_in){workspace_id, before, filter->touchpoint_id, filter->limit}, page_row,
                                  &paging);
    enum err err = sql_customer_find(store, &(struct customer_find_in){workspace_id, filter->customer}, NULL, &customer);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err; /* nobody of that name: an empty page */
    return sql_encounter_page_of_customer(
        store, &(struct encounter_page_of_customer_in){workspace_id, customer.id, before, filter->touchpoint_id, filter->limit}, page_row,
        &paging);
}

void encounter_write(const struct encounter *e, struct buf *out)
{
    char at[TIME_TEXT];
    time_format(e->happened_at_ms, at);
    buf_printf(out, "{\"id\":%lld,\"at\":\"%s\"", (long long)e->id, at);
    json_put_member(out, "touchpoint", e->touchpoint);
    json_put_member(out, "channel", e->channel);
    json_put_member(out, "unit", e->unit);
    json_put_member(out, "customer", e->customer);
    if (e->attributes.length) {
        buf_add_text(out, ",\"attributes\":");
        buf_add_str(out, e->attributes);
    }
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        if (e->effect == effects[i].effect)
            json_put_member(out, "effect", str_of(effects[i].name));
    json_put_member(out, "initiator", str_of(encounter_initiator_name(e->initiator)));
    buf_add_char(out, '}');
}
