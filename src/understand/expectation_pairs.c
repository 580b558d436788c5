#include "understand/expectation_pairs.h"
#include "understand.sql.h"
#include "understand/inside.h"

#include <stdio.h>

enum { SCALE_CELLS_MAX = 201, PATH_MAX_BYTES = QUESTION_ID_MAX + 8 };

int64_t expectation_delta(int64_t scale_low, int64_t scale_high)
{
    int64_t delta = (EXPECTATION_DELTA * (scale_high - scale_low) + 5) / 10;
    return delta > 1 ? delta : 1;
}

struct counting {
    int64_t low, high;
    uint64_t met_count;
    uint64_t expected[SCALE_CELLS_MAX], met[SCALE_CELLS_MAX], gaps[2 * SCALE_CELLS_MAX];
};

static void count(struct counting *c, bool has_expected, int64_t expected, int64_t met, int64_t people)
{
    if (met < c->low || met > c->high)
        return;
    c->met_count += (uint64_t)people;
    if (!has_expected || expected < c->low || expected > c->high)
        return;
    c->expected[expected - c->low] += (uint64_t)people;
    c->met[met - c->low] += (uint64_t)people;
    c->gaps[met - expected + c->high - c->low] += (uint64_t)people;
}

static bool here_row(void *context, const struct understand_expected_here_row *row)
{
    count(context, row->has_expected, row->expected, row->met, row->count);
    return true;
}

static bool before_row(void *context, const struct understand_expected_before_row *row)
{
    count(context, row->has_expected, row->expected, row->met, row->count);
    return true;
}

enum err understand_expectation_pair(struct store *store, int64_t workspace_id, int64_t before, const struct question *expected,
                                     int64_t after, const struct question *met, struct expectation_pair *pair)
{
    struct counting c = {.low = met->scale_low, .high = met->scale_high};
    char path_expected[PATH_MAX_BYTES], path_met[PATH_MAX_BYTES];
    snprintf(path_expected, sizeof path_expected, "$.\"%.*s\"", STR_ARGS(expected->id));
    snprintf(path_met, sizeof path_met, "$.\"%.*s\"", STR_ARGS(met->id));
    must(c.high - c.low < SCALE_CELLS_MAX);
    enum err err =
        before == after
            ? sql_understand_expected_here(
                  store, &(struct understand_expected_here_in){workspace_id, after, str_of(path_expected), str_of(path_met)}, here_row, &c)
            : sql_understand_expected_before(
                  store, &(struct understand_expected_before_in){workspace_id, before, after, str_of(path_expected), str_of(path_met)},
                  before_row, &c);
    size_t cells = (size_t)(c.high - c.low) + 1;
    struct histogram gaps = {c.low - c.high, 2 * cells - 1, c.gaps};
    *pair = (struct expectation_pair){.met_count = c.met_count, .paired = histogram_n(&gaps), .delta = expectation_delta(c.low, c.high)};
    pair->expected = figure_mean(&(struct histogram){c.low, cells, c.expected}, 1);
    pair->met = figure_mean(&(struct histogram){c.low, cells, c.met}, 1);
    pair->gap = expectation_paired(&gaps, pair->delta);
    return err;
}

static void put_figure(struct buf *out, const char *name, const struct figure *figure)
{
    buf_printf(out, ",\"%s\":{", name);
    figure_write(figure, true, out);
    buf_add_char(out, '}');
}

void expectation_pair_write(const struct expectation_pair *pair, struct buf *out)
{
    buf_printf(out, ",\"met_count\":%llu,\"paired\":%llu,\"delta\":%lld", (unsigned long long)pair->met_count,
               (unsigned long long)pair->paired, (long long)pair->delta);
    put_figure(out, "expected_mean", &pair->expected);
    put_figure(out, "met_mean", &pair->met);
    put_figure(out, "gap", &pair->gap.gap);
    put_figure(out, "weak", &pair->gap.weak_share);
    put_figure(out, "good", &pair->gap.good_share);
    put_figure(out, "excellent", &pair->gap.excellent_share);
    put_figure(out, "net", &pair->gap.net);
}
