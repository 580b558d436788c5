#include "understand/best_worst.h"
#include "understand.sql.h"
#include "understand/inside.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

enum { ROW_ARENA_MAX = 4 << 20 };

void best_worst_begin(const struct question *q, struct best_worst *figures)
{
    *figures = (struct best_worst){.count = q->choices_count};
    for (size_t i = 0; i < q->choices_count; i++)
        figures->items[i] = (struct best_worst_item){.id = q->choices[i].id, .score = NAN, .low = NAN, .high = NAN};
}

static struct best_worst_item *item_of(struct best_worst *figures, struct str id)
{
    for (size_t i = 0; i < figures->count; i++)
        if (str_equal(figures->items[i].id, id))
            return &figures->items[i];
    return NULL;
}

static struct str answer_of(const json_t *answers, const struct question *part)
{
    return json_str(json_object_getn(answers, part->id.at, part->id.length));
}

void best_worst_add(struct best_worst *figures, const struct question *asked, const json_t *answers)
{
    int best[MAXDIFF_ITEMS_MAX] = {0}, worst[MAXDIFF_ITEMS_MAX] = {0}, shown[MAXDIFF_ITEMS_MAX] = {0};
    bool any = false;
    for (int64_t task = 0; task < asked->tasks; task++) {
        const struct question *part = &asked[1 + 2 * task];
        struct str up = answer_of(answers, &part[0]), down = answer_of(answers, &part[1]);
        if (!up.at || !down.at)
            continue;
        any = true;
        for (size_t i = 0; i < part->choices_count; i++) {
            struct str id = part->choices[i].id;
            const struct best_worst_item *item = choice_is_offered(part, i) ? item_of(figures, id) : NULL;
            if (!item)
                continue;
            shown[item - figures->items]++;
            best[item - figures->items] += str_equal(up, id);
            worst[item - figures->items] += str_equal(down, id);
        }
    }
    figures->n += any;
    for (size_t i = 0; i < figures->count; i++) {
        struct best_worst_item *item = &figures->items[i];
        double d = best[i] - worst[i], m = shown[i];
        if (!shown[i])
            continue;
        item->n++, item->best += (uint64_t)best[i], item->worst += (uint64_t)worst[i], item->shown += (uint64_t)shown[i];
        item->sum_dd += d * d, item->sum_dm += d * m, item->sum_mm += m * m;
    }
}

static int best_first(const void *a, const void *b)
{
    const struct best_worst_item *one = a, *other = b;
    if (isnan(one->score) || isnan(other->score))
        return isnan(one->score) - isnan(other->score);
    return (other->score > one->score) - (other->score < one->score);
}

void best_worst_judge(struct best_worst *figures)
{
    for (size_t i = 0; i < figures->count; i++) {
        struct best_worst_item *item = &figures->items[i];
        double m = (double)item->shown, n = (double)item->n;
        item->quality = quality_of(item->n);
        if (!item->shown)
            continue;
        double score = item->score = ((double)item->best - (double)item->worst) / m;
        double squares = item->sum_dd - 2 * score * item->sum_dm + score * score * item->sum_mm;
        if (item->n < 2)
            continue;
        double half = gsl_cdf_tdist_Pinv(0.975, n - 1) * sqrt(n / (n - 1) * fmax(squares, 0)) / m;
        item->low = fmax(score - half, -1), item->high = fmin(score + half, 1);
    }
    qsort(figures->items, figures->count, sizeof *figures->items, best_first);
}

struct reading {
    const struct question *question;
    best_worst_version *version_of;
    void *context;
    struct best_worst *figures;
    enum err err;
};

static bool row_add(void *context, const struct understand_best_worst_row *row)
{
    struct reading *r = context;
    const struct survey_definition *survey = r->version_of(r->context, row->version);
    const struct question *asked = survey ? survey_question(survey, r->question->id) : NULL;
    struct arena *arena = asked && asked->type == QUESTION_MAXDIFF ? arena_new(ROW_ARENA_MAX) : NULL;
    json_t *answers;
    if (!asked || asked->type != QUESTION_MAXDIFF)
        return true;
    r->err = arena ? json_read(arena, row->answers, &answers, NULL) : ERR_MEMORY;
    if (r->err == ERR_NONE)
        best_worst_add(r->figures, asked, answers);
    arena_free(arena);
    return r->err == ERR_NONE;
}

enum err understand_best_worst(struct store *store, int64_t workspace_id, int64_t survey_id, const struct question *question,
                               best_worst_version *version_of, void *context, struct best_worst *figures)
{
    struct reading reading = {question, version_of, context, figures, ERR_NONE};
    best_worst_begin(question, figures);
    enum err err = sql_understand_best_worst(store, &(struct understand_best_worst_in){workspace_id, survey_id, BEST_WORST_RESPONSES_MAX},
                                             row_add, &reading);
    if (err == ERR_NONE)
        err = reading.err;
    best_worst_judge(figures);
    return err;
}

void best_worst_write(const struct question *question, const struct best_worst *figures, struct buf *out)
{
    buf_printf(out, "{\"question\":\"%.*s\",\"n\":%llu,\"items\":[", STR_ARGS(question->id), (unsigned long long)figures->n);
    for (size_t i = 0; i < figures->count; i++) {
        const struct best_worst_item *item = &figures->items[i];
        buf_add_text(out, i ? ",{\"choice\":" : "{\"choice\":");
        json_put_text(out, item->id);
        buf_printf(out, ",\"n\":%llu,\"quality\":\"%s\"", (unsigned long long)item->n, quality_name(item->quality));
        if (item->quality != QUALITY_HIDDEN)
            buf_printf(out, ",\"shown\":%llu,\"best\":%llu,\"worst\":%llu,\"score\":%.10g,\"low\":%.10g,\"high\":%.10g",
                       (unsigned long long)item->shown, (unsigned long long)item->best, (unsigned long long)item->worst, item->score,
                       item->low, item->high);
        buf_add_char(out, '}');
    }
    buf_add_text(out, "]}");
}
