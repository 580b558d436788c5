#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "listen/answer.h"
#include "listen/customer.h"
#include "listen/encounter.h"
#include "listen/response.h"
#include "listen/surveys.h"
#include "listen/touchpoint.h"
#include "listen/workspace.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NOW_MS = 1772359200 };
static const int64_t now_ms = (int64_t)NOW_MS * 1000;

static struct arena *arena;
static struct store *store;
static struct listen *listen;
static char place[64];
static int64_t number;
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

/* What the turn does with one fact. */
static enum err settle(struct fact *fact)
{
    fact->workspace_id = 1;
    fact->number = number + 1;
    fact->at_ms = now_ms;
    assert_int_equal(store_begin(store), ERR_NONE);
    enum err err = listen_store(listen, store, fact, arena, &why);
    if (err != ERR_NONE) {
        store_rollback(store);
        return err;
    }
    assert_int_equal(store_commit(store), ERR_NONE);
    if (!fact->repeated) {
        number++;
        listen_apply(listen, fact);
    }
    return ERR_NONE;
}

static struct fact settled(enum fact_kind kind, void *body)
{
    struct fact fact = {.kind = kind, .body = body};
    if (settle(&fact) != ERR_NONE)
        fail_msg("%s: %s %s", fact_name(kind), why.field, why.detail);
    return fact;
}

static struct fact touchpoint_add(const char *json)
{
    struct touchpoint_in in;
    struct touchpoint_put *put;
    assert_int_equal(record_read(&record_touchpoint_in, arena, tree_of(json), &in, &why), ERR_NONE);
    assert_int_equal(listen_check_touchpoint(&in, arena, &put, &why), ERR_NONE);
    return settled(FACT_TOUCHPOINT_ADDED, put);
}

static const char survey_json[] =
    "{\"slug\":\"visit\",\"title\":{\"en\":\"Your visit\"},\"languages\":[\"en\",\"fi\"],\"touchpoint\":\"store-visit\",\"questions\":["
    "{\"id\":\"recommend\",\"type\":\"nps\",\"required\":true,\"text\":{\"en\":\"R\",\"fi\":\"S\"}},"
    "{\"id\":\"ease\",\"type\":\"ces\",\"text\":{\"en\":\"E\",\"fi\":\"H\"}},"
    "{\"id\":\"sat\",\"type\":\"csat\",\"text\":{\"en\":\"C\",\"fi\":\"T\"}},"
    "{\"id\":\"expected\",\"type\":\"expectation\",\"text\":{\"en\":\"X\",\"fi\":\"O\"}},"
    "{\"id\":\"felt\",\"type\":\"emotion\",\"text\":{\"en\":\"F\",\"fi\":\"T\"}},"
    "{\"id\":\"how\",\"type\":\"choice\",\"text\":{\"en\":\"H\",\"fi\":\"M\"},\"choices\":[{\"id\":\"car\",\"text\":{\"en\":\"C\",\"fi\":"
    "\"A\"}},"
    "{\"id\":\"bus\",\"text\":{\"en\":\"B\",\"fi\":\"B\"}}]},"
    "{\"id\":\"bought\",\"type\":\"choices\",\"text\":{\"en\":\"B\",\"fi\":\"O\"},\"choices\":[{\"id\":\"shoes\",\"text\":{\"en\":\"S\","
    "\"fi\":\"K\"}},"
    "{\"id\":\"wax\",\"text\":{\"en\":\"W\",\"fi\":\"V\"}}]},"
    "{\"id\":\"minutes\",\"type\":\"number\",\"low\":0,\"high\":600,\"text\":{\"en\":\"M\",\"fi\":\"M\"}},"
    "{\"id\":\"day\",\"type\":\"date\",\"text\":{\"en\":\"D\",\"fi\":\"P\"}},"
    "{\"id\":\"contact\",\"type\":\"consent\",\"text\":{\"en\":\"C\",\"fi\":\"Y\"}},"
    "{\"id\":\"note\",\"type\":\"statement\",\"text\":{\"en\":\"N\",\"fi\":\"N\"}},"
    "{\"id\":\"why\",\"type\":\"story\",\"required\":true,\"length_max\":20,\"text\":{\"en\":\"W\",\"fi\":\"M\"},"
    "\"show_if\":{\"any\":[{\"field\":\"answers.recommend\",\"op\":\"le\",\"value\":6},"
    "{\"field\":\"answers.felt\",\"op\":\"contains\",\"value\":\"relief\"}]}}]}";

static const struct survey_version *published(void)
{
    return listen_survey(listen, 1, STR("visit"))->published;
}

static void survey_make(void)
{
    struct survey_put *put;
    struct survey_published *publish;
    assert_int_equal(listen_check_survey(listen, 1, tree_of(survey_json), arena, &put, &why), ERR_NONE);
    settled(FACT_SURVEY_ADDED, put);
    enum err err = listen_check_publish(listen, 1, listen_survey(listen, 1, STR("visit")), arena, &publish, &why);
    if (err == ERR_INVALID && strcmp(why.field, "title.fi") == 0) { /* the title lacks Finnish: said, then mended */
        json_t *whole = tree_of(survey_json);
        json_object_set_new(json_object_get(whole, "title"), "fi", json_string("Käyntisi"));
        assert_int_equal(listen_check_survey(listen, 1, whole, arena, &put, &why), ERR_NONE);
        settled(FACT_SURVEY_CHANGED, put);
        err = listen_check_publish(listen, 1, listen_survey(listen, 1, STR("visit")), arena, &publish, &why);
    }
    assert_int_equal(err, ERR_NONE);
    settled(FACT_SURVEY_PUBLISHED, publish);
}

static int set_up(void **state)
{
    (void)state;
    struct workspace_put *put;
    struct str languages[] = {STR("en"), STR("fi")};
    snprintf(place, sizeof place, "/tmp/kuulo-response-XXXXXX");
    number = 0;
    arena = arena_new(1 << 26);
    if (!arena || !mkdtemp(place))
        return 1;
    if (store_open(place, STORE_WRITE, &store, &why) != ERR_NONE || listen_open(store, &listen, &why) != ERR_NONE) {
        print_error("%s\n", why.detail);
        return 1;
    }
    assert_int_equal(
        listen_check_workspace_new(STR("shoes"), STR("Shoes"), STR("Europe/Helsinki"), (struct str_list){languages, 2}, arena, &put, &why),
        ERR_NONE);
    settled(FACT_WORKSPACE_CREATED, put);
    touchpoint_add("{\"slug\":\"store-visit\",\"name\":{\"en\":\"Store\"},\"kind\":\"physical\",\"target_emotions\":[\"joy\"]}");
    survey_make();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    listen_close(listen);
    store_close(store);
    arena_free(arena);
    nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}

static enum err check(const char *json, struct response_given **given)
{
    struct response_in in;
    enum err err = record_read(&record_response_in, arena, tree_of(json), &in, &why);
    return err == ERR_NONE ? listen_check_response(listen, 1, published(), &in, now_ms, arena, given, &why) : err;
}

static struct response_given *checked(const char *json)
{
    struct response_given *given;
    if (check(json, &given) != ERR_NONE)
        fail_msg("%s: %s: %s", json, why.field, why.detail);
    return given;
}

static void assert_refused(const char *json, const char *slug, const char *field)
{
    struct response_given *given;
    if (check(json, &given) != ERR_INVALID)
        fail_msg("should be refused: %s", json);
    if (strcmp(why.slug, slug) != 0 || strcmp(why.field, field) != 0)
        fail_msg("%s: %s at %s, not %s at %s", json, why.slug, why.field, slug, field);
    assert_true(strlen(why.detail) > 10);
}

static void assert_answers(const char *answers, const char *expected)
{
    char json[2000];
    struct buf out = buf_new(10000);
    snprintf(json, sizeof json, "{\"answers\":%s}", answers);
    response_write_answers(checked(json), true, &out);
    assert_string_equal(out.at, expected);
    buf_free(&out);
}

static void test_answers_are_normalised(void **state)
{
    (void)state;
    assert_answers("{\"recommend\":9,\"ease\":7,\"sat\":5,\"expected\":-3,\"how\":\"bus\",\"bought\":[\"wax\",\"shoes\"],\"minutes\":12.5,"
                   "\"day\":\"2026-03-01\",\"contact\":false}",
                   "{\"recommend\":9,\"ease\":7,\"sat\":5,\"expected\":-3,\"how\":\"bus\",\"bought\":[\"shoes\",\"wax\"],\"minutes\":12.5,"
                   "\"day\":\"2026-03-01\",\"contact\":false}");
    assert_answers("{\"recommend\":0,\"why\":\"Jono oli pitkä\",\"ease\":null,\"bought\":[],\"how\":\"\"}",
                   "{\"recommend\":0,\"why\":\"Jono oli pitkä\"}");
    assert_answers("{\"recommend\":9,\"felt\":[\"joy\",\"trust\"]}", "{\"recommend\":9,\"felt\":{\"all\":{\"joy\":3,\"trust\":3}}}");
    assert_answers("{\"recommend\":9,\"felt\":[\"joy\"]}", "{\"recommend\":9,\"felt\":{\"strongest\":\"joy\",\"all\":{\"joy\":3}}}");
    assert_answers("{\"recommend\":9,\"felt\":{\"strongest\":\"joy\",\"all\":{\"joy\":5,\"hurry\":1}}}",
                   "{\"recommend\":9,\"felt\":{\"strongest\":\"joy\",\"all\":{\"joy\":5,\"hurry\":1}}}");
    assert_answers("{\"recommend\":9,\"felt\":\"nothing_special\"}",
                   "{\"recommend\":9,\"felt\":{\"strongest\":\"nothing_special\",\"all\":{}}}");
    assert_answers("{\"recommend\":9,\"felt\":[]}", "{\"recommend\":9}");
}

static void test_bad_answers(void **state)
{
    (void)state;
    assert_refused("{\"answers\":{\"recommend\":11}}", "out_of_scale", "answers.recommend");
    assert_refused("{\"answers\":{\"recommend\":-1}}", "out_of_scale", "answers.recommend");
    assert_refused("{\"answers\":{\"recommend\":9.0}}", "not_an_integer", "answers.recommend");
    assert_refused("{\"answers\":{\"recommend\":\"9\"}}", "not_an_integer", "answers.recommend");
    assert_refused("{\"answers\":{\"recommend\":true}}", "not_an_integer", "answers.recommend");
    assert_refused("{\"answers\":{\"recommend\":9,\"ease\":0}}", "out_of_scale", "answers.ease");
    assert_refused("{\"answers\":{\"recommend\":9,\"sat\":6}}", "out_of_scale", "answers.sat");
    assert_refused("{\"answers\":{\"recommend\":9,\"expected\":4}}", "out_of_scale", "answers.expected");
    assert_refused("{\"answers\":{\"recommend\":9,\"how\":\"train\"}}", "unknown_choice", "answers.how");
    assert_refused("{\"answers\":{\"recommend\":9,\"how\":1}}", "not_a_text", "answers.how");
    assert_refused("{\"answers\":{\"recommend\":9,\"bought\":\"wax\"}}", "not_a_list", "answers.bought");
    assert_refused("{\"answers\":{\"recommend\":9,\"bought\":[\"hat\"]}}", "unknown_choice", "answers.bought");
    assert_refused("{\"answers\":{\"recommend\":9,\"minutes\":601}}", "out_of_range", "answers.minutes");
    assert_refused("{\"answers\":{\"recommend\":9,\"minutes\":\"5\"}}", "not_a_number", "answers.minutes");
    assert_refused("{\"answers\":{\"recommend\":9,\"day\":\"2026-02-30\"}}", "not_a_day", "answers.day");
    assert_refused("{\"answers\":{\"recommend\":9,\"contact\":1}}", "not_a_boolean", "answers.contact");
    assert_refused("{\"answers\":{\"recommend\":9,\"note\":1}}", "not_a_question", "answers.note");
    assert_refused("{\"answers\":{\"recommend\":9,\"felt\":[\"rage\"]}}", "unknown_emotion", "answers.felt");
    assert_refused("{\"answers\":{\"recommend\":9,\"felt\":{\"all\":{\"joy\":6}}}}", "out_of_scale", "answers.felt");
    assert_refused("{\"answers\":{\"recommend\":9,\"felt\":[\"joy\",\"nothing_special\"]}}", "contradiction", "answers.felt");
    assert_refused("{\"answers\":{\"recommend\":9,\"felt\":{\"strongest\":\"joy\",\"most\":1}}}", "unknown_field", "answers.felt");
    assert_refused("{\"answers\":{\"recommend\":9,\"unheard\":1}}", "unknown_question", "answers.unheard");
    assert_refused("{\"answers\":{\"recommend\":2,\"why\":\"123456789012345678901\"}}", "too_long", "answers.why");
    assert_refused("{\"answers\":{\"recommend\":2,\"why\":5}}", "not_a_text", "answers.why");
    assert_refused("{\"answers\":[]}", "not_an_object", "answers");
}

static void test_required_and_hidden(void **state)
{
    (void)state;
    assert_refused("{\"answers\":{}}", "required", "answers.recommend");
    assert_refused("{\"answers\":{\"recommend\":null}}", "required", "answers.recommend");
    assert_refused("{\"answers\":{\"recommend\":3}}", "required", "answers.why");
    assert_refused("{\"answers\":{\"recommend\":3,\"why\":\"  \"}}", "required", "answers.why");
    assert_refused("{\"answers\":{\"recommend\":9,\"why\":\"good\"}}", "not_shown", "answers.why");
    assert_refused("{\"answers\":{\"recommend\":9,\"felt\":\"relief\"}}", "required", "answers.why");
    assert_false(checked("{\"answers\":{\"recommend\":9,\"felt\":\"relief\",\"why\":\"ok\"}}")->complete);
}

static void test_what_goes_with_answers(void **state)
{
    (void)state;
    struct response_given *given =
        checked("{\"submission_key\":\"k\",\"at\":\"2026-03-01T10:00:00+02:00\",\"channel\":\"email\",\"language\":\"fi-FI\","
                "\"customer\":{\"external_id\":\"C-17\"},\"attributes\":{\"segment\":\"gold\",\"age\":40,\"new\":true},"
                "\"answers\":{\"recommend\":9}}");
    assert_int_equal(given->given_at_ms, 1772352000000);
    assert_true(str_is(given->language, "fi"));
    assert_true(str_is(given->touchpoint, "store-visit"));
    assert_int_equal(given->touchpoint_id, 2);
    assert_int_equal(checked("{\"answers\":{\"recommend\":9}}")->given_at_ms, now_ms);
    assert_true(str_is(checked("{\"answers\":{\"recommend\":9}}")->language, "en"));
    assert_refused("{\"at\":\"2026-03-02T10:00:01Z\",\"answers\":{\"recommend\":9}}", "in_the_future", "at");
    assert_refused("{\"touchpoint\":\"moon\",\"answers\":{\"recommend\":9}}", "unknown_touchpoint", "touchpoint");
    assert_refused("{\"language\":\"finnish\",\"answers\":{\"recommend\":9}}", "unknown_language", "language");
    assert_refused("{\"attributes\":{\"a\":[]},\"answers\":{\"recommend\":9}}", "wrong_type", "attributes.a");
    assert_refused("{\"attributes\":{\"a,b\":1},\"answers\":{\"recommend\":9}}", "wrong_name", "attributes.a,b");
    assert_refused("{\"colour\":1,\"answers\":{\"recommend\":9}}", "unknown_field", "colour");
}

static void test_outcome(void **state)
{
    (void)state;
    static const struct {
        const char *answers, *outcome;
    } cases[] = {{"{\"recommend\":9}", "good"},
                 {"{\"recommend\":8}", "middle"},
                 {"{\"recommend\":6,\"why\":\"x\"}", "poor"},
                 {"{\"recommend\":10,\"sat\":4}", "good"},
                 {"{\"recommend\":10,\"sat\":3}", "middle"},
                 {"{\"recommend\":10,\"sat\":2}", "poor"},
                 {"{\"recommend\":10,\"ease\":5}", "good"},
                 {"{\"recommend\":10,\"ease\":4}", "middle"},
                 {"{\"recommend\":10,\"ease\":3}", "poor"},
                 {"{\"recommend\":10,\"expected\":1}", "good"},
                 {"{\"recommend\":10,\"expected\":-1}", "poor"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char json[200];
        snprintf(json, sizeof json, "{\"answers\":%s}", cases[i].answers);
        assert_string_equal(response_outcome(checked(json)), cases[i].outcome);
    }
}

static void test_read_back(void **state)
{
    (void)state;
    struct response_given *given = checked("{\"answers\":{\"recommend\":9,\"felt\":{\"strongest\":\"joy\",\"all\":{\"joy\":5,\"hurry\":1}},"
                                           "\"bought\":[\"wax\"],\"how\":\"bus\",\"day\":\"2026-03-01\",\"contact\":true}}");
    struct buf first = buf_new(10000), second = buf_new(10000);
    response_write_answers(given, false, &first);
    struct answer *answers;
    size_t count;
    json_t *tree = tree_of(first.at);
    json_object_set_new(tree, "gone", json_integer(1));
    assert_int_equal(response_read_answers(published()->definition, tree, arena, &answers, &count), ERR_NONE);
    assert_int_equal(count, 6);
    struct response_given again = *given;
    again.answers = answers;
    again.answers_count = count;
    response_write_answers(&again, false, &second);
    assert_string_equal(first.at, second.at);
    buf_free(&first);
    buf_free(&second);
}

static bool collect(void *context, const struct response *response)
{
    response_write(response, true, context);
    return true;
}

static const char *listed(const struct response_filter *filter)
{
    struct buf out = buf_new(100000);
    struct response_filter limited = *filter;
    limited.limit = 50;
    assert_int_equal(listen_responses(store, 1, &limited, collect, &out), ERR_NONE);
    const char *text = out.at ? arena_text(arena, out.at, out.length) : "";
    buf_free(&out);
    return text;
}

static void test_stored_once(void **state)
{
    (void)state;
    const char *json = "{\"submission_key\":\"k-1\",\"at\":\"2026-03-01T08:00:00Z\",\"channel\":\"email\",\"language\":\"fi\",\"customer\":"
                       "{\"external_id\":\"C-17\"},\"attributes\":{\"segment\":\"gold\"},\"answers\":{\"recommend\":3,\"why\":\"Jono\"}}";
    struct fact first = settled(FACT_RESPONSE_GIVEN, checked(json));
    assert_false(first.repeated);
    assert_int_equal(first.subject_id, first.number);
    assert_null(strstr(first.payload.at, "Jono"));
    struct fact second = settled(FACT_RESPONSE_GIVEN, checked(json));
    assert_true(second.repeated);
    assert_int_equal(second.subject_id, first.subject_id);
    char expected[600];
    snprintf(expected, sizeof expected,
             "{\"id\":%lld,\"survey\":\"visit\",\"version\":1,\"at\":\"2026-03-01T08:00:00Z\",\"received_at\":\"2026-03-01T10:00:00Z\","
             "\"channel\":\"email\",\"language\":\"fi\",\"touchpoint\":\"store-visit\",\"customer\":\"C-17\",\"attributes\":{\"segment\":"
             "\"gold\"},"
             "\"answers\":{\"recommend\":3,\"why\":\"Jono\"},\"outcome\":\"poor\",\"complete\":true}",
             (long long)first.subject_id);
    assert_string_equal(listed(&(struct response_filter){0}), expected);
    /* without a key nothing is a repeat */
    assert_false(settled(FACT_RESPONSE_GIVEN, checked("{\"answers\":{\"recommend\":9}}")).repeated);
    assert_false(settled(FACT_RESPONSE_GIVEN, checked("{\"answers\":{\"recommend\":9}}")).repeated);
    int64_t count;
    assert_int_equal(listen_survey_responses(store, 1, published()->survey_id, &count), ERR_NONE);
    assert_int_equal(count, 3);
}

static void test_filters(void **state)
{
    (void)state;
    settled(FACT_RESPONSE_GIVEN,
            checked("{\"channel\":\"email\",\"at\":\"2026-02-01T00:00:00Z\",\"answers\":{\"recommend\":3,\"why\":\"Jono\"}}"));
    settled(FACT_RESPONSE_GIVEN, checked("{\"channel\":\"sms\",\"language\":\"fi\",\"answers\":{\"recommend\":10}}"));
    static const struct {
        struct response_filter filter;
        const char *has, *lacks;
    } cases[] = {
        {{.channel = {"sms", 3}}, "\"sms\"", "\"email\""},
        {{.language = {"fi", 2}}, "\"sms\"", "\"email\""},
        {{.has_text = true}, "Jono", "\"sms\""},
        {{.has_outcome = true, .outcome = 1}, "\"good\"", "\"poor\""},
        {{.has_outcome = true, .outcome = -1}, "\"poor\"", "\"good\""},
        {{.to_ms = 1769904000001}, "\"email\"", "\"sms\""},
        {{.from_ms = 1769904000001}, "\"sms\"", "\"email\""},
        {{.survey_id = 3, .touchpoint_id = 2}, "\"sms\"", "nothing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = listed(&cases[i].filter);
        if (!strstr(text, cases[i].has) || strstr(text, cases[i].lacks))
            fail_msg("filter %zu gave %s", i, text);
    }
    assert_string_equal(listed(&(struct response_filter){.touchpoint_id = 99}), "");
}

static void test_erasure(void **state)
{
    (void)state;
    struct customer_in in;
    struct customer_put *put;
    struct customer customer;
    json_t *tree =
        tree_of("{\"external_id\":\"C-17\",\"name\":\"Test Person\",\"email\":\"a@b.example\",\"margin\":120.5,\"consent_surveys\":true}");
    assert_int_equal(record_read(&record_customer_in, arena, tree, &in, &why), ERR_NONE);
    assert_int_equal(listen_check_customer(&in, arena, &put, &why), ERR_NONE);
    settled(FACT_CUSTOMER_PUT, put);
    assert_false(put->existed);
    settled(FACT_CUSTOMER_PUT, put);
    assert_true(put->existed);
    settled(FACT_RESPONSE_GIVEN, checked("{\"customer\":{\"external_id\":\"C-17\"},\"answers\":{\"recommend\":3,\"why\":\"Nimeni on\"}}"));
    settled(FACT_RESPONSE_GIVEN, checked("{\"customer\":{\"external_id\":\"C-18\"},\"answers\":{\"recommend\":3,\"why\":\"Toinen\"}}"));
    assert_int_equal(listen_customer(store, 1, STR("C-17"), arena, &customer), ERR_NONE);
    assert_true(str_is(customer.name, "Test Person"));
    assert_int_equal(customer.id, 1);
    settled(FACT_CUSTOMER_ERASED, &(struct customer_erased){STR("C-17")});
    assert_int_equal(listen_customer(store, 1, STR("C-17"), arena, &customer), ERR_NOT_FOUND);
    const char *text = listed(&(struct response_filter){0});
    assert_null(strstr(text, "Nimeni"));
    assert_non_null(strstr(text, "Toinen"));
    assert_non_null(strstr(text, "erased-1"));
    struct fact again = {.kind = FACT_CUSTOMER_ERASED, .body = &(struct customer_erased){STR("C-17")}};
    assert_int_equal(settle(&again), ERR_NOT_FOUND);
}

static bool count_one(void *context, const struct encounter *encounter)
{
    (void)encounter;
    ++*(int *)context;
    return true;
}

static void test_encounters(void **state)
{
    (void)state;
    struct encounter_in in;
    struct encounter_happened *happened;
    json_t *tree =
        tree_of("{\"touchpoint\":\"store-visit\",\"customer\":{\"external_id\":\"C-1\"},\"effect\":\"weakened\",\"key\":\"e-1\"}");
    assert_int_equal(record_read(&record_encounter_in, arena, tree, &in, &why), ERR_NONE);
    assert_int_equal(listen_check_encounter(listen, 1, &in, now_ms, arena, &happened, &why), ERR_NONE);
    assert_int_equal(happened->effect, EFFECT_WEAKENED);
    assert_false(settled(FACT_ENCOUNTER_HAPPENED, happened).repeated);
    assert_true(settled(FACT_ENCOUNTER_HAPPENED, happened).repeated);
    int count = 0;
    assert_int_equal(listen_encounters(store, 1, &(struct encounter_filter){.customer = STR("C-1"), .limit = 9}, count_one, &count),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(listen_encounters(store, 1, &(struct encounter_filter){.customer = STR("C-2"), .limit = 9}, count_one, &count),
                     ERR_NONE);
    assert_int_equal(listen_encounters(store, 1, &(struct encounter_filter){.touchpoint_id = 9, .limit = 9}, count_one, &count), ERR_NONE);
    assert_int_equal(count, 1);
    in.touchpoint = STR("moon");
    assert_int_equal(listen_check_encounter(listen, 1, &in, now_ms, arena, &happened, &why), ERR_INVALID);
    assert_string_equal(why.field, "touchpoint");
}

static void test_taken_and_stale(void **state)
{
    (void)state;
    struct touchpoint_in in;
    struct touchpoint_put *put;
    json_t *tree = tree_of("{\"slug\":\"store-visit\",\"name\":{\"en\":\"Again\"},\"kind\":\"digital\"}");
    assert_int_equal(record_read(&record_touchpoint_in, arena, tree, &in, &why), ERR_NONE);
    assert_int_equal(listen_check_touchpoint(&in, arena, &put, &why), ERR_NONE);
    struct fact fact = {.kind = FACT_TOUCHPOINT_ADDED, .body = put};
    assert_int_equal(settle(&fact), ERR_CONFLICT);
    assert_string_equal(why.slug, "taken");
    put->expected_revision = 999;
    fact = (struct fact){.kind = FACT_TOUCHPOINT_CHANGED, .body = put};
    assert_int_equal(settle(&fact), ERR_STALE);
    put->expected_revision = 2;
    settled(FACT_TOUCHPOINT_CHANGED, put);
    const struct touchpoint *t = listen_touchpoint(listen, 1, STR("store-visit"));
    assert_true(str_is(t->kind, "digital"));
    assert_int_equal(t->id, 2);
    assert_int_equal(t->revision, number);
    assert_ptr_equal(listen_touchpoint_by_id(listen, 1, 2), t);
    in.target_emotions = (struct str_list){(struct str[]){STR("rage")}, 1};
    assert_int_equal(listen_check_touchpoint(&in, arena, &put, &why), ERR_INVALID);
}

static void test_memory_equals_store(void **state)
{
    (void)state;
    struct listen *fresh;
    struct buf before = buf_new(100000), after = buf_new(100000);
    settled(FACT_SURVEY_CLOSED, &(struct survey_closed){STR("visit")});
    assert_int_equal(listen_open(store, &fresh, &why), ERR_NONE);
    survey_write(listen_survey(listen, 1, STR("visit")), 5, STR("http://x/s/visit"), &before);
    touchpoint_write(listen_touchpoint(listen, 1, STR("store-visit")), &before);
    workspace_write(listen_workspace_by_slug(listen, STR("shoes")), &before);
    survey_write(listen_survey(fresh, 1, STR("3")), 5, STR("http://x/s/visit"), &after);
    touchpoint_write(listen_touchpoint(fresh, 1, STR("store-visit")), &after);
    workspace_write(listen_workspace_first(fresh), &after);
    assert_string_equal(before.at, after.at);
    assert_non_null(strstr(after.at, "\"state\":\"closed\",\"version\":1"));
    assert_non_null(strstr(after.at, "\"changed_since_published\":false"));
    assert_non_null(listen_survey_version(fresh, 1, 3, 1));
    assert_null(listen_survey_version(fresh, 1, 3, 2));
    assert_int_equal(listen_check_open(listen_survey(fresh, 1, STR("visit")), &why), ERR_CONFLICT);
    listen_close(fresh);
    buf_free(&before);
    buf_free(&after);
}

static void test_looks_of_a_workspace(void **state)
{
    (void)state;
    static const char *const good_logos[] = {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><title>Shoes</title><path d=\"M0 0h8\" fill=\"url(#g)\"/></svg>",
        "<?xml version=\"1.0\"?>\n<svg viewBox='0 0 8 8'><g><circle cx='1' cy='1' r='1'/></g></svg>\n"};
    static const char *const bad_logos[] = {"",
                                            "hello",
                                            "<svg",
                                            "<svg>",
                                            "<svg></g></svg>",
                                            "<svg><script>alert(1)</script></svg>",
                                            "<svg onload=\"x()\"></svg>",
                                            "<svg><a href=\"x\"></a></svg>",
                                            "<svg><g style=\"x\"></g></svg>",
                                            "<svg><style>x</style></svg>",
                                            "<svg><image xlink:href=\"x\"/></svg>",
                                            "<svg><use href=\"#a\"/></svg>",
                                            "<svg><path fill=\"url(http://x)\"/></svg>",
                                            "<svg><path fill=\"url(&#104;)\"/></svg>",
                                            "<svg><!-- --></svg>",
                                            "<!DOCTYPE svg><svg></svg>",
                                            "<svg></svg><svg></svg>",
                                            "<svg>words</svg>",
                                            "<g></g>"};
    const char *problem;
    for (size_t i = 0; i < sizeof good_logos / sizeof *good_logos; i++)
        if (!logo_ok(str_of(good_logos[i]), &problem))
            fail_msg("%s: %s", good_logos[i], problem);
    for (size_t i = 0; i < sizeof bad_logos / sizeof *bad_logos; i++)
        if (logo_ok(str_of(bad_logos[i]), &problem))
            fail_msg("allowed: %s", bad_logos[i]);
    assert_true(colour_ok(STR("#1d4ed8")));
    assert_true(colour_ok(STR("#767676")));  /* 4.54 : 1 */
    assert_false(colour_ok(STR("#777777"))); /* 4.48 : 1 */
    assert_false(colour_ok(STR("#ffcc00")));
    assert_false(colour_ok(STR("1d4ed8")));
    assert_false(colour_ok(STR("#1d4edg")));
    struct workspace_put *put;
    struct workspace_change change = {.time_zone = STR("Mars/Olympus")};
    assert_int_equal(listen_check_workspace(listen, 1, &change, arena, &put, &why), ERR_INVALID);
    assert_string_equal(why.field, "time_zone");
    change = (struct workspace_change){.name = STR("Boots"), .colour = STR("#1d4ed8")};
    assert_int_equal(listen_check_workspace(listen, 1, &change, arena, &put, &why), ERR_NONE);
    settled(FACT_WORKSPACE_CHANGED, put);
    assert_true(str_is(listen_workspace(listen, 1)->name, "Boots"));
    assert_true(str_is(listen_workspace(listen, 1)->time_zone, "Europe/Helsinki"));
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_answers_are_normalised),
        CASE(test_bad_answers),
        CASE(test_required_and_hidden),
        CASE(test_what_goes_with_answers),
        CASE(test_outcome),
        CASE(test_read_back),
        CASE(test_stored_once),
        CASE(test_filters),
        CASE(test_erasure),
        CASE(test_encounters),
        CASE(test_taken_and_stale),
        CASE(test_memory_equals_store),
        CASE(test_looks_of_a_workspace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
