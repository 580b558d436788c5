/* Questions of a .qsf with rows: matrices, sliders, sums, things in groups. */
#include "foreign/qualtrics_making.h"

#include <math.h>
#include <stdio.h>

/* ---- rows ---- */

static const json_t *row_codes(struct making *m)
{
    return qsf_carried(m, qsf_codes_of(m, json_object_get(m->payload, "Choices") ? m->payload : m->owner, "Choices", "ChoiceOrder"));
}

/* Rows [from, …) of the question, as many as one may have. They stand in known["rows"] as {code: [question id, row id]}. */
static void put_rows(struct making *m, json_t *question, const json_t *codes, size_t from)
{
    json_t *rows = qsf_codes_known(m, "rows");
    for (size_t i = from; i < json_array_size(codes); i++) {
        struct str code = json_str(json_array_get(codes, i));
        json_t *row = foreign_option(m->foreign, question, "rows", code);
        if (!row)
            return;
        json_object_setn_new(rows, code.at, code.length, json_pack("[O,O]", json_object_get(question, "id"), json_object_get(row, "id")));
        qsf_put_display(m, row, "text", "Choices", code);
        const json_t *source = qsf_member(json_object_get(m->payload, "Choices"), code);
        if (qsf_is_on(source, "TextEntry"))
            qsf_changed(m, "text_entry", "A row that asks for words of its own has no field for them here.");
    }
}

/* A matrix, and another of the same kind for the rows that do not fit into one. */
void qsf_make_grid(struct making *m, const struct grid *grid)
{
    const json_t *rows = row_codes(m);
    size_t count = json_array_size(rows);
    if (!count || (grid->columns && !json_array_size(grid->columns))) {
        qsf_lost(m, "no_rows", "The question has no rows or no columns, so there is nothing to answer.");
        return;
    }
    if (grid->columns && json_array_size(grid->columns) > FOREIGN_OPTIONS_MAX) {
        qsf_lost(m, "too_many_columns", "The rows have more columns than a matrix may have here.");
        return;
    }
    for (size_t from = 0; from < count; from += FOREIGN_OPTIONS_MAX) {
        json_t *question = qsf_make(m, grid->name, "matrix");
        if (!question)
            return;
        json_object_set_new(question, "cell", json_string(grid->cell));
        json_object_set_new(m->known, "cell", json_string(grid->cell));
        qsf_put_question_text(m, question, grid->more);
        put_rows(m, question, rows, from);
        if (grid->columns)
            qsf_put_choices(m, question, "Answers", grid->columns);
        if (strcmp(grid->cell, "rating") == 0)
            json_object_set_new(question, "scale", json_pack("{s:I,s:I}", "low", (json_int_t)grid->low, "high", (json_int_t)grid->high));
        else if (grid->low <= grid->high && strcmp(grid->cell, "number") == 0) {
            json_object_set_new(question, "low", json_real(grid->low));
            json_object_set_new(question, "high", json_real(grid->high));
        }
        qsf_put_shuffle(m, question, "rows");
    }
}

/* Words in every cell: a matrix for each column. */
static void make_text_grid(struct making *m)
{
    const json_t *columns = qsf_codes_of(m, m->payload, "Answers", "AnswerOrder");
    size_t count = json_array_size(columns);
    struct grid grid = {.cell = "text", .name = m->name, .low = 1};
    if (count > 1)
        qsf_changed(m, "split", "A table of words became a question for each of its columns.");
    if (!count)
        qsf_make_grid(m, &grid);
    for (size_t i = 0; i < count; i++) {
        struct str code = json_str(json_array_get(columns, i));
        if (count > 1) {
            grid.name = qsf_under(m, m->name, code);
            grid.more = qsf_text(qsf_member(json_object_get(m->payload, "Answers"), code), "Display");
        }
        qsf_make_grid(m, &grid);
    }
}

/* Each row has answers of its own: a question for each. */
static void make_profile(struct making *m)
{
    const json_t *rows = row_codes(m), *answers = json_object_get(m->payload, "Answers");
    qsf_changed(m, "split", "Rows with answers of their own became a question each.");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        struct str code = json_str(json_array_get(rows, i));
        struct making row = *m;
        json_t *filled = json_copy((json_t *)m->payload);
        json_array_append_new(m->qsf->scratch, filled);
        json_object_set(filled, "Answers", (json_t *)qsf_member(answers, code));
        json_object_del(filled, "AnswerOrder");
        row.payload = filled;
        row.known = json_object();
        json_array_append_new(m->qsf->scratch, row.known);
        json_t *question = qsf_make(&row, qsf_under(m, m->name, code), str_is(m->sub, "MultipleAnswer") ? "choices" : "choice");
        if (!question)
            return;
        qsf_put_question_text(&row, question, qsf_text(qsf_member(json_object_get(m->payload, "Choices"), code), "Display"));
        const json_t *codes = qsf_codes_of(&row, filled, "Answers", "AnswerOrder");
        if (!qsf_put_choices(&row, question, "Answers", codes))
            qsf_too_long(&row, question, json_array_size(codes));
    }
}

void qsf_make_matrix(struct making *m)
{
    struct grid grid = {.cell = "choice", .name = m->name, .low = 1};
    grid.columns = qsf_codes_of(m, m->payload, "Answers", "AnswerOrder");
    if (str_is(m->selector, "TE")) {
        make_text_grid(m);
        return;
    }
    if (str_is(m->selector, "Profile")) {
        make_profile(m);
        return;
    }
    if (str_is(m->selector, "CS") || str_is(m->selector, "RO")) {
        qsf_changed(m, "numbers", "A sum or an order in each row became numbers to type; what they make together is not checked.");
        make_text_grid(m);
        return;
    }
    if (str_is(m->sub, "MultipleAnswer"))
        grid.cell = "choices";
    if (str_is(m->selector, "MaxDiff"))
        qsf_changed(m, "max_diff", "Best and worst became a column each; that they differ is not checked.");
    qsf_make_grid(m, &grid);
}

static bool bounds_of(const struct making *m, double *low, double *high)
{
    const json_t *c = json_object_get(m->payload, "Configuration");
    return qsf_number(c, "CSSliderMin", low) && qsf_number(c, "CSSliderMax", high) && *low < *high;
}

static double step_of(const struct making *m, double low, double high)
{
    double decimals = 0, step = 1;
    if (qsf_number(json_object_get(m->payload, "Configuration"), "NumDecimals", &decimals) && decimals > 0 && decimals < 4)
        step = pow(10, -decimals);
    while ((high - low) / step > 1000)
        step *= 10;
    return high - low < step ? high - low : step;
}

/* A line for each thing; of one thing a slider of our own. */
void qsf_make_slider(struct making *m)
{
    const json_t *rows = row_codes(m);
    bool stars = str_is(m->selector, "STAR");
    double low = 1, high = 5;
    struct grid grid = {.cell = stars ? "rating" : "number", .name = m->name};
    if (stars && (!qsf_number(json_object_get(m->payload, "Configuration"), "StarCount", &high) || high < 2 || high > 100))
        high = 5;
    if (!stars && !bounds_of(m, &low, &high))
        low = 0, high = 100;
    grid.low = low, grid.high = high;
    if (json_array_size(rows) != 1) {
        if (!stars)
            qsf_changed(m, "sliders", "Sliders side by side became numbers to type, a row each.");
        qsf_make_grid(m, &grid);
        return;
    }
    struct str code = json_str(json_array_get(rows, 0));
    json_t *question = qsf_make(m, m->name, stars ? "rating" : "slider");
    if (!question)
        return;
    qsf_put_question_text(m, question, qsf_text(qsf_member(json_object_get(m->payload, "Choices"), code), "Display"));
    if (stars)
        json_object_set_new(question, "scale", json_pack("{s:I,s:I}", "low", (json_int_t)low, "high", (json_int_t)high));
    else {
        json_object_set_new(question, "low", json_real(low));
        json_object_set_new(question, "high", json_real(high));
        json_object_set_new(question, "step", json_real(step_of(m, low, high)));
    }
}

void qsf_make_sum(struct making *m)
{
    double total;
    const json_t *codes = row_codes(m);
    struct grid grid = {.cell = "number", .name = m->name, .low = 1};
    if (!qsf_number(m->settings, "ChoiceTotal", &total) || total <= 0 || total > 1000000 || json_array_size(codes) < 2 ||
        json_array_size(codes) > FOREIGN_OPTIONS_MAX) {
        qsf_make_grid(m, &grid);
        return;
    }
    json_t *question = qsf_make_asking(m, "sum");
    if (!question)
        return;
    json_object_set_new(question, "total", json_real(total));
    qsf_put_choices(m, question, "Choices", codes);
}

/* Things put into groups: a group is chosen for each. */
void qsf_make_groups(struct making *m)
{
    const json_t *groups = json_object_get(m->payload, "Groups");
    json_t *filled = json_copy((json_t *)m->payload), *answers = json_object();
    for (size_t i = 0; i < json_array_size(groups); i++) {
        char key[24];
        snprintf(key, sizeof key, "%zu", i);
        struct str words = json_str(json_array_get(groups, i));
        json_object_set_new(answers, key, json_pack("{s:s%}", "Display", words.at ? words.at : "", words.length));
    }
    json_object_set_new(filled, "Answers", answers);
    json_array_append_new(m->qsf->scratch, filled);
    m->payload = filled;
    qsf_changed(m, "groups", "Things to sort into groups became a matrix: a group is chosen for each, their order in it is not asked.");
    struct grid grid = {.cell = "choice", .name = m->name, .low = 1, .columns = qsf_codes_of(m, filled, "Answers", "")};
    qsf_make_grid(m, &grid);
}
