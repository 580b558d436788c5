/* Qualtrics: a survey exported as .qsf. Its flow says the order of the blocks, a block the order of its questions. */
#include "foreign/qualtrics.h"
#include "foreign/readers.h"

#include <ctype.h>
#include <stdio.h>

enum { IS_LOOKS = 4096, LANGUAGE_MAX = 8, QSF_QUOTAS_READ_MAX = 200 };

const json_t *qsf_member(const json_t *container, struct str key)
{
    int64_t place;
    if (json_is_array(container))
        return str_integer(key, &place) && place >= 0 ? json_array_get(container, (size_t)place) : NULL;
    return key.length ? json_object_getn(container, key.at, key.length) : NULL;
}

struct str qsf_text(const json_t *object, const char *field)
{
    struct str text = json_str(json_object_get(object, field));
    return text.at ? text : STR("");
}

const json_t *qsf_values(struct qsf *qsf, const json_t *container)
{
    const char *key;
    json_t *value, *values;
    if (json_is_array(container))
        return container;
    values = json_array();
    json_array_append_new(qsf->scratch, values);
    json_object_foreach((json_t *)container, key, value)
    {
        json_array_append(values, value);
    }
    return values;
}

bool qsf_number(const json_t *object, const char *field, double *number)
{
    const json_t *value = json_object_get(object, field);
    if (!json_is_number(value))
        return json_is_string(value) && str_real(json_str(value), number);
    *number = json_number_value(value);
    return true;
}

bool qualtrics_is(struct str bytes)
{
    struct str start = {bytes.at, bytes.length < IS_LOOKS ? bytes.length : IS_LOOKS};
    struct str whole = str_trim(start);
    if (whole.length > 3 && memcmp(whole.at, "\xEF\xBB\xBF", 3) == 0)
        whole = str_trim((struct str){whole.at + 3, whole.length - 3});
    if (!whole.length || whole.at[0] != '{')
        return false;
    return memmem(start.at, start.length, "\"SurveyEntry\"", 13) || memmem(bytes.at, bytes.length, "\"SurveyElements\"", 16);
}

/* ---- the parts of the file ---- */

static void take_block(json_t *blocks, const json_t *block)
{
    struct str id = qsf_text(block, "ID");
    if (id.length)
        json_object_setn(blocks, id.at, id.length, (json_t *)block);
}

struct layout {
    struct qsf *qsf;
    json_t *blocks; /* id → block */
    const json_t *flow;
    size_t open[QSF_FLOW_DEPTH_MAX]; /* the branches one stands in */
    size_t open_count;
    size_t depth;
    bool over; /* the survey has ended for everybody */
};

static void take_blocks(struct layout *layout, const json_t *blocks)
{
    for (size_t i = 0; i < json_array_size(blocks); i++)
        take_block(layout->blocks, json_array_get(blocks, i));
}

static void take_element(struct layout *layout, const json_t *element)
{
    struct str kind = qsf_text(element, "Element");
    const json_t *payload = json_object_get(element, "Payload");
    struct str qid = qsf_text(payload, "QuestionID");
    if (!qid.length)
        qid = qsf_text(element, "PrimaryAttribute");
    if (str_is(kind, "SQ") && qid.length && json_is_object(payload))
        json_object_setn(layout->qsf->payloads, qid.at, qid.length, (json_t *)payload);
    else if (str_is(kind, "BL"))
        take_blocks(layout, qsf_values(layout->qsf, payload));
    else if (str_is(kind, "FL"))
        layout->flow = payload;
    else if (str_is(kind, "QO") && json_is_object(payload) && layout->qsf->quotas_count < QSF_QUOTAS_READ_MAX)
        layout->qsf->quotas[layout->qsf->quotas_count++] = payload;
}

/* ---- rules as they stand; what they say is found when all questions are known ---- */

static struct qsf_rule *rule_add(struct qsf *qsf, enum qsf_rule_kind kind, const json_t *logic, struct str name, size_t from, size_t to)
{
    if (qsf->rules_count == QSF_RULES_MAX)
        return NULL;
    struct qsf_rule *rule = &qsf->rules[qsf->rules_count++];
    *rule = (struct qsf_rule){.kind = kind, .logic = logic, .name = name, .from = from, .to = to};
    return rule;
}

static bool has_logic(const json_t *logic)
{
    return (json_is_object(logic) && json_object_size(logic)) || (json_is_array(logic) && json_array_size(logic));
}

/* ---- blocks ---- */

/* A round of a repeated block: which, and what its row of the table says. */
struct lay_round {
    size_t loop;
    struct str round;
    const json_t *fields;
};

static void lay_question(struct layout *layout, const json_t *element, bool new_page, const struct lay_round *round)
{
    struct qsf *qsf = layout->qsf;
    struct arena *arena = qsf->foreign->arena;
    struct str qid = qsf_text(element, "QuestionID");
    const json_t *payload = qsf_member(qsf->payloads, qid);
    if (!payload || qsf->entries_count == QSF_ENTRIES_MAX)
        return;
    struct str name = qsf_text(payload, "DataExportTag");
    if (!name.length)
        name = qid;
    if (round->round.length) {
        qid = str_of(arena_printf(arena, "%.*s%.*s", STR_ARGS(round->round), STR_ARGS(qid)));
        name = str_of(arena_printf(arena, "%.*s%.*s", STR_ARGS(round->round), STR_ARGS(name)));
    }
    qsf->entries[qsf->entries_count++] = (struct qsf_entry){.qid = qid,
                                                            .name = name,
                                                            .round = round->round,
                                                            .fields = round->fields,
                                                            .loop = round->loop,
                                                            .payload = payload,
                                                            .in_block = element,
                                                            .new_page = new_page};
}

static void lay_elements(struct layout *layout, const json_t *block, const struct lay_round *round)
{
    struct qsf *qsf = layout->qsf;
    const json_t *elements = qsf_values(qsf, json_object_get(block, "BlockElements"));
    size_t i, first = qsf->entries_count;
    bool page = qsf->entries_count > 0;
    for (i = 0; i < json_array_size(elements); i++) {
        const json_t *element = json_array_get(elements, i);
        page |= str_is(qsf_text(element, "Type"), "Page Break");
        if (str_is(qsf_text(element, "Type"), "Question")) {
            lay_question(layout, element, page, round);
            page = false;
        }
    }
    for (i = first; i < qsf->entries_count; i++)
        qsf->entries[i].block_end = qsf->entries_count;
}

static void lay_loop(struct layout *layout, const json_t *block)
{
    struct qsf *qsf = layout->qsf;
    struct lay_round round = {0};
    const json_t *rows, *fields;
    const char *key;
    struct qsf_loop *loop = &qsf->loops[qsf->loops_count];
    *loop = (struct qsf_loop){.name = qsf_text(block, "Description"),
                              .options = json_object_get(json_object_get(block, "Options"), "LoopingOptions"),
                              .from = qsf->entries_count};
    round.loop = ++qsf->loops_count;
    (void)qsf_loop_rounds(qsf, block, &rows);
    if (!rows)
        lay_elements(layout, block, &round);
    json_object_foreach((json_t *)rows, key, fields)
    {
        round.round = str_of(arena_printf(qsf->foreign->arena, "%.40s_", key));
        round.fields = fields;
        lay_elements(layout, block, &round);
    }
    loop->to = qsf->entries_count;
}

static void lay_block(struct layout *layout, struct str id)
{
    struct qsf *qsf = layout->qsf;
    const json_t *block = qsf_member(layout->blocks, id);
    if (!block || str_is(qsf_text(block, "Type"), "Trash") || layout->over)
        return;
    if (qsf_is_loop(block) && qsf->loops_count < QSF_LOOPS_MAX)
        lay_loop(layout, block);
    else
        lay_elements(layout, block, &(struct lay_round){0});
}

/* ---- the flow ---- */

static void lay_flow(struct layout *layout, const json_t *flow);

static void lay_branch(struct layout *layout, const json_t *step)
{
    struct qsf *qsf = layout->qsf;
    struct str name = qsf_text(step, "Description");
    size_t before = qsf->rules_count, from = qsf->entries_count;
    struct qsf_rule *rule =
        rule_add(qsf, QSF_BRANCH, json_object_get(step, "BranchLogic"), name.length ? name : qsf_text(step, "FlowID"), from, from);
    if (!rule || layout->open_count == QSF_FLOW_DEPTH_MAX)
        return;
    layout->open[layout->open_count++] = before;
    lay_flow(layout, json_object_get(step, "Flow"));
    layout->open_count--;
    rule->to = qsf->entries_count;
    rule->idle = rule->to == rule->from && qsf->rules_count == before + 1;
}

/* The survey ends here: for everybody, or for those of the branches. */
static void lay_end(struct layout *layout)
{
    struct qsf *qsf = layout->qsf;
    size_t *outer = arena_copy(qsf->foreign->arena, layout->open, sizeof layout->open);
    layout->over |= !layout->open_count;
    struct qsf_rule *rule = layout->open_count && outer ? rule_add(qsf, QSF_END, NULL, STR(""), qsf->entries_count, QSF_ENTRIES_MAX) : NULL;
    if (!rule)
        return;
    rule->outer = outer;
    rule->outer_count = layout->open_count;
}

static void note_fields(struct layout *layout, const json_t *step)
{
    const json_t *fields = qsf_values(layout->qsf, json_object_get(step, "EmbeddedData"));
    for (size_t i = 0; i < json_array_size(fields); i++)
        foreign_note(
            layout->qsf->foreign, qsf_text(json_array_get(fields, i), "Field"), FOREIGN_CHANGED, "embedded_data",
            "The field comes as an attribute of the answer, from the link or the system that sends it; the survey does not set it.");
}

static void lay_step(struct layout *layout, const json_t *step)
{
    static const char *const groups[] = {"Group", "Root", "Authenticator", "Randomizer", "BlockRandomizer"};
    struct str type = qsf_text(step, "Type");
    if (str_is(type, "Block") || str_is(type, "Standard") || str_is(type, "Default")) {
        lay_block(layout, qsf_text(step, "ID"));
        return;
    }
    if (str_is(type, "Branch")) {
        lay_branch(layout, step);
        return;
    }
    if (str_is(type, "EndSurvey")) {
        lay_end(layout);
        return;
    }
    if (str_is(type, "EmbeddedData")) {
        note_fields(layout, step);
        return;
    }
    if (strstr(type.at, "Randomizer"))
        foreign_note(layout->qsf->foreign, qsf_text(step, "FlowID"), FOREIGN_CHANGED, "block_randomizer",
                     "Blocks in an order of chance, or some of them, are all asked here, in the order of the file.");
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (str_is(type, groups[i])) {
            lay_flow(layout, json_object_get(step, "Flow"));
            return;
        }
    foreign_note(layout->qsf->foreign, qsf_text(step, "FlowID"), FOREIGN_LOST, "flow_element",
                 "The step \"%.*s\" of the survey's flow has no counterpart here.", STR_ARGS(type));
}

static void lay_flow(struct layout *layout, const json_t *flow)
{
    const json_t *steps = qsf_values(layout->qsf, flow);
    if (layout->depth == QSF_FLOW_DEPTH_MAX)
        return;
    layout->depth++;
    for (size_t i = 0; i < json_array_size(steps); i++)
        lay_step(layout, json_array_get(steps, i));
    layout->depth--;
}

/* Without a flow: the blocks as they stand; without blocks, the questions. */
static void lay_out(struct layout *layout)
{
    const char *id;
    json_t *one;
    lay_flow(layout, json_object_get(layout->flow, "Flow"));
    if (layout->qsf->entries_count)
        return;
    json_object_foreach(layout->blocks, id, one)
    {
        lay_block(layout, str_of(id));
    }
    if (layout->qsf->entries_count)
        return;
    json_object_foreach(layout->qsf->payloads, id, one)
    {
        lay_question(layout, json_object_get(one, "QuestionID") ? one : NULL, false, &(struct lay_round){0});
    }
}

/* ---- rules of questions ---- */

static size_t entry_of(const struct qsf *qsf, struct str qid, size_t after)
{
    for (size_t i = after; i < qsf->entries_count; i++)
        if (str_equal(qsf->entries[i].qid, qid))
            return i;
    return after;
}

/* Whom a skip leaves out: those between it and where it goes. */
static void add_skips(struct qsf *qsf, size_t at, const json_t *list)
{
    const struct qsf_entry *entry = &qsf->entries[at];
    struct arena *arena = qsf->foreign->arena;
    const json_t *all = qsf_values(qsf, list);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *skip = json_array_get(all, i);
        struct str to = qsf_text(skip, "SkipToDestination");
        if (entry->round.length && str_starts(to, "QID"))
            to = str_of(arena_printf(arena, "%.*s%.*s", STR_ARGS(entry->round), STR_ARGS(to)));
        size_t end = str_is(to, "ENDOFSURVEY") ? QSF_ENTRIES_MAX : str_is(to, "ENDOFBLOCK") ? entry->block_end : entry_of(qsf, to, at + 1);
        rule_add(qsf, QSF_SKIP, skip, entry->name, at + 1, end);
    }
}

static void add_choice_rules(struct qsf *qsf, size_t at, const char *section)
{
    const json_t *choices = json_object_get(qsf->entries[at].payload, section), *all = qsf_values(qsf, choices);
    const char *code;
    json_t *choice;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *logic = json_object_get(json_array_get(all, i), "DisplayLogic");
        struct qsf_rule *rule = has_logic(logic) ? rule_add(qsf, QSF_CHOICE, logic, qsf->entries[at].name, at, at) : NULL;
        if (!rule)
            continue;
        rule->column = strcmp(section, "Answers") == 0;
        json_object_foreach((json_t *)choices, code, choice) if (choice == json_array_get(all, i)) rule->code = str_of(code);
    }
}

static void add_question_rules(struct qsf *qsf, size_t at)
{
    const json_t *payload = qsf->entries[at].payload;
    const json_t *skips = json_object_get(qsf->entries[at].in_block, "SkipLogic"), *page = json_object_get(payload, "InPageDisplayLogic");
    if (has_logic(json_object_get(payload, "DisplayLogic")))
        rule_add(qsf, QSF_DISPLAY, json_object_get(payload, "DisplayLogic"), qsf->entries[at].name, at, at + 1);
    if (has_logic(page))
        rule_add(qsf, QSF_DISPLAY, page, qsf->entries[at].name, at, at + 1);
    add_choice_rules(qsf, at, "Choices");
    add_choice_rules(qsf, at, "Answers");
    if (!has_logic(skips))
        skips = json_object_get(payload, "SkipLogic");
    if (has_logic(skips))
        add_skips(qsf, at, skips);
}

/* ---- languages ---- */

/* "EN-GB", "ZH-S" → "en", "zh"; a second of the same is left out. */
static const char *language_of(struct qsf *qsf, const char *theirs)
{
    struct str code = foreign_language(qsf->foreign, str_of(theirs));
    return code.at;
}

static void language_add(struct qsf *qsf, const char *theirs, const char **codes, size_t *count)
{
    const char *ours = language_of(qsf, theirs);
    if (!ours || json_object_get(qsf->languages, theirs) || *count == LANGUAGE_MAX)
        return;
    for (size_t i = 0; i < *count; i++)
        if (strcmp(codes[i], ours) == 0) {
            foreign_note_once(qsf->foreign, FOREIGN_LOST, "language", "Of several languages with one code the first was kept.");
            return;
        }
    codes[(*count)++] = ours;
    json_object_set_new(qsf->languages, theirs, json_string(ours));
}

static enum err begin(struct qsf *qsf)
{
    const json_t *entry = json_object_get(qsf->tree, "SurveyEntry"), *payload;
    const char *codes[LANGUAGE_MAX], *qid, *theirs;
    json_t *one;
    size_t count = 1;
    struct str own = qsf_text(entry, "SurveyLanguage"), name = qsf_text(entry, "SurveyName");
    codes[0] = own.length ? language_of(qsf, own.at) : NULL;
    if (!codes[0])
        codes[0] = "en";
    qsf->language = codes[0];
    json_object_foreach(qsf->payloads, qid, payload)
    {
        json_object_foreach(json_object_get(payload, "Language"), theirs, one)
        {
            if (!own.at || strcmp(theirs, own.at) != 0)
                language_add(qsf, theirs, codes, &count);
        }
    }
    enum err err = foreign_begin(qsf->foreign, codes, count);
    if (err == ERR_NONE)
        foreign_text(qsf->foreign, qsf->foreign->definition, "title", codes[0], name);
    return err;
}

/* ---- all of it ---- */

static enum err prepare(struct qsf *qsf, struct layout *layout)
{
    struct arena *arena = qsf->foreign->arena;
    json_t **const kept[] = {&qsf->payloads, &qsf->known, &qsf->scratch, &qsf->languages, &layout->blocks};
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < sizeof kept / sizeof *kept; i++) {
        *kept[i] = kept[i] == &qsf->scratch ? json_array() : json_object();
        err = json_keep(arena, *kept[i]);
    }
    qsf->entries = arena_take_array(arena, QSF_ENTRIES_MAX, sizeof *qsf->entries);
    qsf->rules = arena_take_array(arena, QSF_RULES_MAX, sizeof *qsf->rules);
    qsf->loops = arena_take_array(arena, QSF_LOOPS_MAX, sizeof *qsf->loops);
    qsf->quotas = arena_take_array(arena, QSF_QUOTAS_READ_MAX, sizeof *qsf->quotas);
    return err == ERR_NONE && qsf->entries && qsf->rules && qsf->loops && qsf->quotas ? ERR_NONE : ERR_MEMORY;
}

enum err qualtrics_read(struct foreign *foreign, struct fault *why)
{
    struct qsf qsf = {.foreign = foreign};
    struct layout layout = {.qsf = &qsf};
    struct str bytes = foreign->bytes;
    const json_t *elements;
    json_t *tree;
    size_t i;
    if (bytes.length > 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0)
        bytes = (struct str){bytes.at + 3, bytes.length - 3};
    enum err err = json_read(foreign->arena, bytes, &tree, why);
    if (err == ERR_NONE)
        err = prepare(&qsf, &layout);
    if (err != ERR_NONE)
        return err;
    qsf.tree = tree;
    elements = qsf_values(&qsf, json_object_get(tree, "SurveyElements"));
    for (i = 0; i < json_array_size(elements); i++)
        take_element(&layout, json_array_get(elements, i));
    if (!json_object_size(qsf.payloads))
        return fault_set(why, ERR_INVALID, "nothing_to_ask", "", "The Qualtrics file holds no question.");
    err = begin(&qsf);
    if (err != ERR_NONE)
        return err;
    lay_out(&layout);
    for (i = 0; i < qsf.entries_count; i++) {
        struct qsf_entry *entry = &qsf.entries[i];
        if (entry->new_page)
            foreign_page(foreign);
        if (entry->loop && qsf.loops[entry->loop - 1].from == i)
            qsf_loop_begin(&qsf, &qsf.loops[entry->loop - 1]);
        foreign->in_rounds = entry->loop && qsf.loops[entry->loop - 1].group;
        qsf_question(&qsf, entry);
    }
    for (i = 0; i < qsf.entries_count; i++)
        add_question_rules(&qsf, i);
    qsf_rules(&qsf);
    qsf_quotas(&qsf);
    qsf_loops_end(&qsf);
    return ERR_NONE;
}
