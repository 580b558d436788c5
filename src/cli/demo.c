/* The demo: a Finnish shoe-shop chain with a web shop, and a year of its encounters and answers.
 *
 * What the company is stands in demo/company.json, in our own words; what happened is drawn by a seeded generator, so that the same seed
 * and day make the same year. Every answer goes through the same check and the same turn as a customer's. */
#include "cli/cli.h"
#include "cli/demo_asked.h"
#include "cli/demo_asking.h"
#include "cli/demo_boards.h"
#include "cli/demo_goals.h"
#include "cli/demo_invite.h"
#include "cli/demo_journey.h"
#include "cli/demo_research.h"
#include "cli/demo_shop.h"

#include "listen/encounter.h"
#include "listen/response.h"
#include "listen/survey_arm.h"
#include "listen/surveys.h"
#include "listen/touchpoint.h"
#include "listen/workspace.h"
#include "people/password.h"
#include "people/people.h"
#include "people/token.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

extern const char demo_company_json[];
extern const size_t demo_company_json_length;

enum { DAYS = 365, HOUR_MS = 3600000, BATCH = 500, ENCOUNTERS_PER_ANSWER = 3, CUSTOMERS = 2600, RULE_DAYS = 9 };
static const char demo_email[] = "demo@kuulo.example", demo_password[] = "kuulo-demo-2026";

struct demo {
    struct flow *flow;
    struct arena *arena; /* of the whole run */
    json_t *company;
    int64_t workspace_id, now_ms;
    struct zone *zone;
    int32_t today;
    uint64_t chance;
    const json_t *rule; /* of the simulation, now */
    struct response_given **responses;
    struct encounter_happened **encounters;
    struct arena *batch_arena;
    size_t responses_count, encounters_count;
    int64_t made, met;
    unsigned sequence;
    struct demo_shop shop;
    float last_mood[CUSTOMERS]; /* of what each customer last answered */
    char password_hash[PASSWORD_HASH_SIZE];
};

/* xorshift64*: good enough for a demo, the same everywhere. */
static double draw(struct demo *demo)
{
    demo->chance ^= demo->chance >> 12;
    demo->chance ^= demo->chance << 25;
    demo->chance ^= demo->chance >> 27;
    return (double)((demo->chance * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
}

static double shop_draw(void *demo)
{
    return draw(demo);
}

static double draw_normal(struct demo *demo)
{
    return sqrt(-2 * log(1 - draw(demo))) * cos(6.283185307179586 * draw(demo));
}

static int draw_count(struct demo *demo, double mean)
{
    double limit = exp(-mean), product = draw(demo);
    int count = 0;
    while (product > limit) {
        product *= draw(demo);
        count++;
    }
    return count;
}

static bool told(const struct fault *why)
{
    cli_fail(why);
    return false;
}

static bool company_read(struct demo *demo)
{
    struct fault why = {0};
    if (json_read(demo->arena, (struct str){demo_company_json, demo_company_json_length}, &demo->company, &why) != ERR_NONE)
        return told(&why);
    return true;
}

static bool settle(struct demo *demo, enum fact_kind kind, void *body)
{
    return cli_settle(demo->flow, demo->workspace_id, kind, body, demo->arena, NULL);
}

static bool workspace_set(struct demo *demo)
{
    struct workspace_change change;
    struct workspace_put *put;
    struct fault why = {0};
    if (record_read(&record_workspace_change, demo->arena, json_object_get(demo->company, "workspace"), &change, &why) != ERR_NONE ||
        listen_check_workspace(flow_listen(demo->flow), demo->workspace_id, &change, demo->arena, &put, &why) != ERR_NONE)
        return told(&why);
    return settle(demo, FACT_WORKSPACE_CHANGED, put);
}

static bool units_add(struct demo *demo)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(demo->company, "units"), i, item)
    {
        struct buf name = buf_new(4096);
        json_put_tree(&name, json_object_get(item, "name"));
        struct unit_put put = {.slug = json_str(json_object_get(item, "slug")), .name_json = buf_str(&name)};
        bool added = settle(demo, FACT_UNIT_ADDED, &put);
        buf_free(&name);
        if (!added)
            return false;
    }
    return true;
}

static bool touchpoints_add(struct demo *demo)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(demo->company, "touchpoints"), i, item)
    {
        struct touchpoint_in in;
        struct touchpoint_put *put;
        struct fault why = {0};
        if (record_read(&record_touchpoint_in, demo->arena, item, &in, &why) != ERR_NONE ||
            listen_check_touchpoint(&in, demo->arena, &put, &why) != ERR_NONE)
            return told(&why);
        if (!settle(demo, FACT_TOUCHPOINT_ADDED, put))
            return false;
    }
    return true;
}

/* The survey's definition with its questions' names replaced by the questions. */
static json_t *definition_of(struct demo *demo, const json_t *survey)
{
    json_t *definition = json_deep_copy(survey), *questions = json_array();
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(survey, "questions"), i, name)
        json_array_append(questions, json_object_get(json_object_get(demo->company, "questions"), json_string_value(name)));
    json_object_set_new(definition, "questions", questions);
    json_object_set(definition, "languages", json_object_get(json_object_get(demo->company, "workspace"), "languages"));
    return json_keep(demo->arena, definition) == ERR_NONE ? definition : NULL;
}

static bool survey_add(struct demo *demo, const json_t *item)
{
    struct survey_put *put;
    struct survey_published *published;
    struct fault why = {0};
    json_t *definition = definition_of(demo, item);
    if (!definition || listen_check_survey(flow_listen(demo->flow), demo->workspace_id, definition, demo->arena, &put, &why) != ERR_NONE)
        return told(&why);
    if (!settle(demo, FACT_SURVEY_ADDED, put))
        return false;
    const struct survey *survey = listen_survey(flow_listen(demo->flow), demo->workspace_id, json_str(json_object_get(item, "slug")));
    if (listen_check_publish(flow_listen(demo->flow), demo->workspace_id, survey, demo->arena, &published, &why) != ERR_NONE)
        return told(&why);
    return settle(demo, FACT_SURVEY_PUBLISHED, published);
}

static bool surveys_add(struct demo *demo)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(demo->company, "surveys"), i, item) if (!survey_add(demo, item)) return false;
    return true;
}

static bool account_add(struct demo *demo)
{
    if (password_hash(password_cost_default, random_system(), str_of(demo_password), demo->password_hash) != ERR_NONE)
        return false;
    struct account_added body = {.email = str_of(demo_email),
                                 .name = STR("Demo"),
                                 .language = STR(""),
                                 .role = PERSON_OWNER,
                                 .password_hash = str_of(demo->password_hash)};
    return settle(demo, FACT_ACCOUNT_ADDED, &body);
}

/* ---- the year ---- */
static int year_of(int64_t at_ms)
{
    int year, month, of_month;
    day_civil((int32_t)(at_ms / 86400000), &year, &month, &of_month);
    return year;
}

static int by_given(const void *a, const void *b)
{
    int64_t one = (*(struct response_given *const *)a)->given_at_ms, other = (*(struct response_given *const *)b)->given_at_ms;
    return (one > other) - (one < other);
}

static int by_happened(const void *a, const void *b)
{
    int64_t one = (*(struct encounter_happened *const *)a)->happened_at_ms,
            other = (*(struct encounter_happened *const *)b)->happened_at_ms;
    return (one > other) - (one < other);
}

/* A day's events in the order they happened. */
static bool flush(struct demo *demo)
{
    qsort(demo->responses, demo->responses_count, sizeof *demo->responses, by_given);
    qsort(demo->encounters, demo->encounters_count, sizeof *demo->encounters, by_happened);
    size_t count = demo->responses_count + demo->encounters_count;
    if (!count)
        return true;
    struct fact *facts = arena_take_array(demo->batch_arena, count, sizeof *facts);
    if (!facts)
        return false;
    for (size_t i = 0; i < count; i++) {
        bool response = i < demo->responses_count;
        facts[i] = (struct fact){.kind = response ? FACT_RESPONSE_GIVEN : FACT_ENCOUNTER_HAPPENED,
                                 .workspace_id = demo->workspace_id,
                                 .actor = {ACTOR_SYSTEM, 0},
                                 .body = response ? (void *)demo->responses[i] : (void *)demo->encounters[i - demo->responses_count]};
    }
    struct proposal proposal = {.facts = facts, .count = count, .arena = demo->batch_arena};
    enum err err = flow_settle(demo->flow, &proposal);
    demo->made += (int64_t)demo->responses_count;
    demo->met += (int64_t)demo->encounters_count;
    demo->responses_count = demo->encounters_count = 0;
    arena_free(demo->batch_arena);
    demo->batch_arena = arena_new(64 << 20);
    return demo->batch_arena && (err == ERR_NONE || told(&proposal.fault));
}

static const char *pick(struct demo *demo, const json_t *list)
{
    size_t size = json_array_size(list);
    return size ? json_string_value(json_array_get(list, (size_t)(draw(demo) * (double)size))) : NULL;
}

static int64_t whole(double value, int64_t low, int64_t high)
{
    int64_t rounded = (int64_t)lround(value);
    return rounded < low ? low : rounded > high ? high : rounded;
}

/* Which emotions a mood names: the target's kin when glad, their opposites when not. */
static json_t *emotion_of(struct demo *demo, double mood)
{
    static const char *const glad[] = {"joy", "trust", "relief", "gratitude", "enthusiasm", "surprise"};
    static const char *const sad[] = {"frustration", "annoyance", "disappointment", "uncertainty", "hurry", "indifference"};
    json_t *all = json_object();
    if (draw(demo) < 0.12 && fabs(mood) < 0.6)
        return json_decref(all), json_string("nothing_special");
    int count = 1 + (draw(demo) < 0.45) + (draw(demo) < 0.15);
    const char *strongest = NULL;
    for (int i = 0; i < count; i++) {
        bool good = mood + 0.55 * draw_normal(demo) > -0.1;
        const char *name = (good ? glad : sad)[(size_t)(pow(draw(demo), 1.4) * 6)];
        json_object_set_new(all, name, json_integer(whole(3 + fabs(mood) + 0.7 * draw_normal(demo), 1, 5)));
        if (!strongest)
            strongest = name;
    }
    return json_pack("{s:s,s:o}", "strongest", strongest, "all", all);
}

static void answer_put(struct demo *demo, const struct question *question, double mood, const char *language, const json_t *stories,
                       json_t *answers)
{
    json_t *value = NULL;
    double noise = 0.5 * draw_normal(demo);
    switch (question->type) {
    case QUESTION_NPS:
        value = json_integer(whole(7.6 + 2.1 * mood + noise, 0, 10));
        break;
    case QUESTION_CES:
        value = json_integer(whole(5.3 + 1.3 * mood + noise, 1, 7));
        break;
    case QUESTION_CSAT:
        value = json_integer(whole(3.9 + 0.9 * mood + noise, 1, 5));
        break;
    case QUESTION_RATING:
        value = json_integer(whole(5.2 + 1.1 * mood + noise, question->scale_low, question->scale_high));
        break;
    case QUESTION_EXPECTATION:
        if (draw(demo) < 0.85)
            value = json_integer(whole(0.1 + 1.15 * mood + noise, -3, 3));
        break;
    case QUESTION_EMOTION:
        if (draw(demo) < 0.9)
            value = emotion_of(demo, mood);
        break;
    case QUESTION_CHOICES: {
        static const char *const causes[] = {"waiting", "again", "unclear", "other"};
        value = json_pack("[s]", causes[(size_t)(pow(draw(demo), 1.5) * 4)]);
        break;
    }
    case QUESTION_STORY: {
        const char *words =
            draw(demo) < 0.3 ? pick(demo, json_object_get(json_object_get(stories, mood > 0 ? "good" : "poor"), language)) : NULL;
        if (words)
            value = json_string(words);
        break;
    }
    default:
        break;
    }
    if (value)
        json_object_set_new(answers, question->id.at, value);
}

static json_t *answers_of(struct demo *demo, const struct survey_definition *survey, double mood, const char *language)
{
    const json_t *stories =
        json_object_get(json_object_get(demo->company, "stories"), json_string_value(json_object_get(demo->rule, "survey")));
    json_t *answers = json_object();
    for (size_t i = 0; i < survey->questions_count; i++)
        answer_put(demo, &survey->questions[i], mood, language, stories, answers);
    const json_t *ease = json_object_get(answers, "ease");
    if (json_object_get(answers, "what_went_wrong") && json_integer_value(ease) > 4)
        json_object_del(answers, "what_went_wrong");
    return json_keep(demo->batch_arena, answers) == ERR_NONE ? answers : NULL;
}

/* Who is asked how easily it was found, not how the matter went, finds it a point easier every second time. Drawn from the answer's number,
 * so that it changes nothing else. */
static void arm_take(const struct demo *demo, const struct survey_definition *survey, struct str submission_key, json_t *attributes,
                     json_t *answers)
{
    const struct arm *arm = survey_arm_draw(survey, submission_key);
    const json_t *ease = json_object_get(answers, "ease");
    if (!arm)
        return;
    json_object_set_new(attributes, "arm", json_stringn(arm->id.at, arm->id.length));
    bool easier = str_is(arm->id, "found") && (demo->sequence * 2654435761u >> 12 & 1);
    if (easier && ease && json_integer_value(ease) < 7)
        json_object_set_new(answers, "ease", json_integer(json_integer_value(ease) + 1));
}

struct who {
    unsigned number;
    const char *language, *segment, *area, *unit;
    double temper; /* of the person: the same in every answer */
};

static struct who who_is(unsigned number)
{
    static const char *const areas[] = {"helsinki", "tampere", "turku", "oulu"};
    static const char *const segments[] = {"member", "member", "new", "occasional", "business"};
    unsigned mixed = number * 2654435761u;
    unsigned language = mixed >> 8 & 31;
    return (struct who){.number = number,
                        .language = language < 23   ? "fi"
                                    : language < 27 ? "sv"
                                                    : "en",
                        .segment = segments[(mixed >> 16) % 5],
                        .area = areas[(mixed >> 20) % 4],
                        .temper = demo_temper(number)};
}

/* Who was let down the last time stays away every second time. */
static struct who who_of(struct demo *demo)
{
    unsigned number = (unsigned)(pow(draw(demo), 1.3) * CUSTOMERS);
    if (demo->last_mood[number] < -0.3F && draw(demo) < 0.5)
        number = (unsigned)(pow(draw(demo), 1.3) * CUSTOMERS);
    return who_is(number);
}

static double mood_of(struct demo *demo, const struct who *who, int days_ago)
{
    const json_t *rule = demo->rule;
    double mood = json_number_value(json_object_get(rule, "mood")) + who->temper + 0.75 * draw_normal(demo);
    if (json_object_get(rule, "fall_days") && days_ago < json_integer_value(json_object_get(rule, "fall_days")))
        mood += json_number_value(json_object_get(rule, "fall"));
    if (json_object_get(rule, "rise_days") && days_ago < json_integer_value(json_object_get(rule, "rise_days")))
        mood += json_number_value(json_object_get(rule, "rise"));
    if (strcmp(who->segment, "business") == 0)
        mood -= 0.2;
    return mood;
}

/* Every ninth of those who answer by themselves stops half-way. Drawn from the answer's number, so that it changes nothing else. */
static void leave_some(const struct demo *demo, struct response_given *given)
{
    const char *channel = json_string_value(json_object_get(demo->rule, "channel"));
    unsigned mixed = demo->sequence * 2654435761u >> 8;
    bool alone = strcmp(channel, "web") == 0 || strcmp(channel, "email") == 0;
    if (!alone || mixed % 9 || given->answers_count < 2)
        return;
    size_t kept = 1 + mixed / 9 % (given->answers_count - 1);
    given->left_at = given->answers[kept].question->id;
    given->answers_count = kept;
    given->customer_external_id = STR("");
}

static bool answer_add(struct demo *demo, const struct survey *survey, const struct who *who, int64_t at_ms, int days_ago)
{
    const struct survey_version *version = survey->published;
    const char *channel = json_string_value(json_object_get(demo->rule, "channel"));
    bool store = strcmp(channel, "store") == 0;
    struct customer_ref ref = {str_of(arena_printf(demo->batch_arena, "A-%05u", 10000 + who->number))};
    json_t *attributes = json_pack("{s:s,s:s}", "segment", who->segment, "area", who->area);
    double mood = mood_of(demo, who, days_ago);
    if (who->number < CUSTOMERS) /* else one of the web shop's */
        demo->last_mood[who->number] = (float)mood;
    json_t *answers = answers_of(demo, version->definition, mood, who->language);
    if (!answers || json_keep(demo->batch_arena, attributes) != ERR_NONE)
        return false;
    struct str key = str_of(arena_printf(demo->batch_arena, "demo-%u", ++demo->sequence));
    arm_take(demo, version->definition, key, attributes, answers);
    struct response_in in = {.submission_key = key,
                             .has_at = true,
                             .at = at_ms,
                             .channel = str_of(store && draw(demo) < 0.4 ? "qr" : channel),
                             .language = str_of(who->language),
                             .unit = str_of(store                           ? who->area
                                            : strcmp(channel, "phone") == 0 ? "customer-service"
                                                                            : "web-shop"),
                             .customer = &ref,
                             .attributes = attributes,
                             .answers = answers};
    struct fault why = {0};
    if (listen_check_response(flow_listen(demo->flow), demo->workspace_id, version, &in, demo->now_ms, demo->batch_arena,
                              &demo->responses[demo->responses_count], &why) != ERR_NONE)
        return told(&why);
    demo->responses_count++;
    return true;
}

/* Drawn from the encounter itself, so that what is told of it changes nothing else. */
static unsigned mixed_of(const struct who *who, int64_t at_ms)
{
    uint64_t mixed = (uint64_t)at_ms * 0x9E3779B97F4A7C15ULL ^ (uint64_t)who->number * 0xBF58476D1CE4E5B9ULL;
    return (unsigned)((mixed ^ mixed >> 29) >> 20);
}

static double moved_by(const struct demo *demo, const char *name, int days_ago)
{
    char days[32];
    snprintf(days, sizeof days, "%s_days", name);
    return days_ago < json_integer_value(json_object_get(demo->rule, days)) ? json_number_value(json_object_get(demo->rule, name)) : 0;
}

/* Every fourth encounter tells what it did to the picture of us. */
static enum encounter_effect effect_of(const struct demo *demo, const struct who *who, unsigned mixed, int days_ago)
{
    double mood = json_number_value(json_object_get(demo->rule, "mood")) + who->temper + moved_by(demo, "fall", days_ago) +
                  moved_by(demo, "rise", days_ago) + ((double)(mixed >> 8 & 255) / 255 - 0.5) * 2;
    return mixed & 3 ? EFFECT_UNKNOWN : mood > 0.75 ? EFFECT_STRENGTHENED : mood < -0.35 ? EFFECT_WEAKENED : EFFECT_UNCHANGED;
}

/* Why people ring. */
static const json_t *reason_of(struct demo *demo, unsigned mixed)
{
    static const char *const reasons[] = {"return",          "return",          "return",    "return",
                                          "where_is_parcel", "where_is_parcel", "what_next", "invoice"};
    const char *channel = json_string_value(json_object_get(demo->rule, "channel"));
    json_t *attributes = channel && strcmp(channel, "phone") == 0 ? json_pack("{s:s}", "reason", reasons[mixed >> 3 & 7]) : NULL;
    return attributes && json_keep(demo->batch_arena, attributes) == ERR_NONE ? attributes : NULL;
}

/* Whose rule says so, and who answered, is known by name here; the others' ways are walked in demo_journey.c. A parcel and a call have a
 * customer's number on them: since the asking rules are there, three of four of those are known. */
static bool known_of(const struct demo *demo, unsigned mixed, int days_ago, bool answers)
{
    const char *survey = json_string_value(json_object_get(demo->rule, "survey"));
    if (days_ago <= RULE_DAYS && survey && (strcmp(survey, "delivery") == 0 || strcmp(survey, "returns") == 0))
        return (mixed >> 16 & 3) != 0;
    return answers && json_is_true(json_object_get(demo->rule, "known"));
}

static bool encounter_add(struct demo *demo, const struct survey *survey, const struct who *who, int64_t at_ms, int days_ago, bool answers)
{
    unsigned mixed = mixed_of(who, at_ms);
    const struct touchpoint *touchpoint =
        listen_touchpoint(flow_listen(demo->flow), demo->workspace_id, survey->published->definition->touchpoint);
    struct encounter_happened *happened = arena_new_object(demo->batch_arena, struct encounter_happened);
    if (!happened)
        return false;
    *happened = (struct encounter_happened){
        .touchpoint_id = touchpoint->id,
        .touchpoint = touchpoint->slug,
        .happened_at_ms = at_ms,
        .channel = json_str(json_object_get(demo->rule, "channel")),
        .attributes = reason_of(demo, mixed),
        .effect = effect_of(demo, who, mixed, days_ago),
        .initiator = encounter_initiator_of(json_str(json_object_get(demo->rule, "initiator"))),
        .customer_external_id =
            known_of(demo, mixed, days_ago, answers) ? str_of(arena_printf(demo->batch_arena, "A-%05u", 10000 + who->number)) : STR("")};
    demo->encounters[demo->encounters_count++] = happened;
    return true;
}

static bool day_simulate(struct demo *demo, const struct survey *survey, int days_ago)
{
    int32_t day = demo->today - days_ago;
    int64_t opens_ms = zone_day_start_ms(demo->zone, day) + 9 * HOUR_MS;
    int weekday = day - period_start(PERIOD_WEEK, day);
    double busy = weekday == 5 ? 1.35 : weekday == 6 ? 0.7 : 1.0;
    int answers = draw_count(demo, json_number_value(json_object_get(demo->rule, "per_day")) * busy);
    for (int i = 0; i < answers * ENCOUNTERS_PER_ANSWER; i++) {
        struct who who = who_of(demo);
        int64_t at_ms = opens_ms + (int64_t)(draw(demo) * 11 * HOUR_MS);
        if (!encounter_add(demo, survey, &who, at_ms, days_ago, i % ENCOUNTERS_PER_ANSWER == 0))
            return false;
        if (i % ENCOUNTERS_PER_ANSWER == 0 && !answer_add(demo, survey, &who, at_ms + (int64_t)(draw(demo) * HOUR_MS), days_ago))
            return false;
        if (i % ENCOUNTERS_PER_ANSWER == 0)
            leave_some(demo, demo->responses[demo->responses_count - 1]);
        if (demo->responses_count == BATCH || demo->encounters_count == BATCH)
            if (!flush(demo))
                return false;
    }
    return true;
}

static bool year_simulate(struct demo *demo)
{
    for (int days_ago = DAYS; days_ago >= 1; days_ago--) {
        if (days_ago == RULE_DAYS && !demo_rules_make(demo->flow, demo->workspace_id))
            return false;
        size_t i;
        json_t *rule;
        json_array_foreach(json_object_get(demo->company, "simulation"), i, rule)
        {
            demo->rule = rule;
            const struct survey *survey =
                listen_survey(flow_listen(demo->flow), demo->workspace_id, json_str(json_object_get(rule, "survey")));
            if (!day_simulate(demo, survey, days_ago))
                return false;
        }
        if (!flush(demo))
            return false;
        int64_t morning_ms = zone_day_start_ms(demo->zone, demo->today - days_ago) + 8 * HOUR_MS;
        if (days_ago <= DEMO_SHOP_DAYS && !demo_shop_day(&demo->shop, morning_ms, CUSTOMERS))
            return false;
    }
    return true;
}

static bool shop_open(struct demo *demo)
{
    demo->shop = (struct demo_shop){
        .flow = demo->flow, .workspace_id = demo->workspace_id, .now_ms = demo->now_ms, .draw = shop_draw, .context = demo};
    return demo_shop_open(&demo->shop, demo->arena);
}

/* demo.json beside the data tells the sign-in page how to enter; its presence is what makes a server a demo. */
static bool card_write(const struct options *options)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/demo.json", options->data);
    FILE *file = fopen(path, "we");
    if (!file)
        return false;
    fprintf(file, "{\"email\":\"%s\",\"password\":\"%s\"}\n", demo_email, demo_password);
    return fclose(file) == 0;
}

static bool empty_workspace(struct demo *demo)
{
    return flow_last(demo->flow, demo->workspace_id) <= 1;
}

static bool journey_make(struct demo *demo)
{
    struct demo_journey journey = {.flow = demo->flow,
                                   .workspace_id = demo->workspace_id,
                                   .now_ms = demo->now_ms,
                                   .company = demo->company,
                                   .zone = demo->zone,
                                   .today = demo->today,
                                   .seed = demo->chance};
    bool made = demo_journey_make(&journey);
    demo->met += journey.met;
    return made;
}

/* demo_asked.h hands over a request: its customer answers as always. */
static bool request_answer(void *context, const struct demo_request *request)
{
    struct demo *demo = context;
    size_t i;
    json_t *rule;
    int64_t number;
    json_array_foreach(json_object_get(demo->company, "simulation"), i, rule)
    {
        if (!str_equal(json_str(json_object_get(rule, "survey")), request->survey))
            continue;
        demo->rule = rule;
        break;
    }
    struct str digits = {request->customer.at + 2, request->customer.length > 2 ? request->customer.length - 2 : 0};
    if (!str_integer(digits, &number) || number < 10000)
        return true;
    struct who who = who_is((unsigned)number - 10000);
    const struct survey *survey = listen_survey(flow_listen(demo->flow), demo->workspace_id, request->survey);
    if (!answer_add(demo, survey, &who, demo->now_ms, 0))
        return false;
    demo->responses[demo->responses_count - 1]->invitation_id = request->invitation_id;
    return demo->responses_count < BATCH || flush(demo);
}

static bool talks_make(struct demo *demo)
{
    const struct account *account = people_account_by_email(flow_people(demo->flow), str_of(demo_email));
    return account && demo_talks_make(demo->flow, demo->workspace_id, account->id, demo->now_ms, json_object_get(demo->company, "talks"));
}

static bool research_make(struct demo *demo)
{
    const struct account *account = people_account_by_email(flow_people(demo->flow), str_of(demo_email));
    return account && demo_research_make(&(struct demo_research){.flow = demo->flow,
                                                                 .workspace_id = demo->workspace_id,
                                                                 .account_id = account->id,
                                                                 .today = demo->today,
                                                                 .seed = demo->chance,
                                                                 .password_hash = demo->password_hash});
}

static bool boards_make(struct demo *demo)
{
    const struct account *account = people_account_by_email(flow_people(demo->flow), str_of(demo_email));
    return account && demo_boards_make(demo->flow, demo->workspace_id, account->id);
}

static bool demo_make(const struct options *options, struct demo *demo)
{
    demo->responses = calloc(BATCH + 1, sizeof *demo->responses);
    demo->encounters = calloc(BATCH + 1, sizeof *demo->encounters);
    demo->arena = arena_new(64 << 20);
    demo->batch_arena = arena_new(64 << 20);
    demo->workspace_id = cli_workspace(options, demo->flow);
    if (!demo->responses || !demo->encounters || !demo->arena || !demo->batch_arena || !demo->workspace_id)
        return false;
    if (!empty_workspace(demo)) {
        fprintf(stderr, "kuulo: %s has data already; the demo wants an empty directory.\n", options->data);
        return false;
    }
    return company_read(demo) && workspace_set(demo) && units_add(demo) && touchpoints_add(demo) && surveys_add(demo) &&
           account_add(demo) && demo_customers_make(demo->flow, demo->workspace_id, 0, CUSTOMERS, year_of(demo->now_ms), demo->chance) &&
           shop_open(demo) && year_simulate(demo) && journey_make(demo) &&
           demo_invite(demo->flow, demo->workspace_id, "visit", demo->now_ms, demo->chance) &&
           demo_letter_make(demo->flow, demo->workspace_id) &&
           demo_asks_decide(demo->flow, demo->workspace_id, demo->now_ms, request_answer, demo) && flush(demo) && talks_make(demo) &&
           demo_campaign_make(demo->flow, demo->workspace_id, demo->now_ms) && research_make(demo) &&
           demo_goals_make(demo->flow, demo->workspace_id, demo->today) && boards_make(demo) && card_write(options);
}

int cli_demo(const struct options *options)
{
    int64_t seed = 2026;
    if (options->seed && (!str_integer(str_of(options->seed), &seed) || seed <= 0)) {
        fprintf(stderr, "kuulo: --seed wants a whole number above 0.\n");
        return 2;
    }
    struct demo demo = {.flow = cli_open(options, false), .chance = (uint64_t)seed * 0x9E3779B97F4A7C15ULL | 1};
    if (!demo.flow)
        return 1;
    demo.now_ms = clock_system()->now_ms(clock_system());
    demo.zone = zone_open(STR("Europe/Helsinki"));
    demo.today = demo.zone ? zone_day(demo.zone, demo.now_ms) : 0;
    bool made = demo.zone && demo_make(options, &demo);
    if (made)
        printf("The demo company is ready: %lld encounters, %lld answers. Sign in as %s with the password %s\n", (long long)demo.met,
               (long long)demo.made, demo_email, demo_password);
    flow_close(demo.flow);
    zone_close(demo.zone);
    arena_free(demo.batch_arena);
    arena_free(demo.arena);
    free(demo.responses);
    free(demo.encounters);
    return made ? 0 : 1;
}
