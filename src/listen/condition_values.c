#include "listen/condition_values.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS_MAX = 400, TEXT_VALUE_MAX = 4096 };

/* A failed append is seen by the one check at the end: the list is then shorter than it was told to be. */
struct listing {
    const struct value_field *field;
    json_t *list;
    size_t wanted;
    bool too_many;
};

static void add(struct listing *l, json_t *value)
{
    l->wanted++;
    json_array_append_new(l->list, value);
}

static bool within_bounds(const struct question *q, double number)
{
    return !q || ((!q->has_number_low || number >= q->number_low) && (!q->has_number_high || number <= q->number_high));
}

static int number_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Each number compared with, one between each two, and one beyond either end. */
static void add_numbers(struct listing *l)
{
    const struct question *q = l->field->question;
    double points[VALUES_OPERANDS_MAX + 2];
    size_t count = 0;
    if (q && q->step > 0 && (q->number_high - q->number_low) / q->step <= STEPS_MAX) {
        for (int i = 0; q->number_low + i * q->step <= q->number_high; i++)
            add(l, json_real(q->number_low + i * q->step));
        return;
    }
    for (size_t i = 0; i < l->field->operands_count; i++)
        if (json_is_number(l->field->operands[i]))
            points[count++] = json_number_value(l->field->operands[i]);
    if (q && q->has_number_low)
        points[count++] = q->number_low;
    if (q && q->has_number_high)
        points[count++] = q->number_high;
    if (!count)
        points[count++] = 0;
    qsort(points, count, sizeof *points, number_order);
    for (size_t i = 0; i < count; i++) {
        double between = i + 1 < count ? (points[i] + points[i + 1]) / 2 : points[i] + 1;
        if (within_bounds(q, points[i]))
            add(l, json_real(points[i]));
        if (within_bounds(q, between))
            add(l, json_real(between));
    }
    if (within_bounds(q, points[0] - 1))
        add(l, json_real(points[0] - 1));
}

static void add_text(struct listing *l, const char *bytes, size_t length)
{
    add(l, json_stringn(bytes, length));
}

/* Texts compared with, one just after each, and texts that hold any set of them. */
static void add_texts(struct listing *l)
{
    struct str texts[VALUES_SUBSETS_OF_MAX];
    size_t count = 0;
    for (size_t i = 0; i < l->field->operands_count; i++) {
        struct str text = json_str(l->field->operands[i]);
        if (!text.length)
            continue;
        if (count == VALUES_SUBSETS_OF_MAX || text.length > TEXT_VALUE_MAX / VALUES_SUBSETS_OF_MAX - 2) {
            l->too_many = true;
            return;
        }
        texts[count++] = text;
    }
    add_text(l, "\x01", 1);
    add_text(l, "\x7f", 1);
    for (size_t set = 1; set < (size_t)1 << count; set++) {
        struct buf joined = buf_new(TEXT_VALUE_MAX);
        for (size_t i = 0; i < count; i++)
            if (set >> i & 1)
                buf_add_str(&joined, texts[i]);
        add_text(l, joined.at, joined.length);
        buf_add_char(&joined, ' ');
        add_text(l, joined.at, joined.length);
        buf_free(&joined);
    }
}

static void add_scores(struct listing *l, int64_t low, int64_t high)
{
    for (int64_t score = low; score <= high; score++)
        add(l, json_integer(score));
}

static void add_choice_ids(struct listing *l)
{
    const struct question *q = l->field->question;
    for (size_t i = 0; i < q->choices_count; i++)
        if (choice_is_offered(q, i))
            add(l, json_stringn(q->choices[i].id.at, q->choices[i].id.length));
}

static bool set_fits(const struct question *q, const size_t *named, size_t count, size_t set, size_t others)
{
    size_t size = 0;
    bool alone = false;
    for (size_t i = 0; i < count; i++)
        if (set >> i & 1) {
            size++;
            alone |= q->choices[named[i]].exclusive;
        }
    if (alone)
        return size == 1;
    return (!q->chosen_most || size <= (size_t)q->chosen_most) && size + others >= (size_t)(q->chosen_least > 1 ? q->chosen_least : 1);
}

/* Every set of the choices named that can be chosen; of the others one that is not named stands for all. */
static void add_choice_sets(struct listing *l)
{
    const struct question *q = l->field->question;
    size_t named[VALUES_SUBSETS_OF_MAX], count = 0, other = q->choices_count;
    bool is_named[CHOICES_MAX] = {false};
    for (size_t i = 0; i < l->field->operands_count; i++) {
        int index = choice_index(q, json_str(l->field->operands[i]));
        if (index < 0 || is_named[index])
            continue;
        if (count == VALUES_SUBSETS_OF_MAX) {
            l->too_many = true;
            return;
        }
        is_named[index] = true;
        named[count++] = (size_t)index;
    }
    for (size_t i = 0; i < q->choices_count; i++)
        if (!is_named[i])
            other = i;
    for (size_t set = 0; set < (size_t)1 << count; set++) {
        if (!set_fits(q, named, count, set, q->choices_count - count))
            continue;
        json_t *chosen = json_array();
        for (size_t i = 0; i < count; i++)
            if (set >> i & 1)
                json_array_append_new(chosen, json_stringn(q->choices[named[i]].id.at, q->choices[named[i]].id.length));
        if (!set && other < q->choices_count)
            json_array_append_new(chosen, json_stringn(q->choices[other].id.at, q->choices[other].id.length));
        add(l, chosen);
    }
}

/* As add_choice_sets, of the twelve emotions and "nothing special", which names none. */
static void add_emotion_sets(struct listing *l)
{
    unsigned named = 0;
    int list[EMOTIONS], count = 0;
    for (size_t i = 0; i < l->field->operands_count; i++) {
        int index = emotion_index(json_str(l->field->operands[i]));
        if (index >= 0 && !(named >> index & 1)) {
            named |= 1U << index;
            list[count++] = index;
        }
    }
    for (unsigned set = 0; set < 1U << count; set++) {
        json_t *all = json_object();
        for (int i = 0; i < count; i++)
            if (set >> i & 1)
                json_object_set_new(all, emotion_names[list[i]], json_integer(1));
        json_t *value = json_object();
        json_object_set_new(value, "all", all);
        add(l, value);
    }
}

static void add_strongest(struct listing *l)
{
    for (int i = 0; i < EMOTIONS; i++)
        add(l, json_string(emotion_names[i]));
    add(l, json_string("nothing_special"));
}

static void add_by_type(struct listing *l)
{
    const struct question *q = l->field->question;
    switch (q->type) {
    case QUESTION_CHOICE:
        add_choice_ids(l);
        return;
    case QUESTION_CHOICES:
        add_choice_sets(l);
        return;
    case QUESTION_EMOTION:
        add_emotion_sets(l);
        return;
    case QUESTION_CONSENT:
        add(l, json_true());
        add(l, json_false());
        return;
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
    case QUESTION_CALCULATED:
        add_numbers(l);
        return;
    default:
        if (question_has_scale(q))
            add_scores(l, q->scale_low, q->scale_high);
        else
            add_texts(l);
    }
}

static bool path_is_arm(const struct condition_path *path)
{
    return path->root == FIELD_ROOT_ATTRIBUTES && str_is(path->name, "arm");
}

enum err condition_values(const struct value_field *field, struct arena *arena, const json_t **values)
{
    struct listing l = {field, json_array(), 0, false};
    *values = NULL;
    if (json_keep(arena, l.list) != ERR_NONE)
        return ERR_MEMORY;
    if (path_is_arm(&field->path) && field->survey->arms_count) {
        for (size_t i = 0; i < field->survey->arms_count; i++)
            add(&l, json_stringn(field->survey->arms[i].id.at, field->survey->arms[i].id.length));
    } else if (!field->question) {
        add_numbers(&l);
        add_texts(&l);
        add(&l, json_true());
        add(&l, json_false());
    } else if (question_is_split(field->question)) {
        add(&l, json_true());
    } else if (field->path.part == FIELD_PART_INTENSITY) {
        add_scores(&l, 1, 5);
    } else if (field->path.part == FIELD_PART_STRONGEST) {
        add_strongest(&l);
    } else {
        add_by_type(&l);
    }
    if (!l.too_many)
        *values = l.list;
    return json_array_size(l.list) == l.wanted ? ERR_NONE : ERR_MEMORY;
}
