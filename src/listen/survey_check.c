#include "listen/survey_check.h"
#include "listen/condition_possible.h"
#include "listen/piping.h"
#include "listen/quota.h"
#include "listen/survey_arm.h"
#include "listen/survey_text_walk.h"

#include <stdarg.h>
#include <stdio.h>

enum { WORDS_COPIED_LEAST = 4 /* of so many words, two languages are rarely the same */ };

const char *const check_level_names[] = {"refused", "doubt", "note"};

struct checking {
    struct arena *arena;
    const json_t *tree;
    const struct survey_definition *survey;
    struct survey_check *check;
    int64_t steps;
    enum err err;
};

static void find(struct checking *c, enum check_level level, const char *code, const char *field, struct str about, const char *format, ...)
    format_like(6, 7);

/* The question that a field belongs to: "ease", "visits.ease"; empty when it is none's. */
static struct str question_at(const struct checking *c, const char *field)
{
    int64_t number = survey_text_question(field);
    const json_t *question = number >= 0 ? json_array_get(json_object_get(c->tree, "questions"), (size_t)number) : NULL;
    struct str id = json_str(json_object_get(question, "id"));
    const char *inside = strstr(field, "].questions[");
    number = inside ? survey_text_question(inside + 2) : -1;
    const json_t *inner = number >= 0 ? json_array_get(json_object_get(question, "questions"), (size_t)number) : NULL;
    struct str own = json_str(json_object_get(inner, "id"));
    const char *both = id.at && own.at ? arena_printf(c->arena, "%.*s.%.*s", STR_ARGS(id), STR_ARGS(own)) : NULL;
    return both ? str_of(both) : id.at ? id : STR("");
}

static struct str name_of(const struct checking *c, const struct question *question)
{
    char text[QUESTION_NAME_TEXT];
    question_name_text(question, text);
    struct str kept = str_keep(c->arena, str_of(text));
    return kept.at ? kept : STR("");
}

static void find(struct checking *c, enum check_level level, const char *code, const char *field, struct str about, const char *format, ...)
{
    struct finding finding = {.level = level, .question = question_at(c, field), .about = about, .language = STR("")};
    va_list args;
    va_start(args, format);
    vsnprintf(finding.detail, sizeof finding.detail, format, args);
    va_end(args);
    snprintf(finding.code, sizeof finding.code, "%s", code);
    snprintf(finding.field, sizeof finding.field, "%s", field);
    if (c->check->findings_count == CHECK_FINDINGS_MAX)
        c->check->more = true;
    else
        c->check->findings[c->check->findings_count++] = finding;
}

/* ---- texts ---- */

static void fill_in(void *context, const char *place, json_t *texts)
{
    struct checking *c = context;
    (void)place;
    for (size_t i = 0; i < c->survey->languages_count; i++)
        if (!str_trim(json_str(json_object_get(texts, c->survey->languages[i].at))).length &&
            json_object_set_new(texts, c->survey->languages[i].at, json_string("-")) != 0)
            c->err = ERR_MEMORY;
}

/* What publishing would refuse besides texts that are missing: those are told apart, and would hide everything behind them. */
static enum err check_refused(struct checking *c)
{
    struct survey_definition *survey;
    struct fault why = {0};
    json_t *copy = json_deep_copy(c->tree);
    enum err err = json_keep(c->arena, copy);
    if (err != ERR_NONE)
        return err;
    survey_text_walk(copy, fill_in, c);
    err = c->err == ERR_NONE ? survey_read(c->arena, copy, false, &survey, &why) : c->err;
    if (err == ERR_INVALID)
        find(c, CHECK_REFUSED, why.slug, why.field, STR(""), "%s", why.detail);
    return err == ERR_INVALID ? ERR_NONE : err;
}

static size_t words_in(struct str text)
{
    size_t words = 0;
    struct str word;
    while (str_cut(&text, ' ', &word))
        words += word.length > 1;
    return words;
}

static void check_texts(void *context, const char *place, json_t *texts)
{
    struct checking *c = context;
    struct str first = json_str(json_object_get(texts, c->survey->languages[0].at));
    for (size_t i = 0; i < c->survey->languages_count; i++) {
        struct translation *translation = &c->check->translations[i];
        struct str text = json_str(json_object_get(texts, translation->language.at));
        translation->texts++;
        if (!str_trim(text).length) {
            if (!translation->missing++)
                snprintf(translation->next, sizeof translation->next, "%s.%s", place, translation->language.at);
        } else if (i && str_equal(first, text) && words_in(text) >= WORDS_COPIED_LEAST) {
            char field[160];
            snprintf(field, sizeof field, "%s.%s", place, translation->language.at);
            find(c, CHECK_DOUBT, "untranslated", field, translation->language, "The text for \"%s\" is the same as the one for \"%s\".",
                 translation->language.at, c->survey->languages[0].at);
        }
    }
}

/* ---- conditions ---- */

static enum err ask(struct checking *c, const struct condition *condition, bool fails, bool by_logic, struct str missing,
                    enum possible *possible)
{
    const struct possible_question asked = {c->survey, condition, fails, by_logic, missing};
    return condition_possible(&asked, &c->steps, possible);
}

static bool names_unknown_choice(const struct question *q, const json_t *value, struct str *name)
{
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            if (names_unknown_choice(q, json_array_get(value, i), name))
                return true;
        return false;
    }
    *name = json_str(value);
    return name->at && choice_index(q, *name) < 0;
}

/* The arm that the condition's values name and the survey does not have; NULL: there is none. */
static struct str unknown_arm(const struct survey_definition *survey, const json_t *value)
{
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        struct str name = unknown_arm(survey, json_array_get(value, i));
        if (name.at)
            return name;
    }
    return survey_arm(survey, json_str(value)) ? (struct str){0} : json_str(value);
}

static void check_arm(struct checking *c, const struct condition *leaf, const char *field, bool *explained)
{
    struct str name = unknown_arm(c->survey, leaf->value);
    if (!name.at)
        return;
    *explained = true;
    find(c, CHECK_DOUBT, "unknown_arm", field, name, "The condition speaks of \"%.60s\", which is no arm of the survey.", name.at);
}

/* Each comparison by itself: with a choice there is not, or one that no answer meets. *explained: why the whole never holds, if it does
 * not. */
static enum err check_leaves(struct checking *c, const struct condition *condition, const char *field, bool *explained)
{
    struct condition_path path;
    struct str name;
    enum possible possible;
    enum err err = ERR_NONE;
    for (size_t i = 0; condition->node != NODE_LEAF && i < condition->count && err == ERR_NONE; i++)
        err = check_leaves(c, condition->parts[i], field, explained);
    if (condition->node != NODE_LEAF || !condition_path(condition->field, &path))
        return err;
    if (path.root == FIELD_ROOT_ATTRIBUTES && c->survey->arms_count && str_is(path.name, "arm"))
        check_arm(c, condition, field, explained);
    if (path.root != FIELD_ROOT_ANSWERS)
        return err;
    const struct question *q = survey_question(c->survey, path.name);
    if (q && (q->type == QUESTION_CHOICE || q->type == QUESTION_CHOICES) && names_unknown_choice(q, condition->value, &name)) {
        *explained = true;
        struct str of = name_of(c, q);
        find(c, CHECK_DOUBT, "unknown_choice", field, of, "The condition speaks of \"%.60s\", which is no choice of \"%s\".", name.at,
             of.at);
        return ERR_NONE;
    }
    err = condition_leaf_possible(c->survey, condition, &possible);
    if (err == ERR_NONE && possible == POSSIBLE_NO) {
        *explained = true;
        struct str of = q ? name_of(c, q) : path.name;
        find(c, CHECK_DOUBT, "never_true", field, of, "No answer to \"%.*s\" can meet what the condition asks of it.", STR_ARGS(of));
    }
    return err;
}

/* What stands on a condition: a question, or a choice or a row of one. */
struct conditional {
    const struct question *question;
    const struct condition *condition;
    struct str part;   /* its id; empty: the question itself */
    const char *field; /* of the condition */
};

/* Both; NULL: nothing. */
static enum err both(struct checking *c, const struct condition *one, const struct condition *other, const struct condition **out)
{
    struct condition *all = arena_new_object(c->arena, struct condition);
    const struct condition **parts = arena_take_array(c->arena, 2, sizeof *parts);
    *out = one ? all : other;
    if (!all || !parts)
        return ERR_MEMORY;
    parts[0] = one, parts[1] = other;
    *all = (struct condition){.node = NODE_ALL, .parts = parts, .count = 2};
    return ERR_NONE;
}

/* Whether it can hold, and whether it can fail, where its question is shown. */
static enum err possible_where_shown(struct checking *c, const struct conditional *of, bool fails, bool by_logic, enum possible *possible)
{
    const struct condition *parts[] = {of->condition}, *asked;
    const struct condition not = {.node = NODE_NOT, .parts = parts, .count = 1};
    enum err err = both(c, of->part.at ? of->question->own_condition : NULL, fails ? &not : of->condition, &asked);
    return err == ERR_NONE ? ask(c, asked, false, by_logic, STR(""), possible) : err;
}

static const char *called(struct checking *c, const struct conditional *of)
{
    struct str name = name_of(c, of->question);
    const char *text = of->part.at ? arena_printf(c->arena, "%.*s.%.*s", STR_ARGS(name), STR_ARGS(of->part)) : name.at;
    return text ? text : "";
}

/* In the order of what one wants to know first: does it never hold, does it never hold given the other questions, does it always. */
static enum err check_condition(struct checking *c, const struct conditional *of)
{
    bool explained = false;
    enum possible alone, together = POSSIBLE_YES, fails = POSSIBLE_YES;
    enum err err = check_leaves(c, of->condition, of->field, &explained);
    if (err == ERR_NONE)
        err = possible_where_shown(c, of, false, false, &alone);
    if (err == ERR_NONE && alone == POSSIBLE_YES)
        err = possible_where_shown(c, of, false, true, &together);
    if (err == ERR_NONE && alone == POSSIBLE_YES && together == POSSIBLE_YES)
        err = possible_where_shown(c, of, true, true, &fails);
    if (err != ERR_NONE)
        return err;
    const char *name = called(c, of), *done = of->part.at ? "offered" : "shown";
    char never[32], by_logic[32], always[32];
    snprintf(never, sizeof never, "never_%s", done);
    snprintf(by_logic, sizeof by_logic, "never_%s_by_logic", done);
    snprintf(always, sizeof always, "always_%s", done);
    if (alone == POSSIBLE_NO && !explained)
        find(c, CHECK_DOUBT, never, of->field, of->part, "\"%s\" can never be %s: its condition contradicts itself.", name, done);
    else if (together == POSSIBLE_NO)
        find(c, CHECK_DOUBT, by_logic, of->field, of->part,
             "\"%s\" can never be %s: its condition contradicts when the questions it looks at are shown.", name, done);
    else if (fails == POSSIBLE_NO)
        find(c, CHECK_DOUBT, always, of->field, of->part, "\"%s\" is always %s: its condition holds whatever is answered.", name, done);
    else if (alone == POSSIBLE_UNKNOWN || together == POSSIBLE_UNKNOWN || fails == POSSIBLE_UNKNOWN)
        find(c, CHECK_NOTE, "too_involved", of->field, of->part, "The condition of \"%s\" is too involved to be tried through.", name);
    return ERR_NONE;
}

static enum err check_offer(struct checking *c, const struct question *q, const struct condition *condition, struct str part,
                            const char *list, size_t number)
{
    char place[QUESTION_PLACE_TEXT], field[160];
    question_place_text(q, place);
    snprintf(field, sizeof field, "%s.%s[%zu].show_if", place, list, number);
    return condition ? check_condition(c, &(struct conditional){q, condition, part, field}) : ERR_NONE;
}

static enum err check_offers(struct checking *c, const struct question *q)
{
    size_t rows = 0;
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < q->choices_count; i++)
        err = check_offer(c, q, q->choices[i].condition, q->choices[i].id, "choices", i);
    for (size_t i = 1; err == ERR_NONE && q->type == QUESTION_MATRIX && i <= q->parts_count; i++)
        if (q[i].parent == q)
            err = check_offer(c, q, q[i].condition, q[i].part, "rows", rows++);
    return err;
}

static const struct question *whole(const struct question *q)
{
    while (q->parent)
        q = q->parent;
    return q;
}

static bool is_sure(const struct question *q)
{
    return whole(q)->required && !whole(q)->condition;
}

/* *needed: the condition cannot hold while this question has no answer. */
static enum err needs_answer(struct checking *c, const struct condition *condition, const struct question *of, bool *needed)
{
    enum possible possible = POSSIBLE_YES;
    *needed = false;
    if (!condition)
        return ERR_NONE;
    enum err err = ask(c, condition, false, false, of->id, &possible);
    *needed = possible == POSSIBLE_NO;
    return err;
}

/* Whoever leaves an earlier voluntary question empty jumps over one that must be answered. */
static enum err check_required(struct checking *c, const struct question *q, const struct condition *condition, const char *field,
                               bool *told)
{
    struct condition_path path;
    bool needed;
    enum err err = ERR_NONE;
    for (size_t i = 0; condition->node != NODE_LEAF && i < condition->count && err == ERR_NONE; i++)
        err = check_required(c, q, condition->parts[i], field, told);
    if (condition->node != NODE_LEAF || *told || !condition_path(condition->field, &path) || path.root != FIELD_ROOT_ANSWERS)
        return err;
    const struct question *of = survey_question(c->survey, path.name);
    /* What a group is asked for decides whether there is a round: nothing is jumped over. */
    bool round = of && q->group && (whole(of) == q->group || whole(of) == q->group->repeats);
    if (!of || round || whole(of)->required || !question_is_seen(whole(of)))
        return ERR_NONE;
    err = needs_answer(c, q->condition, of, &needed);
    if (err == ERR_NONE && needed) {
        struct str left = name_of(c, whole(of));
        *told = true;
        find(c, CHECK_DOUBT, "required_skipped", field, left,
             "\"%s\" must be answered, but whoever leaves the voluntary question \"%s\" empty never sees it.", name_of(c, q).at, left.at);
    }
    return err;
}

/* ---- names in texts, choices ---- */

static enum err check_pipes(struct checking *c, const struct question *q, const json_t *texts, const char *place, const char *part)
{
    struct str text = survey_text(c->survey, texts, c->survey->languages[0]), before, name, rest;
    char field[160];
    snprintf(field, sizeof field, "%s.%s", place, part);
    while (piping_next(&text, &before, &name)) {
        const struct question *of = piping_name(name, &rest) == PIPING_ANSWER ? survey_question(c->survey, rest) : NULL;
        bool needed;
        if (!of || is_sure(of) || !question_is_seen(whole(of)))
            continue;
        enum err err = needs_answer(c, q->condition, of, &needed);
        if (err != ERR_NONE)
            return err;
        struct str empty = name_of(c, whole(of));
        if (!needed)
            find(c, CHECK_DOUBT, "pipe_may_be_empty", field, empty,
                 "The text names the answer to \"%s\", which may be without an answer: its place is then empty.", empty.at);
    }
    return ERR_NONE;
}

static void check_choices(struct checking *c, const struct question *q, const char *place)
{
    for (size_t l = 0; l < c->survey->languages_count; l++)
        for (size_t i = 1; i < q->choices_count; i++)
            for (size_t before = 0; before < i; before++) {
                struct str language = c->survey->languages[l];
                struct str text = str_trim(json_str(json_object_get(q->choices[i].text, language.at)));
                if (!text.length || !str_equal(text, str_trim(json_str(json_object_get(q->choices[before].text, language.at)))))
                    continue;
                char field[160];
                snprintf(field, sizeof field, "%s.choices[%zu].text.%s", place, i, language.at);
                find(c, CHECK_DOUBT, "same_choice", field, text, "Two choices of \"%s\" say the same: \"%.*s\".", name_of(c, q).at,
                     text.length < 80 ? (int)text.length : 80, text.at);
                return;
            }
}

/* A condition that only says which round it is was not written by hand. */
static enum err check_question(struct checking *c, const struct question *q)
{
    char place[QUESTION_PLACE_TEXT], field[160];
    bool told = false, own = q->own_condition && json_object_get(q->source, "show_if"), offers = q->condition != q->own_condition;
    enum err err = ERR_NONE;
    question_place_text(q, place);
    snprintf(field, sizeof field, "%s.show_if", place);
    if (own)
        err = check_condition(c, &(struct conditional){q, q->own_condition, {0}, field});
    if (err == ERR_NONE)
        err = check_offers(c, q);
    if (err == ERR_NONE && !own)
        snprintf(field, sizeof field, "%s.%s", place, q->type == QUESTION_MATRIX ? "rows" : "choices");
    if (err == ERR_NONE && (own || offers) && q->required)
        err = check_required(c, q, q->condition, field, &told);
    if (err == ERR_NONE)
        err = check_pipes(c, q, q->text, place, "text");
    if (err == ERR_NONE)
        err = check_pipes(c, q, q->hint, place, "hint");
    if (err == ERR_NONE)
        check_choices(c, q, place);
    return err;
}

static enum err check_quota(struct checking *c, const struct quota *quota, size_t number)
{
    enum possible possible = POSSIBLE_YES;
    char field[160];
    enum err err = quota->where ? ask(c, quota->where, false, true, STR(""), &possible) : ERR_NONE;
    snprintf(field, sizeof field, "quotas[%zu].where", number);
    if (err == ERR_NONE && possible == POSSIBLE_NO)
        find(c, CHECK_DOUBT, "quota_never", field, quota->id, "No answer can count for the quota \"%s\".", quota->id.at);
    return err;
}

static enum err check_all(struct checking *c)
{
    enum err err = check_refused(c);
    c->check->translations_count = c->survey->languages_count;
    for (size_t i = 0; i < c->survey->languages_count; i++)
        c->check->translations[i].language = c->survey->languages[i];
    survey_text_walk(c->tree, check_texts, c);
    for (size_t i = 0; i < c->survey->questions_count && err == ERR_NONE; i += 1 + c->survey->questions[i].parts_count)
        if (question_is_told(&c->survey->questions[i]))
            err = check_question(c, &c->survey->questions[i]);
    for (size_t i = 0; i < c->survey->quotas_count && err == ERR_NONE; i++)
        err = check_quota(c, &c->survey->quotas[i], i);
    return err;
}

enum err survey_check(const json_t *tree, struct arena *arena, struct survey_check **check)
{
    struct survey_definition *survey;
    struct fault why = {0};
    struct checking c = {.arena = arena, .tree = tree, .steps = POSSIBLE_STEPS_ALL};
    *check = c.check = arena_new_object(arena, struct survey_check);
    if (!c.check || !(c.check->findings = arena_take_array(arena, CHECK_FINDINGS_MAX, sizeof *c.check->findings)))
        return ERR_MEMORY;
    enum err err = survey_read(arena, tree, true, &survey, &why);
    c.survey = survey;
    if (err == ERR_NONE)
        return check_all(&c);
    if (err == ERR_INVALID)
        find(&c, CHECK_REFUSED, why.slug, why.field, STR(""), "%s", why.detail);
    return err == ERR_INVALID ? ERR_NONE : err;
}
