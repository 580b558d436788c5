/* Groups: the rounds a definition's group may have, unrolled into questions of their own. A round's questions are made of the definition's
 * by writing what the round is about into them; what then reads them knows nothing of rounds. */
#include "listen/piping.h"
#include "listen/survey_inside.h"

#include <stdio.h>

enum { TEXT_BYTES_MAX = 64 << 10 };

bool group_is_counted(const struct question *question)
{
    return question->type == QUESTION_GROUP && !question->repeats;
}

const struct question *group_question(const struct question *group, struct str round, struct str own_id)
{
    for (size_t i = 1; i <= group->grouped_count; i++)
        if (!group[i].parent && str_equal(group[i].round->id, round) && str_equal(group[i].own_id, own_id))
            return &group[i];
    return NULL;
}

bool group_named(const struct question *group, struct str name, struct str *own_id)
{
    size_t length = group->id.length;
    if (name.length <= length + 1 || memcmp(name.at, group->id.at, length) != 0 || name.at[length] != '.')
        return false;
    *own_id = (struct str){name.at + length + 1, name.length - length - 1};
    return true;
}

/* ---- how many rounds there can be ---- */

static bool for_name(const json_t *tree, struct str *name)
{
    struct condition_path path;
    if (!condition_path(json_str(json_object_get(tree, "for")), &path) || path.root != FIELD_ROOT_ANSWERS || path.part != FIELD_PART_WHOLE)
        return false;
    *name = path.name;
    return true;
}

static size_t rounds_room(const json_t *tree, const json_t *questions)
{
    struct str name;
    size_t most = ROUNDS_MAX;
    for (size_t i = 0; for_name(tree, &name) && i < json_array_size(questions); i++) {
        const json_t *other = json_array_get(questions, i);
        size_t choices = json_array_size(json_object_get(other, "choices")), rows = json_array_size(json_object_get(other, "rows"));
        if (str_equal(json_str(json_object_get(other, "id")), name) && (choices || rows))
            most = rows ? rows : choices;
    }
    json_int_t said = json_integer_value(json_object_get(tree, "most"));
    if (said > 0 && said < ROUNDS_MAX)
        most = (size_t)said;
    return most < ROUNDS_MAX ? most : ROUNDS_MAX;
}

size_t survey_group_room(const json_t *tree, const json_t *questions)
{
    const json_t *list = json_object_get(tree, "questions");
    size_t room = 0;
    for (size_t i = 0; i < json_array_size(list) && i < ROUND_QUESTIONS_MAX; i++)
        room += 1 + survey_parts_room(json_array_get(list, i));
    return room ? room * rounds_room(tree, questions) : 0;
}

/* ---- when a round is asked ---- */

static struct condition *leaf_new(struct survey_reading *r, struct str id, enum condition_op op, json_t *value)
{
    struct condition *leaf = arena_new_object(r->arena, struct condition);
    const char *field = arena_printf(r->arena, "answers.%.*s", STR_ARGS(id));
    if ((value && json_keep(r->arena, value) != ERR_NONE) || !leaf || !field)
        return NULL;
    *leaf = (struct condition){.node = NODE_LEAF, .field = str_of(field), .op = op, .value = value};
    return leaf;
}

static enum err round_add(struct survey_reading *r, struct question *group, struct str id, const json_t *text)
{
    if (group->rounds_count == ROUNDS_MAX)
        return fault_set(r->why, ERR_INVALID, "too_many", "for", "A group has %d rounds at the most.", ROUNDS_MAX);
    struct round *round = &group->rounds[group->rounds_count++];
    *round = (struct round){.id = id, .number = group->rounds_count, .text = text};
    return ERR_NONE;
}

static enum err numbered_rounds(struct survey_reading *r, struct question *group, const struct question *counter, int64_t least,
                                int64_t most)
{
    for (int64_t n = 1; n <= most; n++) {
        const char *id = arena_printf(r->arena, "%lld", (long long)n);
        enum err err = id ? round_add(r, group, str_of(id), NULL) : ERR_MEMORY;
        if (err != ERR_NONE)
            return err;
        struct round *round = &group->rounds[n - 1];
        round->condition = n <= least ? NULL : leaf_new(r, counter->id, OP_GE, json_integer(n));
        if (n > least && !round->condition)
            return ERR_MEMORY;
    }
    return ERR_NONE;
}

/* The words of "other, what?" say what that choice's round is about. */
static enum err other_text(struct survey_reading *r, const struct question *by, const json_t **text)
{
    json_t *texts = json_object();
    char words[QUESTION_ID_MAX + 32];
    int length = snprintf(words, sizeof words, "{{answers.%.*s.other}}", STR_ARGS(by->id));
    for (size_t i = 0; texts && i < r->survey->languages_count; i++)
        if (json_object_set_new(texts, r->survey->languages[i].at, json_stringn(words, (size_t)length)) != 0)
            return json_decref(texts), ERR_MEMORY;
    *text = texts;
    return json_keep(r->arena, texts);
}

static enum err rounds_of_choices(struct survey_reading *r, struct question *group, const struct question *by)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < by->choices_count; i++) {
        const struct choice *choice = &by->choices[i];
        const json_t *text = choice->text;
        if (choice->exclusive)
            continue;
        if (choice->other)
            err = other_text(r, by, &text);
        if (err == ERR_NONE)
            err = round_add(r, group, choice->id, text);
        if (err != ERR_NONE)
            return err;
        struct round *round = &group->rounds[group->rounds_count - 1];
        round->condition = leaf_new(r, by->id, OP_CONTAINS, json_stringn(choice->id.at, choice->id.length));
        err = round->condition ? ERR_NONE : ERR_MEMORY;
    }
    return err;
}

/* The rows of a matrix, the choices of a ranking. */
static enum err rounds_of_parts(struct survey_reading *r, struct question *group, const struct question *by)
{
    for (size_t i = 1; i <= by->parts_count; i++) {
        const struct question *part = &by[i];
        if (part->parent != by || str_is(part->part, "opt_out"))
            continue;
        enum err err = round_add(r, group, part->part, part->text);
        if (err != ERR_NONE)
            return err;
        struct round *round = &group->rounds[group->rounds_count - 1];
        round->condition = leaf_new(r, part->id, OP_ANSWERED, NULL);
        if (!round->condition)
            return ERR_MEMORY;
    }
    return ERR_NONE;
}

static enum err read_bound(struct survey_reading *r, const json_t *value, const char *field, int64_t low, int64_t *out)
{
    *out = json_integer_value(value);
    if (json_is_integer(value) && *out >= low && *out <= ROUNDS_MAX)
        return ERR_NONE;
    return fault_set(r->why, ERR_INVALID, value ? "out_of_range" : "required", field,
                     "The field \"%s\" says how many rounds there are: a whole number from %lld to %d.", field, (long long)low, ROUNDS_MAX);
}

static bool given(const json_t *value)
{
    return value && !json_is_null(value);
}

static enum err rounds_added(struct survey_reading *r, const json_t *tree, struct question *group)
{
    const json_t *least = json_object_get(tree, "least");
    group->scale_low = 1;
    enum err err = read_bound(r, json_object_get(tree, "most"), "most", 1, &group->scale_high);
    if (err == ERR_NONE && given(least))
        err = read_bound(r, least, "least", 0, &group->scale_low);
    if (err == ERR_NONE && group->scale_low > group->scale_high)
        err = survey_wrong(r, "out_of_range", "most", "The most rounds are fewer than the least.");
    return err == ERR_NONE ? numbered_rounds(r, group, group, group->scale_low, group->scale_high) : err;
}

static enum err rounds_for(struct survey_reading *r, const json_t *tree, struct question *group)
{
    static const char *const sentence = "A group is asked for each choice of an earlier \"choices\" question, each row of a matrix, each "
                                        "choice of a ranking, or as often as a number says: \"answers.QUESTION\".";
    struct str name;
    const struct question *by = for_name(tree, &name) ? survey_question(r->survey, name) : NULL;
    bool counts = by && (by->type == QUESTION_NUMBER || by->type == QUESTION_SLIDER);
    int64_t most;
    if (!by || by->group || by->parent)
        return survey_wrong(r, "unknown_value", "for", sentence);
    if (given(json_object_get(tree, "least")))
        return survey_wrong(r, "contradiction", "least",
                            "What is asked for each answer of another question is asked as often as that says.");
    if (!counts && given(json_object_get(tree, "most")))
        return survey_wrong(r, "contradiction", "most",
                            "What is asked for each answer of another question is asked as often as that says.");
    group->repeats = by;
    if (by->type == QUESTION_CHOICES)
        return rounds_of_choices(r, group, by);
    if (by->type == QUESTION_MATRIX || by->type == QUESTION_RANKING)
        return rounds_of_parts(r, group, by);
    if (!counts)
        return survey_wrong(r, "not_for_type", "for", sentence);
    enum err err = read_bound(r, json_object_get(tree, "most"), "most", 1, &most);
    return err == ERR_NONE ? numbered_rounds(r, group, by, 0, most) : err;
}

/* ---- a round's questions ---- */

struct writing {
    struct survey_reading *r;
    const struct question *group;
    const struct round *round;
};

/* "visits.ease" speaks of the same round: "visits[2].ease". */
static json_t *path_written(const struct writing *w, const char *root, struct str path)
{
    struct str rest = path;
    struct buf out = buf_new(TEXT_BYTES_MAX);
    size_t length = strlen(root);
    bool rooted = str_starts(path, root);
    if (rooted)
        rest = (struct str){path.at + length, path.length - length};
    if (rooted && group_named(w->group, rest, &rest))
        buf_printf(&out, "%s%.*s[%.*s].%.*s", root, STR_ARGS(w->group->id), STR_ARGS(w->round->id), STR_ARGS(rest));
    else
        buf_add_str(&out, path);
    json_t *text = out.failed ? NULL : json_stringn(out.length ? out.at : "", out.length);
    buf_free(&out);
    return text;
}

/* {{item}} is what the round is about, {{number}} which it is. */
static void put_piped(const struct writing *w, struct str name, struct str language, struct buf *out)
{
    bool item = str_is(name, "item");
    if (item && w->round->text)
        buf_add_str(out, survey_text(w->r->survey, w->round->text, language));
    else if (item || str_is(name, "number"))
        buf_printf(out, "%zu", w->round->number);
    else {
        json_t *written = path_written(w, "answers.", name);
        buf_add_text(out, "{{");
        buf_add_str(out, json_str(written));
        buf_add_text(out, "}}");
        out->failed |= !written;
        json_decref(written);
    }
}

static json_t *text_written(const struct writing *w, const char *language, struct str text)
{
    struct str before, name;
    struct buf out = buf_new(TEXT_BYTES_MAX);
    while (piping_next(&text, &before, &name)) {
        buf_add_str(&out, before);
        put_piped(w, name, str_of(language), &out);
    }
    buf_add_str(&out, before);
    json_t *written = out.failed ? NULL : json_stringn(out.length ? out.at : "", out.length);
    buf_free(&out);
    return written;
}

static bool is_texts(const char *name)
{
    static const char *const names[] = {"text", "hint", "low_label", "high_label"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static json_t *tree_written(const struct writing *w, const json_t *tree, const char *name);

static json_t *list_written(const struct writing *w, const json_t *tree, const char *name)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < json_array_size(tree); i++)
        if (json_array_append_new(list, tree_written(w, json_array_get(tree, i), name)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static json_t *object_written(const struct writing *w, const json_t *tree, const char *name)
{
    json_t *object = json_object(), *value;
    const char *member;
    json_object_foreach((json_t *)tree, member, value)
    {
        bool text = is_texts(name) && json_is_string(value);
        json_t *written = text ? text_written(w, member, json_str(value)) : tree_written(w, value, member);
        if (json_object_set_new(object, member, written) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

/* A copy in which the round stands; as deep as the JSON reader let through. */
static json_t *tree_written(const struct writing *w, const json_t *tree, const char *name)
{
    if (json_is_object(tree))
        return object_written(w, tree, name);
    if (json_is_array(tree))
        return list_written(w, tree, name);
    if (json_is_string(tree) && strcmp(name, "field") == 0)
        return path_written(w, "answers.", json_str(tree));
    if (json_is_string(tree) && (strcmp(name, "sum") == 0 || strcmp(name, "mean") == 0))
        return path_written(w, "", json_str(tree));
    return json_copy((json_t *)tree);
}

static enum err round_read(struct survey_reading *r, const struct question *group, const struct round *round, const json_t *list)
{
    struct survey_definition *survey = r->survey;
    const struct writing writing = {r, group, round};
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < json_array_size(list); i++) {
        json_t *tree = tree_written(&writing, json_array_get(list, i), "");
        if (json_keep(r->arena, tree) != ERR_NONE)
            return ERR_MEMORY;
        if (survey->questions_count == r->room)
            return fault_set(r->why, ERR_INVALID, "too_many", "questions", "The questions of a survey may have %d parts together.",
                             PARTS_MAX);
        r->question = &survey->questions[survey->questions_count];
        r->question->place = i;
        r->group = group, r->round = round;
        err = survey_under(r, survey_question_read(r, tree), "questions[%zu]", i);
        r->group = NULL, r->round = NULL;
    }
    return err;
}

static enum err check_count(struct survey_reading *r, const struct question *group, const json_t *list)
{
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count > ROUND_QUESTIONS_MAX || (!count && !r->draft))
        return fault_set(r->why, ERR_INVALID, list ? "wrong_count" : "required", "questions", "A group asks 1 to %d questions.",
                         ROUND_QUESTIONS_MAX);
    if (!group->rounds_count && !r->draft)
        return survey_wrong(r, "wrong_count", "for", "There is nothing there to ask this group about.");
    r->survey->grouped_count += count * group->rounds_count;
    return r->survey->grouped_count <= GROUPED_QUESTIONS_MAX
               ? ERR_NONE
               : fault_set(r->why, ERR_INVALID, "too_many", "questions",
                           "All rounds of all groups of a survey may ask %d questions together; these would be %zu.", GROUPED_QUESTIONS_MAX,
                           r->survey->grouped_count);
}

/* ---- what its questions have to do with it ---- */

enum err survey_group_strangers(struct survey_reading *r, const json_t *tree)
{
    const struct question *q = r->question;
    bool group = q->type == QUESTION_GROUP;
    if (q->group && (group || q->type == QUESTION_HIDDEN || q->type == QUESTION_FILE || q->type == QUESTION_MAXDIFF))
        return survey_wrong(r, "not_for_type", "type",
                            group                         ? "A group stands in no other group."
                            : q->type == QUESTION_MAXDIFF ? "A MaxDiff is a set of tasks already; it cannot be asked in rounds."
                            : q->type == QUESTION_FILE    ? "A file cannot be asked in rounds yet; ask for it once, outside the group."
                                                          : "A hidden field is filled once, by the link; it cannot be asked in rounds.");
    if (group)
        return json_string_length(json_object_get(tree, "touchpoint")) ? survey_not_for_type(r, "touchpoint") : ERR_NONE;
    if (given(json_object_get(tree, "for")))
        return survey_not_for_type(r, "for");
    return given(json_object_get(tree, "questions")) ? survey_not_for_type(r, "questions") : ERR_NONE;
}

enum err survey_group_condition(struct survey_reading *r)
{
    if (!r->group)
        return ERR_NONE;
    const struct condition *const each[] = {r->group->condition, r->round->condition, r->question->condition};
    return survey_conditions_join(r, NODE_ALL, each, 3, &r->question->condition);
}

/* A group that asks about something stands where there is something to ask about. */
static enum err group_condition(struct survey_reading *r, struct question *group)
{
    const struct condition *each[ROUNDS_MAX], *both[] = {group->condition, NULL};
    for (size_t i = 0; i < group->rounds_count; i++)
        each[i] = group->rounds[i].condition;
    enum err err = group->repeats ? survey_conditions_join(r, NODE_ANY, each, group->rounds_count, &both[1]) : ERR_NONE;
    if (err == ERR_NONE)
        err = survey_conditions_join(r, NODE_ALL, both, 2, &group->condition);
    group->own_condition = group->condition;
    return err;
}

enum err survey_group_read(struct survey_reading *r, const json_t *tree)
{
    struct question *group = r->question;
    const json_t *list = json_object_get(tree, "questions");
    r->survey->has_conditions = true;
    group->rounds = arena_take_array(r->arena, ROUNDS_MAX, sizeof *group->rounds);
    if (!group->rounds)
        return ERR_MEMORY;
    enum err err = given(json_object_get(tree, "for")) ? rounds_for(r, tree, group) : rounds_added(r, tree, group);
    if (err == ERR_NONE)
        err = check_count(r, group, list);
    for (size_t i = 0; err == ERR_NONE && i < group->rounds_count; i++)
        err = round_read(r, group, &group->rounds[i], list);
    group->grouped_count = r->survey->questions_count - question_index(r->survey, group) - 1;
    r->question = group;
    return err == ERR_NONE ? group_condition(r, group) : err;
}
