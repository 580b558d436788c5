/* The rules of a .qsf in our words. A locator says what is looked at:
 *
 *   q://QID/SelectableChoice/CHOICE         of a matrix /ROW or /ROW/COLUMN, of an order /CHOICE/PLACE
 *   q://QID/SelectableAnswer/COLUMN         of any row; /ROW/COLUMN
 *   q://QID/ChoiceTextEntryValue[/CHOICE]   words; ChoiceNumericEntryValue/CHOICE a number
 *   q://QID/QuestionDisplayed, ChoiceDisplayed/CHOICE   whether it was shown
 *   q://QID/SelectedChoicesCount, SelectedAnswerCount/ROW, SelectedChoicesRecode */
#include "foreign/qualtrics.h"

enum { PIECES_MAX = 4 };

struct saying {
    struct qsf *qsf;
    struct str round; /* of the question the rule stands at */
    const char *why;  /* the first thing that could not be said */
};

/* Where a rule looks. */
struct locator {
    const json_t *known;
    struct str id, type, cell; /* of our question */
    struct str selector, pieces[PIECES_MAX];
    size_t pieces_count;
};

struct test {
    struct str op, operand;
};

static json_t *unsaid(struct saying *s, const char *why)
{
    if (!s->why)
        s->why = why;
    return NULL;
}

static struct str unescaped(struct qsf *qsf, struct str qid)
{
    const char *hash = qid.length > 3 ? memmem(qid.at, qid.length, "%23", 3) : NULL;
    if (!hash)
        return qid;
    size_t before = (size_t)(hash - qid.at);
    return str_of(arena_printf(qsf->foreign->arena, "%.*s#%.*s", (int)before, qid.at, (int)(qid.length - before - 3), hash + 3));
}

const json_t *qsf_known(const struct qsf *qsf, struct str round, struct str qid)
{
    const char *name = round.length ? arena_printf(qsf->foreign->arena, "%.*s%.*s", STR_ARGS(round), STR_ARGS(qid)) : NULL;
    const json_t *same = name ? json_object_get(qsf->known, name) : NULL;
    return same ? same : qsf_member(qsf->known, qid);
}

static bool locate(struct saying *s, struct str text, struct locator *l)
{
    struct str qid;
    *l = (struct locator){0};
    if (!str_starts(text, "q://"))
        return unsaid(s, "It looks at something that is no question.") != NULL;
    text = (struct str){text.at + 4, text.length - 4};
    if (!str_cut(&text, '/', &qid) || !str_cut(&text, '/', &l->selector))
        return unsaid(s, "It looks at something that is no question.") != NULL;
    while (l->pieces_count < PIECES_MAX && str_cut(&text, '/', &l->pieces[l->pieces_count]))
        l->pieces_count++;
    l->known = qsf_known(s->qsf, s->round, unescaped(s->qsf, qid));
    l->id = qsf_text(l->known, "id");
    l->type = qsf_text(l->known, "type");
    l->cell = qsf_text(l->known, "cell");
    return l->id.length || unsaid(s, "It looks at a question that did not come over.") != NULL;
}

static struct str choice_of(const struct locator *l, struct str code)
{
    return json_str(qsf_member(json_object_get(l->known, "choices"), code));
}

/* The field of a row's answers; the row may stand in a second question when there are more than one may have. */
static struct str row_field(struct saying *s, const json_t *row)
{
    struct str none = {0};
    return row ? leaf_field(s->qsf->foreign, json_str(json_array_get(row, 0)), json_str(json_array_get(row, 1))) : none;
}

static bool negative(struct str op)
{
    return str_starts(op, "Not") || str_is(op, "IsNot") || str_is(op, "DoesNotContain") || str_is(op, "IsEmpty") || str_is(op, "Empty");
}

static json_t *turned(struct str op, json_t *condition)
{
    return negative(op) ? leaf_not(condition) : condition;
}

/* ---- something chosen ---- */

static json_t *chosen(struct saying *s, struct str field, bool several, struct str choice)
{
    if (!choice.length || !field.length)
        return unsaid(s, "It looks at a choice that is not there.");
    return leaf_new(field, several ? "contains" : "eq", json_stringn(choice.at, choice.length));
}

/* Any row that has the column, or the one that is said. */
static json_t *column_chosen(struct saying *s, const struct locator *l, struct str row, struct str column)
{
    const json_t *rows = json_object_get(l->known, "rows"), *one;
    const char *code;
    json_t *any = NULL;
    bool several = str_is(l->cell, "choices");
    if (row.length)
        return chosen(s, row_field(s, qsf_member(rows, row)), several, choice_of(l, column));
    json_object_foreach((json_t *)rows, code, one)
    {
        json_t *part = chosen(s, row_field(s, one), several, choice_of(l, column));
        if (!part) {
            json_decref(any);
            return NULL;
        }
        any = leaf_join("any", any, part);
    }
    return any ? any : unsaid(s, "It looks at a column of a question without rows.");
}

static json_t *choice_chosen(struct saying *s, const struct locator *l)
{
    struct str field = leaf_field(s->qsf->foreign, l->id, STR("")), code = l->pieces[0], second = l->pieces[1];
    if (json_object_get(l->known, "rows")) {
        if (l->pieces_count > 1)
            return column_chosen(s, l, code, second);
        field = row_field(s, qsf_member(json_object_get(l->known, "rows"), code));
        return field.length ? leaf_new(field, "answered", NULL) : unsaid(s, "It looks at a row that is not there.");
    }
    if (str_is(l->type, "choice") || str_is(l->type, "choices"))
        return chosen(s, field, str_is(l->type, "choices"), choice_of(l, code));
    if (str_is(l->type, "nps"))
        return leaf_new(field, "eq", leaf_value(code, true));
    if (str_is(l->type, "ranking") && choice_of(l, code).length) {
        field = leaf_field(s->qsf->foreign, l->id, choice_of(l, code));
        return l->pieces_count > 1 ? leaf_new(field, "eq", leaf_value(second, true)) : leaf_new(field, "answered", NULL);
    }
    return unsaid(s, "It looks at a choice of a question that has none here.");
}

static json_t *selected(struct saying *s, const struct locator *l, const struct test *test)
{
    json_t *condition;
    if (!str_is(test->op, "Selected") && !str_is(test->op, "NotSelected"))
        return unsaid(s, "It compares a choice in a way that cannot be said here.");
    if (str_is(l->selector, "SelectableAnswer") && l->pieces_count)
        condition = l->pieces_count > 1 ? column_chosen(s, l, l->pieces[0], l->pieces[1]) : column_chosen(s, l, STR(""), l->pieces[0]);
    else
        condition = choice_chosen(s, l);
    return turned(test->op, condition);
}

/* ---- something compared ---- */

static const struct {
    const char *theirs, *ours;
    bool ordered;
} comparisons[] = {{"EqualTo", "eq", false},         {"Is", "eq", false},
                   {"NotEqualTo", "ne", false},      {"IsNot", "ne", false},
                   {"GreaterThan", "gt", true},      {"GreaterThanOrEqual", "ge", true},
                   {"LessThan", "lt", true},         {"LessThanOrEqual", "le", true},
                   {"Empty", "not_answered", false}, {"IsEmpty", "not_answered", false},
                   {"NotEmpty", "answered", false},  {"IsNotEmpty", "answered", false},
                   {"Contains", "contains", false}};

static json_t *compared(struct saying *s, struct str field, bool number, const struct test *test)
{
    if (str_is(test->op, "DoesNotContain"))
        return leaf_not(leaf_new(field, "contains", leaf_value(test->operand, false)));
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        if (!str_is(test->op, comparisons[i].theirs))
            continue;
        if (strstr(comparisons[i].ours, "answered"))
            return leaf_new(field, comparisons[i].ours, NULL);
        json_t *value = leaf_value(test->operand, number);
        if (number == json_is_number(value) && (number || !comparisons[i].ordered))
            return leaf_new(field, comparisons[i].ours, value);
        json_decref(value);
        return unsaid(s, "It compares words and numbers with each other.");
    }
    return unsaid(s, "It compares in a way that cannot be said here.");
}

static json_t *entered(struct saying *s, const struct locator *l, const struct test *test)
{
    struct foreign *foreign = s->qsf->foreign;
    const json_t *row = l->pieces_count ? qsf_member(json_object_get(l->known, "rows"), l->pieces[0]) : NULL;
    bool number = str_is(l->type, "number") || str_is(l->type, "slider") || str_is(l->type, "sum") || str_is(l->type, "rating") ||
                  str_is(l->cell, "number") || str_is(l->cell, "rating");
    if (row)
        return compared(s, row_field(s, row), number, test);
    if (json_object_get(l->known, "rows"))
        return unsaid(s, "It looks at a row that is not there.");
    struct str choice = l->pieces_count ? choice_of(l, l->pieces[0]) : (struct str){0};
    if (str_is(l->type, "sum"))
        return choice.length ? compared(s, leaf_field(foreign, l->id, choice), true, test)
                             : unsaid(s, "It looks at a choice that is not there.");
    if (str_is(l->type, "choice") || str_is(l->type, "choices"))
        return choice.length && str_equal(choice, qsf_text(l->known, "other"))
                   ? compared(s, leaf_field(foreign, l->id, STR("other")), false, test)
                   : unsaid(s, "It looks at words beside a choice that are not asked here.");
    if (str_is(l->type, "contact"))
        return compared(s, leaf_field(foreign, l->id, STR("email")), false, test);
    return compared(s, leaf_field(foreign, l->id, STR("")), number, test);
}

/* How many are chosen: none or some can be said. */
static json_t *counted(struct saying *s, struct str field, const struct test *test)
{
    bool zero = str_is(test->operand, "0"), one = str_is(test->operand, "1");
    if ((zero && str_is(test->op, "EqualTo")) || (one && str_is(test->op, "LessThan")) || (zero && str_is(test->op, "LessThanOrEqual")))
        return leaf_new(field, "not_answered", NULL);
    if ((zero && (str_is(test->op, "GreaterThan") || str_is(test->op, "NotEqualTo"))) || (one && str_is(test->op, "GreaterThanOrEqual")))
        return leaf_new(field, "answered", NULL);
    return unsaid(s, "It counts how many are chosen; here it can only be asked whether any is.");
}

static json_t *displayed(struct saying *s, const struct locator *l, const struct test *test);

static json_t *question_test(struct saying *s, const struct locator *l, const struct test *test)
{
    struct foreign *foreign = s->qsf->foreign;
    if (str_is(l->selector, "SelectableChoice") || str_is(l->selector, "SelectableAnswer"))
        return selected(s, l, test);
    if (str_is(l->selector, "ChoiceTextEntryValue") || str_is(l->selector, "ChoiceNumericEntryValue"))
        return entered(s, l, test);
    if (str_is(l->selector, "SelectedChoicesCount") && !json_object_get(l->known, "rows"))
        return counted(s, leaf_field(foreign, l->id, STR("")), test);
    if (str_is(l->selector, "SelectedAnswerCount") && l->pieces_count)
        return counted(s, row_field(s, qsf_member(json_object_get(l->known, "rows"), l->pieces[0])), test);
    if (str_is(l->selector, "SelectedChoicesRecode") && str_is(l->type, "choice"))
        return compared(s, leaf_field(foreign, l->id, STR("")), false, test);
    if (str_is(test->op, "Displayed") || str_is(test->op, "NotDisplayed"))
        return displayed(s, l, test);
    return unsaid(s, "It looks at something of a question that is not known here.");
}

/* A field of the flow or of the contact: an attribute of ours, which may be stored as a text or a number. */
static json_t *field_test(struct saying *s, struct str name, const struct test *test)
{
    const char *field = arena_printf(s->qsf->foreign->arena, "attributes.%.*s", STR_ARGS(name));
    if (!name.length || name.length > 40)
        return unsaid(s, "It looks at a field whose name is too long.");
    json_t *number = leaf_value(test->operand, true);
    bool both = json_is_number(number) && (str_is(test->op, "EqualTo") || str_is(test->op, "NotEqualTo"));
    if (both)
        return turned(test->op, leaf_new(str_of(field), "in", json_pack("[o,s%]", number, test->operand.at, test->operand.length)));
    bool is_number = json_is_number(number);
    json_decref(number);
    return compared(s, str_of(field), is_number && !str_is(test->op, "Contains") && !str_is(test->op, "DoesNotContain"), test);
}

static json_t *expression(struct saying *s, const json_t *tree)
{
    struct str kind = qsf_text(tree, "LogicType"), left = qsf_text(tree, "LeftOperand");
    struct test test = {qsf_text(tree, "Operator"), qsf_text(tree, "RightOperand")};
    struct locator l;
    if (!left.length)
        left = qsf_text(tree, "ChoiceLocator");
    if (!test.operand.at)
        test.operand = STR("");
    if (str_is(kind, "EmbeddedField"))
        return field_test(s, left, &test);
    if (!str_is(kind, "Question"))
        return unsaid(s, "It looks at something that is no question and no field, such as a quota or the device.");
    return locate(s, left, &l) ? question_test(s, &l, &test) : NULL;
}

/* ---- and, or ---- */

/* The numbered members of a set, in their order: "0", "1" … or a list. */
static const json_t *numbered(const json_t *set, size_t i)
{
    char key[16];
    size_t length = 0;
    if (i >= 10)
        key[length++] = (char)('0' + i / 10 % 10);
    key[length++] = (char)('0' + i % 10);
    return qsf_member(set, (struct str){key, length});
}

static bool joined_by_or(const json_t *member)
{
    struct str word = qsf_text(member, "Conjuction"); /* as the files spell it */
    if (!word.length)
        word = qsf_text(member, "Conjunction");
    if (!word.length)
        word = qsf_text(member, "Type");
    return str_starts(word, "Or") || str_starts(word, "OR");
}

/* "And" holds its neighbours together, "or" separates. Members are expressions, or sets of them. */
static json_t *combined(struct saying *s, const json_t *set, json_t *(*member_of)(struct saying *s, const json_t *tree))
{
    json_t *any = NULL, *all = NULL;
    for (size_t i = 0; i < 64; i++) {
        const json_t *member = numbered(set, i);
        json_t *part = member ? member_of(s, member) : NULL;
        if (member && !part) {
            json_decref(any);
            json_decref(all);
            return NULL;
        }
        if (!member) {
            if (i)
                break;
            continue; /* some begin at 1 */
        }
        if (all && joined_by_or(member)) {
            any = leaf_join("any", any, all);
            all = part;
        } else
            all = leaf_join("all", all, part);
    }
    if (!any && !all)
        return unsaid(s, "It says nothing that could be read.");
    return any ? leaf_join("any", any, all) : all;
}

static json_t *set_of(struct saying *s, const json_t *tree)
{
    return combined(s, tree, expression);
}

static json_t *boolean(struct saying *s, const json_t *tree)
{
    return combined(s, tree, set_of);
}

/* One entry of a question's skips. */
static json_t *skip(struct saying *s, const json_t *tree)
{
    struct str left = qsf_text(tree, "Locator");
    struct test test = {qsf_text(tree, "Condition"), qsf_text(tree, "RightOperand")};
    struct locator l;
    if (!left.length)
        left = qsf_text(tree, "ChoiceLocator");
    if (!test.operand.length)
        test.operand = qsf_text(tree, "Value");
    if (!test.operand.at)
        test.operand = STR("");
    return locate(s, left, &l) ? question_test(s, &l, &test) : NULL;
}

/* A question was shown when its own rules held. */
static json_t *displayed(struct saying *s, const struct locator *l, const struct test *test)
{
    size_t entry = (size_t)json_integer_value(json_object_get(l->known, "entry"));
    json_t *all = json_pack("{s:[]}", "all");
    for (size_t i = 0; i < s->qsf->rules_count; i++) {
        const struct qsf_rule *rule = &s->qsf->rules[i];
        if (entry < rule->from || entry >= rule->to)
            continue;
        if (!rule->condition) {
            json_decref(all);
            return unsaid(s, "It asks whether a question was shown whose own rule could not be kept.");
        }
        json_array_append_new(json_object_get(all, "all"), json_deep_copy(rule->condition));
    }
    return turned(test->op, all);
}

json_t *qsf_condition(struct qsf *qsf, const json_t *logic, struct str round, const char **why)
{
    struct saying s = {.qsf = qsf, .round = round};
    json_t *condition = boolean(&s, logic);
    *why = s.why;
    return condition;
}

json_t *qsf_skip_condition(struct qsf *qsf, const json_t *entry, struct str round, const char **why)
{
    struct saying s = {.qsf = qsf, .round = round};
    json_t *condition = skip(&s, entry);
    *why = s.why;
    return condition;
}
