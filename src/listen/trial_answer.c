#include "listen/trial_answer.h"
#include "base/mix.h"

#include <stdio.h>

enum { NAMED_MAX = 3, NUMBERS_USUAL = 101, YEAR_USUAL = 2026, HINT_PERCENT = 50, OPT_OUT_PERCENT = 5 };

size_t trial_below(struct trial_draw *draw, size_t count)
{
    draw->state += 0x9E3779B97F4A7C15U;
    return count ? (size_t)(mix64(draw->state) % count) : 0;
}

bool trial_chance(struct trial_draw *draw, unsigned percent)
{
    return trial_below(draw, 100) < percent;
}

json_t *trial_hint(struct trial_draw *draw, const char *root, struct str name)
{
    char field[256];
    snprintf(field, sizeof field, "%s.%.*s", root, STR_ARGS(name));
    const json_t *list = json_object_get(draw->hints, field);
    return json_array_get(list, trial_below(draw, json_array_size(list)));
}

static json_t *text_of(struct str text)
{
    return json_stringn(text.at, text.length);
}

static json_t *emotion_drawn(struct trial_draw *draw)
{
    size_t count = trial_below(draw, NAMED_MAX + 1), strongest = trial_below(draw, EMOTIONS);
    if (!count)
        return json_string("nothing_special");
    json_t *all = json_object();
    json_object_set_new(all, emotion_names[strongest], json_integer((json_int_t)trial_below(draw, 5) + 1));
    for (size_t i = 1; i < count; i++)
        json_object_set_new(all, emotion_names[trial_below(draw, EMOTIONS)], json_integer((json_int_t)trial_below(draw, 5) + 1));
    return json_pack("{s:s,s:o}", "strongest", emotion_names[strongest], "all", all);
}

/* Numbers below count in a random order (Fisher and Yates). */
static size_t *order_drawn(struct trial_draw *draw, size_t count)
{
    size_t *order = arena_take_array(draw->arena, count + 1, sizeof *order);
    for (size_t i = 0; order && i < count; i++) {
        size_t at = trial_below(draw, i + 1);
        order[i] = order[at];
        order[at] = i;
    }
    return order;
}

/* At least `least` and at most `most` of the choices, the exclusive ones alone. */
static json_t *choices_drawn(struct trial_draw *draw, const struct question *q, uint64_t offered, int64_t least, int64_t most)
{
    size_t *order = order_drawn(draw, q->choices_count);
    size_t low = least > 1 ? (size_t)least : 1, high = most ? (size_t)most : q->choices_count;
    size_t wanted = low + trial_below(draw, high > low ? high - low + 1 : 1);
    json_t *list = json_array();
    for (size_t i = 0; order && i < q->choices_count && json_array_size(list) < wanted; i++) {
        const struct choice *choice = &q->choices[order[i]];
        if (!(offered >> order[i] & 1) || (choice->exclusive && json_array_size(list)))
            continue;
        json_array_append_new(list, text_of(choice->id));
        if (choice->exclusive)
            break;
    }
    return list;
}

/* The whole in as many shares as there are parts, without remainder: whole numbers but the last, which takes what is left. */
static json_t *sum_drawn(struct trial_draw *draw, const struct question *q, const uint64_t *offered)
{
    double left = q->total;
    const struct question *last = NULL;
    json_t *shares = json_object();
    for (size_t i = 1; i <= q->parts_count; i++)
        last = q[i].parent == q && q[i].type == QUESTION_NUMBER && offered[i] ? &q[i] : last;
    for (size_t i = 1; i <= q->parts_count; i++) {
        if (q[i].parent != q || q[i].type != QUESTION_NUMBER || !offered[i])
            continue;
        double share = &q[i] == last ? left : left < 1 ? 0 : (double)trial_below(draw, (size_t)left + 1);
        left -= share;
        json_object_setn_new(shares, q[i].part.at, q[i].part.length, json_real(share));
    }
    return shares;
}

static json_t *number_drawn(struct trial_draw *draw, const struct question *q)
{
    double low = q->has_number_low ? q->number_low : q->has_number_high ? q->number_high - NUMBERS_USUAL + 1 : 0;
    double high = q->has_number_high ? q->number_high : low + NUMBERS_USUAL - 1, step = q->step > 0 ? q->step : 1;
    json_t *hint = trial_chance(draw, HINT_PERCENT) ? trial_hint(draw, "answers", q->id) : NULL;
    if (json_is_number(hint) && json_number_value(hint) >= low && json_number_value(hint) <= high && q->step <= 0)
        return json_real(json_number_value(hint));
    double steps = (high - low) / step;
    return json_real(low + step * (double)trial_below(draw, steps < 1e9 ? (size_t)steps + 1 : (size_t)1e9));
}

static json_t *written(struct trial_draw *draw, const struct question *q)
{
    char text[16];
    json_t *hint = trial_chance(draw, HINT_PERCENT) ? trial_hint(draw, "answers", q->id) : NULL;
    if (json_is_string(hint))
        return json_copy(hint);
    if (q->type == QUESTION_DATE)
        snprintf(text, sizeof text, "%d-%02zu-%02zu", YEAR_USUAL, trial_below(draw, 12) + 1, trial_below(draw, 28) + 1);
    else if (q->type == QUESTION_TIME)
        snprintf(text, sizeof text, "%02zu:%02zu", trial_below(draw, 24), trial_below(draw, 60));
    else if (str_is(q->part, "email"))
        snprintf(text, sizeof text, "a@b.example");
    else
        snprintf(text, sizeof text, "x");
    return json_string(text);
}

static enum err parts_drawn(struct trial_draw *draw, const struct question *q, const uint64_t *offered, json_t **value)
{
    json_t *parts = json_object();
    enum err err = parts ? ERR_NONE : ERR_MEMORY;
    for (size_t i = 1; i <= q->parts_count && err == ERR_NONE; i++) {
        json_t *part = NULL;
        if (q[i].parent != q || !offered[i] || (!q->required && trial_chance(draw, 10)))
            continue;
        err = trial_answer(draw, &q[i], &offered[i], &part);
        json_object_setn_new(parts, q[i].part.at, q[i].part.length, part);
    }
    *value = parts;
    return err;
}

/* NULL: none is offered. */
static const struct choice *offered_drawn(struct trial_draw *draw, const struct question *q, uint64_t offered)
{
    const struct choice *list[CHOICES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < q->choices_count; i++)
        if (offered >> i & 1)
            list[count++] = &q->choices[i];
    return count ? list[trial_below(draw, count)] : NULL;
}

static json_t *tasks_drawn(struct trial_draw *draw, const struct question *q)
{
    json_t *tasks = json_object();
    for (int64_t i = 0; i < q->tasks; i++) {
        const struct question *part = &q[1 + 2 * i];
        const struct choice *best = offered_drawn(draw, part, part->offered), *worst;
        do
            worst = offered_drawn(draw, part, part->offered);
        while (worst == best);
        json_object_setn_new(tasks, part[0].part.at, part[0].part.length, text_of(best->id));
        json_object_setn_new(tasks, part[1].part.at, part[1].part.length, text_of(worst->id));
    }
    return tasks;
}

static json_t *one_drawn(struct trial_draw *draw, const struct question *q, const uint64_t *offered)
{
    const struct choice *choice;
    if (question_has_scale(q))
        return json_integer(q->scale_low + (int64_t)trial_below(draw, (size_t)(q->scale_high - q->scale_low) + 1));
    switch (q->type) {
    case QUESTION_CHOICE:
        choice = offered_drawn(draw, q, *offered);
        return choice ? text_of(choice->id) : json_null();
    case QUESTION_CHOICES:
    case QUESTION_RANKING:
        return choices_drawn(draw, q, *offered, q->chosen_least, q->chosen_most);
    case QUESTION_SUM:
        return sum_drawn(draw, q, offered);
    case QUESTION_MAXDIFF:
        return tasks_drawn(draw, q);
    case QUESTION_EMOTION:
        return emotion_drawn(draw);
    case QUESTION_CONSENT:
        return json_boolean(trial_chance(draw, 50));
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
        return number_drawn(draw, q);
    default:
        return written(draw, q);
    }
}

enum err trial_answer(struct trial_draw *draw, const struct question *q, const uint64_t *offered, json_t **value)
{
    const struct question *opt_out = question_part(q, STR("opt_out"));
    *value = NULL;
    if (opt_out && trial_chance(draw, OPT_OUT_PERCENT))
        *value = json_pack("{s:o}", "opt_out", one_drawn(draw, opt_out, &offered[opt_out - q]));
    else if (q->type == QUESTION_MATRIX || q->type == QUESTION_CONTACT)
        return parts_drawn(draw, q, offered, value);
    else
        *value = one_drawn(draw, q, offered);
    return *value ? ERR_NONE : ERR_MEMORY;
}
