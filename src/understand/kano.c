#include "understand/kano.h"
#include "understand.sql.h"
#include "understand/inside.h"

#include <math.h>
#include <stdio.h>

static const char *const answer_names[KANO_ANSWERS] = {"like", "must_be", "neutral", "live_with", "dislike"};
static const double z_95 = 1.959963984540054;
enum { PATH_MAX_BYTES = 80 };

const char *const kano_category_names[KANO_CATEGORIES] = {"attractive",  "one_dimensional", "must_be",
                                                          "indifferent", "reverse",         "questionable"};

static int answer_of(struct str id)
{
    for (int i = 0; i < KANO_ANSWERS; i++)
        if (str_is(id, answer_names[i]))
            return i;
    return -1;
}

bool kano_is_pair(const struct question *q)
{
    const struct question *functional = q->type == QUESTION_MATRIX ? question_part(q, STR("functional")) : NULL;
    if (!functional || !question_part(q, STR("dysfunctional")) || functional->type != QUESTION_CHOICE ||
        functional->choices_count != KANO_ANSWERS)
        return false;
    for (size_t i = 0; i < KANO_ANSWERS; i++)
        if (answer_of(functional->choices[i].id) < 0)
            return false;
    return true;
}

enum kano_category kano_category_of(enum kano_answer functional, enum kano_answer dysfunctional)
{
    if (functional == KANO_LIKE)
        return dysfunctional == KANO_LIKE ? KANO_QUESTIONABLE : dysfunctional == KANO_DISLIKE ? KANO_ONE_DIMENSIONAL : KANO_ATTRACTIVE;
    if (functional == KANO_DISLIKE)
        return dysfunctional == KANO_DISLIKE ? KANO_QUESTIONABLE : KANO_REVERSE;
    return dysfunctional == KANO_LIKE ? KANO_REVERSE : dysfunctional == KANO_DISLIKE ? KANO_MUST : KANO_INDIFFERENT;
}

static enum kano_category leading_of(const struct kano *kano)
{
    enum kano_category first = KANO_ATTRACTIVE;
    for (int i = 1; i < KANO_CATEGORIES; i++)
        if (kano->counts[i] > kano->counts[first])
            first = (enum kano_category)i;
    uint64_t second = 0;
    for (int i = 0; i < KANO_CATEGORIES; i++)
        if (i != (int)first && kano->counts[i] > second)
            second = kano->counts[i];
    double n = (double)kano->n, p1 = (double)kano->counts[first] / n, p2 = (double)second / n;
    double variance = (p1 + p2 - (p1 - p2) * (p1 - p2)) / n;
    bool leads = variance <= 0 ? p1 > p2 : (p1 - p2) / sqrt(variance) > z_95;
    return leads ? first : KANO_CATEGORIES;
}

void kano_figures(const uint64_t pairs[KANO_ANSWERS][KANO_ANSWERS], struct kano *kano)
{
    *kano = (struct kano){.leading = KANO_CATEGORIES};
    for (int f = 0; f < KANO_ANSWERS; f++)
        for (int d = 0; d < KANO_ANSWERS; d++) {
            kano->counts[kano_category_of((enum kano_answer)f, (enum kano_answer)d)] += pairs[f][d];
            kano->n += pairs[f][d];
        }
    for (int i = 0; i < KANO_CATEGORIES; i++)
        kano->shares[i] = figure_share(kano->counts[i], kano->n);
    uint64_t attractive = kano->counts[KANO_ATTRACTIVE], one = kano->counts[KANO_ONE_DIMENSIONAL], must_be = kano->counts[KANO_MUST];
    uint64_t of = attractive + one + must_be + kano->counts[KANO_INDIFFERENT];
    struct figure worse = figure_share(one + must_be, of);
    kano->better = figure_share(attractive + one, of);
    kano->worse = worse;
    kano->worse.value = -worse.value, kano->worse.low = -worse.high, kano->worse.high = -worse.low;
    if (kano->n && kano->shares[0].quality != QUALITY_HIDDEN)
        kano->leading = leading_of(kano);
}

static bool pair_row(void *context, const struct understand_kano_row *row)
{
    uint64_t(*pairs)[KANO_ANSWERS] = context;
    int functional = answer_of(row->functional), dysfunctional = answer_of(row->dysfunctional);
    if (functional >= 0 && dysfunctional >= 0)
        pairs[functional][dysfunctional] += (uint64_t)row->count;
    return true;
}

enum err understand_kano(struct store *store, int64_t workspace_id, int64_t survey_id, const struct question *question, struct kano *kano)
{
    uint64_t pairs[KANO_ANSWERS][KANO_ANSWERS] = {{0}};
    char functional[PATH_MAX_BYTES], dysfunctional[PATH_MAX_BYTES];
    snprintf(functional, sizeof functional, "$.\"%.*s.functional\"", STR_ARGS(question->id));
    snprintf(dysfunctional, sizeof dysfunctional, "$.\"%.*s.dysfunctional\"", STR_ARGS(question->id));
    enum err err = sql_understand_kano(
        store, &(struct understand_kano_in){workspace_id, survey_id, str_of(functional), str_of(dysfunctional), KANO_RESPONSES_MAX},
        pair_row, pairs);
    if (err == ERR_NONE)
        kano_figures(pairs, kano);
    return err;
}

static void put_figure(struct buf *out, const char *name, const struct figure *figure)
{
    buf_printf(out, "\"%s\":{", name);
    figure_write(figure, true, out);
    buf_add_char(out, '}');
}

void kano_write(const struct question *question, const struct kano *kano, struct buf *out)
{
    buf_printf(out, "{\"question\":\"%.*s\",\"n\":%llu", STR_ARGS(question->id), (unsigned long long)kano->n);
    if (kano->leading < KANO_CATEGORIES)
        buf_printf(out, ",\"leading\":\"%s\"", kano_category_names[kano->leading]);
    buf_add_text(out, ",\"shares\":{");
    for (int i = 0; i < KANO_CATEGORIES; i++) {
        if (i)
            buf_add_char(out, ',');
        put_figure(out, kano_category_names[i], &kano->shares[i]);
    }
    buf_add_text(out, "},");
    put_figure(out, "better", &kano->better);
    buf_add_char(out, ',');
    put_figure(out, "worse", &kano->worse);
    buf_add_char(out, '}');
}
