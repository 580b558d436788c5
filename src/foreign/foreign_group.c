/* Questions that a file repeats: read one by one, and then put together into a group that is asked in rounds. */
#include "foreign/foreign.h"

/* As listen/survey.h has them. */
enum { ROUNDS_MAX = 20, ROUND_QUESTIONS_MAX = 20, GROUPED_QUESTIONS_MAX = 400, TEXT_BYTES_MAX = 1 << 20 };

/* "answers.ID" and what follows it, when ID is in the group: its place in the path; 0 when not. */
static size_t inside(const json_t *ids, struct str path)
{
    static const char prefix[] = "answers.";
    size_t end = sizeof prefix - 1;
    if (!str_starts(path, prefix))
        return 0;
    while (end < path.length && path.at[end] != '.' && path.at[end] != '[' && path.at[end] != '}' && path.at[end] != ' ')
        end++;
    return json_object_getn(ids, path.at + sizeof prefix - 1, end - (sizeof prefix - 1)) ? sizeof prefix - 1 : 0;
}

/* "answers.ID" becomes "answers.GROUP.ID", the same round's: in texts only where an answer takes the place of {{…}}. */
static json_t *text_moved(const json_t *ids, struct str group, struct str text, bool field)
{
    struct buf out = buf_new(TEXT_BYTES_MAX);
    bool piped = field;
    for (size_t i = 0; i < text.length; i++) {
        struct str rest = {text.at + i, text.length - i};
        piped = field || (str_starts(rest, "{{") ? true : str_starts(rest, "}}") ? false : piped);
        size_t at = piped ? inside(ids, rest) : 0;
        buf_add(&out, rest.at, at ? at : 1);
        if (!at)
            continue;
        buf_add_str(&out, group);
        buf_add_char(&out, '.');
        i += at - 1;
    }
    json_t *moved = out.failed ? NULL : json_stringn(out.at ? out.at : "", out.length);
    buf_free(&out);
    return moved;
}

static json_t *moved(const json_t *ids, struct str group, const json_t *tree, const char *name)
{
    const char *member;
    json_t *value, *made;
    size_t i;
    if (json_is_object(tree)) {
        made = json_object();
        json_object_foreach((json_t *)tree, member, value) json_object_set_new(made, member, moved(ids, group, value, member));
        return made;
    }
    if (json_is_array(tree)) {
        made = json_array();
        json_array_foreach(tree, i, value) json_array_append_new(made, moved(ids, group, value, name));
        return made;
    }
    struct str text = json_str(tree);
    bool calculates = strcmp(name, "sum") == 0 || strcmp(name, "mean") == 0;
    if (text.at && calculates && json_object_getn(ids, text.at, text.length))
        return json_sprintf("%.*s.%.*s", STR_ARGS(group), STR_ARGS(text));
    return text.at ? text_moved(ids, group, text, strcmp(name, "field") == 0) : json_deep_copy(tree);
}

static json_t *ids_of(const struct foreign *foreign, size_t first, size_t count)
{
    json_t *ids = json_object();
    for (size_t i = first; i < first + count; i++) {
        struct str id = json_str(json_object_get(json_array_get(foreign->questions, i), "id"));
        json_object_setn_new(ids, id.at, id.length, json_true());
    }
    return ids;
}

/* *asked: so many, without files, which no group has. */
static bool fits(const struct foreign *foreign, size_t first, size_t count, size_t *asked)
{
    size_t files = 0;
    *asked = 0;
    for (size_t i = first; i < first + count; i++) {
        struct str type = json_str(json_object_get(json_array_get(foreign->questions, i), "type"));
        if (str_is(type, "group") || str_is(type, "hidden"))
            return false;
        files += str_is(type, "file");
    }
    *asked = count - files;
    return *asked > 0 && *asked <= ROUND_QUESTIONS_MAX && foreign->grouped + (int64_t)*asked <= GROUPED_QUESTIONS_MAX;
}

/* What is asked in rounds has no one answer that what comes later could look at; what is not there has none at all. */
static void names_forget(struct foreign *foreign, const json_t *ids)
{
    const char *name;
    json_t *id;
    void *after;
    json_object_foreach_safe(foreign->names, after, name, id) if (json_object_get(ids, json_string_value(id)))
        json_object_del(foreign->names, name);
}

static size_t behind(const struct foreign *foreign, const json_t *group)
{
    size_t first = 0;
    while (first < json_array_size(foreign->questions) && json_array_get(foreign->questions, first) != group)
        first++;
    must(first < json_array_size(foreign->questions));
    return first + 1;
}

/* Without what spoke of a round. */
static json_t *without_rounds(const json_t *tree)
{
    const char *member;
    json_t *value, *made;
    size_t i;
    if (json_is_object(tree)) {
        made = json_object();
        json_object_foreach((json_t *)tree, member, value) json_object_set_new(made, member, without_rounds(value));
        return made;
    }
    if (json_is_array(tree)) {
        made = json_array();
        json_array_foreach((json_t *)tree, i, value) json_array_append_new(made, without_rounds(value));
        return made;
    }
    struct str rest = json_str(tree);
    struct buf out = buf_new(1 << 16);
    while (rest.length) {
        size_t skip = str_starts(rest, "{{item}}") ? 8 : str_starts(rest, "{{number}}") ? 10 : 0;
        buf_add(&out, skip ? "…" : rest.at, skip ? strlen("…") : 1);
        rest = (struct str){rest.at + (skip ? skip : 1), rest.length - (skip ? skip : 1)};
    }
    made = rest.at && !out.failed ? json_stringn(out.at ? out.at : "", out.length) : json_deep_copy(tree);
    buf_free(&out);
    return made;
}

static void group_undo(struct foreign *foreign, json_t *group, size_t count)
{
    size_t first = behind(foreign, group);
    for (size_t i = first; i < first + count; i++) {
        json_t *question = json_array_get(foreign->questions, i), *plain = without_rounds(question);
        json_object_update(question, plain);
        json_decref(plain);
    }
    json_t *next = json_array_get(foreign->questions, first), *own = json_pack("{s:b}", json_string_value(json_object_get(group, "id")), 1);
    names_forget(foreign, own);
    json_decref(own);
    json_object_del(group, "required");
    if (json_object_size(json_object_get(group, "text"))) {
        json_object_set_new(group, "type", json_string("statement"));
        return;
    }
    if (json_object_get(group, "new_page") && next)
        json_object_set_new(next, "new_page", json_true());
    else if (json_object_get(group, "new_page"))
        foreign->page_due = true;
    json_array_remove(foreign->questions, first - 1);
}

void foreign_group_undo(struct foreign *foreign, json_t *group)
{
    group_undo(foreign, group, json_array_size(foreign->questions) - behind(foreign, group));
}

/* Once for each of these, if it is asked about something that is chosen, rated or put in order; 0: not so. */
static size_t things_of(const struct foreign *foreign, struct str by)
{
    size_t i;
    const json_t *question;
    json_array_foreach(foreign->questions, i, question)
    {
        if (!by.length || !str_equal(json_str(json_object_get(question, "id")), by))
            continue;
        size_t rows = json_array_size(json_object_get(question, "rows"));
        return rows ? rows : json_array_size(json_object_get(question, "choices"));
    }
    return 0;
}

static size_t without_files(struct foreign *foreign, size_t first, size_t count)
{
    for (size_t i = first + count; i-- > first;) {
        const json_t *question = json_array_get(foreign->questions, i);
        if (!str_is(json_str(json_object_get(question, "type")), "file"))
            continue;
        foreign_note(foreign, json_str(json_object_get(question, "id")), FOREIGN_LOST, "file_in_rounds",
                     "A file cannot be asked in rounds; it was left out.");
        json_t *ids = ids_of(foreign, i, 1);
        names_forget(foreign, ids);
        json_decref(ids);
        json_array_remove(foreign->questions, i);
        count--;
    }
    return count;
}

/* What must hold for the group holds for its questions without being said once more. */
static bool is_said(const json_t *group_condition, const json_t *part)
{
    const json_t *all = json_object_get(group_condition, "all");
    bool said = json_equal(group_condition, part);
    for (size_t i = 0; i < json_array_size(all); i++)
        said |= json_equal(json_array_get(all, i), part);
    return said;
}

static void condition_shorten(json_t *question, const json_t *group_condition)
{
    json_t *condition = json_object_get(question, "show_if"), *all = json_object_get(condition, "all");
    if (!condition || !group_condition)
        return;
    if (json_equal(condition, group_condition)) {
        json_object_del(question, "show_if");
        return;
    }
    for (size_t i = json_array_size(all); i-- > 0;)
        if (is_said(group_condition, json_array_get(all, i)))
            json_array_remove(all, i);
    if (all && json_array_size(all) == 1)
        json_object_set(question, "show_if", json_array_get(all, 0));
    else if (all && !json_array_size(all))
        json_object_del(question, "show_if");
}

static json_t *questions_move(struct foreign *foreign, json_t *group, size_t first, size_t count)
{
    json_t *ids = ids_of(foreign, first, count), *questions = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *asked = json_array_get(foreign->questions, first);
        foreign_question_complete(foreign, asked);
        json_t *one = moved(ids, json_str(json_object_get(group, "id")), asked, "");
        json_object_del(one, "new_page");
        condition_shorten(one, json_object_get(group, "show_if"));
        json_array_append_new(questions, one);
        json_array_remove(foreign->questions, first);
    }
    names_forget(foreign, ids);
    json_decref(ids);
    return questions;
}

bool foreign_group_of(struct foreign *foreign, json_t *group, size_t count, struct str by, int64_t least, int64_t most)
{
    size_t first = behind(foreign, group);
    size_t asked;
    bool fit = fits(foreign, first, count, &asked);
    int64_t things = (int64_t)things_of(foreign, by), room = asked ? (GROUPED_QUESTIONS_MAX - foreign->grouped) / (int64_t)asked : 0;
    if (!fit || things > ROUNDS_MAX || things > room) {
        group_undo(foreign, group, count);
        return false;
    }
    count = without_files(foreign, first, count);
    most = most > ROUNDS_MAX || most < 1 ? ROUNDS_MAX : most;
    most = things ? things : most > room ? room : most;
    least = least < 0 ? 0 : least > most ? most : least;
    foreign->grouped += most * (int64_t)count;
    json_object_del(group, "required");
    json_object_set_new(group, "questions", questions_move(foreign, group, first, count));
    if (!things)
        json_object_set_new(group, "most", json_integer(most));
    if (by.length)
        json_object_set_new(group, "for", json_sprintf("answers.%.*s", STR_ARGS(by)));
    else
        json_object_set_new(group, "least", json_integer(least));
    return true;
}

bool foreign_group(struct foreign *foreign, json_t *group, struct str by, int64_t least, int64_t most)
{
    return foreign_group_of(foreign, group, json_array_size(foreign->questions) - behind(foreign, group), by, least, most);
}
