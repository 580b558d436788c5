#include "understand/inside.h"

enum { PASS_MIN = 256, DAY_TEXT = 10, ANSWER_COLUMNS_MAX = 512 };

static enum err filter_constant(struct column_filter *filter, bool holds)
{
    *filter = (struct column_filter){.node = FILTER_CONSTANT, .holds = holds};
    return ERR_NONE;
}

static enum err filter_list(const struct lens *lens, enum filter_node node, size_t count, struct column_filter *filter,
                            struct column_filter **parts)
{
    *parts = arena_take_array(lens->arena, count ? count : 1, sizeof **parts);
    *filter = (struct column_filter){.node = node, .parts = *parts, .count = count};
    return *parts ? ERR_NONE : ERR_MEMORY;
}

/* Asks the leaf of every code a column holds. */
static enum err filter_leaf(const struct lens *lens, size_t column, const struct condition *leaf, struct column_filter *filter)
{
    size_t codes = column == COLUMN_NONE ? 1 : column_codes(lens->table, column);
    uint8_t *pass = arena_take(lens->arena, codes > PASS_MIN ? codes : PASS_MIN);
    if (!pass)
        return ERR_MEMORY;
    for (size_t code = 0; code < codes; code++) {
        json_t *value = code ? layout_value(lens->table, column, (uint16_t)code) : NULL;
        pass[code] = condition_leaf(leaf->op, leaf->value, value);
        json_decref(value);
    }
    *filter = (struct column_filter){.node = FILTER_COLUMN, .column = column, .pass = pass};
    return ERR_NONE;
}

static enum err leaf_column(const struct lens *lens, struct str name, const struct condition *leaf, struct column_filter *filter)
{
    return filter_leaf(lens, column_find(lens->table, name), leaf, filter);
}

static enum err leaf_text(struct str text, const struct condition *leaf, struct column_filter *filter)
{
    json_t *value = text.length ? json_stringn(text.at, text.length) : NULL;
    bool holds = condition_leaf(leaf->op, leaf->value, value);
    json_decref(value);
    return filter_constant(filter, holds);
}

static bool whole_day(const json_t *value)
{
    int32_t day;
    return json_is_string(value) && day_parse(json_str(value), &day);
}

static bool whole_days(const json_t *value)
{
    if (!json_is_array(value))
        return value == NULL || whole_day(value);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!whole_day(json_array_get(value, i)))
            return false;
    return true;
}

static enum err leaf_at(const struct lens *lens, const struct condition *leaf, struct column_filter *filter)
{
    int32_t low, high;
    if (!whole_days(leaf->value))
        return fault_set(lens->why, ERR_INVALID, "wrong_type", "where", "\"at\" is compared with whole days here, such as \"2026-03-01\".");
    if (!column_table_days(lens->table, &low, &high))
        return filter_constant(filter, false);
    uint8_t *pass = arena_take(lens->arena, (size_t)(high - low) + 1);
    if (!pass)
        return ERR_MEMORY;
    for (int32_t day = low; day <= high; day++) {
        char text[TIME_TEXT];
        day_format(day, text);
        json_t *value = json_string(text);
        pass[day - low] = condition_leaf(leaf->op, leaf->value, value);
        json_decref(value);
    }
    *filter = (struct column_filter){.node = FILTER_DAYS, .pass = pass, .day_first = low};
    return ERR_NONE;
}

/* ---- answers: a question may have several columns, one per type and scale it ever had ---- */
static bool part_fits(const struct layout_column *about, const struct condition_path *path)
{
    if (path->part == FIELD_PART_STRONGEST)
        return str_is(about->type, "emotion.strongest");
    if (path->part == FIELD_PART_INTENSITY) {
        static const char prefix[] = "emotion.all.";
        return str_starts(about->type, prefix) &&
               str_is((struct str){about->type.at + sizeof prefix - 1, about->type.length - sizeof prefix + 1},
                      emotion_names[path->emotion]);
    }
    return !str_starts(about->type, "emotion.");
}

/* A question that only its parts answer has no column: it was answered when any of them was. */
static bool is_part_of(struct str id, struct str question)
{
    return id.length > question.length && id.at[question.length] == '.' && memcmp(id.at, question.at, question.length) == 0;
}

static bool column_is_of(const struct layout_column *about, const struct condition_path *path, bool of_parts)
{
    return of_parts ? is_part_of(about->question, path->name) : str_equal(about->question, path->name);
}

/* As many as there are, of which the first ANSWER_COLUMNS_MAX are put down. */
static size_t answer_columns(const struct lens *lens, const struct condition_path *path, bool of_parts, size_t *columns, bool *words)
{
    size_t count = 0;
    for (size_t i = 0; i < column_count(lens->table); i++) {
        struct layout_column about;
        if (!layout_read(column_name(lens->table, i), &about) || !part_fits(&about, path) || !column_is_of(&about, path, of_parts))
            continue;
        *words |= str_is(about.type, "story") || str_is(about.type, "text");
        if (count < ANSWER_COLUMNS_MAX)
            columns[count] = i;
        count++;
    }
    return count;
}

static enum err leaf_answer(const struct lens *lens, const struct condition_path *path, const struct condition *leaf,
                            struct column_filter *filter)
{
    size_t columns[ANSWER_COLUMNS_MAX];
    bool words = false, missing = condition_leaf(leaf->op, leaf->value, NULL);
    bool any = leaf->op == OP_ANSWERED || leaf->op == OP_NOT_ANSWERED;
    size_t count = answer_columns(lens, path, false, columns, &words);
    if (!count && any)
        count = answer_columns(lens, path, true, columns, &words);
    if (count > ANSWER_COLUMNS_MAX)
        return fault_set(lens->why, ERR_INVALID, "too_many", "where", "The question \"%.*s\" has too many parts for a condition.",
                         STR_ARGS(path->name));
    if (words && !any)
        return fault_set(lens->why, ERR_INVALID, "wrong_type", "where", "Words cannot be compared here, only \"answered\" or not.");
    if (count == 0)
        return filter_constant(filter, missing);
    if (count == 1)
        return filter_leaf(lens, columns[0], leaf, filter);
    struct column_filter *parts;
    enum err err = filter_list(lens, FILTER_ANY, count + missing, filter, &parts);
    struct column_filter *none = NULL;
    if (err == ERR_NONE && missing)
        err = filter_list(lens, FILTER_ALL, count, &parts[count], &none);
    for (size_t i = 0; i < count && err == ERR_NONE; i++) {
        err = filter_leaf(lens, columns[i], leaf, &parts[i]);
        if (err == ERR_NONE)
            ((uint8_t *)parts[i].pass)[COLUMN_CODE_MISSING] = 0; /* missing here says nothing: another column may have it */
        if (err == ERR_NONE && none)
            err = filter_leaf(lens, columns[i], &(struct condition){.node = NODE_LEAF, .op = OP_NOT_ANSWERED}, &none[i]);
    }
    return err;
}

static enum err lens_leaf(const struct lens *lens, const struct condition *leaf, struct column_filter *filter)
{
    struct condition_path path;
    if (!condition_path(leaf->field, &path))
        return fault_set(lens->why, ERR_INVALID, "unknown_value", "where", "There is no field \"%.*s\".", STR_ARGS(leaf->field));
    switch (path.root) {
    case FIELD_ROOT_ANSWERS:
        return leaf_answer(lens, &path, leaf, filter);
    case FIELD_ROOT_TOUCHPOINT:
        return lens->touchpoint.length ? leaf_text(lens->touchpoint, leaf, filter) : leaf_column(lens, leaf->field, leaf, filter);
    case FIELD_ROOT_SURVEY:
        return leaf_text(lens->survey, leaf, filter);
    case FIELD_ROOT_AT:
        return leaf_at(lens, leaf, filter);
    case FIELD_ROOT_ATTRIBUTES:
    case FIELD_ROOT_CHANNEL:
    case FIELD_ROOT_LANGUAGE:
    case FIELD_ROOT_UNIT:
    case FIELD_ROOT_OUTCOME:
        return leaf_column(lens, leaf->field, leaf, filter);
    case FIELD_ROOT_CUSTOMER:
    case FIELD_ROOT_CUSTOMER_ATTRIBUTES:
        break;
    }
    return fault_set(lens->why, ERR_INVALID, "unknown_value", "where", "Figures cannot be limited by \"%.*s\".", STR_ARGS(leaf->field));
}

/* Parts about one and the same column become one: what its codes pass together. */
static void parts_join(struct column_filter *filter, struct column_filter *parts, const struct column_table *table)
{
    size_t kept = 0;
    for (size_t i = 0; i < filter->count; i++) {
        size_t same = 0;
        while (same < kept &&
               !(parts[same].node == FILTER_COLUMN && parts[i].node == FILTER_COLUMN && parts[same].column == parts[i].column))
            same++;
        if (same == kept) {
            parts[kept++] = parts[i];
            continue;
        }
        size_t codes = parts[i].column == COLUMN_NONE ? 1 : column_codes(table, parts[i].column);
        uint8_t *pass = (uint8_t *)parts[same].pass; /* filter_leaf's own */
        for (size_t code = 0; code < codes; code++)
            pass[code] = filter->node == FILTER_ALL ? pass[code] & parts[i].pass[code] : pass[code] | parts[i].pass[code];
    }
    filter->count = kept;
    if (kept == 1)
        *filter = parts[0];
}

/* As deep as what condition_read let through. */
enum err lens_condition(const struct lens *lens, const struct condition *condition, struct column_filter *filter)
{
    static const enum filter_node nodes[] = {
        [NODE_ALL] = FILTER_ALL, [NODE_ANY] = FILTER_ANY, [NODE_NOT] = FILTER_NOT, [NODE_LEAF] = FILTER_COLUMN};
    if (condition->node == NODE_LEAF)
        return lens_leaf(lens, condition, filter);
    struct column_filter *parts;
    enum err err = filter_list(lens, nodes[condition->node], condition->node == NODE_NOT ? 1 : condition->count, filter, &parts);
    for (size_t i = 0; i < filter->count && err == ERR_NONE; i++)
        err = lens_condition(lens, condition->parts[i], &parts[i]);
    if (err == ERR_NONE && condition->node != NODE_NOT)
        parts_join(filter, parts, lens->table);
    return err;
}

enum err lens_texts(const struct lens *lens, const char *column, const struct str_list *texts, struct column_filter *filter)
{
    json_t *list = json_array();
    if (!list || json_keep(lens->arena, list) != ERR_NONE)
        return ERR_MEMORY;
    for (size_t i = 0; i < texts->count; i++)
        if (json_array_append_new(list, json_stringn(texts->items[i].at, texts->items[i].length)) != 0)
            return ERR_MEMORY;
    struct condition leaf = {.node = NODE_LEAF, .field = str_of(column), .op = OP_IN, .value = list};
    return lens_leaf(lens, &leaf, filter);
}

enum err lens_scope(const struct lens *lens, const struct understand_scope *scope, struct column_filter *filter)
{
    struct column_filter *parts;
    size_t count = (scope->touchpoints.count > 0) + (scope->units.count > 0), next = 0;
    enum err err = filter_list(lens, FILTER_ALL, count, filter, &parts);
    if (err == ERR_NONE && scope->touchpoints.count)
        err = lens_texts(lens, "touchpoint", &scope->touchpoints, &parts[next++]);
    if (err == ERR_NONE && scope->units.count)
        err = lens_texts(lens, "unit", &scope->units, &parts[next]);
    return err;
}

enum err lens_ask(const struct lens *lens, const struct condition *where, const struct understand_scope *scope,
                  const struct column_filter **out)
{
    struct column_filter *all = arena_new_object(lens->arena, struct column_filter),
                         *parts = arena_take_array(lens->arena, 2, sizeof *parts);
    if (!all || !parts)
        return ERR_MEMORY;
    size_t count = 0;
    enum err err = where ? lens_condition(lens, where, &parts[count++]) : ERR_NONE;
    if (err == ERR_NONE && (scope->touchpoints.count || scope->units.count))
        err = lens_scope(lens, scope, &parts[count++]);
    *all = (struct column_filter){.node = FILTER_ALL, .parts = parts, .count = count};
    *out = count ? all : NULL;
    return err;
}
