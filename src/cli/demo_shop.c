#include "cli/demo_shop.h"

#include "cli/cli.h"
#include "listen/event_intake.h"

#include <math.h>
#include <stdio.h>

extern const char demo_shop_json[];
extern const size_t demo_shop_json_length;

enum { MINUTE_MS = 60000, DAY_MINUTES = 14 * 60, VISITS = 22, DAY_ARENA = 16 << 20, DAY_MESSAGES = VISITS * 9 };

static bool told(const struct fault *why)
{
    struct fault standard;
    fault_set(&standard, ERR_INTERNAL, "demo", "", "The demo's web shop was refused.");
    cli_fail(why->code ? why : &standard);
    return false;
}

static bool rule_add(struct demo_shop *shop, struct arena *arena, const json_t *tree)
{
    struct event_rule_in in;
    struct event_rule_put *put;
    struct fault why = {0};
    flow_read_begin(shop->flow);
    enum err err = record_read(&record_event_rule_in, arena, tree, &in, &why);
    if (err == ERR_NONE)
        err = listen_check_event_rule(flow_listen(shop->flow), shop->workspace_id, &in, arena, &put, &why);
    flow_read_end(shop->flow);
    return err == ERR_NONE ? cli_settle(shop->flow, shop->workspace_id, FACT_EVENT_RULE_ADDED, put, arena, NULL) : told(&why);
}

bool demo_shop_open(struct demo_shop *shop, struct arena *arena)
{
    struct fault why = {0};
    size_t i;
    json_t *rule;
    if (json_read(arena, (struct str){demo_shop_json, demo_shop_json_length}, &shop->shop, &why) != ERR_NONE)
        return told(&why);
    json_array_foreach(json_object_get(shop->shop, "rules"), i, rule)
    {
        if (!rule_add(shop, arena, rule))
            return false;
    }
    return true;
}

/* ---- a day ---- */

struct day {
    struct demo_shop *shop;
    struct event_intake intake;
    int64_t at_ms;
    const char *user, *anonymous; /* one of them, or both */
    enum err err;
};

static const char *one_of(struct day *day, const char *list)
{
    const json_t *texts = json_object_get(day->shop->shop, list);
    return json_string_value(json_array_get(texts, (size_t)(day->shop->draw(day->shop->context) * (double)json_array_size(texts))));
}

static bool chance(struct day *day, double share)
{
    return day->shop->draw(day->shop->context) < share;
}

/* Takes the properties over. The message says what a shop's own client would say. */
static void say(struct day *day, const char *type, const char *event, const char *name, json_t *about)
{
    char at[TIME_TEXT], id[32];
    json_t *message = json_object();
    time_format(day->at_ms, at);
    snprintf(id, sizeof id, "demo-%u", ++day->shop->sequence);
    json_object_set_new(message, "messageId", json_string(id));
    json_object_set_new(message, "timestamp", json_string(at));
    if (event)
        json_object_set_new(message, "event", json_string(event));
    if (day->user)
        json_object_set_new(message, "userId", json_string(day->user));
    if (day->anonymous)
        json_object_set_new(message, "anonymousId", json_string(day->anonymous));
    if (about)
        json_object_set_new(message, name, about);
    if (day->err == ERR_NONE)
        day->err = json_keep(day->intake.arena, message);
    if (day->err == ERR_NONE)
        day->err = segment_take(&day->intake, message, str_of(type), STR(""));
    day->at_ms += (int64_t)(1 + 6 * day->shop->draw(day->shop->context)) * MINUTE_MS;
}

static void track(struct day *day, const char *event, json_t *properties)
{
    say(day, "track", event, "properties", properties);
}

/* Name and address belong to the number, so that the same customer is told of in the same way. */
static void identify(struct day *day, unsigned number)
{
    const json_t *firsts = json_object_get(day->shop->shop, "first_names"), *lasts = json_object_get(day->shop->shop, "last_names");
    unsigned mixed = number * 2654435761u;
    const char *first = json_string_value(json_array_get(firsts, (mixed >> 8) % json_array_size(firsts)));
    const char *last = json_string_value(json_array_get(lasts, (mixed >> 16) % json_array_size(lasts)));
    char name[120], email[60];
    unsigned language = mixed >> 8 & 31;
    snprintf(name, sizeof name, "%s %s", first, last);
    snprintf(email, sizeof email, "customer-%u@askel.example", 10000 + number);
    say(day, "identify", NULL, "traits",
        json_pack("{s:s,s:s,s:s,s:b,s:s}", "name", name, "email", email, "language",
                  language < 23   ? "fi"
                  : language < 27 ? "sv"
                                  : "en",
                  "consent_surveys", (mixed & 7) != 0, "club", (mixed >> 20 & 3) ? "member" : "guest"));
}

static void order(struct day *day, const char *product, int pairs)
{
    double total = round((35 + 90 * day->shop->draw(day->shop->context)) * pairs * 2) / 2;
    if (chance(day, 0.06))
        total = 9.9; /* laces and care */
    track(day, "Order Completed",
          json_pack("{s:f,s:i,s:s,s:s,s:s}", "total", total, "pairs", pairs, "product", product, "currency", "EUR", "delivery",
                    one_of(day, "deliveries")));
    if (chance(day, 0.14))
        track(day, "Return Requested", json_pack("{s:s,s:s}", "reason", one_of(day, "reasons"), "by", chance(day, 0.4) ? "phone" : "web"));
}

/* Looks around as nobody, and perhaps signs in and buys. */
static void visit(struct day *day, unsigned customers)
{
    unsigned number = (unsigned)(pow(day->shop->draw(day->shop->context), 1.3) * customers);
    const char *product = one_of(day, "products");
    day->user = NULL;
    day->anonymous = arena_printf(day->intake.arena, "visitor-%u", day->shop->sequence);
    say(day, "page", NULL, "properties", json_pack("{s:s}", "path", "/"));
    track(day, "Product Viewed", json_pack("{s:s}", "product", product));
    if (chance(day, 0.3))
        track(day, "Size Guide Opened", json_pack("{s:s}", "product", product));
    if (!chance(day, 0.45))
        return;
    day->user = arena_printf(day->intake.arena, "A-%05u", 10000 + number);
    identify(day, number);
    track(day, "Product Added", json_pack("{s:s}", "product", product));
    if (chance(day, 0.6))
        order(day, product, 1 + (chance(day, 0.25) ? 1 : 0));
    day->anonymous = NULL;
    if (chance(day, 0.2))
        track(day, "Newsletter Opened", json_pack("{s:s}", "issue", "autumn"));
}

bool demo_shop_day(struct demo_shop *shop, int64_t opens_ms, unsigned customers)
{
    struct arena *arena = arena_new(DAY_ARENA);
    struct day day = {.shop = shop,
                      .intake = {.listen = flow_listen(shop->flow),
                                 .workspace_id = shop->workspace_id,
                                 .now_ms = shop->now_ms,
                                 .arena = arena,
                                 .random = random_system()}};
    day.err = arena ? event_intake_open(&day.intake, DAY_MESSAGES) : ERR_MEMORY;
    flow_read_begin(shop->flow);
    for (int i = 0; day.err == ERR_NONE && i < VISITS; i++) {
        day.at_ms = opens_ms + (int64_t)(shop->draw(shop->context) * DAY_MINUTES) * MINUTE_MS;
        visit(&day, customers);
    }
    flow_read_end(shop->flow);
    for (size_t i = 0; i < day.intake.count; i++)
        day.intake.facts[i].actor = (struct actor){ACTOR_SYSTEM, 0};
    struct proposal proposal = {.facts = day.intake.facts, .count = day.intake.count, .arena = arena};
    if (day.err == ERR_NONE)
        day.err = flow_settle(shop->flow, &proposal);
    arena_free(arena);
    return day.err == ERR_NONE || told(&proposal.fault);
}
