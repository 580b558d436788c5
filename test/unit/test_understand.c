/* Figures over the whole path: facts through the turn, rows in the store, columns in memory, JSON out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/column/snapshot.h"
#include "flow/flow.h"
#include "listen/encounter.h"
#include "listen/response.h"
#include "listen/surveys.h"
#include "listen/touchpoint.h"
#include "listen/workspace.h"
#include "understand/understand.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t now_ms = 1772359200000; /* 2026-03-01T10:00:00Z */

static struct arena *arena;
static struct flow *flow;
static char place[64];
static struct fault why;

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

static json_t *tree_of(const char *text)
{
    json_t *tree;
    if (json_read(arena, str_of(text), &tree, &why) != ERR_NONE)
        fail_msg("%s: %s", text, why.detail);
    return tree;
}

/* The same thing said several times, in one turn. */
static int64_t settled_many(enum fact_kind kind, void *body, size_t count)
{
    struct fact *facts = arena_take_array(arena, count, sizeof *facts);
    assert_non_null(facts);
    for (size_t i = 0; i < count; i++)
        facts[i] = (struct fact){.kind = kind, .workspace_id = 1, .body = body, .actor = {ACTOR_SYSTEM, 0}};
    struct proposal proposal = {.facts = facts, .count = count, .arena = arena};
    if (flow_settle(flow, &proposal) != ERR_NONE || proposal.err != ERR_NONE)
        fail_msg("%s: %s %s", fact_name(kind), proposal.fault.field, proposal.fault.detail);
    return facts->subject_id;
}

static int64_t settled(enum fact_kind kind, void *body)
{
    return settled_many(kind, body, 1);
}

static void touchpoint_add(const char *json)
{
    struct touchpoint_in in;
    struct touchpoint_put *put;
    assert_int_equal(record_read(&record_touchpoint_in, arena, tree_of(json), &in, &why), ERR_NONE);
    assert_int_equal(listen_check_touchpoint(&in, arena, &put, &why), ERR_NONE);
    settled(FACT_TOUCHPOINT_ADDED, put);
}

static void survey_publish(const char *slug)
{
    struct survey_published *publish;
    assert_int_equal(listen_check_publish(flow_listen(flow), 1, listen_survey(flow_listen(flow), 1, str_of(slug)), arena, &publish, &why),
                     ERR_NONE);
    settled(FACT_SURVEY_PUBLISHED, publish);
}

static void survey_put(const char *json, enum fact_kind kind)
{
    struct survey_put *put;
    json_t *tree = tree_of(json);
    if (listen_check_survey(flow_listen(flow), 1, tree, arena, &put, &why) != ERR_NONE)
        fail_msg("%s %s", why.field, why.detail);
    settled(kind, put);
    survey_publish(json_string_value(json_object_get(tree, "slug")));
}

static int64_t give_many(const char *survey, const char *json, int count)
{
    struct response_in in;
    struct response_given *given;
    const struct survey_version *version = listen_survey(flow_listen(flow), 1, str_of(survey))->published;
    assert_int_equal(record_read(&record_response_in, arena, tree_of(json), &in, &why), ERR_NONE);
    if (listen_check_response(flow_listen(flow), 1, version, &in, now_ms, arena, &given, &why) != ERR_NONE)
        fail_msg("%s: %s: %s", json, why.field, why.detail);
    return settled_many(FACT_RESPONSE_GIVEN, given, (size_t)count);
}

static int64_t give(const char *survey, const char *json)
{
    return give_many(survey, json, 1);
}

static void meet(const char *json)
{
    struct encounter_in in;
    struct encounter_happened *happened;
    assert_int_equal(record_read(&record_encounter_in, arena, tree_of(json), &in, &why), ERR_NONE);
    assert_int_equal(listen_check_encounter(flow_listen(flow), 1, &in, now_ms, arena, &happened, &why), ERR_NONE);
    settled(FACT_ENCOUNTER_HAPPENED, happened);
}

#define T(en) "{\"en\":\"" en "\"}"
#define Q(id, type) "{\"id\":\"" id "\",\"type\":\"" type "\",\"text\":" T("?") "}"
/* clang-format off */
static const char visit[] =
    "{\"slug\":\"visit\",\"title\":" T("Visit") ",\"languages\":[\"en\"],\"touchpoint\":\"store-visit\",\"questions\":["
    Q("recommend", "nps") "," Q("ease", "ces") "," Q("compared", "expectation") "," Q("felt", "emotion") ","
    Q("minutes", "number") "," Q("sat", "csat") ","
    "{\"id\":\"till\",\"type\":\"nps\",\"touchpoint\":\"checkout\",\"text\":" T("?") "},"
    "{\"id\":\"bought\",\"type\":\"choices\",\"text\":" T("?") ",\"choices\":[{\"id\":\"shoes\",\"text\":" T("S") "},"
    "{\"id\":\"wax\",\"text\":" T("W") "}]},"
    Q("why", "story") "]}";
/* clang-format on */

static void world_open(void)
{
    struct flow_config config = {.place = place, .clock = clock_system(), .random = random_system(), .serves = true};
    if (flow_open(&config, &flow, &why) != ERR_NONE)
        fail_msg("%s", why.detail);
}

static int set_up(void **state)
{
    (void)state;
    struct workspace_put *put;
    struct str languages[] = {STR("en")};
    snprintf(place, sizeof place, "/tmp/kuulo-understand-XXXXXX");
    arena = arena_new(1 << 28);
    if (!arena || !mkdtemp(place))
        return 1;
    world_open();
    assert_int_equal(
        listen_check_workspace_new(STR("shoes"), STR("Shoes"), STR("Europe/Helsinki"), (struct str_list){languages, 1}, arena, &put, &why),
        ERR_NONE);
    settled(FACT_WORKSPACE_CREATED, put);
    touchpoint_add("{\"slug\":\"store-visit\",\"name\":{\"en\":\"Store\"},\"kind\":\"physical\",\"target_emotions\":[\"relief\"],\"volume_"
                   "month\":900}");
    touchpoint_add("{\"slug\":\"checkout\",\"name\":{\"en\":\"Till\"},\"kind\":\"physical\"}");
    touchpoint_add("{\"slug\":\"invoice\",\"name\":{\"en\":\"Invoice\"},\"kind\":\"digital\",\"volume_month\":10}");
    survey_put(visit, FACT_SURVEY_ADDED);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    flow_close(flow);
    arena_free(arena);
    nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}

/* ---- asking ---- */
static struct plan ask_of(const char *measure, const char *by, const char *where)
{
    struct plan ask = {.workspace_id = 1};
    struct str rest = str_of(by), part;
    assert_true(measure_of(str_of(measure), &ask.measure));
    while (str_cut(&rest, ',', &part))
        ask.by[ask.by_count++] = part;
    if (where && condition_read(arena, tree_of(where), NULL, NULL, &ask.where, &why) != ERR_NONE)
        fail_msg("%s: %s", where, why.detail);
    return ask;
}

static json_t *answer_to(const struct plan *ask)
{
    struct buf out = buf_new(1 << 20);
    json_t *tree = NULL;
    flow_read_begin(flow);
    enum err err = understand_metrics(flow_understand(flow), ask, arena, &out, &why);
    flow_read_end(flow);
    if (err != ERR_NONE)
        fail_msg("%s: %s", why.field, why.detail);
    assert_int_equal(json_read(arena, str_keep(arena, buf_str(&out)), &tree, &why), ERR_NONE);
    buf_free(&out);
    return tree;
}

static json_t *rows_of(const char *measure, const char *by, const char *where)
{
    struct plan ask = ask_of(measure, by, where);
    return json_object_get(answer_to(&ask), "rows");
}

static const json_t *row_where(const json_t *rows, const char *name, const char *value)
{
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)rows, i, row)
    {
        const json_t *label = json_object_get(json_object_get(row, "group"), name);
        if (value ? json_is_string(label) && strcmp(json_string_value(label), value) == 0 : json_is_null(label))
            return row;
    }
    fail_msg("no row with %s %s", name, value ? value : "null");
    return NULL;
}

static double number_in(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_number(value))
        fail_msg("%s is no number", name);
    return json_number_value(value);
}

#define assert_number(object, name, golden, slack) assert_true(fabs(number_in(object, name) - (golden)) <= (slack))
#define assert_n(object, golden) assert_int_equal(json_integer_value(json_object_get(object, "n")), golden)

static void the_golden_hundred(void **state)
{
    (void)state;
    static const int counts[11] = {3, 1, 1, 2, 3, 4, 6, 15, 20, 25, 20}; /* 20 critics, 35 passive, 45 promoters */
    for (int score = 0; score <= 10; score++) {
        char text[80];
        snprintf(text, sizeof text, "{\"answers\":{\"recommend\":%d}}", score);
        give_many("visit", text, counts[score]);
    }
    const json_t *rows = rows_of("nps", "touchpoint", NULL);
    assert_int_equal(json_array_size(rows), 1);
    const json_t *row = row_where(rows, "touchpoint", "store-visit");
    assert_n(row, 100);
    assert_number(row, "value", 25.0, 1e-9);
    assert_number(row, "low", 9.479, 5e-4);
    assert_number(row, "high", 39.064, 5e-4);
    assert_string_equal(json_string_value(json_object_get(row, "quality")), "normal");
    assert_int_equal(json_object_size(json_object_get(row, "histogram")), 11);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(row, "histogram"), "0")), 3);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(row, "histogram"), "10")), 20);
    assert_number(json_object_get(row, "shares"), "passive", 35, 1e-9);
    struct plan ask = ask_of("nps", "", NULL);
    assert_number(json_object_get(answer_to(&ask), "scale"), "low", -100, 0); /* of the figure, not of the answers */
}

static void a_question_may_have_its_own_touchpoint(void **state)
{
    (void)state;
    give_many("visit", "{\"channel\":\"store\",\"answers\":{\"recommend\":10,\"till\":0}}", 12);
    const json_t *rows = rows_of("nps", "touchpoint", NULL);
    assert_number(row_where(rows, "touchpoint", "store-visit"), "value", 100, 0);
    assert_number(row_where(rows, "touchpoint", "checkout"), "value", -100, 0);
    rows = rows_of("nps", "question", "{\"field\":\"touchpoint\",\"op\":\"eq\",\"value\":\"checkout\"}");
    assert_int_equal(json_array_size(rows), 1);
    assert_n(row_where(rows, "question", "till"), 12);
    assert_n(row_where(rows_of("responses", "touchpoint", NULL), "touchpoint", "store-visit"), 12);
    assert_n(json_array_get(rows_of("nps", "", NULL), 0), 24);
}

static void days_are_local_and_periods_rise(void **state)
{
    (void)state;
    give_many("visit", "{\"at\":\"2026-01-31T21:59:59Z\",\"answers\":{\"recommend\":10}}", 11); /* 23:59 in Helsinki */
    give_many("visit", "{\"at\":\"2026-01-31T22:00:00Z\",\"answers\":{\"recommend\":0}}", 12);  /* the first of February there */
    const json_t *rows = rows_of("nps", "month", NULL);
    assert_int_equal(json_array_size(rows), 2);
    assert_string_equal(json_string_value(json_object_get(json_object_get(json_array_get(rows, 0), "group"), "month")), "2026-01");
    assert_n(row_where(rows, "month", "2026-01"), 11);
    assert_n(row_where(rows, "month", "2026-02"), 12);
    struct plan ask = ask_of("nps", "", NULL);
    assert_true(day_parse(STR("2026-02-01"), &ask.from));
    ask.to = ask.from;
    ask.has_from = ask.has_to = true;
    ask.compare_previous = true;
    const json_t *row = json_array_get(json_object_get(answer_to(&ask), "rows"), 0);
    assert_n(row, 12);
    assert_n(json_object_get(row, "previous"), 11);
    assert_string_equal(json_string_value(json_object_get(row, "verdict")), "worse");
    ask = ask_of("nps", "month", NULL);
    ask.compare_previous = true;
    rows = json_object_get(answer_to(&ask), "rows");
    assert_n(json_object_get(row_where(rows, "month", "2026-02"), "previous"), 11);
    assert_string_equal(json_string_value(json_object_get(row_where(rows, "month", "2026-01"), "verdict")), "too few");
}

static void scales_are_never_averaged_together(void **state)
{
    (void)state;
    give_many("visit", "{\"answers\":{\"sat\":5}}", 10);
    survey_put("{\"slug\":\"visit\",\"title\":" T("Visit") ",\"languages\":[\"en\"],\"touchpoint\":\"store-visit\",\"questions\":["
                                                           "{\"id\":\"sat\",\"type\":\"csat\",\"scale\":{\"low\":1,\"high\":7},\"text\":" T(
                                                               "?") "}]}",
               FACT_SURVEY_CHANGED);
    give_many("visit", "{\"answers\":{\"sat\":5}}", 20);
    const json_t *rows = rows_of("csat", "", NULL);
    assert_int_equal(json_array_size(rows), 2);
    assert_number(row_where(rows, "scale", "1-5"), "value", 100, 0);
    assert_number(row_where(rows, "scale", "1-7"), "value", 0, 0);
    /* a filter on the question sees both */
    assert_n(json_array_get(rows_of("responses", "", "{\"field\":\"answers.sat\",\"op\":\"eq\",\"value\":5}"), 0), 30);
    assert_n(json_array_get(rows_of("responses", "", "{\"field\":\"answers.sat\",\"op\":\"ne\",\"value\":4}"), 0), 30);
    assert_int_equal(json_array_size(rows_of("responses", "", "{\"field\":\"answers.sat\",\"op\":\"not_answered\"}")), 0);
    assert_n(row_where(rows_of("responses", "answers.sat", NULL), "answers.sat", "5"), 30);
}

static void emotions_are_shares_of_those_who_named_any(void **state)
{
    (void)state;
    give_many("visit", "{\"answers\":{\"felt\":{\"strongest\":\"relief\",\"all\":{\"relief\":4}}}}", 33);
    give_many("visit", "{\"answers\":{\"felt\":{\"strongest\":\"annoyance\",\"all\":{\"annoyance\":5}}}}", 12);
    give_many("visit", "{\"answers\":{\"felt\":{\"strongest\":\"joy\",\"all\":{\"joy\":5}}}}", 15);
    give_many("visit", "{\"answers\":{\"felt\":\"nothing_special\"}}", 7);
    const json_t *rows = rows_of("emotion_share", "", NULL);
    assert_number(row_where(rows, "emotion", "relief"), "value", 55.0, 1e-9);
    assert_number(row_where(rows, "emotion", "relief"), "low", 42.5, 0.05);
    assert_number(row_where(rows, "emotion", "annoyance"), "high", 31.8, 0.05);
    assert_n(row_where(rows, "emotion", "hurry"), 60);
    const json_t *hit = json_array_get(rows_of("emotion_hit", "touchpoint", NULL), 0);
    assert_n(hit, 60);
    assert_number(hit, "value", 55.0, 1e-9);
    const json_t *net = json_array_get(rows_of("emotion_net", "", NULL), 0);
    assert_n(net, 67);
    assert_number(net, "value", (33 * 4 / 5.0 + 15 * 5 / 5.0 - 12 * 5 / 6.0) / 67, 1e-9);
    assert_n(json_array_get(rows_of("responses", "", "{\"field\":\"answers.felt\",\"op\":\"contains\",\"value\":\"relief\"}"), 0), 33);
    assert_n(json_array_get(rows_of("responses", "", "{\"field\":\"answers.felt.all.joy\",\"op\":\"ge\",\"value\":5}"), 0), 15);
    assert_n(row_where(rows_of("responses", "answers.felt", NULL), "answers.felt", "nothing_special"), 7);
}

static void more_anger_is_not_better(void **state)
{
    (void)state;
    give_many("visit", "{\"at\":\"2026-02-09T10:00:00Z\",\"answers\":{\"felt\":[\"joy\"]}}", 40);
    give_many("visit", "{\"at\":\"2026-02-10T10:00:00Z\",\"answers\":{\"felt\":[\"annoyance\",\"surprise\"]}}", 40);
    struct plan ask = ask_of("emotion_share", "emotion", NULL);
    assert_true(day_parse(STR("2026-02-10"), &ask.from));
    ask.to = ask.from;
    ask.has_from = ask.has_to = ask.compare_previous = true;
    const json_t *rows = json_object_get(answer_to(&ask), "rows");
    assert_string_equal(json_string_value(json_object_get(row_where(rows, "emotion", "annoyance"), "verdict")), "worse");
    assert_string_equal(json_string_value(json_object_get(row_where(rows, "emotion", "joy"), "verdict")), "worse");
    assert_string_equal(json_string_value(json_object_get(row_where(rows, "emotion", "hurry"), "verdict")), "no shown change");
    assert_null(json_object_get(row_where(rows, "emotion", "surprise"), "verdict"));
}

static void conditions_are_asked_of_every_kind_of_value(void **state)
{
    (void)state;
    give_many("visit",
              "{\"at\":\"2026-02-10T10:00:00Z\",\"channel\":\"email\",\"unit\":\"turku\",\"attributes\":{\"segment\":\"gold\",\"visits\":"
              "12,\"member\":true},"
              "\"answers\":{\"recommend\":9,\"minutes\":7.5,\"bought\":[\"shoes\",\"wax\"],\"why\":\"Quick.\"}}",
              10);
    give_many("visit",
              "{\"at\":\"2026-02-11T10:00:00Z\",\"channel\":\"web\",\"attributes\":{\"segment\":\"new\",\"visits\":1},\"answers\":{"
              "\"recommend\":3,\"minutes\":30}}",
              15);
    static const struct {
        const char *where;
        int n;
    } asked[] = {
        {"{\"field\":\"attributes.segment\",\"op\":\"eq\",\"value\":\"gold\"}", 10},
        {"{\"field\":\"attributes.visits\",\"op\":\"gt\",\"value\":5}", 10},
        {"{\"field\":\"attributes.visits\",\"op\":\"eq\",\"value\":\"12\"}", 0}, /* a number and a text are never equal */
        {"{\"field\":\"attributes.member\",\"op\":\"ne\",\"value\":true}", 15},
        {"{\"field\":\"attributes.nobody\",\"op\":\"eq\",\"value\":1}", 0},
        {"{\"field\":\"answers.minutes\",\"op\":\"le\",\"value\":7.5}", 10},
        {"{\"field\":\"answers.bought\",\"op\":\"contains\",\"value\":\"wax\"}", 10},
        {"{\"field\":\"answers.why\",\"op\":\"answered\"}", 10},
        {"{\"field\":\"unit\",\"op\":\"not_answered\"}", 15},
        {"{\"field\":\"survey\",\"op\":\"eq\",\"value\":\"visit\"}", 25},
        {"{\"field\":\"outcome\",\"op\":\"eq\",\"value\":\"poor\"}", 15},
        {"{\"field\":\"at\",\"op\":\"ge\",\"value\":\"2026-02-11\"}", 15},
        {"{\"any\":[{\"field\":\"channel\",\"op\":\"eq\",\"value\":\"web\"},{\"not\":{\"field\":\"answers.recommend\",\"op\":\"lt\","
         "\"value\":9}}]}",
         25},
        {"{\"all\":[{\"field\":\"channel\",\"op\":\"in\",\"value\":[\"web\",\"phone\"]},{\"field\":\"answers.recommend\",\"op\":\"eq\","
         "\"value\":9}]}",
         0},
        /* several parts about one and the same field */
        {"{\"all\":[{\"field\":\"attributes.visits\",\"op\":\"ge\",\"value\":1},{\"field\":\"attributes.visits\",\"op\":\"le\",\"value\":5}"
         "]}",
         15},
        {"{\"any\":[{\"field\":\"attributes.segment\",\"op\":\"eq\",\"value\":\"gold\"},{\"field\":\"attributes.segment\",\"op\":\"eq\","
         "\"value\":\"new\"}]}",
         25},
        {"{\"all\":[{\"field\":\"unit\",\"op\":\"not_answered\"},{\"field\":\"channel\",\"op\":\"eq\",\"value\":\"web\"},{\"field\":"
         "\"unit\","
         "\"op\":\"eq\",\"value\":\"turku\"}]}",
         0},
        {"{\"any\":[{\"all\":[{\"field\":\"channel\",\"op\":\"eq\",\"value\":\"web\"},{\"field\":\"channel\",\"op\":\"ne\",\"value\":"
         "\"web\"}]},"
         "{\"field\":\"channel\",\"op\":\"eq\",\"value\":\"email\"}]}",
         10},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const json_t *row = json_array_get(rows_of("responses", "", asked[i].where), 0);
        if ((row ? json_integer_value(json_object_get(row, "n")) : 0) != asked[i].n)
            fail_msg("%s: not %d", asked[i].where, asked[i].n);
    }
    assert_n(row_where(rows_of("nps", "answers.minutes,channel", NULL), "answers.minutes", "7.5"), 10);
    assert_n(row_where(rows_of("nps", "attributes.member", NULL), "attributes.member", NULL), 15);
}

static void wrong_questions_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *measure, *by, *where, *field;
    } asked[] = {
        {"nps", "colour", NULL, "by"},
        {"volume", "language", NULL, "by"},
        {"nps", "day,week", NULL, "by"},
        {"nps", "channel,channel", NULL, "by"},
        {"responses", "question", NULL, "by"},
        {"nps", "", "{\"field\":\"customer\",\"op\":\"eq\",\"value\":\"x\"}", "where"},
        {"nps", "", "{\"field\":\"answers.why\",\"op\":\"eq\",\"value\":\"x\"}", "where"},
        {"nps", "", "{\"field\":\"at\",\"op\":\"ge\",\"value\":\"yesterday\"}", "where"},
    };
    give("visit", "{\"answers\":{\"recommend\":9,\"why\":\"Quick.\"}}");
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct plan ask = ask_of(asked[i].measure, asked[i].by, asked[i].where);
        struct buf out = buf_new(1 << 16);
        assert_int_equal(understand_metrics(flow_understand(flow), &ask, arena, &out, &why), ERR_INVALID);
        assert_string_equal(why.field, asked[i].field);
        buf_free(&out);
    }
}

static void few_answers_are_hidden_and_scopes_hold(void **state)
{
    (void)state;
    give_many("visit", "{\"unit\":\"turku\",\"answers\":{\"recommend\":9}}", 7);
    give_many("visit", "{\"unit\":\"oulu\",\"touchpoint\":\"invoice\",\"answers\":{\"recommend\":9,\"till\":4}}", 10);
    struct plan ask = ask_of("nps", "unit", NULL);
    const json_t *row = row_where(json_object_get(answer_to(&ask), "rows"), "unit", "turku");
    assert_n(row, 7);
    assert_true(json_is_null(json_object_get(row, "value")));
    assert_null(json_object_get(row, "histogram"));
    assert_null(json_object_get(row, "shares"));
    assert_int_equal(json_integer_value(json_object_get(row, "missing")), 3);
    ask.floor_none = true;
    row = row_where(json_object_get(answer_to(&ask), "rows"), "unit", "turku");
    assert_number(row, "value", 100, 0);
    assert_string_equal(json_string_value(json_object_get(row, "quality")), "hidden");
    struct str turku = STR("turku"), checkout = STR("checkout");
    ask = ask_of("nps", "", NULL);
    ask.scope.units = (struct str_list){&turku, 1};
    assert_n(json_array_get(json_object_get(answer_to(&ask), "rows"), 0), 7);
    ask.scope = (struct understand_scope){.touchpoints = {&checkout, 1}};
    assert_n(json_array_get(json_object_get(answer_to(&ask), "rows"), 0), 10);
    ask.scope.units = (struct str_list){&turku, 1};
    assert_int_equal(json_array_size(json_object_get(answer_to(&ask), "rows")), 0);
    ask = ask_of("nps", "", NULL);
    ask.workspace_id = 2;
    assert_int_equal(json_array_size(json_object_get(answer_to(&ask), "rows")), 0);
}

/* ---- the snapshot, the tail, and the check ---- */
static size_t differences;
static void difference_seen(void *context, const char *sentence)
{
    (void)context;
    assert_true(strlen(sentence) > 20);
    differences++;
}

static size_t check(void)
{
    struct store *store;
    differences = 0;
    assert_int_equal(flow_store_take(flow, &store), ERR_NONE);
    assert_int_equal(understand_check(flow_understand(flow), store, difference_seen, NULL), ERR_NONE);
    flow_store_give(flow, store);
    return differences;
}

static struct str everything(void)
{
    static const char *const asked[][2] = {{"nps", "month,touchpoint,channel"},
                                           {"ces", "unit"},
                                           {"emotion_share", ""},
                                           {"volume", "touchpoint"},
                                           {"responses", "answers.bought,outcome"}};
    struct buf out = buf_new(1 << 20);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct plan ask = ask_of(asked[i][0], asked[i][1], NULL);
        ask.floor_none = true;
        assert_int_equal(understand_metrics(flow_understand(flow), &ask, arena, &out, &why), ERR_NONE);
    }
    struct str kept = str_keep(arena, buf_str(&out));
    buf_free(&out);
    return kept;
}

static void busy_day(void)
{
    give_many("visit", "{\"channel\":\"email\",\"answers\":{\"recommend\":9,\"ease\":6,\"bought\":[\"wax\"],\"why\":\"Quick and kind.\"}}",
              20);
    give_many(
        "visit",
        "{\"channel\":\"web\",\"unit\":\"turku\",\"answers\":{\"recommend\":2,\"felt\":{\"strongest\":\"hurry\",\"all\":{\"hurry\":2}}}}",
        11);
    meet("{\"touchpoint\":\"invoice\",\"channel\":\"email\",\"attributes\":{\"kind\":\"paper\"}}");
}

static void figures_survive_a_restart(void **state)
{
    (void)state;
    busy_day();
    int64_t gone = give("visit", "{\"answers\":{\"recommend\":0}}");
    assert_int_equal(check(), 0);
    struct str with = everything();
    flow_close(flow);
    world_open(); /* from the snapshot */
    assert_true(str_equal(with, everything()));
    struct response_removed removed = {.id = gone};
    settled(FACT_RESPONSE_REMOVED, &removed);
    struct str without = everything();
    assert_false(str_equal(with, without));
    assert_int_equal(check(), 0);
    flow_close(flow);
    assert_int_equal(understand_forget(place), ERR_NONE);
    world_open(); /* from the rows */
    assert_true(str_equal(without, everything()));
    assert_int_equal(check(), 0);
}

static void an_old_snapshot_is_caught_up(void **state)
{
    (void)state;
    char command[256];
    busy_day();
    int64_t gone = give("visit", "{\"answers\":{\"recommend\":0}}");
    flow_close(flow);
    snprintf(command, sizeof command, "cp %s/column/1.snapshot %s/kept", place, place);
    assert_int_equal(system(command), 0);
    world_open();
    busy_day();
    struct response_removed removed = {.id = gone};
    settled(FACT_RESPONSE_REMOVED, &removed);
    struct str now = everything();
    flow_close(flow);
    snprintf(command, sizeof command, "cp %s/kept %s/column/1.snapshot", place, place);
    assert_int_equal(system(command), 0);
    world_open();
    assert_true(str_equal(now, everything()));
    assert_int_equal(check(), 0);
    flow_close(flow);
    snprintf(command, sizeof command, "echo rubbish > %s/column/1.snapshot", place);
    assert_int_equal(system(command), 0);
    world_open();
    assert_true(str_equal(now, everything()));
}

static void the_check_finds_what_the_rows_do_not_say(void **state)
{
    (void)state;
    busy_day();
    flow_close(flow);
    struct column_store *columns;
    struct column_gap *gaps;
    struct str note;
    int64_t fact;
    char directory[96], table_name[32];
    snprintf(directory, sizeof directory, "%s/column", place);
    assert_int_equal(column_store_load(directory, "1.snapshot", arena, &columns, &fact, &note, &gaps, &why), ERR_NONE);
    const struct column_table *survey = column_table_at(columns, 0);
    snprintf(table_name, sizeof table_name, "%s", column_table_name(survey).at);
    struct column_table *table = column_table_open(columns, str_of(table_name));
    int64_t id;
    int32_t day;
    column_row(table, 3, &id, &day);
    assert_int_equal(column_remove(table, id), ERR_NONE); /* an answer the engine lost */
    assert_int_equal(column_store_save(columns, directory, "1.snapshot", fact, note, &why), ERR_NONE);
    column_store_free(columns);
    world_open();
    assert_true(check() > 0);
}

static void a_new_time_zone_moves_the_days(void **state)
{
    (void)state;
    give_many("visit", "{\"at\":\"2026-01-31T22:30:00Z\",\"answers\":{\"recommend\":9}}", 10);
    assert_n(row_where(rows_of("nps", "day", NULL), "day", "2026-02-01"), 10);
    struct workspace_change change = {.time_zone = STR("America/New_York")};
    struct workspace_put *put;
    assert_int_equal(listen_check_workspace(flow_listen(flow), 1, &change, arena, &put, &why), ERR_NONE);
    settled(FACT_WORKSPACE_CHANGED, put);
    assert_n(row_where(rows_of("nps", "day", NULL), "day", "2026-01-31"), 10);
    assert_int_equal(check(), 0);
}

/* ---- today ---- */
static json_t *today(const char *to)
{
    struct today_ask ask = {.workspace_id = 1, .days = 28};
    struct store *store;
    struct buf out = buf_new(1 << 20);
    json_t *tree;
    assert_true(day_parse(str_of(to), &ask.to));
    assert_int_equal(flow_store_take(flow, &store), ERR_NONE);
    if (understand_today(flow_understand(flow), store, &ask, arena, &out, &why) != ERR_NONE)
        fail_msg("%s", why.detail);
    flow_store_give(flow, store);
    assert_int_equal(json_read(arena, str_keep(arena, buf_str(&out)), &tree, &why), ERR_NONE);
    buf_free(&out);
    return tree;
}

static void the_morning_picture(void **state)
{
    (void)state;
    give_many("visit", "{\"at\":\"2026-01-20T10:00:00Z\",\"answers\":{\"recommend\":9,\"ease\":6,\"till\":9}}", 60);
    for (int i = 0; i < 20; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "{\"at\":\"2026-02-28T10:00:00Z\",\"channel\":\"email\",\"answers\":{\"recommend\":9,\"ease\":6,\"compared\":2,\"till\":1,"
                 "\"felt\":{\"strongest\":\"relief\",\"all\":{\"relief\":4}},\"why\":\"Story %d\"}}",
                 i);
        give("visit", text);
    }
    give_many("visit", "{\"at\":\"2026-02-27T10:00:00Z\",\"answers\":{\"recommend\":2,\"why\":\"Nobody came.\"}}", 3);
    json_t *picture = today("2026-02-28");
    const json_t *headlines = json_object_get(picture, "headlines"), *nps = json_array_get(headlines, 0);
    assert_string_equal(json_string_value(json_object_get(nps, "measure")), "nps");
    assert_n(json_object_get(nps, "figure"), 43);
    assert_int_equal(json_array_size(headlines), 4); /* nobody was asked about satisfaction */
    assert_string_equal(json_string_value(json_object_get(json_array_get(headlines, 3), "emotion")), "relief");
    assert_string_equal(json_string_value(json_object_get(picture, "worst")), "checkout");
    const json_t *hurts = json_object_get(picture, "hurts");
    assert_int_equal(json_array_size(hurts), 2);
    /* 3 of 23 critics × 900 a month outweigh 20 of 20 × 20 answers */
    assert_string_equal(json_string_value(json_object_get(json_array_get(hurts, 0), "touchpoint")), "store-visit");
    const json_t *heard = json_object_get(picture, "heard");
    assert_int_equal(json_integer_value(json_object_get(heard, "responses")), 20);
    assert_int_equal(json_integer_value(json_object_get(heard, "stories")), 20);
    assert_string_equal(json_string_value(json_array_get(json_object_get(picture, "silent"), 0)), "invoice");
    const json_t *again = today("2026-02-28"), *pain = json_object_get(picture, "pain");
    assert_true(json_equal(picture, (json_t *)again));
    assert_int_equal(json_integer_value(json_object_get(picture, "pains")) + json_integer_value(json_object_get(picture, "praises")), 23);
    assert_non_null(pain);
    assert_true(json_string_length(json_object_get(pain, "text")) > 5);
}

static void what_lies_under_the_whole_stands_out(void **state)
{
    (void)state;
    give_many("visit", "{\"at\":\"2026-02-20T10:00:00Z\",\"answers\":{\"recommend\":9}}", 90);
    give_many("visit", "{\"at\":\"2026-02-20T10:00:00Z\",\"answers\":{\"till\":8}}", 9);
    assert_null(json_object_get(today("2026-02-28"), "worst")); /* nine are too few to be named */
    give_many("visit", "{\"at\":\"2026-02-20T10:00:00Z\",\"answers\":{\"till\":8}}", 11);
    assert_string_equal(json_string_value(json_object_get(today("2026-02-28"), "worst")), "checkout");
    give_many("visit", "{\"at\":\"2026-02-20T10:00:00Z\",\"answers\":{\"till\":10}}", 200);
    assert_null(json_object_get(today("2026-02-28"), "worst"));
}

static void a_workspace_without_answers_has_an_empty_picture(void **state)
{
    (void)state;
    const json_t *picture = today("2026-02-28");
    assert_int_equal(json_array_size(json_object_get(picture, "headlines")), 0);
    assert_null(json_object_get(picture, "worst"));
    assert_int_equal(json_array_size(json_object_get(picture, "silent")), 2);
    assert_int_equal(json_array_size(rows_of("nps", "touchpoint,week", NULL)), 0);
    assert_int_equal(check(), 0);
}

static void dimensions_name_what_was_seen(void **state)
{
    (void)state;
    struct buf out = buf_new(1 << 20);
    struct str turku = STR("turku");
    struct understand_scope scope = {.units = {&turku, 1}};
    json_t *tree, *item;
    size_t i, found = 0;
    give("visit", "{\"unit\":\"turku\",\"attributes\":{\"segment\":\"gold\"},\"answers\":{\"recommend\":9}}");
    give("visit", "{\"unit\":\"oulu\",\"answers\":{\"recommend\":9}}");
    assert_int_equal(understand_dimensions(flow_understand(flow), 1, &scope, &out, NULL), ERR_NONE);
    assert_int_equal(json_read(arena, str_keep(arena, buf_str(&out)), &tree, &why), ERR_NONE);
    json_array_foreach(json_object_get(tree, "items"), i, item)
    {
        const char *name = json_string_value(json_object_get(item, "name"));
        const json_t *values = json_object_get(item, "values");
        found += strcmp(name, "attributes.segment") == 0 && strcmp(json_string_value(json_array_get(values, 0)), "gold") == 0;
        found += strcmp(name, "unit") == 0 && json_array_size(values) == 1;
        found += strcmp(name, "answers.recommend") == 0 && json_array_size(values) == 11;
    }
    assert_int_equal(found, 3);
    buf_free(&out);
}

#define story(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        story(the_golden_hundred),
        story(a_question_may_have_its_own_touchpoint),
        story(days_are_local_and_periods_rise),
        story(scales_are_never_averaged_together),
        story(emotions_are_shares_of_those_who_named_any),
        story(more_anger_is_not_better),
        story(conditions_are_asked_of_every_kind_of_value),
        story(wrong_questions_are_named),
        story(few_answers_are_hidden_and_scopes_hold),
        story(figures_survive_a_restart),
        story(an_old_snapshot_is_caught_up),
        story(the_check_finds_what_the_rows_do_not_say),
        story(a_new_time_zone_moves_the_days),
        story(the_morning_picture),
        story(what_lies_under_the_whole_stands_out),
        story(a_workspace_without_answers_has_an_empty_picture),
        story(dimensions_name_what_was_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
