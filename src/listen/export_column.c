#include "listen/export_column.h"
#include "listen/tongue.h"

#include <ctype.h>
#include <stdio.h>

/* ---- words ---- */

enum { VARIABLE_MAX = 60 };

static const char *const words[EXPORT_WORDS][TONGUES_LTR] = {
#define W(key, en, fi, sv) {en, fi, sv},
#include "listen/answer_words.def"
#include "listen/export_words.def"
#undef W
};
static const char *const words_rtl[EXPORT_WORDS][TONGUES_RTL] = {
#define W(key, ar, he, fa, ur) [EXPORT_WORD_##key] = {ar, he, fa, ur},
#include "listen/answer_words_rtl.def"
#include "listen/export_words_rtl.def"
#undef W
};

struct str export_word(enum export_word word, struct str language)
{
    enum tongue tongue = tongue_of(language);
    return str_of(tongue < TONGUES_LTR ? words[word][tongue] : words_rtl[word][tongue - TONGUES_LTR]);
}

enum export_word export_emotion_word(int emotion)
{
    return EXPORT_WORD_emotion_joy + (enum export_word)emotion;
}

struct str export_scale_end(const struct survey_definition *survey, const struct question *q, bool high, struct str language)
{
    static const struct {
        enum question_type type;
        enum export_word low, high;
    } standard[] = {
        {QUESTION_NPS, EXPORT_WORD_nps_low, EXPORT_WORD_nps_high},
        {QUESTION_ENPS, EXPORT_WORD_nps_low, EXPORT_WORD_nps_high},
        {QUESTION_CES, EXPORT_WORD_ces_low, EXPORT_WORD_ces_high},
        {QUESTION_CES_V1, EXPORT_WORD_ces_v1_low, EXPORT_WORD_ces_v1_high},
        {QUESTION_CSAT, EXPORT_WORD_csat_1, EXPORT_WORD_csat_5},
        {QUESTION_EXPECTATION, EXPORT_WORD_expectation_1, EXPORT_WORD_expectation_7},
    };
    struct str own = survey_text(survey, high ? q->high_label : q->low_label, language);
    for (size_t i = 0; !own.length && i < sizeof standard / sizeof *standard; i++)
        if (standard[i].type == q->type)
            return export_word(high ? standard[i].high : standard[i].low, language);
    return own;
}

/* ---- columns ---- */

struct making {
    struct arena *arena;
    enum export_layout layout;
    struct str language;
    const struct survey_definition *const *definitions;
    size_t definitions_count;
    struct export_columns *columns;
    size_t room;
    const struct survey_definition *survey; /* of the question at hand */
    bool failed;
};

static bool variable_taken(const struct export_columns *columns, const char *name)
{
    for (size_t i = 0; i < columns->count; i++)
        if (strcasecmp(columns->all[i].variable.at, name) == 0)
            return true;
    return false;
}

/* Words that the command language of statistics programs keeps for itself. */
static bool reserved(const char *name)
{
    static const char *const kept[] = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcasecmp(kept[i], name) == 0)
            return true;
    return false;
}

static struct str variable_make(struct making *m, struct str wanted)
{
    char name[VARIABLE_MAX + 24];
    size_t length = 0;
    if (!wanted.length || !isalpha((unsigned char)wanted.at[0]))
        name[length++] = 'v';
    for (size_t i = 0; i < wanted.length && length < VARIABLE_MAX; i++)
        if (wanted.at[i] != ']') /* "visits[2].ease" is visits_2_ease */
            name[length++] = isalnum((unsigned char)wanted.at[i]) ? wanted.at[i] : '_';
    while (length > 1 && name[length - 1] == '_')
        length--;
    name[length] = 0;
    for (int n = 2; reserved(name) || variable_taken(m->columns, name); n++)
        snprintf(name + length, sizeof name - length, "_%d", n);
    return str_keep(m->arena, str_of(name));
}

/* The next column, with its names; NULL once memory is out. */
static struct export_column *column_add(struct making *m, struct str name, struct str variable, struct str label, enum export_kind kind)
{
    struct export_columns *columns = m->columns;
    if (columns->count == m->room) {
        struct export_column *more = arena_take_array(m->arena, m->room ? m->room * 2 : 64, sizeof *more);
        if (!more) {
            m->failed = true;
            return NULL;
        }
        if (columns->count)
            memcpy(more, columns->all, columns->count * sizeof *more);
        columns->all = more;
        m->room = m->room ? m->room * 2 : 64;
    }
    struct export_column column = {.name = str_keep(m->arena, name), .label = str_keep(m->arena, label), .kind = kind, .low = 1, .high = 0};
    column.variable = variable_make(m, variable);
    if (!column.name.at || !column.label.at || !column.variable.at) {
        m->failed = true;
        return NULL;
    }
    columns->all[columns->count] = column;
    return &columns->all[columns->count++];
}

/* "Best 3", "Worst 3" of the third task. */
static struct str task_label(struct making *m, const struct question *part)
{
    bool best = str_starts(part->part, "best_");
    struct str word = export_word(best ? EXPORT_WORD_best : EXPORT_WORD_worst, m->language);
    size_t before = best ? sizeof "best_" - 1 : sizeof "worst_" - 1;
    char *label = arena_printf(m->arena, "%.*s %s", STR_ARGS(word), part->part.at + before);
    m->failed |= !label;
    return label ? str_of(label) : STR("");
}

/* Of parts and choices nobody writes by hand; empty when it is none of them. */
static struct str standard_label(const struct making *m, struct str name)
{
    for (int i = 0; i < CONTACT_FIELDS; i++)
        if (str_is(name, contact_names[i]))
            return export_word((enum export_word)((int)EXPORT_WORD_contact_name + i), m->language);
    for (int i = 0; i < OPT_OUTS; i++)
        if (str_is(name, opt_out_names[i]))
            return export_word((enum export_word)((int)EXPORT_WORD_dont_know + i), m->language);
    return str_is(name, "other") ? export_word(EXPORT_WORD_other_what, m->language) : (struct str){0};
}

/* "Acme: Why?", "Your visits 2: Why?" */
static struct str round_label(struct making *m, const struct question *q, struct str own)
{
    struct str about = survey_text(m->survey, q->round->text ? q->round->text : q->group->text, m->language);
    char *label = q->round->text ? arena_printf(m->arena, "%.*s: %.*s", STR_ARGS(about), STR_ARGS(own))
                                 : arena_printf(m->arena, "%.*s %zu: %.*s", STR_ARGS(about), q->round->number, STR_ARGS(own));
    m->failed |= !label;
    return label ? str_of(label) : STR("");
}

/* A part says its question's words before its own: "How did we do? The staff". What has no words has its name. */
static struct str question_label(struct making *m, const struct question *q)
{
    struct str own = survey_text(m->survey, q->text, m->language);
    if (!q->parent)
        return q->round ? round_label(m, q, own) : own;
    struct str above = question_label(m, q->parent), standard = q->text                               ? own
                                                                : q->parent->type == QUESTION_MAXDIFF ? task_label(m, q)
                                                                                                      : standard_label(m, q->part);
    struct str name = standard.length ? standard : q->part;
    char *label = arena_printf(m->arena, "%.*s %.*s", STR_ARGS(above), STR_ARGS(name));
    m->failed |= !label;
    return label ? str_of(label) : STR("");
}

/* A column of a question's answer; part: empty, or what stands behind the question's id in the names. */
static struct export_column *answer_column(struct making *m, const struct question *q, struct str part, struct str part_label,
                                           enum export_kind kind, enum export_reading reading)
{
    const char *dot = part.length ? "." : "", *line = part.length ? "_" : "", *dash = part_label.length ? ": " : "";
    struct str text = question_label(m, q);
    char *name = arena_printf(m->arena, "answers.%s%s%.*s", q->id.at, dot, STR_ARGS(part));
    char *variable = arena_printf(m->arena, "%s%s%.*s", q->id.at, line, STR_ARGS(part));
    char *label = arena_printf(m->arena, "%.*s%s%.*s", STR_ARGS(text), dash, STR_ARGS(part_label));
    struct export_column *column = name && variable && label ? column_add(m, str_of(name), str_of(variable), str_of(label), kind) : NULL;
    m->failed |= !column;
    if (column) {
        column->source = EXPORT_OF_ANSWER;
        column->question = q;
        column->reading = reading;
    }
    return column;
}

static void scale_column(struct making *m, const struct question *q)
{
    struct export_column *column = answer_column(m, q, STR(""), STR(""), EXPORT_NUMBER, EXPORT_WHOLE);
    struct export_value *values = column ? arena_take_array(m->arena, 2, sizeof *values) : NULL;
    m->failed |= column && !values;
    for (int high = 0; values && high <= 1; high++) {
        struct str label = export_scale_end(m->survey, q, high, m->language);
        if (label.length)
            values[column->values_count++] = (struct export_value){high ? q->scale_high : q->scale_low, STR(""), label};
    }
    if (column)
        column->values = values;
}

/* The choices of every version, those of the newest first. */
static size_t choices_take(struct making *m, const struct question *q, struct export_value **values)
{
    size_t room = 0, count = 0;
    for (size_t v = 0; v < m->definitions_count; v++) {
        const struct question *there = survey_question(m->definitions[v], q->id);
        room += there ? there->choices_count : 0;
    }
    *values = arena_take_array(m->arena, room + 1, sizeof **values);
    m->failed |= !*values;
    for (size_t v = 0; *values && v < m->definitions_count; v++) {
        const struct question *there = survey_question(m->definitions[v], q->id);
        for (size_t i = 0; there && i < there->choices_count; i++) {
            const struct choice *choice = &there->choices[i];
            size_t known = 0;
            while (known < count && !str_equal((*values)[known].id, choice->id))
                known++;
            if (known < count)
                continue;
            (*values)[count].code = (int64_t)count + 1;
            (*values)[count].id = choice->id;
            (*values)[count++].label =
                choice->text ? survey_text(m->definitions[v], choice->text, m->language) : standard_label(m, choice->id);
        }
    }
    return count;
}

static void choice_column(struct making *m, const struct question *q)
{
    struct export_column *column = answer_column(m, q, STR(""), STR(""), EXPORT_CODE, EXPORT_WHOLE);
    struct export_value *values;
    size_t count = choices_take(m, q, &values);
    if (column) {
        column->values = values;
        column->values_count = count;
    }
}

static void choices_columns(struct making *m, const struct question *q)
{
    struct export_value *values;
    struct export_column *column;
    size_t count = choices_take(m, q, &values);
    if (m->layout == EXPORT_JOINED) {
        column = answer_column(m, q, STR(""), STR(""), EXPORT_TEXT, EXPORT_LIST);
        if (column) {
            column->values = values;
            column->values_count = count;
        }
        return;
    }
    for (size_t i = 0; values && i < count; i++) {
        column = answer_column(m, q, values[i].id, values[i].label, EXPORT_FLAG, EXPORT_HAS);
        if (!column)
            return;
        column->path[0] = values[i].id;
        column->set = true;
        column->set_label = survey_text(m->survey, q->text, m->language);
        column->part_label = values[i].label;
    }
}

/* Names in order of export_emotion_word, without the soft hyphens of a narrow screen. */
static struct str emotion_label(struct making *m, int emotion)
{
    struct str word = export_word(export_emotion_word(emotion), m->language);
    char *plain = arena_take(m->arena, word.length + 1);
    size_t length = 0;
    for (size_t i = 0; plain && i < word.length; i++)
        if (i + 1 < word.length && memcmp(word.at + i, "\u00ad", 2) == 0)
            i++;
        else
            plain[length++] = word.at[i];
    m->failed |= !plain;
    return (struct str){plain ? plain : "", length};
}

static void emotion_columns(struct making *m, const struct question *q)
{
    struct str strongest = export_word(EXPORT_WORD_strongest, m->language);
    struct export_column *column = answer_column(m, q, STR("strongest"), strongest, EXPORT_CODE, EXPORT_MEMBER);
    struct export_value *values = arena_take_array(m->arena, EMOTIONS + 1, sizeof *values);
    m->failed |= !values;
    for (int i = 0; values && i <= EMOTIONS; i++)
        values[i] = (struct export_value){i + 1, str_of(i == EMOTIONS ? "nothing_special" : emotion_names[i]), emotion_label(m, i)};
    if (column) {
        column->path[0] = STR("strongest");
        column->values = values;
        column->values_count = values ? EMOTIONS + 1 : 0;
    }
    if (m->layout == EXPORT_JOINED) {
        column = answer_column(m, q, STR("all"), STR(""), EXPORT_TEXT, EXPORT_PAIRS);
        if (column)
            column->path[0] = STR("all");
        return;
    }
    for (int i = 0; values && i < EMOTIONS; i++) {
        column = answer_column(m, q, values[i].id, values[i].label, EXPORT_NUMBER, EXPORT_MEMBER);
        if (!column)
            return;
        column->path[0] = STR("all");
        column->path[1] = values[i].id;
    }
}

/* The one place that knows what a question becomes. */
static void question_columns(struct making *m, const struct question *q)
{
    switch (q->type) {
    case QUESTION_STATEMENT:
    case QUESTION_MATRIX:
    case QUESTION_RANKING:
    case QUESTION_SUM:
    case QUESTION_CONTACT:
    case QUESTION_MAXDIFF:
        return; /* their parts follow */
    case QUESTION_CHOICE:
        choice_column(m, q);
        return;
    case QUESTION_CHOICES:
        choices_columns(m, q);
        return;
    case QUESTION_EMOTION:
        emotion_columns(m, q);
        return;
    case QUESTION_STORY:
    case QUESTION_TEXT:
    case QUESTION_TIME:
    case QUESTION_HIDDEN:
        answer_column(m, q, STR(""), STR(""), EXPORT_TEXT, EXPORT_WHOLE);
        return;
    case QUESTION_FILE:
        answer_column(m, q, STR(""), STR(""), EXPORT_TEXT, EXPORT_FILES);
        return;
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
    case QUESTION_CALCULATED:
        answer_column(m, q, STR(""), STR(""), EXPORT_NUMBER, EXPORT_WHOLE);
        return;
    case QUESTION_DATE:
        answer_column(m, q, STR(""), STR(""), EXPORT_DAY, EXPORT_WHOLE);
        return;
    case QUESTION_CONSENT:
        answer_column(m, q, STR(""), STR(""), EXPORT_FLAG, EXPORT_WHOLE);
        return;
    default:
        scale_column(m, q);
    }
}

static void response_columns(struct making *m)
{
    static const struct {
        const char *name, *variable;
        enum export_word label;
        enum export_kind kind;
    } own[] = {
        [EXPORT_ID] = {"id", "response_id", EXPORT_WORD_id, EXPORT_NUMBER},
        [EXPORT_AT] = {"at", "answered_at", EXPORT_WORD_at, EXPORT_MOMENT},
        [EXPORT_RECEIVED_AT] = {"received_at", "received_at", EXPORT_WORD_received_at, EXPORT_MOMENT},
        [EXPORT_SURVEY] = {"survey", "survey", EXPORT_WORD_survey, EXPORT_TEXT},
        [EXPORT_VERSION] = {"version", "survey_version", EXPORT_WORD_version, EXPORT_NUMBER},
        [EXPORT_CHANNEL] = {"channel", "channel", EXPORT_WORD_channel, EXPORT_TEXT},
        [EXPORT_LANGUAGE] = {"language", "language", EXPORT_WORD_language, EXPORT_TEXT},
        [EXPORT_TOUCHPOINT] = {"touchpoint", "touchpoint", EXPORT_WORD_touchpoint, EXPORT_TEXT},
        [EXPORT_UNIT] = {"unit", "unit", EXPORT_WORD_unit, EXPORT_TEXT},
        [EXPORT_CUSTOMER] = {"customer", "customer", EXPORT_WORD_customer, EXPORT_TEXT},
        [EXPORT_OUTCOME] = {"outcome", "outcome", EXPORT_WORD_outcome, EXPORT_CODE},
    };
    static const char *const outcomes[] = {"poor", "middle", "good"};
    for (size_t i = 0; i < sizeof own / sizeof *own && !m->failed; i++) {
        struct export_column *column =
            column_add(m, str_of(own[i].name), str_of(own[i].variable), export_word(own[i].label, m->language), own[i].kind);
        if (!column)
            return;
        column->field = (enum export_field)i;
        if (own[i].kind != EXPORT_CODE)
            continue;
        struct export_value *values = arena_take_array(m->arena, 3, sizeof *values);
        m->failed |= !values;
        for (int o = 0; values && o < 3; o++)
            values[o] =
                (struct export_value){o + 1, str_of(outcomes[o]), export_word(EXPORT_WORD_outcome_poor + (enum export_word)o, m->language)};
        column->values = values;
        column->values_count = values ? 3 : 0;
    }
}

static void attribute_columns(struct making *m, const struct str *attributes, size_t count)
{
    for (size_t i = 0; i < count && !m->failed; i++) {
        char *name = arena_printf(m->arena, "attributes.%.*s", STR_ARGS(attributes[i]));
        struct export_column *column = name ? column_add(m, str_of(name), attributes[i], attributes[i], EXPORT_TEXT) : NULL;
        m->failed |= !column;
        if (column) {
            column->source = EXPORT_OF_ATTRIBUTE;
            column->path[0] = attributes[i];
        }
    }
}

static bool newer_has(const struct making *m, size_t version, struct str id)
{
    for (size_t v = 0; v < version; v++) {
        const struct question *q = survey_question(m->definitions[v], id);
        if (q && q->type != QUESTION_STATEMENT)
            return true;
    }
    return false;
}

enum err export_columns_make(struct arena *arena, enum export_layout layout, struct str language,
                             const struct survey_definition *const *definitions, size_t definitions_count, const struct str *attributes,
                             size_t attributes_count, struct export_columns *columns)
{
    struct making m = {arena, layout, language, definitions, definitions_count, columns, 0, NULL, false};
    *columns = (struct export_columns){0};
    response_columns(&m);
    columns->attributes_first = columns->count;
    attribute_columns(&m, attributes, attributes_count);
    columns->answers_first = columns->count;
    for (size_t v = 0; v < definitions_count; v++) {
        m.survey = definitions[v];
        for (size_t i = 0; i < m.survey->questions_count && !m.failed; i++)
            if (!newer_has(&m, v, m.survey->questions[i].id))
                question_columns(&m, &m.survey->questions[i]);
    }
    return m.failed ? ERR_MEMORY : ERR_NONE;
}

const struct export_value *export_value_of(const struct export_column *column, struct str id)
{
    for (size_t i = 0; i < column->values_count; i++)
        if (str_equal(column->values[i].id, id))
            return &column->values[i];
    return NULL;
}
