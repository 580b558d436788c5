/* MaxDiff: designs are balanced, definitions and answers are checked, and scores equal an independent calculation. */
#include "listen/answer.h"
#include "listen/maxdiff_design.h"
#include "understand/best_worst.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "survey_sample.h"

#define ITEM(id) "{\"id\":\"" id "\"," T "}"
#define SEVEN ITEM("a") "," ITEM("b") "," ITEM("c") "," ITEM("d") "," ITEM("e") "," ITEM("f") "," ITEM("g")

static void count(size_t items, size_t per_task, size_t tasks, int *shown_least, int *shown_most, int *pair_least, int *pair_most)
{
    uint32_t design[MAXDIFF_TASKS_MAX] = {0};
    maxdiff_design(items, per_task, tasks, design);
    *shown_least = *pair_least = 1000, *shown_most = *pair_most = 0;
    for (size_t t = 0; t < tasks; t++)
        assert_int_equal(__builtin_popcount(design[t]), per_task);
    for (size_t i = 0; i < items; i++)
        for (size_t j = 0; j <= i; j++) {
            int together = 0, *least = i == j ? shown_least : pair_least, *most = i == j ? shown_most : pair_most;
            for (size_t t = 0; t < tasks; t++)
                together += design[t] >> i & 1 && design[t] >> j & 1;
            *least = together < *least ? together : *least;
            *most = together > *most ? together : *most;
        }
}

/* Where a balanced incomplete block design exists, it is found: 7 items in 7 tasks of 3 (the Fano plane: every pair once), 7 in 7 of 4
 * (its complement: every pair twice), 6 in 10 of 3 (every pair twice), 5 in 5 of 4 (every pair three times). Elsewhere showings differ by
 * one at the most, and pairs lie within two and a bit of their mean. */
static void designs_are_balanced(void **state)
{
    (void)state;
    static const size_t exact[][4] = {{7, 3, 7, 1}, {7, 4, 7, 2}, {6, 3, 10, 2}, {5, 4, 5, 3}};
    int shown_least, shown_most, pair_least, pair_most;
    for (size_t i = 0; i < 4; i++) {
        count(exact[i][0], exact[i][1], exact[i][2], &shown_least, &shown_most, &pair_least, &pair_most);
        assert_int_equal(shown_least, exact[i][1] * exact[i][2] / exact[i][0]);
        assert_int_equal(shown_least, shown_most);
        assert_int_equal(pair_least, exact[i][3]);
        assert_int_equal(pair_most, exact[i][3]);
    }
    for (size_t items = 4; items <= MAXDIFF_ITEMS_MAX; items++)
        for (size_t per_task = 3; per_task <= MAXDIFF_PER_TASK_MAX && per_task < items; per_task++) {
            size_t tasks = maxdiff_tasks_usual(items, per_task);
            count(items, per_task, tasks, &shown_least, &shown_most, &pair_least, &pair_most);
            assert_in_range(shown_most - shown_least, 0, 1);
            double mean = (double)(tasks * per_task * (per_task - 1)) / (double)(items * (items - 1));
            assert_true(pair_most < mean + 2.2 && pair_least > mean - 2.2);
        }
    uint32_t once[MAXDIFF_TASKS_MAX] = {0}, again[MAXDIFF_TASKS_MAX] = {0};
    maxdiff_design(12, 4, 9, once);
    maxdiff_design(12, 4, 9, again);
    assert_memory_equal(once, again, sizeof once);
}

static const char *asked(const char *more)
{
    return arena_printf(arena, "{\"id\":\"q\",\"type\":\"maxdiff\"," T ",%s}", more);
}

static void definitions_are_checked(void **state)
{
    (void)state;
    const struct survey_definition *survey = good(asked("\"choices\":[" SEVEN "],\"per_task\":3,\"tasks\":7"));
    assert_int_equal(survey->questions_count, 1 + 14);
    assert_string_equal(survey->questions[1].id.at, "q.best_1");
    assert_string_equal(survey->questions[14].id.at, "q.worst_7");
    assert_true(survey->questions[3].offered == survey->questions[4].offered);
    survey = good(asked("\"choices\":[" SEVEN "]"));
    assert_int_equal(survey->questions[0].per_task, 4);
    assert_int_equal(survey->questions[0].tasks, 6); /* 3 × 7 ÷ 4, upwards */
    assert_survey_refused(asked("\"choices\":[" ITEM("a") "," ITEM("b") "," ITEM("c") "]"), "wrong_count", "questions[0].choices");
    assert_survey_refused(asked("\"choices\":[" SEVEN "],\"per_task\":7"), "out_of_range", "questions[0].per_task");
    assert_survey_refused(asked("\"choices\":[" SEVEN "],\"per_task\":2"), "out_of_range", "questions[0].per_task");
    assert_survey_refused(asked("\"choices\":[" SEVEN "],\"per_task\":3,\"tasks\":2"), "out_of_range", "questions[0].tasks");
    assert_survey_refused(asked("\"choices\":[" SEVEN "],\"tasks\":21"), "out_of_range", "questions[0].tasks");
    struct survey_definition *grouped;
    const char *text =
        arena_printf(arena,
                     "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[{\"id\":\"v\",\"type\":"
                     "\"group\",\"most\":2," T ",\"questions\":[{\"id\":\"q\",\"type\":\"maxdiff\",\"choices\":[%s]," T "}]}]}",
                     SEVEN);
    assert_int_equal(survey_read(arena, tree_of(text), false, &grouped, &why), ERR_INVALID);
    assert_string_equal(why.slug, "not_for_type");
}

/* Which of the seven the task offers, the n-th of them. */
static const char *offered(const struct question *part, int n)
{
    for (size_t i = 0; i < part->choices_count; i++)
        if (choice_is_offered(part, i) && !n--)
            return part->choices[i].id.at;
    return NULL;
}

static const char *missing(const struct question *part)
{
    size_t i = 0;
    while (choice_is_offered(part, i))
        i++;
    return part->choices[i].id.at;
}

static void answers_are_checked(void **state)
{
    (void)state;
    const struct survey_definition *survey = good(asked("\"choices\":[" SEVEN "],\"per_task\":3,\"tasks\":7"));
    const struct question *q = &survey->questions[0];
    struct {
        const char *best, *worst, *slug;
    } cases[] = {{offered(q + 1, 0), offered(q + 1, 1), NULL},
                 {offered(q + 1, 0), offered(q + 1, 0), "not_best_and_worst"},
                 {offered(q + 1, 0), NULL, "not_best_and_worst"},
                 {NULL, offered(q + 1, 2), "not_best_and_worst"},
                 {missing(q + 1), offered(q + 1, 0), "unknown_choice"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct survey_version version = {.definition = survey};
        struct response_given given = {.version = &version};
        json_t *parts = json_object();
        if (cases[i].best)
            json_object_set_new(parts, "best_1", json_string(cases[i].best));
        if (cases[i].worst)
            json_object_set_new(parts, "worst_1", json_string(cases[i].worst));
        json_t *answers = json_pack("{s:o}", "q", parts);
        assert_int_equal(json_keep(arena, answers), ERR_NONE);
        assert_int_equal(response_check_answers(answers, arena, &given, &why), cases[i].slug ? ERR_INVALID : ERR_NONE);
        if (cases[i].slug)
            assert_string_equal(why.slug, cases[i].slug);
    }
}

/* Five people, four items in four tasks of three, one task passed over. Golden values: test/recount/maxdiff.py. */
static void scores_equal_a_recount(void **state)
{
    (void)state;
    const struct survey_definition *survey =
        good(asked("\"choices\":[" ITEM("a") "," ITEM("b") "," ITEM("c") "," ITEM("d") "],\"per_task\":3,\"tasks\":4"));
    const struct question *q = &survey->questions[0];
    static const int favour[5][4] = {{0, 1, 2, 3}, {0, 2, 1, 3}, {1, 0, 2, 3}, {0, 1, 3, 2}, {3, 0, 1, 2}}; /* each person's order */
    struct best_worst figures;
    best_worst_begin(q, &figures);
    for (int person = 0; person < 5; person++) {
        json_t *answers = json_object();
        for (int task = 0; task < 4; task++) {
            const struct question *part = &q[1 + 2 * task];
            int first = -1, last = -1;
            if (person == 4 && !choice_is_offered(part, 3)) /* the last one passes over the task without d */
                continue;
            for (int place = 0; place < 4; place++)
                if (choice_is_offered(part, (size_t)favour[person][place])) {
                    first = first < 0 ? favour[person][place] : first;
                    last = favour[person][place];
                }
            json_object_set_new(answers, part[0].id.at, json_string(part->choices[first].id.at));
            json_object_set_new(answers, part[1].id.at, json_string(part->choices[last].id.at));
        }
        assert_int_equal(json_keep(arena, answers), ERR_NONE);
        best_worst_add(&figures, q, answers);
    }
    best_worst_judge(&figures);
    static const struct {
        const char *id;
        uint64_t n, best, worst, shown;
        double score, low, high;
    } golden[] = {
        {"a", 5, 10, 0, 14, 0.714285714286, 0.191886549375, 1.000000000000},
        {"b", 5, 5, 2, 14, 0.214285714286, -0.505931161846, 0.934502590418},
        {"c", 5, 1, 7, 14, -0.428571428571, -1.000000000000, 0.259587931445},
        {"d", 5, 3, 10, 15, -0.466666666667, -1.000000000000, 0.612621189806},
    };
    assert_int_equal(figures.n, 5);
    for (size_t i = 0; i < 4; i++) {
        const struct best_worst_item *item = &figures.items[i];
        assert_string_equal(item->id.at, golden[i].id);
        assert_true(item->n == golden[i].n && item->best == golden[i].best && item->worst == golden[i].worst &&
                    item->shown == golden[i].shown);
        assert_true(fabs(item->score - golden[i].score) < 1e-9 && fabs(item->low - golden[i].low) < 1e-9 &&
                    fabs(item->high - golden[i].high) < 1e-9);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sample_set_up, sample_tear_down)
    const struct CMUnitTest tests[] = {TEST(designs_are_balanced), TEST(definitions_are_checked), TEST(answers_are_checked),
                                       TEST(scores_equal_a_recount)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
