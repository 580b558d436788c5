#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "listen/campaign.h"
#include "listen/earshot_inside.h"

static const int64_t HOUR_MS = 3600000, DAY_MS = 86400000;

static int64_t at(const char *text)
{
    int64_t ms;
    assert_true(time_parse(str_of(text), &ms));
    return ms;
}

static void assert_at(int64_t ms, const char *text)
{
    char said[TIME_TEXT];
    time_format(ms, said);
    assert_string_equal(said, text);
}

/* Helsinki: UTC+2 in winter, UTC+3 from 29 March 2026 03:00 local on. */
static void test_due(void **state)
{
    (void)state;
    struct zone *zone = zone_open(STR("Europe/Helsinki"));
    struct ask_rule rule = {.delay = {.hours = 24, .minute = -1}};
    assert_at(ask_due_ms(&rule, at("2026-03-02T10:00:00Z"), zone), "2026-03-03T10:00:00Z");
    rule.delay = (struct ask_delay){.days = 2, .minute = 10 * 60};
    assert_at(ask_due_ms(&rule, at("2026-03-02T21:30:00Z"), zone), "2026-03-04T08:00:00Z"); /* 23.30 on Monday → Wednesday 10.00 */
    assert_at(ask_due_ms(&rule, at("2026-03-27T12:00:00Z"), zone), "2026-03-29T07:00:00Z"); /* over the clock change: still 10.00 */
    rule.delay = (struct ask_delay){.days = 1, .minute = -1};
    assert_at(ask_due_ms(&rule, at("2026-03-28T12:00:00Z"), zone), "2026-03-29T11:00:00Z"); /* the same 14.00, 23 hours later */
    rule.delay = (struct ask_delay){.minute = 9 * 60};
    assert_at(ask_due_ms(&rule, at("2026-03-02T05:00:00Z"), zone), "2026-03-02T07:00:00Z"); /* 7.00: today at nine */
    assert_at(ask_due_ms(&rule, at("2026-03-02T12:00:00Z"), zone), "2026-03-03T07:00:00Z"); /* nine has passed: tomorrow */
    zone_close(zone);
}

static void test_calendar(void **state)
{
    (void)state;
    struct zone *zone = zone_open(STR("Europe/Helsinki"));
    int32_t from;
    assert_true(day_parse(STR("2026-01-15"), &from)); /* a Thursday */
    struct campaign_schedule s = {.every = CAMPAIGN_ONCE, .interval = 1, .weekday = 0, .from_day = from, .minute = 600};
    assert_at(campaign_next_ms(&s, at("2026-01-10T00:00:00Z"), zone), "2026-01-15T08:00:00Z");
    assert_int_equal(campaign_next_ms(&s, at("2026-01-15T08:00:00Z"), zone), 0); /* over */
    s.every = CAMPAIGN_WEEKS;
    assert_at(campaign_next_ms(&s, at("2026-01-01T00:00:00Z"), zone), "2026-01-19T08:00:00Z"); /* the first Monday from then on */
    assert_at(campaign_next_ms(&s, at("2026-01-19T07:59:59Z"), zone), "2026-01-19T08:00:00Z");
    assert_at(campaign_next_ms(&s, at("2026-01-19T08:00:00Z"), zone), "2026-01-26T08:00:00Z");
    s.interval = 2;
    assert_at(campaign_next_ms(&s, at("2026-01-19T08:00:00Z"), zone), "2026-02-02T08:00:00Z");
    assert_at(campaign_next_ms(&s, at("2026-01-30T12:00:00Z"), zone), "2026-02-02T08:00:00Z"); /* the other week is left out */
    assert_at(campaign_next_ms(&s, at("2026-03-16T08:00:00Z"), zone), "2026-03-30T07:00:00Z"); /* over the clock change: still 10.00 */
    assert_at(campaign_next_ms(&s, at("2036-01-01T00:00:00Z"), zone), "2036-01-07T08:00:00Z"); /* after ten silent years */
    s.every = CAMPAIGN_MONTHS;
    s.interval = 1; /* January's first Monday is over on the 15th */
    assert_at(campaign_next_ms(&s, at("2026-01-01T00:00:00Z"), zone), "2026-02-02T08:00:00Z");
    s.interval = 6;
    assert_at(campaign_next_ms(&s, at("2026-02-02T08:00:00Z"), zone), "2026-08-03T07:00:00Z");
    assert_at(campaign_next_ms(&s, at("2026-08-03T07:00:00Z"), zone), "2027-02-01T08:00:00Z");
    s.at_once = true;
    s.every = CAMPAIGN_ONCE;
    assert_int_equal(campaign_next_ms(&s, 0, zone), 0);
    zone_close(zone);
}

/* The decile of each customer, by id from 1. */
static void deciles_of(const double *margins, size_t count, int *deciles)
{
    struct earshot_customer items[40] = {0};
    struct earshot_people people = {.items = items, .count = count};
    for (size_t i = 0; i < count; i++)
        items[i] = (struct earshot_customer){.id = (int64_t)i + 1, .margin = margins[i], .has_margin = margins[i] >= 0};
    earshot_deciles_set(&people);
    for (size_t i = 0; i < count; i++)
        deciles[items[i].id - 1] = items[i].decile;
}

static void test_deciles(void **state)
{
    (void)state;
    double same[20], mixed[12] = {7, 7, 7, 9, -1, 7, 7, 7, 7, 7, 7, -1}; /* −1: nobody knows */
    int of[20];
    for (int i = 0; i < 20; i++)
        same[i] = 100;
    deciles_of(same, 20, of);
    for (int i = 0; i < 20; i++)
        assert_int_equal(of[i], 10 - i / 2); /* all alike: two in each, by id */
    deciles_of(mixed, 12, of);
    assert_int_equal(of[3], 10); /* the one above the ties */
    assert_int_equal(of[0], 9);
    assert_int_equal(of[2], 7);
    assert_int_equal(of[10], 1);
    assert_int_equal(of[4], 0);
    assert_int_equal(of[11], 0);
    deciles_of(mixed, 3, of); /* fewer people than deciles */
    assert_int_equal(of[0], 10);
    assert_int_equal(of[1], 7);
    assert_int_equal(of[2], 4);
    deciles_of(mixed, 0, of);
}

static void test_quiet(void **state)
{
    (void)state;
    struct zone *zone = zone_open(STR("Europe/Helsinki"));
    struct quiet_hours night = {21 * 60, 8 * 60, false}, both = {21 * 60, 8 * 60, true}, none = {0, 0, false};
    assert_at(ask_quiet_end_ms(&night, at("2026-03-02T18:59:59Z"), zone), "2026-03-02T18:59:59Z"); /* 20.59: not yet */
    assert_at(ask_quiet_end_ms(&night, at("2026-03-02T19:00:00Z"), zone), "2026-03-03T06:00:00Z"); /* 21.00 → 8.00 */
    assert_at(ask_quiet_end_ms(&night, at("2026-03-03T03:00:00Z"), zone), "2026-03-03T06:00:00Z"); /* 5.00 → 8.00 the same day */
    assert_at(ask_quiet_end_ms(&night, at("2026-03-03T06:00:00Z"), zone), "2026-03-03T06:00:00Z"); /* 8.00: over */
    assert_at(ask_quiet_end_ms(&both, at("2026-03-06T20:00:00Z"), zone), "2026-03-09T06:00:00Z");  /* Friday 22.00 → Monday 8.00 */
    assert_at(ask_quiet_end_ms(&both, at("2026-03-07T10:00:00Z"), zone), "2026-03-09T06:00:00Z");  /* Saturday noon → Monday 8.00 */
    assert_at(ask_quiet_end_ms(&none, at("2026-03-07T01:00:00Z"), zone), "2026-03-07T01:00:00Z");
    zone_close(zone);
}

/* Of 30,000 encounters a third: 10,000 with a standard deviation of 81.6; five of them either way. Drawn again, the same ones. */
static void test_lot(void **state)
{
    (void)state;
    int below = 0, both = 0;
    for (int64_t id = 1; id <= 30000; id++) {
        double lot = ask_lot(1, 7, id);
        assert_true(lot >= 0 && lot < 1 && lot == ask_lot(1, 7, id));
        below += lot < 1.0 / 3;
        both += lot < 1.0 / 3 && ask_lot(1, 8, id) < 1.0 / 3; /* another rule draws for itself: a ninth, 3,333 ± 5 × 54.4 */
    }
    assert_in_range(below, 9592, 10408);
    assert_in_range(both, 3061, 3605);
}

static void test_budget(void **state)
{
    (void)state;
    struct contact_limits usual = contact_budget_default().limits;
    int64_t now = at("2026-06-01T12:00:00Z");
    struct ask_contact c[4] = {{.at_ms = now - 7 * DAY_MS + 1, .survey_id = 5, .answered = true}};
    assert_int_equal(ask_judge_budget(&usual, c, 0, 5, now), ASK_ASKED);
    assert_int_equal(ask_judge_budget(&usual, c, 1, 6, now), ASK_ASKED_LATELY);
    c[0].at_ms = now - 7 * DAY_MS; /* seven whole days ago */
    assert_int_equal(ask_judge_budget(&usual, c, 1, 6, now), ASK_ASKED);
    assert_int_equal(ask_judge_budget(&usual, c, 1, 5, now), ASK_ASKED_THIS_SURVEY);
    c[0].at_ms = now - 30 * DAY_MS;
    assert_int_equal(ask_judge_budget(&usual, c, 1, 5, now), ASK_ASKED);
    for (int i = 0; i < 4; i++)
        c[i] = (struct ask_contact){.at_ms = now - (40 + i * 100) * DAY_MS, .survey_id = 5, .answered = true};
    assert_int_equal(ask_judge_budget(&usual, c, 4, 5, now), ASK_ASKED_THIS_YEAR); /* 340 days ago is the fourth */
    assert_int_equal(ask_judge_budget(&usual, c, 3, 5, now), ASK_ASKED);
    for (int i = 0; i < 3; i++)
        c[i].answered = false;
    assert_int_equal(ask_judge_budget(&usual, c, 3, 5, now), ASK_NEVER_ANSWERS);
    assert_int_equal(ask_judge_budget(&usual, c, 2, 5, now), ASK_ASKED);
    c[1].answered = true; /* the answer begins the count anew */
    assert_int_equal(ask_judge_budget(&usual, c, 3, 5, now), ASK_ASKED);
    c[1].answered = false;
    usual.unanswered = 0;
    assert_int_equal(ask_judge_budget(&usual, c, 3, 5, now), ASK_ASKED);
}

static void test_person(void **state)
{
    (void)state;
    const enum ask_channel email = ASK_EMAIL, link = ASK_LINK;
    const struct ask_person fine = {.known = true, .consent = true, .has_address = true};
    struct ask_person p = fine;
    assert_int_equal(ask_judge_person(email, &p, true), ASK_ASKED);
    p.has_address = false;
    assert_int_equal(ask_judge_person(email, &p, true), ASK_NO_ADDRESS);
    assert_int_equal(ask_judge_person(link, &p, true), ASK_ASKED);
    p = fine;
    p.consent = false;
    assert_int_equal(ask_judge_person(email, &p, true), ASK_NO_CONSENT);
    assert_int_equal(ask_judge_person(email, &p, false), ASK_ASKED);
    p.contact_ban = true;
    assert_int_equal(ask_judge_person(email, &p, false), ASK_CONTACT_BAN);
    p = fine;
    p.complaint_open = true;
    assert_int_equal(ask_judge_person(link, &p, true), ASK_COMPLAINT_OPEN);
    p = fine;
    p.unsubscribed = true;
    assert_int_equal(ask_judge_person(email, &p, true), ASK_UNSUBSCRIBED);
    assert_int_equal(ask_judge_person(link, &p, true), ASK_UNSUBSCRIBED); /* one click leaves every channel */
    p = fine;
    p.bounced = true;
    assert_int_equal(ask_judge_person(email, &p, true), ASK_BOUNCED);
    assert_int_equal(ask_judge_person(link, &p, true), ASK_ASKED); /* the address does not work, the person never said no */
    p = (struct ask_person){0};
    assert_int_equal(ask_judge_person(email, &p, true), ASK_NO_CUSTOMER);
}

static void test_encounter(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct ask_sight sight = {
        .touchpoint = STR("checkout"), .channel = STR("web"), .customer_attributes = STR("{\"tier\":\"gold\"}"), .arena = arena};
    struct ask_rule rule = {.workspace_id = 1, .id = 3, .active = true, .share = 1, .expiry_hours = 48};
    json_t *tree;
    struct fault why;
    assert_int_equal(json_read(arena,
                               STR("{\"all\":[{\"field\":\"channel\",\"op\":\"eq\",\"value\":\"web\"},"
                                   "{\"field\":\"customer.attributes.tier\",\"op\":\"eq\",\"value\":\"gold\"}]}"),
                               &tree, &why),
                     ERR_NONE);
    assert_int_equal(ask_condition_read(arena, tree, &rule.where, &why), ERR_NONE);
    assert_int_equal(ask_judge_encounter(&rule, 9, 0, 48 * HOUR_MS, true, &sight), ASK_ASKED);
    assert_int_equal(ask_judge_encounter(&rule, 9, 0, 48 * HOUR_MS + 1, true, &sight), ASK_EXPIRED);
    assert_int_equal(ask_judge_encounter(&rule, 9, 0, 0, false, &sight), ASK_NO_CUSTOMER);
    rule.share = 0;
    assert_int_equal(ask_judge_encounter(&rule, 9, 0, 0, true, &sight), ASK_SAMPLED_OUT);
    sight.channel = STR("phone");
    assert_int_equal(ask_judge_encounter(&rule, 9, 0, 0, true, &sight), ASK_CONDITION);
    rule.active = false;
    assert_int_equal(ask_judge_encounter(&rule, 9, 0, 0, true, &sight), ASK_RULE_PAUSED);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due), cmocka_unit_test(test_calendar), cmocka_unit_test(test_deciles), cmocka_unit_test(test_quiet),
        cmocka_unit_test(test_lot), cmocka_unit_test(test_budget),   cmocka_unit_test(test_person),  cmocka_unit_test(test_encounter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
