/* LimeSurvey: the survey, its groups, its languages; archives. */
#include "foreign/limesurvey.h"
#include "base/zip_read.h"
#include "foreign/readers.h"

#include <stdlib.h>

enum { LOOKED_AT = 8192, UNPACKED_MAX = 512 << 20, WELCOME_BYTES_MAX = 1 << 17 };

static bool has(struct str bytes, const char *text)
{
    return memmem(bytes.at, bytes.length, text, strlen(text)) != NULL;
}

static bool is_archive(struct str bytes)
{
    struct zip_read *zip;
    size_t survey;
    if (!zip_read_is(bytes))
        return false;
    if (zip_read_open(bytes, UNPACKED_MAX, &zip, NULL) != ERR_NONE) /* broken: its first file's name still stands at the beginning */
        return has((struct str){bytes.at, bytes.length > LOOKED_AT ? LOOKED_AT : bytes.length}, ".lss");
    bool found = zip_read_find_ending(zip, ".lss", &survey);
    zip_read_close(zip);
    return found;
}

bool limesurvey_is(struct str bytes)
{
    struct str beginning = {bytes.at, bytes.length > LOOKED_AT ? LOOKED_AT : bytes.length};
    return has(beginning, "LimeSurveyDocType") || is_archive(bytes);
}

/* ---- languages ---- */

static void language_add(struct lime *l, struct str theirs)
{
    for (size_t i = 0; i < l->languages_count; i++)
        if (str_equal(l->languages[i].theirs, theirs))
            return;
    if (!theirs.length || l->languages_count == LIME_LANGUAGES_MAX)
        return;
    struct lime_language language = {theirs, foreign_language(l->foreign, theirs).at};
    for (size_t i = 0; language.ours && i < l->languages_count; i++)
        if (l->languages[i].ours && strcmp(l->languages[i].ours, language.ours) == 0)
            language.ours = NULL;
    if (!language.ours)
        foreign_note(l->foreign, STR(""), FOREIGN_LOST, "language_left_off",
                     "The language \"%.*s\" is left out: it is not known here, or a variant of it stands already.",
                     theirs.length > 40 ? 40 : (int)theirs.length, theirs.at);
    l->languages[l->languages_count++] = language;
}

/* The survey's own first; of a question or a group alone those of its words. */
static enum err languages_read(struct lime *l)
{
    const struct lime_table *surveys = &l->tables[LIME_SURVEYS];
    const struct lime_row *survey = surveys->count ? &surveys->rows[0] : NULL;
    struct str more = lime_cell(survey, "additional_languages"), code;
    const char *ours[LIME_LANGUAGES_MAX];
    size_t count = 0;
    language_add(l, lime_cell(survey, "language"));
    while (str_cut(&more, ' ', &code))
        language_add(l, str_trim(code));
    static const enum lime_index words[] = {LIME_QUESTION_TEXTS, LIME_QUESTIONS};
    for (int i = 0; !survey && i < 2; i++)
        for (size_t row = 0; row < l->tables[words[i]].count; row++)
            language_add(l, lime_cell(&l->tables[words[i]].rows[row], "language"));
    if (!l->languages_count)
        language_add(l, STR("en"));
    for (size_t i = 0; i < l->languages_count; i++)
        if (l->languages[i].ours)
            ours[count++] = l->languages[i].ours;
    if (!count)
        ours[count++] = l->languages[0].ours = "en";
    return foreign_begin(l->foreign, ours, count);
}

/* ---- the survey ---- */

static struct str survey_words(const struct lime *l, size_t language, const char *column)
{
    return lime_cell(lime_first(l, LIME_SURVEY_TEXTS, l->languages[language].theirs), column);
}

static void thanks_put(struct lime *l)
{
    static const char *const outcomes[] = {"good", "middle", "poor"};
    json_t *thanks = json_object();
    for (int i = 0; i < 3; i++)
        for (size_t language = 0; language < l->languages_count; language++) {
            struct str text = survey_words(l, language, "surveyls_endtext");
            lime_put(l, thanks, outcomes[i], &l->languages[language], text.length ? text : survey_words(l, 0, "surveyls_endtext"));
        }
    if (json_object_size(thanks) == 3)
        json_object_set(l->foreign->definition, "thanks", thanks);
    json_decref(thanks);
}

/* Two texts, one below the other. */
static void pair_put(struct lime *l, json_t *question, const struct lime_language *language, struct str above, struct str below)
{
    struct buf both = buf_new(WELCOME_BYTES_MAX);
    buf_add_str(&both, above);
    buf_add_text(&both, above.length && below.length ? "<br/><br/>" : "");
    buf_add_str(&both, below);
    lime_put(l, question, "text", language, buf_str(&both));
    buf_free(&both);
}

static void welcome_add(struct lime *l)
{
    json_t *welcome = foreign_question(l->foreign, STR("welcome"), "statement");
    for (size_t i = 0; welcome && i < l->languages_count; i++)
        pair_put(l, welcome, &l->languages[i], survey_words(l, i, "surveyls_description"), survey_words(l, i, "surveyls_welcometext"));
    if (welcome && !json_object_size(json_object_get(welcome, "text")))
        foreign_question_drop(l->foreign, welcome);
}

static void survey_put(struct lime *l)
{
    const struct lime_row *survey = l->tables[LIME_SURVEYS].count ? &l->tables[LIME_SURVEYS].rows[0] : NULL;
    bool anonymous = str_is(lime_cell(survey, "anonymized"), "Y");
    for (size_t i = 0; i < l->languages_count; i++)
        lime_put(l, l->foreign->definition, "title", &l->languages[i], survey_words(l, i, "surveyls_title"));
    if (anonymous)
        json_object_set_new(l->foreign->definition, "anonymity", json_string(l->archive ? "confidential" : "anonymous"));
    if (anonymous && l->archive)
        foreign_note(l->foreign, STR(""), FOREIGN_CHANGED, "confidential",
                     "The survey was anonymous. Its old answers bring their dates, so it is confidential here.");
    if (str_is(lime_cell(survey, "assessments"), "Y"))
        foreign_note(l->foreign, STR(""), FOREIGN_LOST, "assessments", "Points for answers and what is said about them are left out.");
    if (survey_words(l, 0, "surveyls_url").length)
        foreign_note(l->foreign, STR(""), FOREIGN_LOST, "end_address", "The address to go on to at the end is left out.");
    if (str_is(lime_cell(survey, "format"), "S"))
        json_object_set_new(l->foreign->definition, "show", json_string("one_at_a_time"));
    if (survey)
        welcome_add(l);
    thanks_put(l);
}

/* ---- groups and questions ---- */

struct content {
    struct lime_group *groups;
    struct lime_question *questions;
    size_t groups_count, questions_count;
};

static int by_group_order(const void *a, const void *b)
{
    const struct lime_group *x = a, *y = b;
    return x->order != y->order ? (x->order < y->order ? -1 : 1) : (x->row > y->row) - (x->row < y->row);
}

static int by_question_order(const void *a, const void *b)
{
    const struct lime_question *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1; /* where they stand among the groups; those without come first */
    return x->order != y->order ? (x->order < y->order ? -1 : 1) : (x->row > y->row) - (x->row < y->row);
}

/* A row per language in older files: the first of each id counts. */
static bool first_of_its_kind(const struct lime *l, enum lime_index index, const struct lime_row *row, const char *key)
{
    return lime_first(l, index, lime_cell(row, key)) == row;
}

static enum err content_read(struct lime *l, struct content *content)
{
    const struct lime_table *groups = &l->tables[LIME_GROUPS], *questions = &l->tables[LIME_QUESTIONS];
    content->groups = arena_take_array(l->foreign->arena, groups->count + 1, sizeof *content->groups);
    content->questions = arena_take_array(l->foreign->arena, questions->count + 1, sizeof *content->questions);
    if (!content->groups || !content->questions)
        return ERR_MEMORY;
    for (size_t i = 0; i < groups->count; i++)
        if (first_of_its_kind(l, LIME_GROUPS, &groups->rows[i], "gid"))
            content->groups[content->groups_count++] = (struct lime_group){.gid = lime_cell(&groups->rows[i], "gid"),
                                                                           .order = lime_cell_number(&groups->rows[i], "group_order", 0),
                                                                           .row = &groups->rows[i]};
    qsort(content->groups, content->groups_count, sizeof *content->groups, by_group_order);
    for (size_t i = 0; i < questions->count; i++) {
        const struct lime_row *row = &questions->rows[i];
        struct str type = lime_cell(row, "type"), gid = lime_cell(row, "gid"), parent = lime_cell(row, "parent_qid");
        if (!first_of_its_kind(l, LIME_QUESTIONS, row, "qid") || (parent.length && !str_is(parent, "0")))
            continue;
        struct lime_question *question = &content->questions[content->questions_count++];
        *question = (struct lime_question){.qid = lime_cell(row, "qid"),
                                           .code = lime_cell(row, "title"),
                                           .type = type.length ? type.at[0] : '?',
                                           .order = lime_cell_number(row, "question_order", 0),
                                           .row = row};
        for (size_t g = 0; g < content->groups_count; g++)
            if (str_equal(content->groups[g].gid, gid))
                question->group = &content->groups[g];
        if (!question->code.length)
            question->code = question->qid;
    }
    qsort(content->questions, content->questions_count, sizeof *content->questions, by_question_order);
    return ERR_NONE;
}

/* A heading with nothing below it is none. */
static void heading_drop(struct lime *l)
{
    size_t count = json_array_size(l->foreign->questions);
    if (l->heading && count && json_array_get(l->foreign->questions, count - 1) == l->heading)
        foreign_question_drop(l->foreign, l->heading);
    l->heading = NULL;
}

/* What is said above the questions of a group, where the survey shows it. */
static void group_add(struct lime *l, struct lime_group *group)
{
    const struct lime_row *survey = l->tables[LIME_SURVEYS].count ? &l->tables[LIME_SURVEYS].rows[0] : NULL;
    struct str shown = lime_cell(survey, "showgroupinfo");
    bool name = survey && !str_is(shown, "X") && !str_is(shown, "D"), description = survey && !str_is(shown, "X") && !str_is(shown, "N");
    l->question = NULL;
    int64_t lost = l->foreign->logic_lost;
    group->condition = lime_group_condition(l, group);
    group->condition_lost = l->foreign->logic_lost > lost;
    if (!str_is(lime_cell(survey, "format"), "A"))
        foreign_page(l->foreign);
    if (lime_cell(group->row, "randomization_group").length)
        foreign_note_once(l->foreign, FOREIGN_LOST, "random_order_of_groups", "Groups came in a random order; now the order is fixed.");
    json_t *heading = name || description ? foreign_question(l->foreign, STR("group"), "statement") : NULL;
    for (size_t i = 0; heading && i < l->languages_count; i++)
        pair_put(l, heading, &l->languages[i],
                 name ? lime_words(l, LIME_GROUP_TEXTS, LIME_GROUPS, group->gid, "group_name", l->languages[i].theirs) : STR(""),
                 description ? lime_words(l, LIME_GROUP_TEXTS, LIME_GROUPS, group->gid, "description", l->languages[i].theirs) : STR(""));
    l->heading = heading;
    bool words = heading && json_object_size(json_object_get(heading, "text")) > 0;
    if (heading && (!words || (group->condition && !foreign_show_if(heading, json_deep_copy(group->condition)))))
        heading_drop(l);
}

static void questions_add(struct lime *l, struct content *content)
{
    const struct lime_group *before = NULL;
    for (size_t i = 0; i < content->questions_count; i++) {
        const struct lime_question *question = &content->questions[i];
        if (question->group != before)
            heading_drop(l);
        if (question->group && question->group != before)
            group_add(l, &content->groups[question->group - content->groups]);
        before = question->group;
        l->question = question;
        lime_question_add(l);
    }
    heading_drop(l);
    l->question = NULL;
}

/* ---- the file ---- */

static void free_names(void *map)
{
    map_free(map, NULL);
}

static enum err survey_read(struct lime *l, struct str bytes, struct fault *why)
{
    struct content content = {0};
    l->names = map_new();
    if (!l->names || arena_on_free(l->foreign->arena, free_names, l->names) != ERR_NONE)
        return ERR_MEMORY;
    enum err err = lime_tables_read(l, bytes, why);
    if (err == ERR_NONE)
        err = languages_read(l);
    if (err == ERR_NONE)
        err = content_read(l, &content);
    if (err != ERR_NONE)
        return err;
    survey_put(l);
    questions_add(l, &content);
    lime_quotas_add(l);
    return l->out_of_memory ? ERR_MEMORY : ERR_NONE;
}

static enum err archive_read(struct lime *l, struct zip_read *zip, struct fault *why)
{
    size_t survey, responses, other;
    struct str bytes;
    if (!zip_read_find_ending(zip, ".lss", &survey))
        return fault_set(why, ERR_INVALID, "no_survey", "", "There is no survey in this archive.");
    l->archive = zip_read_find_ending(zip, ".lsr", &responses);
    enum err err = zip_read_file(zip, survey, l->foreign->arena, &bytes, why);
    if (err == ERR_NONE)
        err = survey_read(l, bytes, why);
    if (err != ERR_NONE)
        return err;
    if (zip_read_find_ending(zip, ".lst", &other))
        foreign_note(l->foreign, STR(""), FOREIGN_LOST, "participants",
                     "Its list of participants is left out; customers have an import of their own.");
    if (zip_read_find_ending(zip, ".lsi", &other))
        foreign_note(l->foreign, STR(""), FOREIGN_LOST, "timings", "How long each answer took is left out.");
    if (!l->archive || !l->foreign->response)
        return ERR_NONE;
    err = zip_read_file(zip, responses, l->foreign->arena, &bytes, why);
    return err == ERR_NONE ? lime_responses_read(l, bytes, why) : err;
}

enum err limesurvey_read(struct foreign *foreign, struct fault *why)
{
    struct lime *l = arena_new_object(foreign->arena, struct lime);
    struct zip_read *zip;
    if (!l)
        return ERR_MEMORY;
    l->foreign = foreign;
    if (!zip_read_is(foreign->bytes))
        return survey_read(l, foreign->bytes, why);
    enum err err = zip_read_open(foreign->bytes, UNPACKED_MAX, &zip, why);
    if (err != ERR_NONE)
        return err;
    err = archive_read(l, zip, why);
    zip_read_close(zip);
    return err;
}
