/* Choices and rows that are offered on a condition (docs/decide/0036). */
#include "listen/survey_inside.h"

/* ---- reading ---- */

enum err survey_conditions_join(struct survey_reading *r, enum condition_node node, const struct condition *const *each, size_t count,
                                const struct condition **joined)
{
    struct condition *all = arena_new_object(r->arena, struct condition);
    const struct condition **parts = arena_take_array(r->arena, count, sizeof *parts);
    if (!all || !parts)
        return ERR_MEMORY;
    *all = (struct condition){.node = node, .parts = parts};
    for (size_t i = 0; i < count; i++)
        if (each[i])
            parts[all->count++] = each[i];
    *joined = all->count > 1 ? all : all->count ? parts[0] : NULL;
    return ERR_NONE;
}

/* One of them holds; NULL where that goes without saying, because one of them is always there. */
static enum err any_of(struct survey_reading *r, const struct condition *const *each, size_t count, const struct condition **any)
{
    *any = NULL;
    for (size_t i = 0; i < count; i++)
        if (!each[i])
            return ERR_NONE;
    return count ? survey_conditions_join(r, NODE_ANY, each, count, any) : ERR_NONE;
}

enum err survey_offers_condition(struct survey_reading *r)
{
    struct question *q = r->question;
    const struct condition *each[CHOICES_MAX], *three[] = {q->condition, NULL, NULL};
    size_t rows = 0;
    for (size_t i = 0; i < q->choices_count; i++)
        each[i] = q->choices[i].condition;
    q->own_condition = q->condition;
    enum err err = any_of(r, each, q->choices_count, &three[1]);
    for (size_t i = 1; q->type == QUESTION_MATRIX && i <= q->parts_count; i++)
        if (q[i].parent == q)
            each[rows++] = q[i].condition;
    if (err == ERR_NONE)
        err = any_of(r, each, rows, &three[2]);
    return err == ERR_NONE && (three[1] || three[2]) ? survey_conditions_join(r, NODE_ALL, three, 3, &q->condition) : err;
}

/* ---- what there is to answer ---- */

static uint64_t offers_of(const struct question *q, const json_t *(*value_of)(void *context, struct str field), void *context)
{
    uint64_t offered = q->offered ? q->offered : UINT64_MAX;
    if (!condition_holds(q->condition, value_of, context))
        return 0;
    for (size_t i = 0; i < q->choices_count; i++)
        if (!condition_holds(q->choices[i].condition, value_of, context))
            offered &= ~((uint64_t)1 << i);
    return offered;
}

void question_offers(const struct question *q, const json_t *(*value_of)(void *context, struct str field), void *context, uint64_t *offered)
{
    for (size_t i = 0; i <= q->parts_count; i++)
        offered[i] = !i || offered[q[i].parent - q] ? offers_of(&q[i], value_of, context) : 0;
}

int64_t question_room(const struct question *q, uint64_t offered)
{
    int64_t room = 0;
    for (size_t i = 0; i < q->choices_count; i++)
        room += (offered >> i & 1) && !q->choices[i].exclusive;
    return room;
}

const struct choice *choice_first(const struct question *q, uint64_t offered)
{
    for (size_t i = 0; i < q->choices_count; i++)
        if (offered >> i & 1)
            return &q->choices[i];
    return q->choices;
}
