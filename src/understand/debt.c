#include "understand/debt.h"
#include "understand/inside.h"

#include <stdlib.h>

enum { DAYS_A_MONTH_TENTHS = 304 };
static const enum measure answered[] = {MEASURE_RESPONSES, MEASURE_NPS,         MEASURE_CES,        MEASURE_CSAT,
                                        MEASURE_RATING,    MEASURE_EXPECTATION, MEASURE_EMOTION_NET};
enum { ANSWERED = sizeof answered / sizeof *answered };

struct debt {
    const struct touchpoint *touchpoint;
    uint64_t volume_month;
    bool counted, measured, asked; /* counted: not declared; asked: a published survey is about it */
};

struct debts {
    const struct understand *understand;
    const struct debt_ask *ask;
    struct tallies volume, answers[ANSWERED];
    struct debt *list;
    size_t count, capacity;
    struct arena *arena;
    const struct touchpoint *sought;
    bool asked;
    enum err err;
};

static uint64_t n_at(const struct tallies *tallies, struct str slug)
{
    uint64_t n = 0;
    for (size_t i = 0; i < tallies->count; i++)
        if (str_equal(tallies->rows[i]->labels[0], slug))
            n += tallies->rows[i]->n;
    return n;
}

static bool survey_asks(void *context, const struct survey *survey)
{
    struct debts *debts = context;
    const struct survey_definition *definition =
        survey->state == SURVEY_PUBLISHED && survey->published ? survey->published->definition : NULL;
    debts->asked |= definition && str_equal(definition->touchpoint, debts->sought->slug);
    for (size_t i = 0; definition && i < definition->questions_count; i++)
        debts->asked |= str_equal(definition->questions[i].touchpoint, debts->sought->slug);
    return !debts->asked;
}

static bool debt_add(struct debts *debts, const struct debt *debt)
{
    if (debts->count == debts->capacity) {
        size_t capacity = debts->capacity ? debts->capacity * 2 : 32;
        struct debt *grown = arena_take_array(debts->arena, capacity, sizeof *grown);
        if (!grown)
            return false;
        if (debts->count)
            memcpy(grown, debts->list, debts->count * sizeof *grown);
        debts->list = grown;
        debts->capacity = capacity;
    }
    debts->list[debts->count++] = *debt;
    return true;
}

static bool touchpoint_seen(void *context, const struct touchpoint *touchpoint)
{
    struct debts *debts = context;
    uint64_t counted = n_at(&debts->volume, touchpoint->slug);
    bool declared = touchpoint->has_volume && touchpoint->volume_month > 0;
    struct debt debt = {touchpoint,
                        declared ? (uint64_t)touchpoint->volume_month : (counted * DAYS_A_MONTH_TENTHS + DEBT_DAYS * 5) / (DEBT_DAYS * 10),
                        !declared, false, false};
    if ((!declared && counted == 0) || !scope_sees(&debts->ask->scope, touchpoint->slug))
        return true;
    for (size_t i = 0; i < ANSWERED; i++)
        debt.measured |= n_at(&debts->answers[i], touchpoint->slug) > 0;
    debts->sought = touchpoint;
    debts->asked = false;
    listen_surveys(debts->understand->listen, debts->ask->workspace_id, survey_asks, debts);
    debt.asked = debts->asked;
    debts->err = debt_add(debts, &debt) ? ERR_NONE : ERR_MEMORY;
    return debts->err == ERR_NONE;
}

static int by_volume(const void *a, const void *b)
{
    const struct debt *x = a, *y = b;
    if (x->volume_month != y->volume_month)
        return x->volume_month > y->volume_month ? -1 : 1;
    return (x->touchpoint->id > y->touchpoint->id) - (x->touchpoint->id < y->touchpoint->id);
}

static void debts_write(const struct debts *debts, struct buf *out)
{
    size_t measured = 0;
    bool first = true;
    for (size_t i = 0; i < debts->count; i++)
        measured += debts->list[i].measured;
    buf_printf(out, "{\"days\":%d,\"with_volume\":%zu,\"measured\":%zu,\"items\":[", DEBT_DAYS, debts->count, measured);
    for (size_t i = 0; i < debts->count; i++) {
        const struct debt *debt = &debts->list[i];
        bool owned = debt->touchpoint->owner.length > 0;
        if (owned && debt->measured)
            continue;
        buf_add_text(out, first ? "{\"touchpoint\":" : ",{\"touchpoint\":");
        json_put_text(out, debt->touchpoint->slug);
        buf_printf(out, ",\"volume_month\":%llu,\"counted\":%s,\"no_owner\":%s", (unsigned long long)debt->volume_month,
                   debt->counted ? "true" : "false", owned ? "false" : "true");
        if (!debt->measured)
            buf_printf(out, ",\"measure\":\"%s\"", debt->asked ? "unanswered" : "none");
        buf_add_char(out, '}');
        first = false;
    }
    buf_add_text(out, "]}");
}

static enum err debts_take(struct debts *debts, struct fault *why)
{
    struct plan plan = {.workspace_id = debts->ask->workspace_id,
                        .measure = MEASURE_VOLUME,
                        .by = {STR("touchpoint")},
                        .by_count = 1,
                        .has_from = true,
                        .from = debts->ask->today - DEBT_DAYS + 1,
                        .has_to = true,
                        .to = debts->ask->today,
                        .scope = debts->ask->scope,
                        .stop = debts->ask->stop};
    enum err err = tally_take(debts->understand, &plan, debts->arena, &debts->volume, why);
    for (size_t i = 0; i < ANSWERED && err == ERR_NONE; i++) {
        plan.measure = answered[i];
        err = tally_take(debts->understand, &plan, debts->arena, &debts->answers[i], why);
    }
    if (err != ERR_NONE)
        return err;
    listen_touchpoints(debts->understand->listen, plan.workspace_id, touchpoint_seen, debts);
    if (debts->count)
        qsort(debts->list, debts->count, sizeof *debts->list, by_volume);
    return debts->err;
}

enum err understand_debts(const struct understand *understand, const struct debt_ask *ask, struct buf *out, struct fault *why)
{
    struct debts debts = {.understand = understand, .ask = ask, .arena = arena_new(TALLY_BYTES)};
    if (!debts.arena)
        return ERR_MEMORY;
    enum err err = debts_take(&debts, why);
    if (err == ERR_NONE)
        debts_write(&debts, out);
    arena_free(debts.arena);
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}
