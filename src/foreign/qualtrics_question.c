/* One question of a .qsf: which of ours it becomes. */
#include "foreign/qualtrics_making.h"

/* ---- choosing ---- */

static void make_nps(struct making *m)
{
    json_t *question = qsf_make_asking(m, "nps");
    const json_t *labels = json_object_get(m->payload, "ColumnLabels");
    size_t count = json_array_size(labels);
    if (!question || count < 2)
        return;
    qsf_put_text(m, question, "low_label", m->qsf->language, qsf_text(json_array_get(labels, 0), "Display"));
    qsf_put_text(m, question, "high_label", m->qsf->language, qsf_text(json_array_get(labels, count - 1), "Display"));
}

static void make_choice(struct making *m)
{
    if (str_is(m->selector, "NPS")) {
        make_nps(m);
        return;
    }
    bool several = str_starts(m->selector, "MA") || str_is(m->selector, "MSB");
    const json_t *codes = qsf_carried(m, qsf_codes_of(m, m->payload, "Choices", "ChoiceOrder"));
    if (!json_array_size(codes)) {
        qsf_lost(m, "nothing_to_choose", "The question has no choices, so there is nothing to answer.");
        return;
    }
    json_t *question = qsf_make_asking(m, several ? "choices" : "choice");
    if (!question)
        return;
    if (!qsf_put_choices(m, question, "Choices", codes)) {
        qsf_too_long(m, question, json_array_size(codes));
        return;
    }
    qsf_put_shuffle(m, question, "choices");
    if (several)
        qsf_put_counts(m, question);
}

static void make_ranking(struct making *m)
{
    const json_t *codes = qsf_carried(m, qsf_codes_of(m, m->payload, "Choices", "ChoiceOrder"));
    if (json_array_size(codes) < 2 || json_array_size(codes) > FOREIGN_OPTIONS_MAX) {
        qsf_lost(m, "wrong_count", "An order is made of 2 to 60 things.");
        return;
    }
    json_t *question = qsf_make_asking(m, "ranking");
    if (question && qsf_put_choices(m, question, "Choices", codes))
        qsf_put_shuffle(m, question, "choices");
}

/* ---- words ---- */

static void make_number(struct making *m)
{
    const json_t *range = json_object_get(m->settings, "ValidNumber");
    double low, high;
    json_t *question = qsf_make_asking(m, "number");
    bool has_low = qsf_number(range, "Min", &low), has_high = qsf_number(range, "Max", &high);
    if (question && has_low)
        json_object_set_new(question, "low", json_real(low));
    if (question && has_high && (!has_low || low <= high))
        json_object_set_new(question, "high", json_real(high));
}

static void make_words(struct making *m)
{
    struct str content = qsf_text(m->settings, "ContentType");
    bool checked = str_is(qsf_text(m->settings, "Type"), "ContentType");
    double most;
    if (str_is(m->selector, "FORM")) {
        struct grid grid = {.cell = "text", .name = m->name, .low = 1};
        qsf_make_grid(m, &grid);
        return;
    }
    if (checked && str_is(content, "ValidNumber")) {
        make_number(m);
        return;
    }
    if (checked && str_is(content, "ValidDate")) {
        qsf_make_asking(m, "date");
        return;
    }
    if (checked && str_is(content, "ValidEmail")) {
        json_t *contact = qsf_make_asking(m, "contact");
        if (contact)
            json_object_set_new(contact, "fields", json_pack("[s]", "email"));
        return;
    }
    if (checked && content.length)
        qsf_changed(m, "content", "What kind of words these must be is not checked here.");
    if (str_is(m->selector, "PW"))
        qsf_changed(m, "password", "What is typed is seen while it is typed.");
    json_t *question = qsf_make_asking(m, str_is(m->selector, "ML") || str_is(m->selector, "ESTB") ? "story" : "text");
    if (question && qsf_number(m->settings, "TotalChars", &most) && most >= 1 && most <= 10000)
        json_object_set_new(question, "length_max", json_integer((json_int_t)most));
}

static void make_statement(struct making *m)
{
    if (str_is(m->selector, "GRB"))
        qsf_lost(m, "picture", "The picture was left out; the words stay.");
    qsf_make_asking(m, "statement");
}

static void make_file(struct making *m)
{
    json_t *question = qsf_make_asking(m, "file");
    if (question && !foreign_file(m->foreign, question, STR(""), 1, 0))
        json_object_clear(m->known);
}

/* ---- side by side ---- */

static void make_one(struct making *m);

/* A column each, named as files of answers name them: "Q4#1". */
static void make_side_by_side(struct making *m)
{
    const json_t *columns = json_object_get(m->payload, "AdditionalQuestions");
    const json_t *codes = qsf_codes_of(m, m->payload, "AdditionalQuestions", "");
    qsf_changed(m, "split", "Columns side by side became a question each.");
    for (size_t i = 0; columns && i < json_array_size(codes); i++) {
        struct str code = json_str(json_array_get(codes, i));
        struct making column = *m;
        column.payload = qsf_member(columns, code);
        column.settings = json_object_get(json_object_get(column.payload, "Validation"), "Settings");
        column.type = qsf_text(column.payload, "QuestionType");
        column.selector = qsf_text(column.payload, "Selector");
        column.sub = qsf_text(column.payload, "SubSelector");
        column.name = str_of(arena_printf(m->foreign->arena, "%.*s#%.*s", STR_ARGS(m->name), STR_ARGS(code)));
        column.qid = str_of(arena_printf(m->foreign->arena, "%.*s#%.*s", STR_ARGS(m->qid), STR_ARGS(code)));
        make_one(&column);
    }
}

/* ---- all of them ---- */

static const struct {
    const char *type;
    void (*make)(struct making *m);
} kinds[] = {{"MC", make_choice},         {"TE", make_words},      {"Matrix", qsf_make_matrix}, {"SBS", make_side_by_side},
             {"Slider", qsf_make_slider}, {"RO", make_ranking},    {"CS", qsf_make_sum},        {"DB", make_statement},
             {"FileUpload", make_file},   {"PGR", qsf_make_groups}};

static const struct {
    const char *type, *why;
} without[] = {{"Meta", "What the browser tells of itself is not stored here."},
               {"Timing", "How long a page was open is not stored here."},
               {"Captcha", "A test against robots is no question here."},
               {"HotSpot", "Places in a picture cannot be chosen here."},
               {"HeatMap", "Places in a picture cannot be chosen here."},
               {"Draw", "Drawings and signatures cannot be given as an answer."},
               {"HL", "Words in a text cannot be marked here."},
               {"TreeSelect", "Lists within lists cannot be chosen from here."}};

static void make_one(struct making *m)
{
    m->known = json_object();
    json_object_set_new(m->known, "entry", json_integer((json_int_t)(m->entry - m->qsf->entries)));
    json_object_setn_new(m->qsf->known, m->qid.at, m->qid.length, m->known);
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (str_is(m->type, without[i].type)) {
            qsf_lost(m, "type_without_counterpart", without[i].why);
            return;
        }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is(m->type, kinds[i].type)) {
            qsf_note_checks(m);
            kinds[i].make(m);
            return;
        }
    if (qsf_codes_of(m, m->payload, "Choices", "ChoiceOrder") && str_is(m->type, "DD")) {
        qsf_changed(m, "drill_down", "Lists that depend on one another became words to type.");
        qsf_make_asking(m, "text");
        return;
    }
    foreign_note(m->foreign, m->name, FOREIGN_LOST, "type_unknown", "There is no question of the type \"%.*s\" here.", STR_ARGS(m->type));
}

void qsf_question(struct qsf *qsf, struct qsf_entry *entry)
{
    struct making m = {.qsf = qsf, .foreign = qsf->foreign, .entry = entry, .payload = entry->payload, .owner = entry->payload};
    m.settings = json_object_get(json_object_get(entry->payload, "Validation"), "Settings");
    m.qid = entry->qid, m.name = entry->name;
    m.type = qsf_text(entry->payload, "QuestionType");
    m.selector = qsf_text(entry->payload, "Selector");
    m.sub = qsf_text(entry->payload, "SubSelector");
    entry->first = json_array_size(qsf->foreign->questions);
    make_one(&m);
    entry->count = json_array_size(qsf->foreign->questions) - entry->first;
}
