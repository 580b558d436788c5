/* A question of SurveyJS as the nearest of ours. */
#include "foreign/surveyjs.h"

#include <math.h>
#include <string.h>

enum { SCALE_MOST = 100, SLIDER_STEPS_MAX = 1000, STORY_MAX = 10000 };

static void lost(struct surveyjs *s, const json_t *element, struct str name, const char *code, const char *why)
{
    foreign_note(s->foreign, name, FOREIGN_LOST, code, "%s", why);
    surveyjs_lost_logic(s, element, name);
}

static void changed(struct surveyjs *s, struct str name, const char *code, const char *why)
{
    foreign_note(s->foreign, name, FOREIGN_CHANGED, code, "%s", why);
}

json_t *surveyjs_begin(struct surveyjs *s, const json_t *element, struct str name, const char *type)
{
    json_t *question = foreign_question(s->foreign, name, type);
    if (!question) {
        surveyjs_lost_logic(s, element, name);
        return NULL;
    }
    surveyjs_text(s, question, "text", json_object_get(element, "title"));
    surveyjs_text(s, question, "hint", json_object_get(element, "description"));
    if (surveyjs_true(element, "isRequired") && strcmp(type, "statement") != 0)
        json_object_set_new(question, "required", json_true());
    surveyjs_conditions(s, element, question, name);
    return question;
}

/* ---- ratings ---- */

static void ends_put(struct surveyjs *s, const json_t *element, json_t *question)
{
    surveyjs_text(s, question, "low_label", json_object_get(element, "minRateDescription"));
    surveyjs_text(s, question, "high_label", json_object_get(element, "maxRateDescription"));
}

static void scale_put(json_t *question, int64_t low, int64_t high)
{
    json_object_set_new(question, "scale", json_pack("{s:I,s:I}", "low", (json_int_t)low, "high", (json_int_t)high));
}

static void choice_of_items(struct surveyjs *s, const json_t *element, struct str name, const json_t *items)
{
    json_t *question = surveyjs_begin(s, element, name, "choice");
    if (question && !surveyjs_options(s, items, question, "choices", name))
        json_object_set_new(question, "type", json_string("text"));
}

static int64_t whole(const json_t *element, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(element, name);
    double number = json_number_value(value);
    return json_is_number(value) && fabs(number) <= 1e9 ? (int64_t)number : otherwise;
}

/* A scale with steps, such as 0, 10, 20: its points become choices. */
static void stepped(struct surveyjs *s, const json_t *element, struct str name, int64_t low, int64_t high, int64_t step)
{
    json_t *items = json_array();
    for (int64_t value = low; value <= high && json_array_size(items) < FOREIGN_OPTIONS_MAX; value += step)
        json_array_append_new(items, json_integer(value));
    choice_of_items(s, element, name, items);
    changed(s, name, "scale_steps", "A scale has every whole number; this one has steps, so its points became choices.");
    json_decref(items);
}

static void rating(struct surveyjs *s, const json_t *element, struct str name)
{
    const json_t *values = json_object_get(element, "rateValues");
    int64_t low = whole(element, "rateMin", 1), high = whole(element, "rateMax", 0), step = whole(element, "rateStep", 1);
    int64_t count = whole(element, "rateCount", 5);
    step = step < 1 ? 1 : step;
    if (!json_object_get(element, "rateMax"))
        high = low + (count > 1 && count <= SCALE_MOST ? count - 1 : 4) * step;
    if (json_array_size(values) && !surveyjs_scale(values, &low, &high)) {
        choice_of_items(s, element, name, values);
        changed(s, name, "scale_of_words", "Its points have words of their own, so it became a choice of one.");
        return;
    }
    if (!json_array_size(values) && step > 1 && high > low) {
        stepped(s, element, name, low, high, step);
        return;
    }
    if (low >= high || low < -SCALE_MOST || high > SCALE_MOST) {
        lost(s, element, name, "scale_unreadable", "Its scale does not run upwards between -100 and 100.");
        return;
    }
    json_t *question = surveyjs_begin(s, element, name, "rating");
    if (!question)
        return;
    scale_put(question, low, high);
    ends_put(s, element, question);
}

/* ---- texts, numbers, days ---- */

static void bound_put(const json_t *element, const char *from, json_t *question, const char *to)
{
    const json_t *value = json_object_get(element, from);
    double number;
    if (json_is_number(value))
        json_object_set_new(question, to, json_real(json_number_value(value)));
    else if (json_is_string(value) && str_real(json_str(value), &number))
        json_object_set_new(question, to, json_real(number));
}

static void bounds_right(struct surveyjs *s, json_t *question, struct str name)
{
    const json_t *low = json_object_get(question, "low"), *high = json_object_get(question, "high");
    if (!low || !high || json_number_value(low) <= json_number_value(high))
        return;
    json_object_del(question, "high");
    changed(s, name, "bounds_dropped", "Its highest number lies below its lowest; only the lowest was kept.");
}

static void numeric_check(const json_t *validator, json_t *question)
{
    bound_put(validator, "minValue", question, "low");
    bound_put(validator, "maxValue", question, "high");
}

/* Checks of an answer: those we have are kept, the others told. */
static void validators(struct surveyjs *s, const json_t *element, json_t *question, struct str name)
{
    size_t i;
    json_t *validator;
    json_array_foreach(json_object_get(element, "validators"), i, validator)
    {
        struct str type = surveyjs_str(validator, "type"), kind = surveyjs_str(question, "type");
        int64_t most = whole(validator, "maxLength", 0);
        if (str_starts(type, "answercount"))
            continue; /* with the choices */
        if (str_starts(type, "numeric") && str_is(kind, "number"))
            numeric_check(validator, question);
        else if (str_starts(type, "text") && most > 0 && most <= STORY_MAX && (str_is(kind, "text") || str_is(kind, "story")))
            json_object_set_new(question, "length_max", json_integer(most));
        else
            foreign_note(s->foreign, name, FOREIGN_LOST, "check_dropped", "A check of the answer (\"%.*s\") was left out.",
                         (int)(type.length < 40 ? type.length : 40), type.length ? type.at : "");
    }
}

static void length_put(struct surveyjs *s, const json_t *element, const char *survey_wide, json_t *question)
{
    int64_t most = whole(element, "maxLength", -1);
    if (most < 1)
        most = whole(s->root, survey_wide, -1);
    if (most >= 1 && most <= STORY_MAX)
        json_object_set_new(question, "length_max", json_integer(most));
}

/* Two ends and steps between them, or it is a number. */
static bool slider_fits(double low, double high, double step)
{
    double steps = step > 0 ? (high - low) / step : 0;
    return steps >= 1 && steps <= SLIDER_STEPS_MAX;
}

static double number_of(const json_t *element, const char *name, double otherwise)
{
    const json_t *value = json_object_get(element, name);
    double number;
    if (json_is_number(value))
        return json_number_value(value);
    return json_is_string(value) && str_real(json_str(value), &number) ? number : otherwise;
}

static void slider(struct surveyjs *s, const json_t *element, struct str name)
{
    double low = number_of(element, "min", 0), high = number_of(element, "max", 100), step = number_of(element, "step", 1);
    bool fits = slider_fits(low, high, step);
    json_t *question = surveyjs_begin(s, element, name, fits ? "slider" : "number");
    if (!question)
        return;
    if (fits)
        json_object_set_new(question, "step", json_real(step));
    else
        changed(s, name, "slider_steps", "A slider has 1 to 1,000 steps; this one became a number.");
    if (fits || low <= high) {
        json_object_set_new(question, "low", json_real(low));
        json_object_set_new(question, "high", json_real(high));
    }
    if (str_is(surveyjs_str(element, "sliderType"), "range"))
        changed(s, name, "slider_range", "It asked for two ends of a range; one number is asked now.");
}

static const char *text_type(struct str input)
{
    if (str_is(input, "number") || str_is(input, "date") || str_is(input, "time"))
        return input.at;
    return "text";
}

static void text(struct surveyjs *s, const json_t *element, struct str name)
{
    struct str input = surveyjs_str(element, "inputType");
    if (str_is(input, "range")) {
        slider(s, element, name);
        return;
    }
    json_t *question = surveyjs_begin(s, element, name, text_type(input));
    if (!question)
        return;
    if (str_is(input, "number")) {
        bound_put(element, "min", question, "low");
        bound_put(element, "max", question, "high");
    } else if (str_is(surveyjs_str(question, "type"), "text"))
        length_put(s, element, "maxTextLength", question);
    validators(s, element, question, name);
    bounds_right(s, question, name);
    static const char *const others[] = {"color", "datetime", "datetime-local", "month", "week", "password"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_is(input, others[i]))
            foreign_note(s->foreign, name, FOREIGN_CHANGED, "input_type", "An answer of the kind \"%s\" is typed as a text.", others[i]);
    if (str_is(input, "email") || str_is(input, "tel") || str_is(input, "url"))
        foreign_note(s->foreign, name, FOREIGN_CHANGED, "input_type", "What is typed is not checked to be of the kind \"%.*s\".",
                     STR_ARGS(input));
    if (json_is_string(json_object_get(element, "maskType")) && !str_is(surveyjs_str(element, "maskType"), "none"))
        foreign_note(s->foreign, name, FOREIGN_LOST, "check_dropped", "The mask for typing was left out.");
}

static void comment(struct surveyjs *s, const json_t *element, struct str name)
{
    json_t *question = surveyjs_begin(s, element, name, "story");
    if (!question)
        return;
    length_put(s, element, "maxCommentLength", question);
    validators(s, element, question, name);
}

/* ---- yes or no ---- */

static void yes_no(struct surveyjs *s, json_t *question, const json_t *element, const char *value_name, const char *label_name, bool yes)
{
    const json_t *own = json_object_get(element, value_name), *label = json_object_get(element, label_name);
    struct str value = surveyjs_value(s, own);
    json_t *option = foreign_option(s->foreign, question, "choices", value.length ? value : yes ? STR("true") : STR("false"));
    if (!option)
        return;
    surveyjs_text(s, option, "text", label);
    if (!json_object_size(json_object_get(option, "text")))
        foreign_text(s->foreign, option, "text", s->language.at, yes ? STR("Yes") : STR("No"));
}

static void boolean(struct surveyjs *s, const json_t *element, struct str name)
{
    json_t *question = surveyjs_begin(s, element, name, "choice");
    if (!question)
        return;
    yes_no(s, question, element, "valueTrue", "labelTrue", true);
    yes_no(s, question, element, "valueFalse", "labelFalse", false);
    validators(s, element, question, name);
}

/* ---- choices ---- */

/* A long row of numbers to choose from is a number. */
static bool number_instead(struct surveyjs *s, const json_t *element, struct str name)
{
    int64_t low, high, step;
    if (!surveyjs_generated(element, &low, &high, &step) || (high - low) / step < FOREIGN_OPTIONS_MAX)
        return false;
    json_t *question = surveyjs_begin(s, element, name, "number");
    if (!question)
        return true;
    json_object_set_new(question, "low", json_integer(low));
    json_object_set_new(question, "high", json_integer(high));
    foreign_note(s->foreign, name, FOREIGN_CHANGED, "many_numbers", "A list of more than %d numbers became a number that is typed%s.",
                 FOREIGN_OPTIONS_MAX, json_array_size(json_object_get(element, "choices")) ? "; the other choices were left out" : "");
    return true;
}

static void choice(struct surveyjs *s, const json_t *element, struct str name, const char *type)
{
    int64_t low, high, step;
    bool ranking = strcmp(type, "ranking") == 0;
    if (!ranking && number_instead(s, element, name))
        return;
    size_t count = json_array_size(surveyjs_items(s, element));
    if (ranking && count < 2) {
        lost(s, element, name, "nothing_to_choose", "There are not two things to rank.");
        return;
    }
    if (!count && !surveyjs_generated(element, &low, &high, &step)) {
        if (surveyjs_begin(s, element, name, "text"))
            changed(s, name, "no_choices",
                    json_object_get(element, "choicesByUrl") ? "Its choices come from another server; the answer is typed now."
                                                             : "It has no choices of its own; the answer is typed now.");
        return;
    }
    json_t *question = surveyjs_begin(s, element, name, type);
    if (!question)
        return;
    surveyjs_choices(s, element, question);
    validators(s, element, question, name);
}

static void pictures(struct surveyjs *s, const json_t *element, struct str name)
{
    changed(s, name, "pictures_dropped", "The pictures were left out; their names are the choices.");
    choice(s, element, name, surveyjs_true(element, "multiSelect") ? "choices" : "choice");
}

static void areas(struct surveyjs *s, const json_t *element, struct str name)
{
    const json_t *list = json_object_get(element, "areas");
    if (!json_array_size(list)) {
        lost(s, element, name, "nothing_to_choose", "It has no areas to choose.");
        return;
    }
    bool one = json_is_false(json_object_get(element, "multiSelect"));
    json_t *question = surveyjs_begin(s, element, name, one ? "choice" : "choices");
    if (question)
        surveyjs_options(s, list, question, "choices", name);
    changed(s, name, "pictures_dropped", "The picture was left out; the names of its areas are the choices.");
}

/* ---- files and numbers that are made ---- */

static void file(struct surveyjs *s, const json_t *element, struct str name)
{
    const json_t *most = json_object_get(element, "maxFiles");
    json_t *question = surveyjs_begin(s, element, name, "file");
    bool several = surveyjs_true(element, "allowMultiple");
    if (question)
        foreign_file(s->foreign, question, surveyjs_str(element, "acceptedTypes"),
                     several ? json_is_integer(most) ? json_integer_value(most) : INT64_MAX : 1,
                     json_number_value(json_object_get(element, "maxSize")));
}

static void expression(struct surveyjs *s, const json_t *element, struct str name)
{
    struct fault why;
    json_t *calculation = surveyjs_calculation(s, surveyjs_str(element, "expression"), &why);
    json_t *question = calculation ? surveyjs_begin(s, element, name, "calculated") : NULL;
    if (question) {
        foreign_calculated(s->foreign, question, calculation);
        return;
    }
    json_decref(calculation);
    lost(s, element, name, "calculation_dropped", why.detail[0] ? why.detail : "Its calculated value was left out.");
}

/* A field that only shows what is calculated is that number. */
static bool is_made(struct surveyjs *s, const json_t *element, struct str name)
{
    struct str text = surveyjs_str(element, "setValueExpression");
    struct fault why;
    json_t *calculation = text.length && surveyjs_true(element, "readOnly") ? surveyjs_calculation(s, text, &why) : NULL;
    json_t *question = calculation ? surveyjs_begin(s, element, name, "calculated") : NULL;
    if (question)
        foreign_calculated(s->foreign, question, calculation);
    else
        json_decref(calculation);
    return question != NULL;
}

/* ---- words only ---- */

static void html(struct surveyjs *s, const json_t *element, struct str name)
{
    json_t *question = surveyjs_begin(s, element, name, "statement");
    if (!question)
        return;
    surveyjs_text(s, question, "text", json_object_get(element, "html"));
    if (json_object_size(json_object_get(question, "text")))
        return;
    foreign_question_drop(s->foreign, question);
    foreign_note(s->foreign, name, FOREIGN_LOST, "no_words", "It shows no words: pictures and scripts are left out.");
}

/* ---- all types ---- */

static const struct {
    const char *type;
    void (*read)(struct surveyjs *s, const json_t *element, struct str name);
} simple[] = {
    {"text", text},     {"comment", comment},       {"rating", rating},  {"boolean", boolean},
    {"slider", slider}, {"imagepicker", pictures},  {"imagemap", areas}, {"html", html},
    {"file", file},     {"expression", expression},
};
static const struct {
    const char *type, *ours;
} chosen[] = {
    {"radiogroup", "choice"}, {"dropdown", "choice"}, {"buttongroup", "choice"},
    {"checkbox", "choices"},  {"tagbox", "choices"},  {"ranking", "ranking"},
};
static const struct {
    const char *type, *code, *why;
} dropped[] = {
    {"signaturepad", "signature_dropped", "A signature cannot be drawn."},
    {"image", "pictures_dropped", "Pictures are left out."},
    {"empty", "type_unknown", "It asks nothing."},
};

static bool read_simple(struct surveyjs *s, const json_t *element, struct str type, struct str name)
{
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++)
        if (str_is(type, simple[i].type)) {
            simple[i].read(s, element, name);
            return true;
        }
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        if (str_is(type, chosen[i].type)) {
            choice(s, element, name, chosen[i].ours);
            return true;
        }
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        if (str_is(type, dropped[i].type)) {
            lost(s, element, name, dropped[i].code, dropped[i].why);
            return true;
        }
    return false;
}

static bool read_parts(struct surveyjs *s, const json_t *element, struct str type, int depth)
{
    if (str_is(type, "matrix"))
        surveyjs_matrix(s, element);
    else if (str_is(type, "matrixdropdown") || str_is(type, "matrixdynamic"))
        surveyjs_table(s, element, depth);
    else if (str_is(type, "multipletext"))
        surveyjs_items_table(s, element);
    else if (str_is(type, "paneldynamic"))
        surveyjs_panels(s, element, depth);
    else
        return false;
    return true;
}

static void beside(struct surveyjs *s, const json_t *element, struct str name);

/* "Paneldynamic" and "paneldynamic" are one to SurveyJS. */
static struct str type_of(struct surveyjs *s, const json_t *element)
{
    struct str given = surveyjs_str(element, "type");
    char *small = given.length ? arena_text(s->foreign->arena, given.at, given.length) : NULL;
    for (size_t i = 0; small && i < given.length; i++)
        if (small[i] >= 'A' && small[i] <= 'Z')
            small[i] = (char)(small[i] | 0x20);
    return small ? (struct str){small, given.length} : STR("");
}

void surveyjs_question(struct surveyjs *s, const json_t *element, int depth)
{
    struct str name = surveyjs_name(s, element), type = type_of(s, element);
    if (surveyjs_never_shown(s, element, name)) {
        lost(s, element, name, "hidden", "It is hidden and nothing ever shows it.");
        return;
    }
    size_t before = json_array_size(s->foreign->questions);
    if (!is_made(s, element, name) && !read_simple(s, element, type, name) && !read_parts(s, element, type, depth)) {
        foreign_note(s->foreign, name, FOREIGN_LOST, "type_unknown", "Kuulo has no question of the type \"%.*s\".",
                     (int)(type.length < 60 ? type.length : 60), type.length ? type.at : "");
        surveyjs_lost_logic(s, element, name);
    }
    if (json_array_size(s->foreign->questions) > before) {
        beside(s, element, name);
        surveyjs_rules_after(s, name);
        surveyjs_values_try(s);
    }
}

/* ---- what stands beside a question ---- */

/* A field for a comment under a question is a question of its own. */
static void comment_field(struct surveyjs *s, const json_t *element, struct str name)
{
    const json_t *question = json_array_get(s->foreign->questions, json_array_size(s->foreign->questions) - 1);
    const char *own = arena_printf(s->foreign->arena, "%.*s-Comment", STR_ARGS(name));
    json_t *field = own ? foreign_question(s->foreign, str_of(own), "story") : NULL;
    if (!field)
        return;
    surveyjs_text(s, field, "text", json_object_get(element, "commentText"));
    if (!json_object_size(json_object_get(field, "text")))
        foreign_text(s->foreign, field, "text", s->language.at, STR("Comment"));
    if (json_object_get(question, "show_if"))
        json_object_set_new(field, "show_if", json_deep_copy(json_object_get(question, "show_if")));
    changed(s, name, "comment_apart", "The field for a comment became a question of its own.");
}

static void beside(struct surveyjs *s, const json_t *element, struct str name)
{
    const json_t *last = json_array_get(s->foreign->questions, json_array_size(s->foreign->questions) - 1);
    if (str_is(json_str(json_object_get(last, "type")), "calculated"))
        return;
    static const struct {
        const char *field, *code, *why;
    } left[] = {
        {"defaultValue", "default_dropped", "What was filled in beforehand was left out."},
        {"defaultValueExpression", "calculation_dropped", "What was calculated beforehand was left out."},
        {"setValueExpression", "calculation_dropped", "A value that is set by a calculation was left out."},
        {"correctAnswer", "score_dropped", "That one answer is the right one was left out."},
    };
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (json_object_get(element, left[i].field))
            foreign_note(s->foreign, name, FOREIGN_LOST, left[i].code, "%s", left[i].why);
    if (surveyjs_true(element, "readOnly"))
        changed(s, name, "read_only", "It could only be looked at; now it can be answered.");
    bool html_only = str_is(surveyjs_str(element, "type"), "html");
    if (!html_only && (surveyjs_true(element, "showCommentArea") || surveyjs_true(element, "hasComment")))
        comment_field(s, element, name);
}
