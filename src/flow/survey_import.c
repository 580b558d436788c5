#include "flow/survey_inside.h"
#include "listen/surveys.h"

#include <stdio.h>
#include <stdlib.h>

enum { MENDS_MAX = 400, SLUGS_TRIED_MAX = 1000, SLUG_MAX = 64, FIRST_ARENA = 64 << 20, READER_IDLE_S = 60, NOTE_VALUES_MAX = 6 };

/* ---- what the child says ---- */

static enum err broken(enum err err, struct fault *why)
{
    if (err == ERR_MEMORY || err == ERR_IO)
        return err;
    if (err == ERR_BUSY)
        return fault_set(why, ERR_MALFORMED, "reader_slow", "", "The file takes too long to read. It may be broken.");
    if (err == ERR_TOO_LARGE)
        return fault_set(why, err, "reader_talks", "", "The file unpacks to more than Kuulo reads of one file.");
    return fault_set(why, ERR_MALFORMED, "reader_broke_off", "", "The file could not be read to its end. It may be broken.");
}

static struct str text_of(const json_t *tree, const char *name)
{
    return json_str(json_object_get(tree, name));
}

/* A sentence of the child's, which read a stranger's file: only text, and no longer than ours. */
static enum err refused(const json_t *said, struct fault *why)
{
    enum err err = (enum err)json_integer_value(json_object_get(said, "err"));
    if (err != ERR_INVALID && err != ERR_TOO_LARGE)
        err = ERR_MALFORMED;
    struct str slug = text_of(said, "code"), field = text_of(said, "field"), detail = text_of(said, "detail");
    char code[32], place[160];
    snprintf(code, sizeof code, "%.*s", (int)(slug.length < 31 ? slug.length : 31), slug.at ? slug.at : "");
    snprintf(place, sizeof place, "%.*s", (int)(field.length < 159 ? field.length : 159), field.at ? field.at : "");
    return fault_set(why, err, code[0] ? code : "not_readable", place, "%.*s", (int)(detail.length < 319 ? detail.length : 319),
                     detail.at ? detail.at : "The file cannot be read.");
}

/* The next line as a tree in the arena; the end, or anything that is no line of ours, is the file's fault. */
enum err survey_line(struct survey_importing *m, struct arena *arena, json_t **tree, struct fault *why)
{
    struct str line;
    bool end;
    enum err err = child_line(m->child, &line, &end);
    if (err == ERR_NONE && end)
        err = ERR_MALFORMED;
    if (err == ERR_NONE)
        err = json_read(arena, line, tree, NULL);
    if (err != ERR_NONE)
        return broken(err, why);
    const json_t *no = json_object_get(*tree, "refused");
    return no ? refused(no, why) : ERR_NONE;
}

static enum err child_begin(struct survey_importing *m, struct fault *why)
{
    json_t *head;
    enum err err = child_open("read-foreign", m->config->bytes, READER_IDLE_S, &m->child);
    if (err != ERR_NONE)
        return fault_set(why, err, "no_reader", "", "The program that reads the file could not be started.");
    err = survey_line(m, m->config->arena, &head, why);
    if (err != ERR_NONE)
        return err;
    m->definition = json_object_get(head, "definition");
    m->wanted = text_of(head, "slug");
    m->report->format = text_of(head, "format");
    return json_is_object(m->definition) && str_slug(m->wanted) && m->report->format.length ? ERR_NONE : broken(ERR_MALFORMED, why);
}

/* The line after the survey: an answer, or already the end. */
static enum err first_read(struct survey_importing *m, struct fault *why)
{
    json_t *line;
    m->first_arena = arena_new(FIRST_ARENA);
    enum err err = m->first_arena ? survey_line(m, m->first_arena, &line, why) : ERR_MEMORY;
    if (err != ERR_NONE)
        return err;
    m->first = json_object_get(line, "answer");
    if (!m->first)
        m->told = line;
    return ERR_NONE;
}

/* ---- the survey ---- */

static bool slug_free(const struct survey_importing *m, struct str slug)
{
    flow_read_begin(m->config->flow);
    bool taken = listen_survey(flow_listen(m->config->flow), m->config->workspace_id, slug) != NULL;
    flow_read_end(m->config->flow);
    return !taken;
}

static enum err slug_choose(struct survey_importing *m, struct fault *why)
{
    char slug[SLUG_MAX + 1];
    for (int n = 1; n < SLUGS_TRIED_MAX; n++) {
        int room = n == 1 ? SLUG_MAX : SLUG_MAX - 8, length = (int)m->wanted.length < room ? (int)m->wanted.length : room;
        snprintf(slug, sizeof slug, n == 1 ? "%.*s" : "%.*s-%d", length, m->wanted.at, n);
        if (!str_slug(str_of(slug)) || !slug_free(m, str_of(slug)))
            continue;
        m->report->slug = str_keep(m->config->arena, str_of(slug));
        return m->report->slug.at && json_object_set_new(m->definition, "slug", json_string(slug)) == 0 ? ERR_NONE : ERR_MEMORY;
    }
    return fault_set(why, ERR_CONFLICT, "taken", "slug", "Too many surveys are called \"%.*s\" already.", STR_ARGS(m->wanted));
}

/* What has the condition that is wrong: "].show_if" the question, "].choices[2].show_if" a choice, "].rows[0].show_if" a row; NULL: it is
 * something else. */
static json_t *conditional_at(json_t *question, const char *rest)
{
    static const char *const lists[] = {"choices", "rows"};
    if (str_starts(str_of(rest), "].show_if"))
        return question;
    for (size_t i = 0; i < 2; i++) {
        char opening[16], *end;
        int length = snprintf(opening, sizeof opening, "].%s[", lists[i]);
        if (strncmp(rest, opening, (size_t)length) != 0)
            continue;
        size_t index = strtoul(rest + length, &end, 10);
        return str_starts(str_of(end), "].show_if") ? json_array_get(json_object_get(question, lists[i]), index) : NULL;
    }
    return NULL;
}

/* What the house does not take of one question is left out with a note, so that the rest comes over: a condition when that is what is
 * wrong, else all of it. False: it is not about one question. */
static bool question_mend(struct survey_importing *m, const struct fault *wrong)
{
    if (strncmp(wrong->field, "questions[", 10) != 0)
        return false;
    char *rest;
    size_t index = strtoul(wrong->field + 10, &rest, 10);
    json_t *questions = json_object_get(m->definition, "questions"), *question = json_array_get(questions, index);
    const char *name = json_string_value(json_object_get(question, "id"));
    json_t *conditional = conditional_at(question, rest);
    if (!question || !survey_note_add(m->mended, name ? name : "", "lost", conditional ? "logic_not_taken" : "not_taken", wrong->detail))
        return false;
    m->logic_lost += json_object_get(conditional ? conditional : question, "show_if") != NULL;
    return (conditional ? json_object_del(conditional, "show_if") : json_array_remove(questions, index)) == 0;
}

/* The facts that make the survey; published when answers wait for it. */
static enum err survey_check(struct survey_importing *m, struct fact facts[2], struct fault *why)
{
    struct arena *arena = m->config->arena;
    struct survey_put *put;
    struct survey_definition *strict;
    struct survey_published *published = arena_new_object(arena, struct survey_published);
    if (!published)
        return ERR_MEMORY;
    flow_read_begin(m->config->flow);
    enum err err = listen_check_survey(flow_listen(m->config->flow), m->config->workspace_id, m->definition, arena, &put, why);
    flow_read_end(m->config->flow);
    if (err == ERR_NONE && m->first) {
        err = survey_read(arena, m->definition, false, &strict, why);
        published->definition = strict;
    }
    facts[0] = (struct fact){.kind = FACT_SURVEY_ADDED, .workspace_id = m->config->workspace_id, .actor = m->config->actor, .body = put};
    facts[1] =
        (struct fact){.kind = FACT_SURVEY_PUBLISHED, .workspace_id = m->config->workspace_id, .actor = m->config->actor, .body = published};
    return err;
}

static enum err survey_checked(struct survey_importing *m, struct fact facts[2], struct fault *why)
{
    enum err err = survey_check(m, facts, why);
    for (int mends = 0; err == ERR_INVALID && mends < MENDS_MAX && question_mend(m, why); mends++) {
        *why = (struct fault){0};
        err = survey_check(m, facts, why);
    }
    return err;
}

static enum err survey_add(struct survey_importing *m, struct fault *why)
{
    struct fact *facts = arena_take_array(m->config->arena, 2, sizeof *facts);
    struct proposal proposal = {.facts = facts, .count = m->first ? 2 : 1, .arena = m->config->arena};
    enum err err = facts ? slug_choose(m, why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = survey_checked(m, facts, why);
    if (err != ERR_NONE)
        return err;
    err = flow_settle(m->config->flow, &proposal);
    if (err != ERR_NONE)
        *why = proposal.fault;
    else if (m->config->made)
        m->config->made(m->config->context, m->report->slug);
    return err;
}

/* The survey that an earlier run made, when it is still there. */
static bool survey_again(struct survey_importing *m)
{
    if (!m->config->slug.length || slug_free(m, m->config->slug))
        return false;
    m->report->slug = m->config->slug;
    return true;
}

/* ---- the report ---- */

bool survey_note_add(json_t *notes, const char *question, const char *what, const char *code, const char *why)
{
    json_t *note = json_pack("{s:s,s:s,s:s,s:s}", "question", question, "what", what, "code", code, "why", why);
    return note && json_array_append_new(notes, note) == 0;
}

/* What the sentence speaks of: texts, a few. */
static void values_take(json_t *note, const json_t *said)
{
    size_t i;
    json_t *value, *values = json_array();
    json_array_foreach((json_t *)said, i, value)
    {
        if (i < NOTE_VALUES_MAX && json_is_string(value))
            json_array_append(values, value);
    }
    if (json_array_size(values))
        json_object_set(note, "values", values);
    json_decref(values);
}

/* The child's own notes: nothing but these texts. */
static bool notes_take(struct survey_import_report *report, const json_t *said)
{
    size_t i;
    json_t *note;
    json_array_foreach((json_t *)said, i, note)
    {
        struct str question = text_of(note, "question"), what = text_of(note, "what"), code = text_of(note, "code"),
                   why = text_of(note, "why");
        if (!question.at || !what.at || !code.at || !why.at || json_array_size(report->notes) >= FOREIGN_NOTES_MAX)
            report->notes_left_off++;
        else if (survey_note_add(report->notes, question.at, str_is(what, "changed") ? "changed" : "lost", code.at, why.at))
            values_take(json_array_get(report->notes, json_array_size(report->notes) - 1), json_object_get(note, "values"));
        else
            return false;
    }
    return true;
}

static enum err report_take(struct survey_importing *m, struct fault *why)
{
    struct survey_import_report *report = m->report;
    const json_t *said = json_object_get(m->told, "report");
    if (!json_is_object(said))
        return broken(ERR_MALFORMED, why);
    report->logic_kept = json_integer_value(json_object_get(said, "logic_kept")) - m->logic_lost;
    report->logic_lost = json_integer_value(json_object_get(said, "logic_lost")) + m->logic_lost;
    report->notes_left_off = json_integer_value(json_object_get(said, "notes_left_off"));
    report->questions = (int64_t)json_array_size(json_object_get(m->definition, "questions"));
    bool taken = notes_take(report, json_object_get(said, "notes")) && json_array_extend(report->notes, m->mended) == 0;
    return taken && survey_answers_note(m) ? ERR_NONE : ERR_MEMORY;
}

/* ---- all of it ---- */

static enum err begin(struct survey_importing *m)
{
    m->report->notes = json_array();
    m->mended = json_array();
    enum err err = json_keep(m->config->arena, m->report->notes), also = json_keep(m->config->arena, m->mended);
    return err == ERR_NONE ? also : err;
}

/* Nothing is stored before the child has said what comes after the survey: a file that cannot be read at all leaves nothing behind. */
static enum err run(struct survey_importing *m, struct import_counts *counts, struct fault *why)
{
    enum err err = child_begin(m, why);
    if (err == ERR_NONE)
        err = first_read(m, why);
    if (err == ERR_NONE && !survey_again(m))
        err = survey_add(m, why);
    if (err == ERR_NONE && m->first)
        err = survey_answers(m, counts, why);
    return err == ERR_NONE ? report_take(m, why) : err;
}

enum err survey_import(const struct survey_import_config *config, struct survey_import_report *report, struct import_counts *counts,
                       struct fault *why)
{
    struct survey_importing *m = arena_new_object(config->arena, struct survey_importing);
    *report = (struct survey_import_report){0};
    *counts = (struct import_counts){0};
    if (!m)
        return ERR_MEMORY;
    *m = (struct survey_importing){.config = config, .report = report};
    enum err err = begin(m);
    if (err == ERR_NONE)
        err = run(m, counts, why);
    child_close(m->child);
    arena_free(m->first_arena);
    if (err != ERR_NONE && err != ERR_INVALID && err != ERR_MALFORMED && err != ERR_TOO_LARGE && !why->code)
        fault_set(why, err, "not_stored", "", "The file was read and could not be stored. Try again.");
    return err;
}

void survey_import_write(const struct survey_import_report *report, const struct import_counts *counts, struct buf *out)
{
    buf_add_text(out, "{\"slug\":");
    json_put_text(out, report->slug);
    json_put_member(out, "format", report->format);
    buf_printf(out,
               ",\"questions\":%lld,\"logic\":{\"kept\":%lld,\"lost\":%lld},\"responses\":%lld,\"notes\":", (long long)report->questions,
               (long long)report->logic_kept, (long long)report->logic_lost, (long long)counts->stored + counts->repeated);
    json_put_tree(out, report->notes);
    buf_printf(out, ",\"notes_left_off\":%lld}", (long long)report->notes_left_off);
}
