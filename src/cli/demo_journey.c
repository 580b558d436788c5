#include "cli/demo_journey.h"
#include "cli/demo_asking.h"

#include "listen/element.h"
#include "listen/encounter.h"
#include "listen/journey.h"

#include <stdlib.h>

enum { DAYS = 200, WALKS_A_DAY = 6, VISITS_MAX = 40000, BATCH = 500, HOUR_MS = 3600000, FIRST_CUSTOMER = 40000 };

struct walker {
    struct demo_journey *demo;
    struct arena *arena;
    struct encounter_happened **visits;
    size_t count;
    uint64_t chance;
    int64_t at_ms; /* of the walk at hand */
    struct str customer;
};

static double draw(struct walker *walker)
{
    walker->chance ^= walker->chance >> 12;
    walker->chance ^= walker->chance << 25;
    walker->chance ^= walker->chance >> 27;
    return (double)((walker->chance * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
}

/* ---- elements and the journey ---- */

static bool change_record(struct demo_journey *demo, struct arena *arena, int64_t element_id, const json_t *item)
{
    struct element_changed body = {.element_id = element_id,
                                   .changed_on = demo->today - (int32_t)json_integer_value(json_object_get(item, "days_ago")),
                                   .note = json_object_get(item, "note")};
    return cli_settle(demo->flow, demo->workspace_id, FACT_ELEMENT_CHANGE_RECORDED, &body, arena, NULL);
}

static bool element_add(struct demo_journey *demo, struct arena *arena, const json_t *item)
{
    const struct touchpoint *touchpoint =
        listen_touchpoint(flow_listen(demo->flow), demo->workspace_id, json_str(json_object_get(item, "touchpoint")));
    struct element_put put = {.slug = json_str(json_object_get(item, "slug")),
                              .owner = json_str(json_object_get(item, "owner")),
                              .name = json_object_get(item, "name"),
                              .state = json_object_get(item, "state")};
    int64_t id;
    size_t i;
    json_t *change;
    if (!touchpoint)
        return false;
    put.touchpoint_id = touchpoint->id;
    put.owner = put.owner.at ? put.owner : STR("");
    if (!cli_settle(demo->flow, demo->workspace_id, FACT_ELEMENT_ADDED, &put, arena, &id))
        return false;
    json_array_foreach(json_object_get(item, "changes"), i, change) if (!change_record(demo, arena, id, change)) return false;
    return true;
}

static bool journey_add(struct demo_journey *demo, struct arena *arena, const json_t *item)
{
    struct journey_in in;
    struct journey_put *put;
    struct fault why = {0};
    if (record_read(&record_journey_in, arena, item, &in, &why) != ERR_NONE ||
        listen_check_journey(flow_listen(demo->flow), demo->workspace_id, &in, item, arena, &put, &why) != ERR_NONE) {
        cli_fail(&why);
        return false;
    }
    return cli_settle(demo->flow, demo->workspace_id, FACT_JOURNEY_ADDED, put, arena, NULL);
}

static bool settings_add(struct demo_journey *demo, struct arena *arena)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(demo->company, "elements"), i, item) if (!element_add(demo, arena, item)) return false;
    json_array_foreach(json_object_get(demo->company, "journeys"), i, item) if (!journey_add(demo, arena, item)) return false;
    return true;
}

/* ---- walks ---- */

/* What has not happened yet is left out: that customer still stands where they were. */
static bool come(struct walker *walker, const char *slug, const char *channel, enum encounter_initiator initiator, double hours_later)
{
    struct demo_journey *demo = walker->demo;
    walker->at_ms += (int64_t)((0.3 + 1.4 * draw(walker)) * hours_later * HOUR_MS);
    if (walker->at_ms > demo->now_ms || walker->count == VISITS_MAX)
        return true;
    const struct touchpoint *touchpoint = listen_touchpoint(flow_listen(demo->flow), demo->workspace_id, str_of(slug));
    struct encounter_happened *visit = arena_new_object(walker->arena, struct encounter_happened);
    if (!touchpoint || !visit)
        return false;
    double mood = draw(walker) + (initiator == INITIATOR_DIALOGUE ? 0.08 : 0);
    *visit = (struct encounter_happened){.touchpoint_id = touchpoint->id,
                                         .touchpoint = touchpoint->slug,
                                         .happened_at_ms = walker->at_ms,
                                         .channel = str_of(channel),
                                         .unit = STR(""),
                                         .customer_external_id = walker->customer,
                                         .initiator = initiator,
                                         .effect = draw(walker) > 0.3 ? EFFECT_UNKNOWN
                                                   : mood > 0.8       ? EFFECT_STRENGTHENED
                                                   : mood < 0.12      ? EFFECT_WEAKENED
                                                                      : EFFECT_UNCHANGED,
                                         .key = STR("")};
    walker->visits[walker->count++] = visit;
    return true;
}

static bool choose(struct walker *walker)
{
    bool fine = draw(walker) > 0.45 || come(walker, "newsletter", "email", INITIATOR_COMPANY, 60);
    int looks = 1 + (int)(draw(walker) * 3);
    for (int i = 0; i < looks && fine; i++)
        fine = come(walker, "web-shop", "web", INITIATOR_CUSTOMER, 30);
    if (fine && draw(walker) < 0.4)
        fine = come(walker, "size-guide", "web", INITIATOR_CUSTOMER, 1);
    if (fine && draw(walker) < 0.7)
        fine = come(walker, "store-visit", "store", INITIATOR_DIALOGUE, 40) &&
               (draw(walker) < 0.3 || come(walker, "fitting", "store", INITIATOR_DIALOGUE, 0.4));
    return fine;
}

static bool receive(struct walker *walker)
{
    if (draw(walker) < 0.07)
        return true; /* lost on the way: the customer waits and nobody tells */
    bool fine = come(walker, "delivery", "store", INITIATOR_COMPANY, 52);
    if (fine && draw(walker) < 0.16) /* nobody said where to take it back */
        return come(walker, "returns-phone", "phone", INITIATOR_DIALOGUE, 30) && come(walker, "invoice", "email", INITIATOR_COMPANY, 70);
    if (fine)
        fine = come(walker, "invoice", "email", INITIATOR_COMPANY, 90);
    if (fine && draw(walker) < 0.35)
        fine = come(walker, "care-advice", "email", INITIATOR_COMPANY, 100);
    if (fine && draw(walker) < 0.08)
        fine = come(walker, "repair", "store", INITIATOR_DIALOGUE, 400);
    return fine;
}

static bool walk(struct walker *walker, int32_t day, int number)
{
    walker->at_ms = zone_day_start_ms(walker->demo->zone, day) + (int64_t)((8 + 12 * draw(walker)) * HOUR_MS);
    walker->customer = str_of(arena_printf(walker->arena, "A-%05d", FIRST_CUSTOMER + number));
    if (!walker->customer.at || !come(walker, "advertisement", draw(walker) < 0.6 ? "social" : "outdoor", INITIATOR_COMPANY, 0) ||
        !choose(walker))
        return false;
    if (draw(walker) < 0.28)
        return true; /* thought about it, and did not buy */
    return come(walker, "checkout", "web", INITIATOR_CUSTOMER, 20) && receive(walker);
}

static int by_time(const void *a, const void *b)
{
    int64_t x = (*(struct encounter_happened *const *)a)->happened_at_ms, y = (*(struct encounter_happened *const *)b)->happened_at_ms;
    return (x > y) - (x < y);
}

static bool settle_batch(struct walker *walker, size_t from, size_t count)
{
    struct demo_journey *demo = walker->demo;
    struct fact *facts = arena_take_array(walker->arena, count, sizeof *facts);
    if (!facts)
        return false;
    for (size_t i = 0; i < count; i++)
        facts[i] = (struct fact){.kind = FACT_ENCOUNTER_HAPPENED,
                                 .workspace_id = demo->workspace_id,
                                 .actor = {ACTOR_SYSTEM, 0},
                                 .body = walker->visits[from + i]};
    struct proposal proposal = {.facts = facts, .count = count, .arena = walker->arena};
    if (flow_settle(demo->flow, &proposal) == ERR_NONE)
        return true;
    cli_fail(&proposal.fault);
    return false;
}

static bool walks_make(struct walker *walker)
{
    int number = 0;
    for (int days_ago = DAYS; days_ago >= 1; days_ago--)
        for (int i = 0; i < WALKS_A_DAY; i++)
            if (!walk(walker, walker->demo->today - days_ago, number++))
                return false;
    qsort(walker->visits, walker->count, sizeof *walker->visits, by_time);
    for (size_t from = 0; from < walker->count; from += BATCH)
        if (!settle_batch(walker, from, walker->count - from < BATCH ? walker->count - from : BATCH))
            return false;
    walker->demo->met = (int64_t)walker->count;
    return true;
}

bool demo_journey_make(struct demo_journey *demo)
{
    struct walker walker = {.demo = demo, .arena = arena_new(64 << 20), .chance = demo->seed | 1};
    walker.visits = walker.arena ? arena_take_array(walker.arena, VISITS_MAX, sizeof *walker.visits) : NULL;
    bool made = walker.visits && settings_add(demo, walker.arena) &&
                demo_customers_make(demo->flow, demo->workspace_id, FIRST_CUSTOMER - 10000, DAYS * WALKS_A_DAY, 0, demo->seed) &&
                walks_make(&walker);
    arena_free(walker.arena);
    return made;
}
