/* Questions that ask several things at once: their parts, as questions of their own behind them. */
#include "listen/maxdiff_design.h"
#include "listen/survey_inside.h"

enum { ROWS_MAX = 60, OTHER_TEXT_MAX = 200, CONTACT_TEXT_MAX = 200, TOTAL_MOST = 1000000, SLIDER_STEPS_MAX = 1000 };

const char *const opt_out_names[OPT_OUTS] = {"dont_know", "not_applicable"};
const char *const contact_names[CONTACT_FIELDS] = {"name", "email", "phone", "organisation", "street", "postcode", "city", "country"};

size_t survey_parts_room(const json_t *tree)
{
    bool maxdiff = str_is(json_str(json_object_get(tree, "type")), question_type_name(QUESTION_MAXDIFF));
    return 2 + (maxdiff ? 2 * MAXDIFF_TASKS_MAX : 0) + 2 * json_array_size(json_object_get(tree, "rows")) +
           json_array_size(json_object_get(tree, "choices")) + json_array_size(json_object_get(tree, "fields"));
}

/* What conditions and figures say of emotions in the place of a part's name. */
static bool reserved(struct str name)
{
    return str_is(name, "strongest") || str_is(name, "all");
}

/* The part takes everything from its parent but what makes it a part; the caller says what is different. */
static enum err part_add(struct survey_reading *r, const struct question *parent, struct str name, enum question_type type,
                         struct question **out)
{
    struct survey_definition *survey = r->survey;
    enum err err = ERR_NONE;
    *out = NULL;
    if (reserved(name))
        err = survey_wrong(r, "reserved", "id", "The names \"strongest\" and \"all\" speak of emotions; please choose another.");
    else if (survey->questions_count == r->room)
        err = survey_wrong(r, "too_many", "", "The questions of this survey have too many parts.");
    if (err != ERR_NONE)
        return err;
    struct question *part = &survey->questions[survey->questions_count];
    const char *id = arena_printf(r->arena, "%.*s.%.*s", STR_ARGS(parent->id), STR_ARGS(name));
    if (!id)
        return ERR_MEMORY;
    *part = *parent;
    part->id = str_of(id);
    part->parent = parent;
    part->part = name;
    part->parts_count = 0;
    part->type = part->cell = type;
    part->hint = NULL;
    part->picture = (struct survey_picture){0};
    part->shuffle = false;
    part->condition = part->own_condition = NULL;
    r->question = part;
    survey_question_add(r);
    *out = part;
    return ERR_NONE;
}

static void plain(struct question *part)
{
    part->text = NULL;
    part->required = false;
    part->choices = NULL;
    part->choices_count = 0;
    part->scale_low = part->scale_high = 0;
    part->has_number_low = part->has_number_high = false;
}

/* ---- opting out ---- */

static enum err opt_outs_list(struct survey_reading *r, const json_t *list, struct choice **choices, size_t *count)
{
    *count = json_array_size(list);
    *choices = arena_take_array(r->arena, OPT_OUTS, sizeof **choices);
    if (!*choices)
        return ERR_MEMORY;
    if (!json_is_array(list) || *count > OPT_OUTS)
        return survey_wrong(r, "not_a_list", "opt_outs", "The field \"opt_outs\" lists \"dont_know\", \"not_applicable\" or both.");
    for (size_t i = 0; i < *count; i++) {
        struct str name = json_str(json_array_get(list, i));
        bool known = name.at && (str_is(name, opt_out_names[OPT_OUT_DONT_KNOW]) || str_is(name, opt_out_names[OPT_OUT_NOT_APPLICABLE]));
        if (!known || (i && str_equal(name, (*choices)[0].id)))
            return survey_wrong(r, known ? "twice" : "unknown_value", "opt_outs",
                                "The field \"opt_outs\" lists \"dont_know\", \"not_applicable\" or both.");
        (*choices)[i].id = name;
    }
    return ERR_NONE;
}

static bool may_opt_out(enum question_type type)
{
    return type == QUESTION_NPS || type == QUESTION_ENPS || type == QUESTION_CES || type == QUESTION_CES_V1 || type == QUESTION_CSAT ||
           type == QUESTION_RATING || type == QUESTION_EXPECTATION || type == QUESTION_CHOICE || type == QUESTION_CHOICES ||
           type == QUESTION_NUMBER || type == QUESTION_DATE || type == QUESTION_TIME || type == QUESTION_SLIDER;
}

/* The parent is r's question or, in a matrix, a row. */
static enum err add_opt_out(struct survey_reading *r, struct question *parent, const json_t *list)
{
    struct choice *choices;
    size_t count;
    struct question *part;
    if (!list || json_is_null(list))
        return ERR_NONE;
    if (!may_opt_out(parent->type))
        return survey_not_for_type(r, "opt_outs");
    enum err err = opt_outs_list(r, list, &choices, &count);
    if (err != ERR_NONE || !count)
        return err;
    err = part_add(r, parent, STR("opt_out"), QUESTION_CHOICE, &part);
    if (err != ERR_NONE)
        return err;
    plain(part);
    part->choices = choices;
    part->choices_count = count;
    parent->parts_count++;
    return ERR_NONE;
}

static enum err add_other(struct survey_reading *r, struct question *parent)
{
    struct question *part;
    bool wanted = false;
    for (size_t i = 0; !parent->parent && i < parent->choices_count; i++)
        wanted |= parent->choices[i].other;
    if (!wanted)
        return ERR_NONE;
    enum err err = part_add(r, parent, STR("other"), QUESTION_TEXT, &part);
    if (err != ERR_NONE)
        return err;
    plain(part);
    part->length_max = OTHER_TEXT_MAX;
    parent->parts_count++;
    return ERR_NONE;
}

/* ---- matrix ---- */

enum err survey_cell_read(struct survey_reading *r, const json_t *value)
{
    static const enum question_type cells[] = {QUESTION_RATING, QUESTION_CHOICE, QUESTION_CHOICES, QUESTION_NUMBER, QUESTION_TEXT};
    struct question *q = r->question;
    q->cell = q->type;
    if (q->type != QUESTION_MATRIX)
        return value && !json_is_null(value) ? survey_not_for_type(r, "cell") : ERR_NONE;
    for (size_t i = 0; json_is_string(value) && i < sizeof cells / sizeof *cells; i++)
        if (str_is(json_str(value), question_type_name(cells[i]))) {
            q->cell = cells[i];
            return ERR_NONE;
        }
    return survey_wrong(r, value ? "unknown_value" : "required", "cell",
                        "The field \"cell\" says what each row of a matrix is: rating, choice, choices, number or text.");
}

static enum err read_row(struct survey_reading *r, struct question *matrix, const json_t *tree, const json_t *opt_outs)
{
    static const char *const names[] = {"id", "text", "show_if", NULL};
    struct str name = {0};
    const struct condition *condition = NULL;
    struct question *row;
    const json_t *text = NULL;
    enum err err = survey_only_fields(r, tree, names);
    if (err == ERR_NONE)
        err = survey_slug_read(r, json_object_get(tree, "id"), "id", &name);
    if (err == ERR_NONE && question_part(matrix, name))
        err = survey_wrong(r, "twice", "id", "Two rows of one matrix have the same id.");
    if (err == ERR_NONE)
        err = survey_texts(r, json_object_get(tree, "text"), "text", &text);
    if (err == ERR_NONE)
        err = survey_condition_read(r, json_object_get(tree, "show_if"), &condition);
    if (err == ERR_NONE)
        err = part_add(r, matrix, name, matrix->cell, &row);
    if (err != ERR_NONE)
        return err;
    row->text = text;
    row->condition = row->own_condition = condition;
    r->survey->has_offers |= condition != NULL;
    err = add_opt_out(r, row, opt_outs);
    matrix->parts_count += 1 + row->parts_count;
    return err;
}

static enum err add_rows(struct survey_reading *r, struct question *matrix, const json_t *rows, const json_t *opt_outs)
{
    size_t count = json_array_size(rows);
    if (!json_is_array(rows) || !count || count > ROWS_MAX)
        return fault_set(r->why, ERR_INVALID, rows ? "wrong_count" : "required", "rows", "The field \"rows\" must list 1 to %d rows.",
                         ROWS_MAX);
    for (size_t i = 0; i < count; i++) {
        enum err err = survey_under(r, read_row(r, matrix, json_array_get(rows, i), opt_outs), "rows[%zu]", i);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

/* ---- ranking, sum, contact ---- */

static enum err add_choices(struct survey_reading *r, struct question *parent, enum question_type type)
{
    for (size_t i = 0; i < parent->choices_count; i++) {
        struct question *part;
        enum err err = part_add(r, parent, parent->choices[i].id, type, &part);
        if (err != ERR_NONE)
            return survey_under(r, err, "choices[%zu]", i);
        plain(part);
        part->text = parent->choices[i].text;
        part->condition = part->own_condition = parent->choices[i].condition;
        if (type == QUESTION_RANK)
            part->scale_low = 1, part->scale_high = (int64_t)parent->choices_count;
        else
            part->has_number_low = part->has_number_high = true, part->number_low = 0, part->number_high = parent->total;
        parent->parts_count++;
    }
    return ERR_NONE;
}

static enum err read_total(struct survey_reading *r, const json_t *value)
{
    struct question *q = r->question;
    q->total = q->type == QUESTION_SUM ? 100 : 0;
    if (!value || json_is_null(value))
        return ERR_NONE;
    if (q->type != QUESTION_SUM)
        return survey_not_for_type(r, "total");
    q->total = json_number_value(value);
    return json_is_number(value) && q->total > 0 && q->total <= TOTAL_MOST
               ? ERR_NONE
               : survey_wrong(r, "out_of_range", "total", "The field \"total\" must be a number above 0, 1000000 at the most.");
}

static enum err add_fields(struct survey_reading *r, struct question *contact, const json_t *fields)
{
    size_t count = json_array_size(fields), known = 0;
    if (!json_is_array(fields) || !count || count > CONTACT_FIELDS)
        return survey_wrong(r, fields ? "wrong_count" : "required", "fields",
                            "The field \"fields\" lists what is asked: name, email, phone, organisation, street, postcode, city, country.");
    for (int field = 0; field < CONTACT_FIELDS; field++)
        for (size_t i = 0; i < count; i++) {
            struct question *part;
            if (!str_is(json_str(json_array_get(fields, i)), contact_names[field]))
                continue;
            known++;
            if (question_part(contact, str_of(contact_names[field])))
                return survey_wrong(r, "twice", "fields", "A contact asks for each thing once.");
            bool required = contact->required;
            enum err err = part_add(r, contact, str_of(contact_names[field]), QUESTION_TEXT, &part);
            if (err != ERR_NONE)
                return err;
            plain(part);
            part->required = required;
            part->length_max = CONTACT_TEXT_MAX;
            contact->parts_count++;
        }
    return known == count ? ERR_NONE
                          : survey_wrong(r, "unknown_value", "fields",
                                         "A contact can ask for name, email, phone, organisation, street, postcode, city and country.");
}

/* ---- maxdiff ---- */

static enum err read_whole(struct survey_reading *r, const json_t *value, const char *field, int64_t unsaid, int64_t least, int64_t most,
                           int64_t *out)
{
    *out = value ? json_integer_value(value) : unsaid;
    if ((!value || json_is_integer(value)) && *out >= least && *out <= most)
        return ERR_NONE;
    return fault_set(r->why, ERR_INVALID, "out_of_range", field, "The field \"%s\" must be a whole number from %lld to %lld here.", field,
                     (long long)least, (long long)most);
}

static enum err read_tasks(struct survey_reading *r, const json_t *tree)
{
    struct question *q = r->question;
    const json_t *per_task = json_object_get(tree, "per_task"), *tasks = json_object_get(tree, "tasks");
    if (q->type != QUESTION_MAXDIFF)
        return per_task ? survey_not_for_type(r, "per_task") : tasks ? survey_not_for_type(r, "tasks") : ERR_NONE;
    int64_t items = (int64_t)q->choices_count, most = items - 1 < MAXDIFF_PER_TASK_MAX ? items - 1 : MAXDIFF_PER_TASK_MAX;
    enum err err = read_whole(r, per_task, "per_task", most < 4 ? most : 4, MAXDIFF_PER_TASK_LEAST, most, &q->per_task);
    if (err != ERR_NONE)
        return err;
    int64_t usual = (int64_t)maxdiff_tasks_usual((size_t)items, (size_t)q->per_task), least = (items + q->per_task - 1) / q->per_task;
    return read_whole(r, tasks, "tasks", usual, least, MAXDIFF_TASKS_MAX, &q->tasks);
}

static enum err add_task(struct survey_reading *r, struct question *parent, const char *kind, int64_t number, uint32_t items)
{
    struct question *part;
    const char *name = arena_printf(r->arena, "%s_%lld", kind, (long long)number);
    enum err err = name ? part_add(r, parent, str_of(name), QUESTION_CHOICE, &part) : ERR_MEMORY;
    if (err != ERR_NONE)
        return err;
    part->text = NULL;
    part->required = false;
    part->offered = items;
    parent->parts_count++;
    return ERR_NONE;
}

static enum err add_tasks(struct survey_reading *r, struct question *parent)
{
    uint32_t tasks[MAXDIFF_TASKS_MAX];
    enum err err = ERR_NONE;
    maxdiff_design(parent->choices_count, (size_t)parent->per_task, (size_t)parent->tasks, tasks);
    for (int64_t i = 0; err == ERR_NONE && i < parent->tasks; i++) {
        err = add_task(r, parent, "best", i + 1, tasks[i]);
        if (err == ERR_NONE)
            err = add_task(r, parent, "worst", i + 1, tasks[i]);
    }
    return err;
}

/* ---- slider ---- */

static enum err read_step(struct survey_reading *r, const json_t *value)
{
    struct question *q = r->question;
    if (q->type != QUESTION_SLIDER)
        return value && !json_is_null(value) ? survey_not_for_type(r, "step") : ERR_NONE;
    if (!q->has_number_low || !q->has_number_high)
        return survey_wrong(r, "required", q->has_number_low ? "high" : "low", "A slider has two ends, \"low\" and \"high\".");
    q->step = value ? json_number_value(value) : 1;
    double steps = q->step > 0 ? (q->number_high - q->number_low) / q->step : 0;
    return steps >= 1 && steps <= SLIDER_STEPS_MAX
               ? ERR_NONE
               : fault_set(r->why, ERR_INVALID, "out_of_range", "step", "A slider has 1 to %d steps between its ends.", SLIDER_STEPS_MAX);
}

/* What belongs to one type alone is refused at the others. */
static enum err strangers(struct survey_reading *r, const json_t *tree)
{
    if (json_object_get(tree, "rows") && r->question->type != QUESTION_MATRIX)
        return survey_not_for_type(r, "rows");
    return json_object_get(tree, "fields") && r->question->type != QUESTION_CONTACT ? survey_not_for_type(r, "fields") : ERR_NONE;
}

enum err survey_parts_read(struct survey_reading *r, const json_t *tree)
{
    struct question *q = r->question;
    const json_t *opt_outs = json_object_get(tree, "opt_outs");
    enum err err = strangers(r, tree);
    if (err == ERR_NONE)
        err = read_total(r, json_object_get(tree, "total"));
    if (err == ERR_NONE)
        err = read_step(r, json_object_get(tree, "step"));
    if (err == ERR_NONE)
        err = read_tasks(r, tree);
    if (err != ERR_NONE)
        return err;
    survey_question_add(r);
    switch (q->type) {
    case QUESTION_MATRIX:
        return add_rows(r, q, json_object_get(tree, "rows"), opt_outs);
    case QUESTION_RANKING:
        err = add_choices(r, q, QUESTION_RANK);
        break;
    case QUESTION_SUM:
        err = add_choices(r, q, QUESTION_NUMBER);
        break;
    case QUESTION_MAXDIFF:
        err = add_tasks(r, q);
        break;
    case QUESTION_CONTACT:
        err = add_fields(r, q, json_object_get(tree, "fields"));
        break;
    default:
        err = add_other(r, q);
    }
    r->question = q;
    return err == ERR_NONE ? add_opt_out(r, q, opt_outs) : err;
}
