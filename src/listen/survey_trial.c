#include "listen/survey_trial.h"
#include "listen/answer.h"
#include "listen/calculation.h"
#include "listen/survey_arm.h"
#include "listen/trial_answer.h"

#include <stdlib.h>

enum { RUN_ARENA_MAX = 8 << 20, LEFT_EMPTY_PERCENT = 10, ATTRIBUTE_PERCENT = 70 };

struct trying {
    const struct survey_definition *survey;
    struct survey_trial *trial;
    json_t *hints;
    uint64_t seed;
    double *seconds;               /* by run */
    int64_t run, *counted;         /* from 1; by question: the last run in which it was counted */
    const struct question **shown; /* of the run */
    size_t shown_count;
};

/* ---- what conditions compare with ---- */

static void hint_add(json_t *hints, struct str field, const json_t *value)
{
    json_t *list = json_object_getn(hints, field.at, field.length);
    if (!list) {
        list = json_array();
        json_object_setn_new(hints, field.at, field.length, list);
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        json_array_append(list, json_array_get(value, i));
    if (value && !json_is_array(value))
        json_array_append(list, (json_t *)value);
}

static void hints_collect(json_t *hints, const struct condition *condition)
{
    for (size_t i = 0; condition->node != NODE_LEAF && i < condition->count; i++)
        hints_collect(hints, condition->parts[i]);
    if (condition->node == NODE_LEAF)
        hint_add(hints, condition->field, condition->value);
}

static void hints_of(json_t *hints, const struct question *q)
{
    if (q->condition)
        hints_collect(hints, q->condition);
    for (size_t i = 0; i < q->choices_count; i++)
        if (q->choices[i].condition)
            hints_collect(hints, q->choices[i].condition);
}

/* A run falls into an arm as respondents do. */
static enum err arm_drawn(struct trial_draw *draw, const struct survey_definition *survey, json_t *attributes)
{
    if (!survey->arms_count)
        return ERR_NONE;
    size_t seed[2] = {trial_below(draw, SIZE_MAX), trial_below(draw, SIZE_MAX)};
    const struct arm *arm = survey_arm_draw(survey, (struct str){(const char *)seed, sizeof seed});
    return json_object_set_new(attributes, "arm", json_stringn(arm->id.at, arm->id.length)) != 0 ? ERR_MEMORY : ERR_NONE;
}

/* What comes along in the address: some of the attributes that conditions speak of. */
static enum err attributes_drawn(struct trial_draw *draw, json_t **attributes)
{
    const char *field;
    json_t *list;
    *attributes = json_object();
    json_object_foreach((json_t *)draw->hints, field, list)
    {
        struct condition_path path;
        if (!condition_path(str_of(field), &path) || path.root != FIELD_ROOT_ATTRIBUTES || !trial_chance(draw, ATTRIBUTE_PERCENT))
            continue;
        json_t *value = trial_hint(draw, "attributes", path.name);
        json_object_setn_new(*attributes, path.name.at, path.name.length, value ? json_deep_copy(value) : json_string("x"));
    }
    return json_keep(draw->arena, *attributes);
}

/* ---- one run ---- */

struct run {
    struct trying *trying;
    struct trial_draw draw;
    struct response_given given;
    const struct answer **by_question;
    const json_t **values; /* by question */
};

static enum err answers_take(struct run *run, const struct question *q)
{
    size_t at = question_index(run->trying->survey, q);
    for (size_t i = at; i <= at + q->parts_count; i++) {
        struct answer *answer = &run->given.answers[run->given.answers_count];
        bool answered = false;
        struct fault why = {0};
        if (!run->values[i] || answer_read(&run->trying->survey->questions[i], run->values[i], answer, &answered, &why) != ERR_NONE ||
            !answered)
            continue;
        run->by_question[i] = answer;
        run->given.answers_count++;
    }
    return ERR_NONE;
}

static enum err question_answer(struct run *run, const struct question *q, const uint64_t *offered)
{
    json_t *value = NULL;
    struct fault why = {0};
    if (q->type == QUESTION_STATEMENT || (!q->required && trial_chance(&run->draw, LEFT_EMPTY_PERCENT)))
        return ERR_NONE;
    if (q->type == QUESTION_CALCULATED) {
        size_t before = run->given.answers_count;
        enum err err = answer_calculate(q, run->draw.arena, &run->given);
        if (err == ERR_NONE && run->given.answers_count > before)
            run->by_question[question_index(run->trying->survey, q)] = &run->given.answers[before];
        return err;
    }
    enum err err = trial_answer(&run->draw, q, offered, &value);
    if (err == ERR_NONE)
        err = json_keep(run->draw.arena, value);
    if (err == ERR_NONE)
        err = answer_spread(q, value, run->values + question_index(run->trying->survey, q), run->draw.arena, &why);
    return err == ERR_NONE ? answers_take(run, q) : err == ERR_INVALID ? ERR_NONE : err;
}

/* Of what a group asks, a run counts once, however many rounds it had. */
static void shown_count(struct trying *t, const struct question *q)
{
    const struct question *told = q->group ? group_question(q->group, q->group->rounds[0].id, q->own_id) : q;
    size_t at = question_index(t->survey, told);
    t->trial->shown[at] += t->counted[at] != t->run;
    t->counted[at] = t->run;
}

static enum err run_walk(struct run *run, const json_t *attributes)
{
    struct trying *t = run->trying;
    const struct survey_definition *survey = t->survey;
    uint64_t offered[1 + QUESTION_PARTS_MAX];
    t->shown_count = 0;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        must(q->parts_count <= QUESTION_PARTS_MAX);
        enum err err = answers_offer_so_far(q, survey, run->by_question, attributes, run->draw.arena, offered);
        if (err == ERR_NONE && *offered)
            err = question_answer(run, q, offered);
        if (err != ERR_NONE)
            return err;
        if (!*offered)
            continue;
        shown_count(t, q);
        if (question_is_seen(q))
            t->shown[t->shown_count++] = q;
    }
    return ERR_NONE;
}

static enum err path_keep(struct trying *t, struct trial_path *path, double seconds, struct arena *arena)
{
    *path = (struct trial_path){t->shown_count, arena_take_array(arena, t->shown_count + 1, sizeof *path->shown), seconds};
    if (!path->shown)
        return ERR_MEMORY;
    memcpy(path->shown, t->shown, t->shown_count * sizeof *path->shown);
    return ERR_NONE;
}

static enum err run_sum_up(struct trying *t, int64_t number, struct arena *arena)
{
    struct survey_trial *trial = t->trial;
    double seconds = 0;
    for (size_t i = 0; i < t->shown_count; i++)
        seconds += question_seconds(t->shown[i]);
    t->seconds[number] = seconds;
    enum err err = ERR_NONE;
    if (!number || t->shown_count < trial->shortest.questions)
        err = path_keep(t, &trial->shortest, seconds, arena);
    if (err == ERR_NONE && (!number || t->shown_count > trial->longest.questions))
        err = path_keep(t, &trial->longest, seconds, arena);
    return err;
}

static enum err run_once(struct trying *t, int64_t number)
{
    const struct survey_definition *survey = t->survey;
    struct arena *arena = arena_new(RUN_ARENA_MAX);
    t->run = number + 1;
    json_t *attributes = NULL;
    struct survey_version version = {.definition = survey};
    struct run run = {
        .trying = t, .draw = {t->seed + (uint64_t)number * 0x632BE59BD9B4E019U, arena, t->hints}, .given = {.version = &version}};
    enum err err = ERR_MEMORY;
    if (arena) {
        run.given.answers = arena_take_array(arena, survey->questions_count + 1, sizeof *run.given.answers);
        run.by_question = arena_take_array(arena, survey->questions_count + 1, sizeof *run.by_question);
        run.values = arena_take_array(arena, survey->questions_count + 1, sizeof *run.values);
    }
    if (run.given.answers && run.by_question && run.values)
        err = attributes_drawn(&run.draw, &attributes);
    if (err == ERR_NONE)
        err = arm_drawn(&run.draw, survey, attributes);
    if (err == ERR_NONE)
        err = run_walk(&run, attributes);
    bool complete;
    struct fault why = {0};
    if (err == ERR_NONE)
        err = answers_check(survey, run.by_question, attributes, arena, &complete, &why);
    t->trial->invalid += err == ERR_INVALID;
    arena_free(arena);
    return err == ERR_INVALID ? ERR_NONE : err;
}

static int seconds_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum err survey_trial_run(const struct survey_definition *survey, int64_t runs, int64_t seed, struct arena *arena,
                          struct survey_trial *trial)
{
    size_t room = survey->questions_count + 1;
    *trial = (struct survey_trial){.runs = runs, .seed = seed, .shown = arena_take_array(arena, room, sizeof *trial->shown)};
    struct trying t = {.survey = survey,
                       .trial = trial,
                       .hints = json_object(),
                       .seed = (uint64_t)seed,
                       .seconds = arena_take_array(arena, (size_t)runs + 1, sizeof(double)),
                       .counted = arena_take_array(arena, room, sizeof *t.counted),
                       .shown = arena_take_array(arena, room, sizeof *t.shown)};
    if (json_keep(arena, t.hints) != ERR_NONE || !trial->shown || !t.seconds || !t.counted || !t.shown)
        return ERR_MEMORY;
    for (size_t i = 0; i < survey->questions_count; i++)
        hints_of(t.hints, &survey->questions[i]);
    for (int64_t i = 0; i < runs; i++) {
        enum err err = run_once(&t, i);
        if (err == ERR_NONE)
            err = run_sum_up(&t, i, arena);
        if (err != ERR_NONE)
            return err;
    }
    qsort(t.seconds, (size_t)runs, sizeof *t.seconds, seconds_order);
    trial->seconds_low = t.seconds[(runs - 1) / 10];
    trial->seconds_middle = t.seconds[(runs - 1) / 2];
    trial->seconds_high = t.seconds[(runs - 1) * 9 / 10];
    return ERR_NONE;
}
