#include "cli/bench_house.h"
#include "cli/cli.h"
#include "listen/response.h"
#include "listen/surveys.h"
#include "listen/touchpoint.h"
#include "listen/workspace.h"

#include "listen.sql.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SETTING_BYTES = 64 << 20, ASK_BYTES = 64 << 20, NAME = 40, CUSTOMERS_A_COMMIT = 100000, TURN_MAX = 8192, ANSWERED_MAX = 3 };
static const char bench_survey[] =
    "{\"slug\":\"bench\",\"title\":{\"en\":\"Bench\"},\"languages\":[\"en\"],\"questions\":["
    "{\"id\":\"recommend\",\"type\":\"nps\",\"text\":{\"en\":\"?\"}},{\"id\":\"ease\",\"type\":\"ces\",\"text\":{\"en\":\"?\"}},"
    "{\"id\":\"felt\",\"type\":\"choice\",\"text\":{\"en\":\"?\"},\"choices\":["
    "{\"id\":\"f0\",\"text\":{\"en\":\"0\"}},{\"id\":\"f1\",\"text\":{\"en\":\"1\"}},{\"id\":\"f2\",\"text\":{\"en\":\"2\"}},"
    "{\"id\":\"f3\",\"text\":{\"en\":\"3\"}},{\"id\":\"f4\",\"text\":{\"en\":\"4\"}},{\"id\":\"f5\",\"text\":{\"en\":\"5\"}},"
    "{\"id\":\"f6\",\"text\":{\"en\":\"6\"}},{\"id\":\"f7\",\"text\":{\"en\":\"7\"}}]}]}";

static const struct {
    const char *text, *measure, *by[2], *where;
} questions[BENCH_QUESTIONS] = {
    [BENCH_Q1] = {"NPS", "nps", {NULL, NULL}, NULL},
    [BENCH_Q2] = {"NPS by touchpoint", "nps", {"touchpoint", NULL}, NULL},
    [BENCH_Q3] = {"NPS by month and touchpoint in two of eight channels",
                  "nps",
                  {"month", "touchpoint"},
                  "{\"field\":\"channel\",\"op\":\"in\",\"value\":[\"c2\",\"c5\"]}"},
    [BENCH_Q4] = {"NPS scores by segment in the last 90 days", "nps", {"attributes.segment", NULL}, NULL},
    [BENCH_Q5] = {"the 100 customers with the lowest NPS of three answers or more", "nps", {"customer", NULL}, NULL},
    [BENCH_Q6] = {"CES by channel and touchpoint in 50 of 200 segments",
                  "ces",
                  {"channel", "touchpoint"},
                  "{\"all\":[{\"field\":\"attributes.segment\",\"op\":\"ge\",\"value\":50},"
                  "{\"field\":\"attributes.segment\",\"op\":\"le\",\"value\":99}]}"},
};

/* One answer as the turn hands it over, and what it points to. */
struct given {
    struct response_given body;
    struct answer answers[ANSWERED_MAX];
};
struct bench_house {
    char place[64];
    struct store *store;
    struct listen *listen;
    struct understand *understand;
    pthread_rwlock_t room;
    struct arena *arena; /* of what lives as long as the house */
    const struct survey_version *version;
    struct bench_chances chances;
    uint64_t fed;
    int64_t number; /* of the last fact */
    struct given *turn;
    char touchpoints[BENCH_TOUCHPOINTS][NAME], channels[BENCH_CHANNELS][NAME];
    const json_t *attributes[BENCH_SEGMENTS];
    const struct condition *where[BENCH_QUESTIONS];
};

const char *bench_question_text(enum bench_question question)
{
    return questions[question].text;
}

double bench_question_bytes(enum bench_question question, uint64_t answers, uint64_t in_last_quarter)
{
    enum { SCORE = 1, TOUCHPOINT = 1, CHANNEL = 1, SEGMENT = 1, CUSTOMER = 4 };
    static const int bytes[BENCH_QUESTIONS] = {
        [BENCH_Q1] = SCORE,           [BENCH_Q2] = SCORE + TOUCHPOINT, [BENCH_Q3] = SCORE + TOUCHPOINT + CHANNEL,
        [BENCH_Q4] = SCORE + SEGMENT, [BENCH_Q5] = SCORE + CUSTOMER,   [BENCH_Q6] = SCORE + TOUCHPOINT + CHANNEL + SEGMENT};
    return (double)(question == BENCH_Q4 ? in_last_quarter : answers) * bytes[question];
}

/* ---- making the folder ---- */
static bool told(const struct fault *why, enum err err)
{
    struct fault unsaid = {0};
    if (!why->code)
        fault_set(&unsaid, err == ERR_NONE ? ERR_MEMORY : err, "bench", "", "The bench could not be set up.");
    cli_fail(why->code ? why : &unsaid);
    return false;
}

static bool touchpoints_add(struct bench_house *house, struct flow *flow)
{
    for (size_t i = 0; i < BENCH_TOUCHPOINTS; i++) {
        struct fault why = {0};
        struct touchpoint_in in;
        struct touchpoint_put *put;
        json_t *tree =
            json_pack("{s:s,s:{s:s},s:s}", "slug", house->touchpoints[i], "name", "en", house->touchpoints[i], "kind", "digital");
        if (!tree || json_keep(house->arena, tree) != ERR_NONE ||
            record_read(&record_touchpoint_in, house->arena, tree, &in, &why) != ERR_NONE ||
            listen_check_touchpoint(&in, house->arena, &put, &why) != ERR_NONE)
            return told(&why, ERR_INVALID);
        if (!cli_settle(flow, 1, FACT_TOUCHPOINT_ADDED, put, house->arena, NULL))
            return false;
    }
    return true;
}

static bool survey_add(struct bench_house *house, struct flow *flow)
{
    struct fault why = {0};
    json_t *tree;
    struct survey_put *put;
    struct survey_published *publish;
    if (json_read(house->arena, str_of(bench_survey), &tree, &why) != ERR_NONE ||
        listen_check_survey(flow_listen(flow), 1, tree, house->arena, &put, &why) != ERR_NONE)
        return told(&why, ERR_INVALID);
    if (!cli_settle(flow, 1, FACT_SURVEY_ADDED, put, house->arena, NULL))
        return false;
    if (listen_check_publish(flow_listen(flow), 1, listen_survey(flow_listen(flow), 1, STR("bench")), house->arena, &publish, &why) !=
        ERR_NONE)
        return told(&why, ERR_INVALID);
    return cli_settle(flow, 1, FACT_SURVEY_PUBLISHED, publish, house->arena, NULL);
}

static bool settings_make(struct bench_house *house)
{
    struct options options = {.data = house->place};
    struct str english[] = {STR("en")};
    struct workspace_put *put;
    struct fault why = {0};
    struct flow *flow = cli_open(&options, false);
    if (!flow)
        return false;
    enum err err =
        listen_check_workspace_new(STR("bench"), STR("Bench"), STR("UTC"), (struct str_list){english, 1}, house->arena, &put, &why);
    bool made = err == ERR_NONE ? cli_settle(flow, 0, FACT_WORKSPACE_CREATED, put, house->arena, NULL) : told(&why, err);
    made = made && touchpoints_add(house, flow) && survey_add(house, flow);
    flow_close(flow);
    return made;
}

/* Customers are rows, because the worst of them are shown by name. */
static enum err customers_insert(struct bench_house *house, struct store *store)
{
    enum err err = store_begin(store);
    for (uint32_t i = 0; i < house->chances.customers && err == ERR_NONE; i++) {
        char name[NAME];
        int length = snprintf(name, sizeof name, "k%07u", i);
        struct customer_insert_in in = {.workspace_id = 1,
                                        .id = (int64_t)i + 1,
                                        .external_id = {name, (size_t)length},
                                        .name = STR(""),
                                        .email = STR(""),
                                        .phone = STR(""),
                                        .language = STR("")};
        int64_t changes;
        err = sql_customer_insert(store, &in, &changes);
        if (err == ERR_NONE && (i + 1) % CUSTOMERS_A_COMMIT == 0) {
            err = store_commit(store);
            err = err == ERR_NONE ? store_begin(store) : err;
        }
    }
    return err == ERR_NONE ? store_commit(store) : err;
}

static bool customers_make(struct bench_house *house)
{
    struct fault why = {0};
    struct store *store;
    enum err err = store_open(house->place, STORE_WRITE, &store, &why);
    if (err == ERR_NONE) {
        err = customers_insert(house, store);
        store_close(store);
    }
    return err == ERR_NONE || told(&why, err);
}

static bool stages_open(struct bench_house *house, size_t threads)
{
    struct fault why = {0};
    enum err err = store_open(house->place, STORE_READ, &house->store, &why);
    if (err == ERR_NONE)
        err = listen_open(house->store, &house->listen, &why);
    if (err == ERR_NONE)
        err = understand_open(house->place, house->store, house->listen, &house->understand, &why);
    if (err == ERR_NONE)
        err = understand_threads_set(house->understand, threads);
    if (err != ERR_NONE)
        return told(&why, err);
    house->version = listen_survey(house->listen, 1, STR("bench"))->published;
    house->number = understand_held(house->understand, 1);
    return true;
}

static bool words_make(struct bench_house *house)
{
    struct fault why = {0};
    for (size_t i = 0; i < BENCH_TOUCHPOINTS; i++)
        snprintf(house->touchpoints[i], NAME, "t%zu", i);
    for (size_t i = 0; i < BENCH_CHANNELS; i++)
        snprintf(house->channels[i], NAME, "c%zu", i);
    for (size_t i = 0; i < BENCH_SEGMENTS; i++) {
        json_t *one = json_pack("{s:i}", "segment", (int)i);
        if (!one || json_keep(house->arena, one) != ERR_NONE)
            return told(&why, ERR_MEMORY);
        house->attributes[i] = one;
    }
    for (size_t q = 0; q < BENCH_QUESTIONS; q++) {
        json_t *tree;
        if (questions[q].where && (json_read(house->arena, str_of(questions[q].where), &tree, &why) != ERR_NONE ||
                                   condition_read(house->arena, tree, NULL, NULL, &house->where[q], &why) != ERR_NONE))
            return told(&why, ERR_INVALID);
    }
    return true;
}

struct bench_house *bench_house_open(uint64_t planned, size_t threads)
{
    struct bench_house *house = calloc(1, sizeof *house);
    const char *folder = getenv("TMPDIR");
    if (!house)
        return NULL;
    house->arena = arena_new(SETTING_BYTES);
    house->turn = calloc(TURN_MAX, sizeof *house->turn);
    int length = snprintf(house->place, sizeof house->place, "%.40s/kuulo-bench-XXXXXX", folder && *folder ? folder : "/tmp");
    pthread_rwlockattr_t writers_first;
    pthread_rwlockattr_init(&writers_first);
    pthread_rwlockattr_setkind_np(&writers_first, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    bool made = pthread_rwlock_init(&house->room, &writers_first) == 0;
    pthread_rwlockattr_destroy(&writers_first);
    bench_chances_make(&house->chances, planned);
    if (made && house->arena && house->turn && length > 0 && mkdtemp(house->place) && words_make(house) && settings_make(house) &&
        customers_make(house) && stages_open(house, threads))
        return house;
    bench_house_close(house);
    return NULL;
}

/* ---- keeping ---- */
struct keeping {
    struct bench_house *house;
    int64_t began_us, longest_us;
};

static void keep_begin(void *context)
{
    struct keeping *keeping = context;
    pthread_rwlock_rdlock(&keeping->house->room);
    keeping->began_us = clock_system()->monotonic_us(clock_system());
}

static void keep_end(void *context)
{
    struct keeping *keeping = context;
    int64_t held_us = clock_system()->monotonic_us(clock_system()) - keeping->began_us;
    pthread_rwlock_unlock(&keeping->house->room);
    keeping->longest_us = held_us > keeping->longest_us ? held_us : keeping->longest_us;
}

int64_t bench_house_keep(struct bench_house *house)
{
    struct keeping keeping = {.house = house};
    understand_keep(house->understand, &(struct understand_lock){keep_begin, keep_end, &keeping});
    return keeping.longest_us;
}

bool bench_house_reopen(struct bench_house *house, size_t threads, double *open_ms)
{
    struct clock *clock = clock_system();
    struct fault why = {0};
    understand_close(house->understand);
    house->understand = NULL;
    int64_t began_us = clock->monotonic_us(clock);
    enum err err = understand_open(house->place, house->store, house->listen, &house->understand, &why);
    if (err == ERR_NONE)
        err = understand_threads_set(house->understand, threads);
    *open_ms = (double)(clock->monotonic_us(clock) - began_us) / 1000;
    return err == ERR_NONE || told(&why, err);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

void bench_house_close(struct bench_house *house)
{
    if (!house)
        return;
    understand_close(house->understand);
    listen_close(house->listen);
    store_close(house->store);
    (void)nftw(house->place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    pthread_rwlock_destroy(&house->room);
    arena_free(house->arena);
    free(house->turn);
    free(house);
}

/* ---- feeding ---- */
static void given_make(const struct bench_house *house, uint64_t number, struct given *out)
{
    const struct question *questions_of = house->version->definition->questions;
    struct bench_answer answer;
    bench_answer_make(&house->chances, number, &answer);
    size_t count = 0;
    if (answer.nps >= 0)
        out->answers[count++] = (struct answer){.question = &questions_of[0], .score = answer.nps};
    out->answers[count++] = (struct answer){.question = &questions_of[1], .score = answer.ces};
    out->answers[count++] = (struct answer){.question = &questions_of[2], .score = answer.feeling};
    out->body = (struct response_given){.version = house->version,
                                        .given_at_ms = answer.at_s * 1000,
                                        .channel = str_of(house->channels[answer.channel]),
                                        .language = STR("en"),
                                        .touchpoint = str_of(house->touchpoints[answer.touchpoint]),
                                        .unit = STR(""),
                                        .customer_id = (int64_t)answer.customer + 1,
                                        .attributes = house->attributes[answer.segment],
                                        .answers = out->answers,
                                        .answers_count = count};
    out->body.outcome = response_outcome_number(&out->body);
}

void bench_house_feed(struct bench_house *house, uint64_t count, size_t turn)
{
    turn = turn < 1 ? 1 : turn > TURN_MAX ? TURN_MAX : turn;
    while (count) {
        size_t now = count < turn ? (size_t)count : turn;
        for (size_t i = 0; i < now; i++)
            given_make(house, house->fed + i, &house->turn[i]);
        pthread_rwlock_wrlock(&house->room);
        for (size_t i = 0; i < now; i++) {
            int64_t number = ++house->number;
            struct fact fact = {
                .kind = FACT_RESPONSE_GIVEN, .workspace_id = 1, .number = number, .subject_id = number, .body = &house->turn[i].body};
            understand_apply(house->understand, &fact);
        }
        house->fed += now;
        pthread_rwlock_unlock(&house->room);
        count -= now;
    }
}

uint64_t bench_house_fed(const struct bench_house *house)
{
    return house->fed;
}

const struct bench_chances *bench_house_chances(const struct bench_house *house)
{
    return &house->chances;
}

size_t bench_house_bytes(const struct bench_house *house)
{
    return understand_bytes(house->understand, 1);
}

/* ---- asking ---- */
enum err bench_house_ask(struct bench_house *house, enum bench_question question, struct buf *out, int64_t *waited_us, struct fault *why)
{
    struct plan plan = {.workspace_id = 1, .where = house->where[question], .store = house->store};
    struct clock *clock = clock_system();
    must(measure_of(str_of(questions[question].measure), &plan.measure));
    for (size_t i = 0; i < 2 && questions[question].by[i]; i++)
        plan.by[plan.by_count++] = str_of(questions[question].by[i]);
    if (question == BENCH_Q4) {
        plan.has_from = true;
        plan.from = (int32_t)(bench_last_quarter_from_s / 86400);
    }
    if (question == BENCH_Q5) {
        plan.limit = BENCH_WORST;
        plan.n_min = BENCH_WORST_N_MIN;
        plan.floor_none = true; /* their few answers are the question */
    }
    struct arena *arena = arena_new(ASK_BYTES);
    if (!arena)
        return ERR_MEMORY;
    int64_t began_us = clock->monotonic_us(clock);
    pthread_rwlock_rdlock(&house->room);
    if (waited_us)
        *waited_us = clock->monotonic_us(clock) - began_us;
    enum err err = understand_metrics(house->understand, &plan, arena, out, why);
    pthread_rwlock_unlock(&house->room);
    arena_free(arena);
    return err;
}
