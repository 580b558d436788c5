#include "cli/demo_asking.h"

#include "flow/flow.h"
#include "listen/campaign.h"
#include "listen/customer.h"

#include <math.h>
#include <stdio.h>

enum { BATCH = 500, ARENA_MAX = 16 << 20, DAY_MS = 86400000, YEARS = 3 };

static const char *const given_names[] = {"Aino",  "Eero",  "Helmi",  "Onni",   "Lempi", "Väinö", "Saga",  "Axel",  "Sofia",  "Leo",
                                          "Venla", "Elias", "Kerttu", "Oskari", "Ebba",  "Hugo",  "Maija", "Toivo", "Inkeri", "Arvo"};
static const char *const family_names[] = {"Korhonen",  "Virtanen", "Mäkinen", "Nieminen", "Lindholm", "Hämäläinen", "Laine",
                                           "Heikkinen", "Nyberg",   "Salonen", "Koskinen", "Wikström", "Järvinen",   "Lehtonen"};

static bool told(const struct fault *why)
{
    fprintf(stderr, "kuulo: %s\n", why->detail);
    return false;
}

/* xorshift64*, as the rest of the demo. */
static double draw(uint64_t *chance)
{
    *chance ^= *chance >> 12;
    *chance ^= *chance << 25;
    *chance ^= *chance >> 27;
    return (double)((*chance * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
}

double demo_temper(unsigned number)
{
    return ((double)(number * 2654435761u >> 4 & 255) / 255 - 0.5) * 0.9;
}

/* Of the two whole years before this one and of this one: who is content buys more from year to year. Drawn from the number, so that it
 * changes nothing else. */
static bool margins_fill(struct arena *arena, unsigned number, int year, double margin, struct customer_margins *margins)
{
    uint64_t chance = number * 0x9E3779B97F4A7C15ULL | 1;
    if (!year)
        return true;
    *margins = (struct customer_margins){arena_take_array(arena, YEARS, sizeof *margins->items), YEARS};
    for (int i = 0; margins->items && i < YEARS; i++) {
        double turn = 0.5 * demo_temper(number) * (i - YEARS + 1) + 0.25 * (draw(&chance) - 0.5);
        margins->items[i] = (struct customer_margin){year - YEARS + 1 + i, round(margin * exp(turn) * 100) / 100};
    }
    return margins->items != NULL;
}

static bool customer_fill(struct arena *arena, unsigned number, int year, uint64_t *chance, struct customer_put *put)
{
    const size_t given_all = sizeof given_names / sizeof *given_names, family_all = sizeof family_names / sizeof *family_names;
    const char *given = given_names[(size_t)(draw(chance) * (double)given_all)];
    const char *family = family_names[(size_t)(draw(chance) * (double)family_all)];
    double normal = sqrt(-2 * log(1 - draw(chance))) * cos(6.283185307179586 * draw(chance));
    unsigned language = number * 2654435761u >> 8 & 31; /* as the answers of the same customer */
    *put = (struct customer_put){.external_id = str_of(arena_printf(arena, "A-%05u", 10000 + number)),
                                 .name = str_of(arena_printf(arena, "%s %s", given, family)),
                                 .email = str_of(arena_printf(arena, "a%05u@asiakas.example", 10000 + number)),
                                 .phone = draw(chance) < 0.7 ? str_of(arena_printf(arena, "+358 50 000 %04u", number % 10000)) : STR(""),
                                 .language = language < 23   ? STR("fi")
                                             : language < 27 ? STR("sv")
                                                             : STR("en"),
                                 .has_margin = true,
                                 .margin = round(60 * exp(0.9 * normal)),
                                 .consent_surveys = draw(chance) < 0.86,
                                 .contact_ban = draw(chance) < 0.03,
                                 .complaint_open = draw(chance) < 0.01};
    return put->external_id.at && put->name.at && put->email.at && put->phone.at &&
           margins_fill(arena, number, year, put->margin, &put->margins);
}

static bool batch_make(struct flow *flow, int64_t workspace_id, unsigned first, unsigned count, int year, uint64_t *chance)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct fact *facts = arena ? arena_take_array(arena, count, sizeof *facts) : NULL;
    struct customer_put *puts = facts ? arena_take_array(arena, count, sizeof *puts) : NULL;
    bool made = puts != NULL;
    for (unsigned i = 0; made && i < count; i++) {
        made = customer_fill(arena, first + i, year, chance, &puts[i]);
        facts[i] =
            (struct fact){.kind = FACT_CUSTOMER_PUT, .workspace_id = workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = &puts[i]};
    }
    struct proposal proposal = {.facts = facts, .count = count, .arena = arena};
    if (made && flow_settle(flow, &proposal) != ERR_NONE)
        made = told(&proposal.fault);
    arena_free(arena);
    return made;
}

bool demo_customers_make(struct flow *flow, int64_t workspace_id, unsigned first, unsigned count, int year, uint64_t seed)
{
    uint64_t chance = seed | 1;
    for (unsigned done = 0; done < count; done += BATCH)
        if (!batch_make(flow, workspace_id, first + done, count - done < BATCH ? count - done : BATCH, year, &chance))
            return false;
    return true;
}

static bool rule_make(struct flow *flow, int64_t workspace_id, const struct ask_rule_in *in)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct ask_rule_put *put;
    struct fault why = {0};
    bool made = arena && listen_check_ask_rule(flow_listen(flow), workspace_id, in, arena, &put, &why) == ERR_NONE;
    if (made) {
        struct fact fact = {.kind = FACT_ASK_RULE_ADDED, .workspace_id = workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = put};
        struct proposal proposal = {.facts = &fact, .count = 1, .arena = arena};
        made = flow_settle(flow, &proposal) == ERR_NONE;
        why = proposal.fault;
    }
    arena_free(arena);
    return made || told(&why);
}

bool demo_rules_make(struct flow *flow, int64_t workspace_id)
{
    struct quiet_hours_in night = {.from = STR("21:00"), .to = STR("08:00")};
    struct ask_delay_in two_days = {.has_days = true, .days = 2, .at = STR("10:00")}, three_hours = {.has_hours = true, .hours = 3};
    const struct ask_rule_in delivered = {.name = STR("Paketin jälkeen"),
                                          .survey = STR("delivery"),
                                          .touchpoint = STR("delivery"),
                                          .channel = STR("link"),
                                          .delay = &two_days,
                                          .has_share = true,
                                          .share = 0.5,
                                          .has_priority = true,
                                          .priority = 5};
    const struct ask_rule_in called = {.name = STR("Palautussoiton jälkeen"),
                                       .survey = STR("returns"),
                                       .touchpoint = STR("returns-phone"),
                                       .channel = STR("link"),
                                       .delay = &three_hours,
                                       .has_priority = true,
                                       .priority = 9,
                                       .quiet = &night};
    return rule_make(flow, workspace_id, &delivered) && rule_make(flow, workspace_id, &called);
}

/* An anonymous survey twice a year to a quarter of the customers. */
bool demo_campaign_make(struct flow *flow, int64_t workspace_id, int64_t now_ms)
{
    struct quiet_hours_in night = {.from = STR("20:00"), .to = STR("08:00"), .weekends = true};
    struct campaign_schedule_in twice_a_year = {.every = STR("months"),
                                                .has_interval = true,
                                                .interval = 6,
                                                .has_weekday = true,
                                                .weekday = 2,
                                                .has_from = true,
                                                .from = (int32_t)(now_ms / DAY_MS) + 2,
                                                .at = STR("10:00")};
    struct campaign_in in = {.name = STR("Miten meillä menee"),
                             .survey = STR("relationship"),
                             .schedule = &twice_a_year,
                             .has_share = true,
                             .share = 0.25,
                             .quiet = &night};
    struct arena *arena = arena_new(ARENA_MAX);
    struct campaign_put *put;
    struct fault why = {0};
    bool made = arena && listen_check_campaign(flow_listen(flow), workspace_id, &in, now_ms, arena, &put, &why) == ERR_NONE;
    if (made) {
        struct fact fact = {.kind = FACT_CAMPAIGN_ADDED, .workspace_id = workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = put};
        struct proposal proposal = {.facts = &fact, .count = 1, .arena = arena};
        made = flow_settle(flow, &proposal) == ERR_NONE;
        why = proposal.fault;
    }
    arena_free(arena);
    return made || told(&why);
}
