#include "cli/bench_recount.h"
#include "base/time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LABEL = 32 };

/* ---- counting ---- */
static size_t month_of(int64_t at_s)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t day = (at_s - bench_from_s) / 86400;
    size_t month = 0;
    for (;; month++) {
        int length = lengths[month % 12] + (month == 13); /* February 2024 */
        if (day < length)
            return month;
        day -= length;
    }
}

static void answer_count(struct bench_recount *recount, const struct bench_answer *answer, struct bench_person *people)
{
    if (answer->at_s >= bench_last_quarter_from_s)
        recount->in_last_quarter++;
    if (answer->segment >= BENCH_SEGMENT_LOW && answer->segment <= BENCH_SEGMENT_HIGH)
        recount->histograms[BENCH_Q6][answer->channel * BENCH_TOUCHPOINTS + answer->touchpoint][answer->ces - 1]++;
    if (answer->nps < 0)
        return;
    recount->histograms[BENCH_Q1][0][answer->nps]++;
    recount->histograms[BENCH_Q2][answer->touchpoint][answer->nps]++;
    if (answer->channel == BENCH_CHANNEL_A || answer->channel == BENCH_CHANNEL_B)
        recount->histograms[BENCH_Q3][month_of(answer->at_s) * BENCH_TOUCHPOINTS + answer->touchpoint][answer->nps]++;
    if (answer->at_s >= bench_last_quarter_from_s)
        recount->histograms[BENCH_Q4][answer->segment][answer->nps]++;
    people[answer->customer].n++;
    people[answer->customer].net += answer->nps >= 9 ? 1 : answer->nps <= 6 ? -1 : 0;
}

static int person_order(const void *a, const void *b)
{
    const struct bench_person *x = a, *y = b;
    int64_t left = x->net * y->n, right = y->net * x->n;
    if (left != right)
        return left < right ? -1 : 1;
    return x->n != y->n ? (x->n > y->n ? -1 : 1) : (x->number > y->number) - (x->number < y->number);
}

struct bench_recount *bench_recount_make(const struct bench_chances *chances, uint64_t answers)
{
    struct bench_recount *recount = calloc(1, sizeof *recount);
    struct bench_person *people = calloc(chances->customers, sizeof *people);
    if (!recount || !people) {
        free(people);
        free(recount);
        return NULL;
    }
    for (uint64_t i = 0; i < answers; i++) {
        struct bench_answer answer;
        bench_answer_make(chances, i, &answer);
        answer_count(recount, &answer, people);
    }
    size_t kept = 0;
    for (uint32_t i = 0; i < chances->customers; i++) {
        people[i].number = i;
        if (people[i].n >= BENCH_WORST_N_MIN)
            people[kept++] = people[i];
    }
    qsort(people, kept, sizeof *people, person_order);
    recount->people = people;
    recount->people_count = kept < BENCH_WORST ? kept : BENCH_WORST;
    return recount;
}

void bench_recount_free(struct bench_recount *recount)
{
    if (!recount)
        return;
    free(recount->people);
    free(recount);
}

/* ---- comparing ---- */
/* The number that follows `prefix` in the row's label; false when the label is another. */
static bool label_number(const json_t *row, const char *name, const char *prefix, int64_t *number)
{
    struct str label = json_str(json_object_get(json_object_get(row, "group"), name));
    size_t skipped = strlen(prefix);
    return label.at && str_starts(label, prefix) && str_integer((struct str){label.at + skipped, label.length - skipped}, number);
}

static bool label_month(const json_t *row, int64_t *month)
{
    struct str label = json_str(json_object_get(json_object_get(row, "group"), "month"));
    int32_t day;
    char text[LABEL];
    int year, of_year, of_month;
    int length = label.at ? snprintf(text, sizeof text, "%.*s-01", STR_ARGS(label)) : 0;
    if (length <= 0 || length >= LABEL || !day_parse((struct str){text, (size_t)length}, &day))
        return false;
    day_civil(day, &year, &of_year, &of_month);
    *month = (year - 2023) * 12 + of_year - 1;
    return true;
}

/* A row's place among the question's groups; BENCH_GROUPS_MAX when it has none. */
static size_t group_of(enum bench_question question, const json_t *row)
{
    int64_t low = 0, high = 0;
    bool known = true;
    switch (question) {
    case BENCH_Q1:
    case BENCH_Q5:
    case BENCH_QUESTIONS:
        return 0;
    case BENCH_Q2:
        known = label_number(row, "touchpoint", "t", &low);
        break;
    case BENCH_Q3:
        known = label_month(row, &high) && label_number(row, "touchpoint", "t", &low);
        break;
    case BENCH_Q4:
        known = label_number(row, "attributes.segment", "", &low);
        break;
    case BENCH_Q6:
        known = label_number(row, "channel", "c", &high) && label_number(row, "touchpoint", "t", &low);
        break;
    }
    low += high * BENCH_TOUCHPOINTS;
    return known && low >= 0 && low < BENCH_GROUPS_MAX ? (size_t)low : BENCH_GROUPS_MAX;
}

struct sums {
    uint64_t n;
    double value;
};
static struct sums sums_of(enum bench_question question, const uint64_t counts[BENCH_SCORE_CELLS])
{
    struct sums sums = {0, 0};
    for (int i = 0; i < BENCH_SCORE_CELLS; i++) {
        sums.n += counts[i];
        sums.value += (double)counts[i] * (question == BENCH_Q6 ? i + 1 : i >= 9 ? 100 : i <= 6 ? -100 : 0);
    }
    sums.value /= sums.n ? (double)sums.n : 1;
    return sums;
}

uint64_t bench_recount_figure(const struct bench_recount *recount, enum bench_question question, size_t group, double *value)
{
    struct sums sums = sums_of(question, recount->histograms[question][group]);
    *value = sums.value;
    return sums.n;
}

static bool figure_equal(const json_t *row, struct sums sums)
{
    const json_t *value = json_object_get(row, "value");
    if ((uint64_t)json_integer_value(json_object_get(row, "n")) != sums.n)
        return false;
    return json_is_null(value) ? sums.n < FIGURE_SHOWN_MIN : fabs(json_number_value(value) - sums.value) <= 1e-9 * (1 + fabs(sums.value));
}

static bool histogram_equal(enum bench_question question, const json_t *row, const uint64_t counts[BENCH_SCORE_CELLS])
{
    const json_t *histogram = json_object_get(row, "histogram");
    int low = question == BENCH_Q6 ? 1 : 0, cells = question == BENCH_Q6 ? BENCH_CES_CELLS : BENCH_NPS_CELLS;
    for (int i = 0; histogram && i < cells; i++) {
        char name[LABEL];
        snprintf(name, sizeof name, "%d", low + i);
        if ((uint64_t)json_integer_value(json_object_get(histogram, name)) != counts[i])
            return false;
    }
    return true;
}

/* All ranked people are there with their figures; equally bad ones come in another order on the screen than in the ranking. */
static bool people_equal(const struct bench_recount *recount, const json_t *rows, char difference[200])
{
    for (size_t i = 0; i < recount->people_count; i++) {
        const struct bench_person *person = &recount->people[i];
        struct sums sums = {person->n, 100.0 * (double)person->net / person->n};
        size_t at;
        json_t *row;
        bool found = false;
        json_array_foreach((json_t *)rows, at, row)
        {
            int64_t number;
            found = label_number(row, "customer", "k", &number) && number == person->number && figure_equal(row, sums);
            if (found)
                break;
        }
        if (!found) {
            snprintf(difference, 200, "customer k%07u with %u answers and %.3f is missing or different", person->number, person->n,
                     sums.value);
            return false;
        }
    }
    snprintf(difference, 200, "%zu rows, %zu counted", json_array_size(rows), recount->people_count);
    return json_array_size(rows) == recount->people_count;
}

static bool rows_equal(const struct bench_recount *recount, enum bench_question question, const json_t *rows, char difference[200])
{
    size_t at, expected = 0;
    json_t *row;
    if (question == BENCH_Q5)
        return people_equal(recount, rows, difference);
    json_array_foreach((json_t *)rows, at, row)
    {
        size_t group = group_of(question, row);
        static const uint64_t none[BENCH_SCORE_CELLS];
        const uint64_t *counts = group < BENCH_GROUPS_MAX ? recount->histograms[question][group] : none;
        struct sums sums = sums_of(question, counts);
        if (!figure_equal(row, sums) || !histogram_equal(question, row, counts)) {
            snprintf(difference, 200, "group %zu: counted n %llu, value %.9f", group, (unsigned long long)sums.n, sums.value);
            return false;
        }
    }
    for (size_t i = 0; i < BENCH_GROUPS_MAX; i++)
        expected += sums_of(question, recount->histograms[question][i]).n > 0;
    snprintf(difference, 200, "%zu rows, %zu counted", json_array_size(rows), expected);
    return expected == json_array_size(rows);
}

bool bench_recount_equal(const struct bench_recount *recount, enum bench_question question, struct str json, char difference[200])
{
    struct arena *arena = arena_new(1 << 28);
    struct fault why = {0};
    json_t *tree = NULL;
    bool equal = arena && json_read(arena, json, &tree, &why) == ERR_NONE &&
                 rows_equal(recount, question, json_object_get(tree, "rows"), difference);
    if (!tree)
        snprintf(difference, 200, "the answer cannot be read: %.150s", why.detail);
    arena_free(arena);
    return equal;
}
