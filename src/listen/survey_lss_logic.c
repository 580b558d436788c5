/* Codes and relevance of LimeSurvey. */
#include "listen/survey_lss.h"

#include <stdio.h>

enum { ANSWER_CODE_MAX = 5 };

/* ---- codes: letters and digits only, and of a question alone, so that an expression can name it ---- */

static bool plain_code(struct str id, size_t most)
{
    for (size_t i = 0; i < id.length; i++)
        if (!((id.at[i] >= 'a' && id.at[i] <= 'z') || (id.at[i] >= '0' && id.at[i] <= '9')))
            return false;
    return id.length > 0 && id.length <= most;
}

/* '_' becomes 'X', which no id has; a long id is cut and told apart by its hash (FNV-1a). */
void lss_question_code(const struct question *q, char code[LSS_CODE_MAX + 1])
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < q->id.length; i++) {
        hash = (hash ^ (unsigned char)q->id.at[i]) * 16777619u;
        if (i < LSS_CODE_MAX)
            code[i] = q->id.at[i] == '_' ? 'X' : q->id.at[i];
    }
    code[q->id.length < LSS_CODE_MAX ? q->id.length : LSS_CODE_MAX] = 0;
    if (q->id.length > LSS_CODE_MAX)
        snprintf(code + LSS_CODE_MAX - 8, 9, "%08x", (unsigned)hash);
}

/* The code of a choice or a row: its id where all of them are good ones. */
static void part_code(const char *prefix, bool ids, struct str id, size_t index, char code[LSS_CODE_MAX + 1])
{
    if (ids)
        snprintf(code, LSS_CODE_MAX + 1, "%.*s", STR_ARGS(id));
    else
        snprintf(code, LSS_CODE_MAX + 1, "%s%zu", prefix, index + 1);
}

static bool choices_plain(const struct question *q, size_t most)
{
    bool all = true;
    for (size_t i = 0; i < q->choices_count; i++)
        all &= plain_code(q->choices[i].id, most);
    return all;
}

void lss_answer_code(const struct question *q, size_t index, char code[LSS_CODE_MAX + 1])
{
    part_code("A", choices_plain(q, ANSWER_CODE_MAX), q->choices[index].id, index, code);
}

void lss_box_code(const struct question *q, size_t index, char code[LSS_CODE_MAX + 1])
{
    part_code("SQ", choices_plain(q, LSS_CODE_MAX), q->choices[index].id, index, code);
}

/* Of a part that LimeSurvey has a subquestion for: its place among its siblings. */
void lss_row_code(const struct question *part, char code[LSS_CODE_MAX + 1])
{
    size_t before = 0, index = 0;
    bool ids = true;
    for (const struct question *q = part->parent + 1; q <= part->parent + part->parent->parts_count; q++)
        if (q->parent == part->parent) {
            ids &= plain_code(q->part, LSS_CODE_MAX);
            index = q == part ? before : index;
            before++;
        }
    part_code("SQ", ids, part->part, index, code);
}

/* ---- expressions ---- */

static bool put_value(struct buf *out, const json_t *value)
{
    struct str text = json_str(value);
    if (!text.at) {
        json_put_tree(out, value);
        return json_is_number(value);
    }
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, text.at[i]);
    }
    buf_add_char(out, '"');
    return true;
}

/* What is asked as boxes has a name for each box. */
static bool put_boxes(const struct logic_leaf *leaf, const char *code, struct buf *out)
{
    const struct question *q = leaf->question;
    char box[LSS_CODE_MAX + 1];
    bool emotions = q->type == QUESTION_EMOTION;
    size_t count = emotions ? EMOTIONS : q->choices_count;
    if (leaf->op == OP_ANSWERED || leaf->op == OP_NOT_ANSWERED) {
        for (size_t i = 0; i < count; i++) {
            if (emotions)
                snprintf(box, sizeof box, "%s", emotion_names[i]);
            else
                lss_box_code(q, i, box);
            buf_printf(out, "%s%s_%s.NAOK", i ? ", " : "(count(", code, box);
        }
        buf_printf(out, ") %s 0)", leaf->op == OP_ANSWERED ? ">" : "==");
        return true;
    }
    int index = emotions ? emotion_index(json_str(leaf->value)) : choice_index(q, json_str(leaf->value));
    if (leaf->op != OP_CONTAINS || index < 0)
        return false;
    if (emotions)
        snprintf(box, sizeof box, "%s", emotion_names[index]);
    else
        lss_box_code(q, (size_t)index, box);
    buf_printf(out, "(%s_%s.NAOK %s \"Y\")", code, box, leaf->negated ? "!=" : "==");
    return true;
}

bool lss_name(const struct question *q, char name[LSS_NAME_MAX + 1])
{
    char code[LSS_CODE_MAX + 1], part[LSS_CODE_MAX + 1];
    if (!q->parent) {
        lss_question_code(q, name);
        return true;
    }
    lss_question_code(q->parent, code);
    if (str_is(q->part, "other") && !question_is_split(q->parent))
        snprintf(part, sizeof part, "other");
    else if (q->parent->parent || !question_is_split(q->parent) || q->type == QUESTION_RANK)
        return false;
    else
        lss_row_code(q, part);
    snprintf(name, LSS_NAME_MAX + 1, "%s_%s", code, part);
    return true;
}

static bool lime_leaf(const struct logic_leaf *leaf, struct buf *out)
{
    static const enum condition_op opposite[] = {[OP_LT] = OP_GE, [OP_LE] = OP_GT, [OP_GT] = OP_LE, [OP_GE] = OP_LT};
    const struct question *q = leaf->question;
    char name[LSS_NAME_MAX + 1], code[LSS_CODE_MAX + 1];
    if (!q || leaf->path.part != FIELD_PART_WHOLE || !lss_name(q, name) || question_is_split(q))
        return false;
    if (q->type == QUESTION_EMOTION || q->type == QUESTION_CHOICES)
        return !q->parent && put_boxes(leaf, name, out);
    if (leaf->op == OP_ANSWERED || leaf->op == OP_NOT_ANSWERED) {
        buf_printf(out, "%sis_empty(%s.NAOK)", leaf->op == OP_ANSWERED ? "!" : "", name);
        return true;
    }
    if (leaf->op == OP_CONTAINS)
        return false;
    enum condition_op op = leaf->negated ? opposite[leaf->op] : leaf->op;
    const char *sign = op == OP_EQ ? "==" : op == OP_NE ? "!=" : logic_sign(op);
    if (q->type == QUESTION_CONSENT && json_is_boolean(leaf->value)) {
        buf_printf(out, "%s.NAOK %s \"%s\"", name, sign, json_is_true(leaf->value) ? "Y" : "N");
        return op == OP_EQ || op == OP_NE;
    }
    if (q->type == QUESTION_CHOICE) {
        int index = choice_index(q, json_str(leaf->value));
        if (index < 0 || (op != OP_EQ && op != OP_NE))
            return false;
        lss_answer_code(q, (size_t)index, code);
        buf_printf(out, "%s.NAOK %s \"%s\"", name, sign, q->choices[index].other && !q->parent ? "-oth-" : code);
        return true;
    }
    bool open_too = leaf->negated || leaf->op == OP_NE; /* true also where there is no answer */
    buf_printf(out, "(%sis_empty(%s.NAOK) %s %s.NAOK %s ", open_too ? "" : "!", name, open_too ? "or" : "and", name, sign);
    bool said = put_value(out, leaf->value);
    buf_add_char(out, ')');
    return said;
}

const struct logic_dialect lss_logic = {" and ", " or ", "1", "0", lime_leaf};
