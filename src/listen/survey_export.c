#include "listen/survey_export.h"
#include "base/xml.h"
#include "listen/piping.h"
#include "listen/quota.h"
#include "listen/triple_s.h"

enum { MEMORY_MAX = 16 << 20 };

static const char runs_no_logic[] = "The format knows no conditions.";

void survey_note(struct survey_report *report, struct str question, const char *what, const char *why)
{
    if (report->notes_count < SURVEY_NOTES_MAX)
        report->notes[report->notes_count++] = (struct survey_note){question, what, why};
}

void survey_offers_lost(struct survey_exporting *e, const struct question *q, bool choices, bool rows, const char *why)
{
    size_t lost = 0;
    for (size_t i = 0; choices && i < q->choices_count; i++)
        lost += q->choices[i].condition != NULL;
    for (size_t i = 1; rows && q->type == QUESTION_MATRIX && i <= q->parts_count; i++)
        lost += q[i].parent == q && q[i].condition;
    if (lost)
        survey_note(e->report, q->id, "offer", why);
    e->report->logic_lost += lost;
}

static void write_triple_s(struct survey_exporting *e)
{
    triple_s_definition(&e->exported, false, e->out);
    for (size_t i = 0; i < e->survey->questions_count; i += 1 + e->survey->questions[i].parts_count)
        survey_offers_lost(e, &e->survey->questions[i], true, true, runs_no_logic);
    for (size_t i = 0; i < e->survey->questions_count; i += 1 + e->survey->questions[i].parts_count)
        if (e->survey->questions[i].condition) {
            e->report->logic_lost++;
            survey_note(e->report, e->survey->questions[i].id, "show_if", runs_no_logic);
        }
}

static const struct {
    const char *name;
    void (*write)(struct survey_exporting *e);
    bool (*keeps)(const struct question *group); /* as a group of its own; NULL: none */
} formats[] = {
    {"surveyjs", survey_write_surveyjs, survey_surveyjs_keeps},
    {"lss", survey_write_lss, NULL},
    {"xlsform", survey_write_xlsform, survey_xlsform_keeps},
    {"triple-s", write_triple_s, NULL},
    {"ddi", survey_write_ddi, NULL},
};
enum { FORMATS = sizeof formats / sizeof *formats };

static int format_index(struct str format)
{
    for (int i = 0; i < FORMATS; i++)
        if (str_is(format, formats[i].name))
            return i;
    return -1;
}

bool survey_format_known(struct str format)
{
    return format_index(format) >= 0;
}

/* Pictures are files of this server. SurveyJS names those of choices by a link. */
static void note_pictures(const struct survey_definition *survey, bool links, struct survey_report *report)
{
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        if (q->picture.id.length || (!links && question_has_pictures(q)))
            survey_note(report, q->id, "picture", "The picture does not go along.");
    }
}

/* What no other program has. */
static void note_own(const struct survey_definition *survey, struct survey_report *report)
{
    for (size_t i = 0; i < survey->quotas_count; i++) {
        report->logic_lost++;
        survey_note(report, STR(""), "quotas", "A quota counts stored answers; the format has no place for it.");
    }
    if (survey->arms_count)
        survey_note(report, STR(""), "arms", "Which arm a respondent falls into is drawn by Kuulo; the words are those of no arm.");
    if (survey->thanks)
        survey_note(report, STR(""), "thanks", "The words after sending depend on the outcome, which Kuulo alone works out.");
    if (survey->anonymity != ANONYMITY_IDENTIFIED)
        survey_note(report, STR(""), "anonymity", "The promise to respondents is kept by Kuulo and must be made anew elsewhere.");
}

static void put_plain(struct str text, bool escaped, struct buf *out)
{
    if (escaped)
        xml_put_text(out, text);
    else
        buf_add_str(out, text);
}

void survey_put_piped(struct str text, const char *opening, bool escaped, struct buf *out)
{
    struct str before, name, rest;
    while (piping_next(&text, &before, &name)) {
        enum piping_root root = piping_name(name, &rest);
        put_plain(before, escaped, out);
        buf_add_text(out, opening);
        put_plain(root == PIPING_ANSWER || root == PIPING_ATTRIBUTE ? rest : STR("customer_name"), escaped, out);
        buf_add_char(out, '}');
    }
    put_plain(before, escaped, out);
}

/* Of a group the program does not know, or that something outside looks into, it gets the rounds as questions of their own. */
static enum err groups_flat(struct arena *arena, int index, const struct survey_definition **survey, struct survey_report *report,
                            struct fault *why)
{
    struct survey_definition *flat;
    bool any = false;
    for (size_t i = 0; i < (*survey)->questions_count; i++)
        any |= (*survey)->questions[i].type == QUESTION_GROUP;
    enum err err = any ? survey_flat(arena, *survey, formats[index].keeps, &flat, why) : ERR_NONE;
    if (!any || err != ERR_NONE)
        return err;
    for (size_t i = 0; i < (*survey)->questions_count; i++) {
        const struct question *group = &(*survey)->questions[i], *now = survey_question(flat, group->id);
        if (group->type == QUESTION_GROUP && now && now->type != QUESTION_GROUP)
            survey_note(report, group->id, "group",
                        group_is_counted(group) ? "Each round became questions of its own; how many rounds there are is asked as a number."
                                                : "Each round became questions of its own, shown by their conditions.");
    }
    *survey = flat;
    return err;
}

/* The question of the whole survey that this one of the flat survey is: they stand in the same order. */
static const struct question *same_question(const struct survey_definition *whole, const struct survey_definition *flat, struct str id)
{
    const struct question *wanted = survey_question(flat, id);
    while (wanted && wanted->parent)
        wanted = wanted->parent;
    for (size_t i = 0, j = 0; wanted && i < flat->questions_count && j < whole->questions_count;
         i += 1 + flat->questions[i].parts_count, j += 1 + whole->questions[j].parts_count) {
        const struct question *group = whole->questions[j].group, *now = group ? survey_question(flat, group->id) : NULL;
        while (now && now->type == QUESTION_GROUP && j < whole->questions_count && whole->questions[j].group == group &&
               whole->questions[j].round->number > 1)
            j += 1 + whole->questions[j].parts_count; /* of a group that stayed one, the first round stands for all */
        if (j < whole->questions_count && &flat->questions[i] == wanted)
            return &whole->questions[j];
    }
    return NULL;
}

/* Of what is true of every round, what is said of the first; under the names of the survey itself. */
static void notes_settle(const struct survey_definition *whole, const struct survey_definition *flat, struct survey_report *report)
{
    size_t kept = 0;
    for (size_t i = 0; flat != whole && i < report->notes_count; i++) {
        struct survey_note note = report->notes[i];
        const struct question *q = note.question.length ? same_question(whole, flat, note.question) : NULL;
        if (q && q->round && q->round->number > 1)
            continue;
        note.question = q ? q->id : STR("");
        report->notes[kept++] = note;
    }
    report->notes_count = flat != whole ? kept : report->notes_count;
}

enum err survey_export(const struct survey_definition *whole, int64_t version, struct str format, struct str language, int64_t now_ms,
                       struct survey_report *report, struct buf *out, struct fault *why)
{
    int index = format_index(format);
    const struct survey_definition *survey = whole;
    if (index < 0)
        return fault_set(why, ERR_INVALID, "unknown_value", "format", "A survey goes out as surveyjs, lss, xlsform, triple-s or ddi.");
    struct arena *arena = arena_new(MEMORY_MAX);
    enum err err = arena ? groups_flat(arena, index, &survey, report, why) : ERR_MEMORY;
    if (err != ERR_NONE) {
        arena_free(arena);
        return err;
    }
    struct survey_exporting e = {.survey = survey, .report = report, .out = out};
    struct str first = survey->languages_count ? survey->languages[0] : STR("en");
    for (size_t i = 0; i < survey->languages_count; i++)
        if (str_equal(survey->languages[i], language))
            first = language;
    e.exported = (struct exported){.slug = survey->slug,
                                   .title = survey_text(survey, survey->title, first),
                                   .version = version,
                                   .language = first,
                                   .now_ms = now_ms,
                                   .arena = arena};
    err = export_columns_make(arena, EXPORT_SPREAD, first, &survey, 1, NULL, 0, &e.exported.columns);
    if (err == ERR_NONE) {
        formats[index].write(&e);
        notes_settle(whole, survey, report);
        note_pictures(whole, formats[index].write == survey_write_surveyjs, report);
        note_own(whole, report);
    }
    arena_free(arena);
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}

void survey_report_write(const struct survey_definition *survey, struct str format, const struct survey_report *report, struct buf *out)
{
    buf_add_text(out, "{\"slug\":");
    json_put_text(out, survey->slug);
    json_put_member(out, "format", format);
    size_t questions = 0;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        questions += !survey->questions[i].round || survey->questions[i].round->number == 1;
    buf_printf(out, ",\"questions\":%zu,\"logic\":{\"kept\":%zu,\"lost\":%zu},\"responses\":0,\"notes\":[", questions, report->logic_kept,
               report->logic_lost);
    for (size_t i = 0; i < report->notes_count; i++) {
        buf_add_text(out, i ? ",{\"question\":" : "{\"question\":");
        json_put_text(out, report->notes[i].question);
        json_put_member(out, "what", str_of(report->notes[i].what));
        json_put_member(out, "why", str_of(report->notes[i].why));
        buf_add_char(out, '}');
    }
    buf_add_text(out, "]}");
}
