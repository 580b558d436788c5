/* Answers to questions with parts: the forms that hold several parts at once, and the rules between the parts. */
#include "listen/address.h"
#include "listen/answer.h"

#include <math.h>
#include <stdio.h>

static enum err wrong(const struct question *q, struct fault *why, const char *slug, const char *expected)
{
    return fault_set(why, ERR_INVALID, slug, q->id.at, "The answer to \"%s\" must be %s.", q->id.at, expected);
}

/* ---- several parts in one value ---- */

static enum err take_part(const struct question *q, struct str name, const json_t *value, const json_t **values, struct arena *arena,
                          struct fault *why)
{
    const struct question *part = question_part(q, name);
    if (!part)
        return fault_set(why, ERR_INVALID, "unknown_part", q->id.at, "The question \"%s\" has no part \"%.*s\".", q->id.at,
                         name.length > 80 ? 80 : (int)name.length, name.at);
    return answer_spread(part, value, values + (part - q), arena, why);
}

static enum err take_ranks(const struct question *q, const json_t *list, const json_t **values, struct arena *arena, struct fault *why)
{
    static const char *const expected = "a list of choice ids, the best first";
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *id = json_array_get(list, i);
        const struct question *part = json_is_string(id) ? question_part(q, json_str(id)) : NULL;
        if (!part)
            return wrong(q, why, json_is_string(id) ? "unknown_choice" : "wrong_type", expected);
        if (values[part - q])
            return wrong(q, why, "twice", "a list that names each choice once");
        json_t *rank = json_integer((json_int_t)i + 1);
        if (json_keep(arena, rank) != ERR_NONE)
            return ERR_MEMORY;
        values[part - q] = rank;
    }
    return ERR_NONE;
}

/* ---- the rounds of a group in one value ---- */

static enum err take_question(const struct question *group, struct str round, struct str name, const json_t *value, const json_t **values,
                              struct arena *arena, struct fault *why)
{
    const struct question *q = group_question(group, round, name);
    if (q)
        return answer_spread(q, value, values + (q - group), arena, why);
    char field[QUESTION_ID_MAX];
    snprintf(field, sizeof field, "%.*s[%.*s]", STR_ARGS(group->id), round.length > 80 ? 80 : (int)round.length, round.at);
    for (size_t i = 0; i < group->rounds_count; i++)
        if (str_equal(group->rounds[i].id, round))
            return fault_set(why, ERR_INVALID, "unknown_question", field, "The group \"%s\" asks no question \"%.*s\".", group->id.at,
                             name.length > 80 ? 80 : (int)name.length, name.at);
    return fault_set(why, ERR_INVALID, "unknown_round", field, "The group \"%s\" has no round \"%.*s\".", group->id.at,
                     round.length > 80 ? 80 : (int)round.length, round.at);
}

static enum err take_round(const struct question *group, struct str round, const json_t *answers, const json_t **values,
                           struct arena *arena, struct fault *why)
{
    const char *name;
    json_t *value;
    enum err err = ERR_NONE;
    if (!json_is_object(answers))
        return wrong(group, why, "not_an_object", "rounds with an object of answers each");
    json_object_foreach((json_t *)answers, name, value)
    {
        if (err == ERR_NONE)
            err = take_question(group, round, str_of(name), value, values, arena, why);
    }
    return err;
}

static enum err count_put(const struct question *group, size_t rounds, const json_t **values, struct arena *arena)
{
    json_t *count = group_is_counted(group) ? json_integer((json_int_t)rounds) : NULL;
    if (!group_is_counted(group))
        return ERR_NONE;
    *values = count;
    return json_keep(arena, count);
}

static enum err take_rounds(const struct question *group, const json_t *list, const json_t **values, struct arena *arena, struct fault *why)
{
    char round[24];
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < json_array_size(list); i++) {
        snprintf(round, sizeof round, "%zu", i + 1);
        err = take_round(group, str_of(round), json_array_get(list, i), values, arena, why);
    }
    return err == ERR_NONE && json_array_size(list) ? count_put(group, json_array_size(list), values, arena) : err;
}

static enum err spread_group(const struct question *group, const json_t *value, const json_t **values, struct arena *arena,
                             struct fault *why)
{
    const char *round;
    json_t *answers;
    enum err err = ERR_NONE;
    bool numbered = group->rounds_count && !group->rounds[0].text;
    if (json_is_array(value) && numbered)
        return take_rounds(group, value, values, arena, why);
    if (!json_is_object(value) && group_is_counted(group)) {
        *values = value;
        return ERR_NONE;
    }
    if (!json_is_object(value))
        return wrong(group, why, "not_an_object", "an object with an object of answers for each round");
    json_object_foreach((json_t *)value, round, answers)
    {
        if (err == ERR_NONE)
            err = take_round(group, str_of(round), answers, values, arena, why);
    }
    return err;
}

enum err answer_rounds_count(const struct question *group, const json_t **values, struct arena *arena)
{
    size_t rounds = 0;
    for (size_t i = 1; i <= group->grouped_count; i++)
        if (values[i] && !json_is_null(values[i]) && group[i].round->number > rounds)
            rounds = group[i].round->number;
    if (!group_is_counted(group) || (*values && !json_is_null(*values)) || !rounds)
        return ERR_NONE;
    return count_put(group, rounds > (size_t)group->scale_low ? rounds : (size_t)group->scale_low, values, arena);
}

static bool spreads(const struct question *q, const json_t *value)
{
    if (question_is_split(q))
        return true;
    return json_is_object(value) && q->type != QUESTION_EMOTION && q->parts_count;
}

enum err answer_spread(const struct question *q, const json_t *value, const json_t **values, struct arena *arena, struct fault *why)
{
    const char *name;
    json_t *part;
    enum err err = ERR_NONE;
    if (!value || json_is_null(value))
        return ERR_NONE;
    if (q->type == QUESTION_GROUP)
        return spread_group(q, value, values, arena, why);
    if (!spreads(q, value)) {
        *values = value;
        return ERR_NONE;
    }
    if (q->type == QUESTION_RANKING && json_is_array(value))
        return take_ranks(q, value, values, arena, why);
    if (!json_is_object(value))
        return wrong(q, why, "not_an_object", "an object with an answer for each part");
    json_object_foreach((json_t *)value, name, part)
    {
        if (err == ERR_NONE && !question_is_split(q) && strcmp(name, "answer") == 0)
            *values = json_is_null(part) ? NULL : part;
        else if (err == ERR_NONE)
            err = take_part(q, str_of(name), part, values, arena, why);
    }
    return err;
}

/* ---- between the parts ---- */

size_t answers_of(const struct question *q, const struct answer *const *answers)
{
    size_t count = answers[0] != NULL;
    for (size_t i = 1; i <= q->parts_count; i++)
        count += answers[i] != NULL;
    return count;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* As many as are asked for, or as are there. */
static enum err check_count(const struct question *q, int64_t count, uint64_t offered, const char *done, struct fault *why)
{
    int64_t room = question_room(q, offered), low = least(q->chosen_least, room), high = least(q->chosen_most, room);
    return count >= low && count <= high ? ERR_NONE
                                         : fault_set(why, ERR_INVALID, "wrong_count", q->id.at, "In \"%s\", %lld to %lld choices are %s.",
                                                     q->id.at, (long long)low, (long long)high, done);
}

static enum err check_ranks(const struct question *q, const struct answer *const *answers, const uint64_t *offered, struct fault *why)
{
    uint64_t ranks = 0;
    size_t count = answers_of(q, answers);
    for (size_t i = 1; i <= q->parts_count; i++)
        ranks |= answers[i] ? (uint64_t)1 << answers[i]->score : 0;
    if (ranks != (((uint64_t)1 << count) - 1) << 1)
        return wrong(q, why, "not_a_ranking", "ranks from 1 upwards, each given once");
    return check_count(q, (int64_t)count, *offered, "ranked", why);
}

static enum err check_sum(const struct question *q, const struct answer *const *answers, struct fault *why)
{
    double sum = 0;
    for (size_t i = 1; i <= q->parts_count; i++)
        sum += answers[i] ? answers[i]->number : 0;
    if (fabs(sum - q->total) <= 1e-6 * q->total)
        return ERR_NONE;
    return fault_set(why, ERR_INVALID, "wrong_sum", q->id.at, "The numbers of \"%s\" must make %g together; they make %g.", q->id.at,
                     q->total, sum);
}

/* The parts stand in pairs, the best before the worst of its task. A task that was passed over says nothing. */
static enum err check_tasks(const struct question *q, const struct answer *const *answers, struct fault *why)
{
    for (int64_t i = 0; i < q->tasks; i++) {
        const struct answer *best = answers[1 + 2 * i], *worst = answers[2 + 2 * i];
        if (best && worst ? best->score == worst->score : best || worst)
            return fault_set(why, ERR_INVALID, "not_best_and_worst", q->id.at,
                             "In each task of \"%s\", one is the best and another the worst.", q->id.at);
    }
    return ERR_NONE;
}

static enum err check_contact(const struct question *q, const struct answer *const *answers, struct fault *why)
{
    const struct question *email = question_part(q, str_of(contact_names[CONTACT_EMAIL]));
    const struct answer *answer = email ? answers[email - q] : NULL;
    return !answer || address_ok(str_trim(answer->text)) ? ERR_NONE : wrong(email, why, "not_an_address", "an e-mail address");
}

static enum err check_chosen(const struct question *q, const struct answer *answer, uint64_t offered, struct fault *why)
{
    int64_t count = 0;
    bool alone = false;
    for (size_t i = 0; i < q->choices_count; i++)
        if (answer->chosen >> i & 1)
            count++, alone |= q->choices[i].exclusive;
    if (alone)
        return count == 1 ? ERR_NONE : wrong(q, why, "contradiction", "one that stands alone, or others, not both");
    return check_count(q, count, offered, "chosen", why);
}

/* The words of "other, what?" belong to that choice alone. */
static enum err check_other(const struct question *q, const struct answer *const *answers, struct fault *why)
{
    const struct question *other = question_part(q, STR("other"));
    if (!other || !answers[other - q])
        return ERR_NONE;
    for (size_t i = 0; answers[0] && i < q->choices_count; i++)
        if (q->choices[i].other && (q->type == QUESTION_CHOICES ? answers[0]->chosen >> i & 1 : answers[0]->score == (int64_t)i))
            return ERR_NONE;
    return fault_set(why, ERR_INVALID, "contradiction", other->id.at, "There are words for a choice of \"%s\" that was not chosen.",
                     q->id.at);
}

static enum err check_opt_out(const struct question *q, const struct answer *const *answers, struct fault *why)
{
    const struct question *opt_out = question_part(q, STR("opt_out"));
    return opt_out && answers[opt_out - q] && answers[0] ? wrong(q, why, "contradiction", "an answer or a reason for none, not both")
                                                         : ERR_NONE;
}

static enum err check_rows(const struct question *matrix, const struct answer *const *answers, const uint64_t *offered, struct fault *why)
{
    enum err err = ERR_NONE;
    for (size_t i = 1; err == ERR_NONE && i <= matrix->parts_count; i++)
        if (matrix[i].parent == matrix)
            err = answer_check(&matrix[i], &answers[i], &offered[i], why);
    return err;
}

enum err answer_check(const struct question *q, const struct answer *const *answers, const uint64_t *offered, struct fault *why)
{
    if (!answers_of(q, answers))
        return ERR_NONE;
    if (q->type == QUESTION_RANKING)
        return check_ranks(q, answers, offered, why);
    if (q->type == QUESTION_SUM)
        return check_sum(q, answers, why);
    if (q->type == QUESTION_CONTACT)
        return check_contact(q, answers, why);
    if (q->type == QUESTION_MATRIX)
        return check_rows(q, answers, offered, why);
    if (q->type == QUESTION_MAXDIFF)
        return check_tasks(q, answers, why);
    enum err err = q->type == QUESTION_CHOICES && answers[0] ? check_chosen(q, answers[0], *offered, why) : ERR_NONE;
    if (err == ERR_NONE)
        err = check_other(q, answers, why);
    return err == ERR_NONE ? check_opt_out(q, answers, why) : err;
}
