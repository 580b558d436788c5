/* Blocks of a .qsf that are repeated ("loop and merge").
 *
 *   once for each choice chosen, row rated, thing ranked, or as a number says     a group of ours
 *   for the one choice chosen                                                     its questions, once
 *   for each row of a table, or each choice there is                              its questions once for each, with the table's words
 *   so many times, without words of its own                                       a group of so many rounds */
#include "foreign/qualtrics.h"

#include <stdlib.h>

enum { ROUNDS_MAX = 20 };

bool qsf_is_loop(const json_t *block)
{
    const json_t *options = json_object_get(block, "Options"), *looping = json_object_get(options, "LoopingOptions");
    struct str kind = qsf_text(options, "Looping");
    if (kind.length)
        return str_is(kind, "Question") || str_is(kind, "Static");
    return json_object_size(looping) > 0;
}

/* "q://QID4/ChoiceGroup/SelectedChoices" */
static struct str locator_of(const json_t *options)
{
    static const char *const names[] = {"ChoiceGroupLocator", "ChoiceLocator", "Locator"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_starts(qsf_text(options, names[i]), "q://"))
            return qsf_text(options, names[i]);
    return STR("");
}

static struct str source_of(const json_t *options)
{
    struct str qid = qsf_text(options, "QID"), rest = locator_of(options);
    if (!qid.length)
        qid = qsf_text(options, "QuestionID");
    if (qid.length || rest.length < 4)
        return qid;
    rest = (struct str){rest.at + 4, rest.length - 4};
    return str_cut(&rest, '/', &qid) ? qid : STR("");
}

static bool says(struct str text, const char *word)
{
    return text.at && text.length && memmem(text.at, text.length, word, strlen(word)) != NULL;
}

/* Whether a question of the block shows something of the table's row. */
static bool fields_shown(struct qsf *qsf, const json_t *block)
{
    const json_t *elements = qsf_values(qsf, json_object_get(block, "BlockElements"));
    bool shown = false;
    for (size_t i = 0; i < json_array_size(elements); i++) {
        const json_t *payload = qsf_member(qsf->payloads, qsf_text(json_array_get(elements, i), "QuestionID"));
        char *text = payload ? json_dumps(payload, 0) : NULL;
        shown |= text && strstr(text, "lm://Field/");
        free(text);
    }
    return shown;
}

/* Every choice of a question is a row of the table, its words the first field. */
static const json_t *rows_of_choices(struct qsf *qsf, const json_t *options)
{
    const json_t *choices = json_object_get(qsf_member(qsf->payloads, source_of(options)), "Choices");
    json_t *rows = json_object(), *choice;
    const char *code;
    json_array_append_new(qsf->scratch, rows);
    json_object_foreach((json_t *)choices, code, choice)
    {
        const json_t *said = qsf_member(json_object_get(options, "Static"), str_of(code));
        json_t *fields = json_is_object(said) ? json_copy((json_t *)said) : json_object();
        struct str words = qsf_text(choice, "Display");
        json_object_set_new(fields, "1", json_stringn(words.at, words.length));
        json_object_set_new(rows, code, fields);
    }
    return rows;
}

size_t qsf_loop_rounds(struct qsf *qsf, const json_t *block, const json_t **rows)
{
    const json_t *options = json_object_get(json_object_get(block, "Options"), "LoopingOptions"),
                 *table = json_object_get(options, "Static");
    bool asked = source_of(options).length > 0, all = says(locator_of(options), "/AllChoices");
    *rows = NULL;
    if (asked && !all)
        return 1;
    if (all)
        table = rows_of_choices(qsf, options);
    else if (!fields_shown(qsf, block))
        return json_object_size(table);
    size_t count = json_object_size(table), questions = json_array_size(qsf_values(qsf, json_object_get(block, "BlockElements")));
    if (count && qsf->entries_count + count * questions <= FOREIGN_QUESTIONS_MAX)
        *rows = table;
    return count;
}

/* ---- groups ---- */

/* The question is asked once and can be looked at from everywhere, and all of it is one question of ours. */
static bool can_be_repeated_for(const struct qsf *qsf, const json_t *known)
{
    static const char *const types[] = {"choices", "ranking", "matrix", "number", "slider"};
    struct str id = qsf_text(known, "id"), type = qsf_text(known, "type");
    size_t loop = qsf->entries[json_integer_value(json_object_get(known, "entry"))].loop;
    const char *code;
    json_t *row;
    bool fits = false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        fits |= str_is(type, types[i]);
    json_object_foreach(json_object_get(known, "rows"), code, row)
    {
        fits &= str_equal(json_str(json_array_get(row, 0)), id);
    }
    return fits && !(loop && qsf->loops[loop - 1].group);
}

static const json_t *source_known(const struct qsf *qsf, const struct qsf_loop *loop)
{
    struct str locator = locator_of(loop->options);
    bool told = !locator.length || says(locator, "/SelectedChoices") || says(locator, "/MergeOnNumericResponse");
    return told ? qsf_known(qsf, STR(""), source_of(loop->options)) : NULL;
}

static void note_once(struct qsf *qsf, const struct qsf_loop *loop)
{
    foreign_note(qsf->foreign, loop->name, FOREIGN_CHANGED, "loop", "A block that was repeated is asked once.");
}

void qsf_loop_begin(struct qsf *qsf, struct qsf_loop *loop)
{
    struct foreign *foreign = qsf->foreign;
    struct str randomly = qsf_text(loop->options, "Randomization");
    const json_t *known = source_known(qsf, loop);
    bool asked = source_of(loop->options).length > 0, counted = !asked && json_object_size(json_object_get(loop->options, "Static")) > 1;
    if (randomly.length && !str_is(randomly, "None"))
        foreign_note(foreign, loop->name, FOREIGN_CHANGED, "loop_order",
                     "Rounds that came in an order of chance, or only some of them, come in "
                     "their own order.");
    if (qsf->entries[loop->from].round.length)
        return;
    if (asked && str_is(qsf_text(known, "type"), "choice")) {
        loop->once = json_object_get(known, "id");
        return;
    }
    bool repeats = asked ? known && can_be_repeated_for(qsf, known) : counted;
    loop->group = repeats ? foreign_question(foreign, loop->name, "group") : NULL;
    if (!loop->group) {
        note_once(qsf, loop);
        return;
    }
    /* a question may have the block's name, and is the one meant by it */
    struct str id = qsf_text(loop->group, "id");
    if (str_equal(foreign_known(foreign, loop->name), id))
        json_object_deln(foreign->names, loop->name.at, loop->name.length);
}

/* The group could not hold it: what held for the group holds for each of its questions. */
static void ask_once(struct qsf *qsf, const struct qsf_loop *loop, size_t first, size_t count, const json_t *show_if)
{
    for (size_t i = first; i < first + count; i++) {
        json_t *question = json_array_get(qsf->foreign->questions, i);
        if (show_if && !foreign_show_if(question, json_deep_copy(show_if)))
            foreign_note(qsf->foreign, qsf_text(question, "id"), FOREIGN_LOST, "logic_too_large",
                         "Together with the other rules of the question it is more than one condition may hold.");
    }
    note_once(qsf, loop);
}

static void loop_end(struct qsf *qsf, struct qsf_loop *loop)
{
    struct foreign *foreign = qsf->foreign;
    const json_t *known = source_known(qsf, loop);
    struct str locator = locator_of(loop->options), by = STR("");
    const char *said = locator.length ? memmem(locator.at, locator.length, "?v=", 3) : NULL;
    int64_t most = (int64_t)json_object_size(json_object_get(loop->options, "Static")), least = most;
    size_t count = 0, first = qsf->entries[loop->from].first;
    for (size_t i = loop->from; i < loop->to; i++)
        count += qsf->entries[i].count;
    if (source_of(loop->options).length) {
        by = qsf_text(known, "id");
        most = 0;
    }
    if (said && !str_integer((struct str){said + 3, (size_t)(locator.at + locator.length - said) - 3}, &most))
        most = 0;
    json_t *show_if = json_incref(json_object_get(loop->group, "show_if"));
    size_t before = json_array_size(foreign->questions);
    if (foreign_group_of(foreign, loop->group, count, by, least, most)) {
        foreign_text(foreign, loop->group, "text", qsf->language, loop->name);
        foreign_note(foreign, loop->name, FOREIGN_CHANGED, "loop_heading", "The block is asked in rounds; its name stands above them.");
    } else
        ask_once(qsf, loop, first - (before - json_array_size(foreign->questions)), count, show_if);
    json_decref(show_if);
}

/* From the last to the first, so that what stands before keeps its place. */
void qsf_loops_end(struct qsf *qsf)
{
    for (size_t i = qsf->loops_count; i-- > 0;)
        if (qsf->loops[i].group)
            loop_end(qsf, &qsf->loops[i]);
}

/* ---- what a text says of its round ---- */

/* Its number among the rounds of the table, and how many there are. */
static void place_of(const struct qsf *qsf, const struct qsf_loop *loop, const struct qsf_entry *entry, size_t *number, size_t *total)
{
    *number = *total = 0;
    for (size_t i = loop->from; i < loop->to; i++) {
        if (i == loop->from || !str_equal(qsf->entries[i].round, qsf->entries[i - 1].round))
            ++*total;
        if (&qsf->entries[i] == entry)
            *number = *total;
    }
}

bool qsf_loop_pipe(const struct qsf *qsf, const struct qsf_entry *entry, struct str inside, struct buf *out)
{
    const struct qsf_loop *loop = entry->loop ? &qsf->loops[entry->loop - 1] : NULL;
    bool field = str_starts(inside, "Field/"), one = str_is(inside, "Field/1"), current = str_is(inside, "CurrentLoopNumber");
    size_t number, total;
    if (!loop || !(field || current || str_is(inside, "TotalLoops")))
        return false;
    if (loop->group) {
        struct str type = qsf_text(source_known(qsf, loop), "type");
        bool thing = str_is(type, "choices") || str_is(type, "ranking") || str_is(type, "matrix");
        if ((one && thing) || current)
            buf_add_text(out, current ? "{{number}}" : "{{item}}");
        return (one && thing) || current;
    }
    if (loop->once && one)
        buf_printf(out, "{{answers.%s}}", json_string_value(loop->once));
    else if (field) {
        struct str words = qsf_text(entry->fields, arena_printf(qsf->foreign->arena, "%.*s", (int)inside.length - 6, inside.at + 6));
        buf_add_str(out, words);
        return entry->fields != NULL;
    } else {
        place_of(qsf, loop, entry, &number, &total);
        buf_printf(out, "%zu", current ? number : total);
    }
    return true;
}
