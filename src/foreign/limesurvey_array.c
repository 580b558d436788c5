/* LimeSurvey's questions with rows: arrays, several texts, several numbers. */
#include "foreign/limesurvey.h"

static void note(struct lime *l, enum foreign_change change, const char *code, const char *why)
{
    foreign_note(l->foreign, l->question->code, change, code, "%s", why);
}

/* The parts of all questions together have a limit: a question that would break it is left out. */
static bool room_for(struct lime *l, size_t parts)
{
    if (l->parts + parts <= LIME_PARTS_MAX)
        return true;
    note(l, FOREIGN_LOST, "too_many_parts", "The questions before it have as many rows together as a survey can hold.");
    return false;
}

static json_t *matrix_new(struct lime *l, const char *suffix, const char *cell, const struct lime_item *rows, size_t count)
{
    if (!count) {
        note(l, FOREIGN_LOST, "no_rows", "It has no rows to ask about.");
        return NULL;
    }
    if (!room_for(l, count + 1))
        return NULL;
    json_t *matrix = lime_question_new(l, suffix, "matrix");
    if (!matrix)
        return NULL;
    json_object_set_new(matrix, "cell", json_string(cell));
    l->parts += 1 + lime_options_add(l, matrix, "rows", rows, count);
    if (lime_attribute_on(l, "random_order"))
        json_object_set_new(matrix, "shuffle", json_true());
    return matrix;
}

/* The names of the rows: the same behind the name and the column, but for `behind`, which may differ ("_1" and "#1"). */
static void rows_name(struct lime *l, const json_t *matrix, const struct lime_item *rows, size_t count, const char *behind_name,
                      const char *behind_column, struct expression_variable variable)
{
    for (size_t i = 0; i < count; i++) {
        struct str id = foreign_option_known(l->foreign, json_str(json_object_get(matrix, "id")), "rows", rows[i].code);
        const char *name = arena_printf(l->foreign->arena, "_%.*s%s", STR_ARGS(rows[i].code), behind_name);
        const char *column = arena_printf(l->foreign->arena, "%.*s%s", STR_ARGS(rows[i].code), behind_column);
        variable.field = lime_field(l, matrix, id);
        if (id.at && name && column)
            lime_name_add(l, name, column, variable, LIME_PLAIN);
    }
}

/* ---- a score or a choice in each row ---- */

static void scores_add(struct lime *l, int high)
{
    struct lime_item rows[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 0, rows);
    json_t *matrix = matrix_new(l, "", "rating", rows, count);
    if (!matrix)
        return;
    json_object_set_new(matrix, "scale", json_pack("{s:i,s:i}", "low", 1, "high", high));
    rows_name(l, matrix, rows, count, "", "", (struct expression_variable){.is = EXPRESSION_NUMBER});
}

static void own_choices_add(struct lime *l, const char *const codes[3], const enum lime_word words[3])
{
    struct lime_item rows[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 0, rows);
    json_t *matrix = matrix_new(l, "", "choice", rows, count);
    for (int i = 0; matrix && i < 3; i++) {
        json_t *option = foreign_option(l->foreign, matrix, "choices", str_of(codes[i]));
        if (option)
            lime_put_word(l, option, words[i]);
    }
    if (matrix)
        rows_name(l, matrix, rows, count, "", "",
                  (struct expression_variable){.is = EXPRESSION_CHOICE, .values = lime_options(l, matrix, "choices")});
}

/* The heading of a scale of two, behind the question's text. */
static void header_put(struct lime *l, json_t *matrix, const char *attribute)
{
    json_t *texts = json_object_get(matrix, "text");
    for (size_t i = 0; i < l->languages_count; i++) {
        struct str header = lime_attribute(l, l->question->qid, attribute, l->languages[i].theirs);
        struct str text = l->languages[i].ours ? json_str(json_object_get(texts, l->languages[i].ours)) : STR("");
        const char *both = arena_printf(l->foreign->arena, "%.*s%s%.*s", STR_ARGS(text), text.length ? " – " : "", STR_ARGS(header));
        if (header.length && l->languages[i].ours && both)
            lime_put(l, matrix, "text", &l->languages[i], str_of(both));
    }
}

static json_t *answers_add(struct lime *l, const char *suffix, int64_t scale, const char *behind_name, const char *behind_column)
{
    struct lime_item rows[LIME_ITEMS_MAX], answers[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 0, rows), choices = lime_answers(l, l->question->qid, scale, answers);
    if (!choices) {
        note(l, FOREIGN_LOST, "nothing_to_choose", "It has no answers to choose among.");
        return NULL;
    }
    bool rating = lime_is_scale(l, answers, choices);
    json_t *matrix = matrix_new(l, suffix, rating ? "rating" : "choice", rows, count);
    if (!matrix)
        return NULL;
    if (rating) {
        lime_scale_put(l, matrix, answers, choices);
        rows_name(l, matrix, rows, count, behind_name, behind_column, (struct expression_variable){.is = EXPRESSION_NUMBER});
        return matrix;
    }
    lime_options_add(l, matrix, "choices", answers, choices);
    rows_name(l, matrix, rows, count, behind_name, behind_column,
              (struct expression_variable){.is = EXPRESSION_CHOICE, .values = lime_options(l, matrix, "choices")});
    return matrix;
}

static void dual_scale_add(struct lime *l)
{
    json_t *first = answers_add(l, "", 0, "_0", "#0"), *second = answers_add(l, "_2", 1, "_1", "#1");
    if (first)
        header_put(l, first, "dualscale_headerA");
    if (second)
        header_put(l, second, "dualscale_headerB");
    if (first && second)
        note(l, FOREIGN_CHANGED, "dual_scale", "Its two scales became two questions, one after the other.");
}

/* ---- a text or a number in each cell ---- */

static void number_bounds_put(struct lime *l, json_t *matrix, const char *low_name, const char *high_name)
{
    double low, high;
    bool has_low = lime_attribute_number(l, low_name, &low), has_high = lime_attribute_number(l, high_name, &high);
    if (has_low && has_high && low > high)
        has_low = has_high = false;
    if (has_low)
        json_object_set_new(matrix, "low", json_real(low));
    if (has_high)
        json_object_set_new(matrix, "high", json_real(high));
}

/* A choice among numbers has its ends; a field to type in has those that are said. */
static void cell_bounds_put(struct lime *l, json_t *matrix)
{
    number_bounds_put(l, matrix, "multiflexible_min", "multiflexible_max");
}

static void column_add(struct lime *l, const struct lime_item *column, const char *suffix, bool numbers)
{
    struct lime_item rows[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 0, rows);
    const char *behind = arena_printf(l->foreign->arena, "_%.*s", STR_ARGS(column->code));
    json_t *matrix = behind ? matrix_new(l, suffix, numbers ? "number" : "text", rows, count) : NULL;
    if (!matrix)
        return;
    for (size_t i = 0; i < l->languages_count; i++) {
        struct str title = lime_words(l, LIME_QUESTION_TEXTS, LIME_QUESTIONS, l->question->qid, "question", l->languages[i].theirs);
        struct str words = lime_item_words(l, column, l->languages[i].theirs);
        const char *both = arena_printf(l->foreign->arena, "%.*s – %.*s", STR_ARGS(title), STR_ARGS(words));
        if (words.length && both)
            lime_put(l, matrix, "text", &l->languages[i], str_of(both));
    }
    if (numbers)
        cell_bounds_put(l, matrix);
    rows_name(l, matrix, rows, count, behind, behind, (struct expression_variable){.is = numbers ? EXPRESSION_NUMBER : EXPRESSION_TEXT});
}

static void boxes_add(struct lime *l, const struct lime_item *columns, size_t columns_count)
{
    struct lime_item rows[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 0, rows);
    json_t *matrix = matrix_new(l, "", "choices", rows, count);
    if (!matrix)
        return;
    lime_options_add(l, matrix, "choices", columns, columns_count);
    for (size_t i = 0; i < columns_count; i++) {
        const char *behind = arena_printf(l->foreign->arena, "_%.*s", STR_ARGS(columns[i].code));
        struct str id = foreign_option_known(l->foreign, json_str(json_object_get(matrix, "id")), "choices", columns[i].code);
        if (behind && id.at)
            rows_name(l, matrix, rows, count, behind, behind, (struct expression_variable){.is = EXPRESSION_MEMBER, .member = id});
    }
}

/* Each cell is a field: Kuulo has one field a row, so that every column becomes a question. */
static void cells_add(struct lime *l, bool numbers)
{
    struct lime_item columns[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 1, columns);
    if (!count)
        return note(l, FOREIGN_LOST, "nothing_to_choose", "It has no columns to answer in.");
    if (numbers && lime_attribute_on(l, "multiflexible_checkbox"))
        return boxes_add(l, columns, count);
    for (size_t i = 0; i < count; i++) {
        const char *suffix = arena_printf(l->foreign->arena, "_%.*s", STR_ARGS(columns[i].code));
        if (suffix)
            column_add(l, &columns[i], i ? suffix : "", numbers);
    }
    if (count > 1)
        note(l, FOREIGN_CHANGED, "columns_apart", "Each of its columns became a question of its own.");
}

static void texts_add(struct lime *l)
{
    struct lime_item rows[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 0, rows);
    bool numbers = lime_attribute_on(l, "numbers_only");
    json_t *matrix = matrix_new(l, "", numbers ? "number" : "text", rows, count);
    double most;
    if (!matrix)
        return;
    if (!numbers && lime_attribute_number(l, "maximum_chars", &most) && most >= 1 && most <= 10000)
        json_object_set_new(matrix, "length_max", json_integer((json_int_t)most));
    rows_name(l, matrix, rows, count, "", "", (struct expression_variable){.is = numbers ? EXPRESSION_NUMBER : EXPRESSION_TEXT});
}

/* Numbers that make a whole together are a sum; LimeSurvey can hold them against another answer too, which is left out. */
static void numbers_add(struct lime *l)
{
    struct lime_item rows[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 0, rows);
    double total;
    bool sum =
        lime_attribute_number(l, "equals_num_value", &total) && total > 0 && total <= 1000000 && count > 1 && count <= FOREIGN_OPTIONS_MAX;
    if (!sum && lime_attribute(l, l->question->qid, "equals_num_value", STR("")).length)
        note(l, FOREIGN_LOST, "sum_bounds", "What its numbers must make together is a calculation; it is left out.");
    json_t *question = !sum ? matrix_new(l, "", "number", rows, count) : room_for(l, count + 1) ? lime_question_new(l, "", "sum") : NULL;
    if (!question)
        return;
    if (sum) {
        l->parts += 1 + lime_options_add(l, question, "choices", rows, count);
        json_object_set_new(question, "total", json_real(total));
    } else if (lime_attribute_on(l, "slider_layout")) {
        number_bounds_put(l, question, "slider_min", "slider_max");
        note(l, FOREIGN_CHANGED, "sliders", "Its sliders became numbers to type.");
    } else
        number_bounds_put(l, question, "min_num_value_n", "max_num_value_n");
    for (size_t i = 0; i < count; i++) {
        struct str id = foreign_option_known(l->foreign, json_str(json_object_get(question, "id")), sum ? "choices" : "rows", rows[i].code);
        const char *name = arena_printf(l->foreign->arena, "_%.*s", STR_ARGS(rows[i].code));
        if (id.at && name)
            lime_name_add(l, name, name + 1, (struct expression_variable){.field = lime_field(l, question, id), .is = EXPRESSION_NUMBER},
                          LIME_PLAIN);
    }
}

void lime_array_add(struct lime *l)
{
    static const char *const yes_uncertain_no[] = {"Y", "U", "N"}, *const changes[] = {"I", "S", "D"};
    switch (l->question->type) {
    case 'A':
        return scores_add(l, 5);
    case 'B':
        return scores_add(l, 10);
    case 'C':
        return own_choices_add(l, yes_uncertain_no, (const enum lime_word[]){LIME_WORD_yes, LIME_WORD_uncertain, LIME_WORD_no});
    case 'E':
        return own_choices_add(l, changes, (const enum lime_word[]){LIME_WORD_increase, LIME_WORD_same, LIME_WORD_decrease});
    case 'H':
        note(l, FOREIGN_CHANGED, "turned_round", "Its rows stood side by side; now they stand one below the other.");
        (void)answers_add(l, "", 0, "", "");
        return;
    case 'F':
        (void)answers_add(l, "", 0, "", "");
        return;
    case '1':
        return dual_scale_add(l);
    case ':':
        return cells_add(l, true);
    case ';':
        return cells_add(l, lime_attribute_on(l, "numbers_only"));
    case 'K':
        return numbers_add(l);
    case 'Q':
        return texts_add(l);
    default:
        foreign_note(l->foreign, l->question->code, FOREIGN_LOST, "type_unknown", "Its type \"%c\" is not known here.",
                     l->question->type >= ' ' && l->question->type < 127 ? l->question->type : '?');
    }
}
