/* The parser: precedence climbing, the levels from "or" (1) to products (5), the same in every dialect. */
#include "foreign/expression_inside.h"

#include <strings.h>

enum { DEEP_MAX = 24, TEXT_LONGEST = 20000, PARTS_LONGEST = 128, LEVEL_LAST = 5 };
enum { LIME = 1 << EXPRESSION_LIMESURVEY, JS = 1 << EXPRESSION_SURVEYJS, XLS = 1 << EXPRESSION_XLSFORM };

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_WORD, TOKEN_NAME, TOKEN_OP, TOKEN_SIGN };

struct parser {
    struct arena *arena;
    enum expression_dialect dialect;
    struct str rest;
    enum token_kind kind; /* the token before rest */
    enum expression_op op;
    struct str text;
    char sign; /* ( ) , [ ] */
    int deep;
    struct fault *why;
};

static const struct {
    const char *text;
    enum expression_op op;
    int dialects;
} operators[] = {
    /* words */
    {"or", FOP_OR, LIME | JS | XLS},
    {"and", FOP_AND, LIME | JS | XLS},
    {"eq", FOP_EQ, LIME},
    {"ne", FOP_NE, LIME},
    {"lt", FOP_LT, LIME},
    {"le", FOP_LE, LIME},
    {"gt", FOP_GT, LIME},
    {"ge", FOP_GE, LIME},
    {"equal", FOP_EQ, JS},
    {"notequal", FOP_NE, JS},
    {"less", FOP_LT, JS},
    {"lessorequal", FOP_LE, JS},
    {"greater", FOP_GT, JS},
    {"greaterorequal", FOP_GE, JS},
    {"contains", FOP_CONTAINS, JS},
    {"contain", FOP_CONTAINS, JS},
    {"notcontains", FOP_NOT_CONTAINS, JS},
    {"notcontain", FOP_NOT_CONTAINS, JS},
    {"anyof", FOP_ANY_OF, JS},
    {"in", FOP_ANY_OF, JS},
    {"allof", FOP_ALL_OF, JS},
    {"noneof", FOP_NONE_OF, JS},
    {"empty", FOP_EMPTY, JS},
    {"notempty", FOP_NOT_EMPTY, JS},
    {"negate", FOP_NOT, JS},
    {"div", FOP_OVER, XLS},
    {"mod", FOP_TIMES, XLS},
    /* signs, the longer first */
    {"||", FOP_OR, LIME | JS},
    {"&&", FOP_AND, LIME | JS},
    {"==", FOP_EQ, LIME | JS | XLS},
    {"!=", FOP_NE, LIME | JS | XLS},
    {"<>", FOP_NE, JS | XLS},
    {"<=", FOP_LE, LIME | JS | XLS},
    {">=", FOP_GE, LIME | JS | XLS},
    {"=", FOP_EQ, JS | XLS},
    {"=", FOP_ASSIGN, LIME},
    {"<", FOP_LT, LIME | JS | XLS},
    {">", FOP_GT, LIME | JS | XLS},
    {"!", FOP_NOT, LIME | JS},
    {"+", FOP_PLUS, LIME | JS | XLS},
    {"-", FOP_MINUS, LIME | JS | XLS},
    {"*=", FOP_CONTAINS, JS},
    {"*", FOP_TIMES, LIME | JS | XLS},
    {"/", FOP_OVER, LIME | JS},
    {"%", FOP_TIMES, JS | LIME},
    {"^", FOP_TIMES, JS},
};
enum { OPERATORS = sizeof operators / sizeof *operators };

static int level_of(enum expression_op op)
{
    switch (op) {
    case FOP_OR:
        return 1;
    case FOP_AND:
        return 2;
    case FOP_PLUS:
    case FOP_MINUS:
        return 4;
    case FOP_TIMES:
    case FOP_OVER:
        return 5;
    case FOP_NONE:
    case FOP_NOT:
        return 0;
    default:
        return 3;
    }
}

static enum err wrong(struct parser *p, const char *sentence)
{
    return fault_set(p->why, ERR_INVALID, "logic_unreadable", "", "%s", sentence);
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}
static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct str cut(struct parser *p, size_t length)
{
    struct str part = {p->rest.at, length};
    p->rest.at += length, p->rest.length -= length;
    return part;
}

/* ---- tokens ---- */

static enum err read_quoted(struct parser *p)
{
    char quote = p->rest.at[0];
    bool escapes = p->dialect != EXPRESSION_XLSFORM;
    size_t end = 1, length = 0;
    while (end < p->rest.length && p->rest.at[end] != quote)
        end += escapes && p->rest.at[end] == '\\' ? 2 : 1;
    if (end >= p->rest.length)
        return wrong(p, "A quoted text has no end.");
    char *out = arena_take(p->arena, end);
    if (!out)
        return ERR_MEMORY;
    for (size_t i = 1; i < end; i++) {
        if (escapes && p->rest.at[i] == '\\')
            i++;
        out[length++] = p->rest.at[i];
    }
    cut(p, end + 1);
    p->kind = TOKEN_TEXT, p->text = (struct str){out, length};
    return ERR_NONE;
}

/* {q} and ${q} */
static enum err read_bracketed(struct parser *p, size_t from)
{
    const char *end = memchr(p->rest.at, '}', p->rest.length);
    if (!end)
        return wrong(p, "The name of a question has no end.");
    struct str name = cut(p, (size_t)(end - p->rest.at) + 1);
    p->kind = TOKEN_NAME, p->text = str_trim((struct str){name.at + from, name.length - from - 1});
    return ERR_NONE;
}

static bool in_word(const struct parser *p, char c)
{
    if (letter(c) || digit(c) || c == '.' || c == ':')
        return true;
    return p->dialect == EXPRESSION_LIMESURVEY ? c == '#' : p->dialect == EXPRESSION_XLSFORM && c == '-';
}

static bool find_word(struct parser *p)
{
    for (size_t i = 0; i < OPERATORS; i++)
        if (letter(operators[i].text[0]) && (operators[i].dialects >> p->dialect & 1) && strlen(operators[i].text) == p->text.length &&
            strncasecmp(operators[i].text, p->text.at, p->text.length) == 0) {
            p->op = operators[i].op;
            return true;
        }
    return false;
}

static enum err read_word(struct parser *p)
{
    size_t length = 1;
    double number;
    while (length < p->rest.length && in_word(p, p->rest.at[length]))
        length++;
    p->text = cut(p, length);
    if (digit(p->text.at[0]) || p->text.at[0] == '.')
        p->kind = str_real(p->text, &number) ? TOKEN_NUMBER : TOKEN_WORD;
    else
        p->kind = find_word(p) ? TOKEN_OP : TOKEN_WORD;
    return ERR_NONE;
}

/* XPath: ../group/q and /data/q are the question q. */
static enum err read_path(struct parser *p)
{
    size_t length = 0, name = 0;
    while (length < p->rest.length && (in_word(p, p->rest.at[length]) || p->rest.at[length] == '/'))
        if (p->rest.at[length++] == '/')
            name = length;
    struct str path = cut(p, length);
    p->kind = TOKEN_NAME, p->text = (struct str){path.at + name, path.length - name};
    return ERR_NONE;
}

static bool starts_path(const struct parser *p)
{
    return p->dialect == EXPRESSION_XLSFORM && (p->rest.at[0] == '/' || (p->rest.length > 2 && memcmp(p->rest.at, "../", 3) == 0));
}

static enum err read_operator(struct parser *p)
{
    for (size_t i = 0; i < OPERATORS; i++) {
        size_t length = strlen(operators[i].text);
        if (!letter(operators[i].text[0]) && (operators[i].dialects >> p->dialect & 1) && length <= p->rest.length &&
            memcmp(operators[i].text, p->rest.at, length) == 0) {
            p->kind = TOKEN_OP, p->op = operators[i].op, p->text = cut(p, length);
            return ERR_NONE;
        }
    }
    return fault_set(p->why, ERR_INVALID, "logic_unreadable", "", "It cannot be read at \"%.*s\".",
                     p->rest.length > 40 ? 40 : (int)p->rest.length, p->rest.at);
}

static enum err next(struct parser *p)
{
    while (p->rest.length && (p->rest.at[0] == ' ' || p->rest.at[0] == '\t' || p->rest.at[0] == '\n' || p->rest.at[0] == '\r'))
        cut(p, 1);
    p->op = FOP_NONE, p->sign = 0, p->text = (struct str){0};
    p->kind = TOKEN_END;
    if (!p->rest.length)
        return ERR_NONE;
    char c = p->rest.at[0];
    if (c == '"' || c == '\'')
        return read_quoted(p);
    if (c == '{' && p->dialect == EXPRESSION_SURVEYJS)
        return read_bracketed(p, 1);
    if (c == '$' && p->dialect == EXPRESSION_XLSFORM && p->rest.length > 1 && p->rest.at[1] == '{')
        return read_bracketed(p, 2);
    if (starts_path(p))
        return read_path(p);
    if (letter(c) || digit(c) || c == '.')
        return read_word(p);
    if (strchr("(),[]", c)) {
        p->kind = TOKEN_SIGN, p->sign = c;
        cut(p, 1);
        return ERR_NONE;
    }
    return read_operator(p);
}

/* ---- the tree ---- */

static enum err node_new(struct parser *p, enum expression_kind kind, struct str text, struct expression_node **out)
{
    struct expression_node *node = arena_new_object(p->arena, struct expression_node);
    *out = node;
    if (!node)
        return ERR_MEMORY;
    node->kind = kind, node->text = text;
    return ERR_NONE;
}

static enum err node_op(struct parser *p, enum expression_op op, struct expression_node *a, struct expression_node *b,
                        struct expression_node **out)
{
    struct expression_node **parts = arena_take_array(p->arena, 2, sizeof *parts);
    enum err err = node_new(p, FNODE_OP, (struct str){0}, out);
    if (err != ERR_NONE || !parts)
        return ERR_MEMORY;
    parts[0] = a, parts[1] = b;
    (*out)->op = op, (*out)->parts = parts, (*out)->count = b ? 2 : 1;
    return ERR_NONE;
}

static enum err parse(struct parser *p, int level, struct expression_node **out);

/* What stands between brackets, up to and with the closing one. */
static enum err parse_list(struct parser *p, char closing, struct expression_node *list)
{
    list->parts = arena_take_array(p->arena, PARTS_LONGEST, sizeof(struct expression_node *));
    enum err err = list->parts ? next(p) : ERR_MEMORY;
    while (err == ERR_NONE && p->sign != closing) {
        if (list->count == PARTS_LONGEST)
            return wrong(p, "A list in it is too long.");
        err = parse(p, 1, &list->parts[list->count++]);
        if (err == ERR_NONE && p->sign != ',' && p->sign != closing)
            return wrong(p, "A bracket in it is never closed.");
        if (err == ERR_NONE && p->sign == ',')
            err = next(p);
    }
    return err == ERR_NONE ? next(p) : err;
}

static bool word_is(struct str word, const char *text)
{
    return word.length == strlen(text) && strncasecmp(word.at, text, word.length) == 0;
}

/* A word alone is a name in LimeSurvey and a text in SurveyJS; before a bracket it is a function. */
static enum err parse_word(struct parser *p, struct expression_node **out)
{
    struct str word = p->text;
    enum err err = next(p);
    if (err != ERR_NONE)
        return err;
    if (p->sign == '(') {
        err = node_new(p, FNODE_CALL, word, out);
        return err == ERR_NONE ? parse_list(p, ')', *out) : err;
    }
    if (word_is(word, "true") || word_is(word, "false")) {
        err = node_new(p, FNODE_TRUTH, word, out);
        if (err == ERR_NONE)
            (*out)->truth = word.at[0] == 't' || word.at[0] == 'T';
        return err;
    }
    if (p->dialect == EXPRESSION_SURVEYJS && (word_is(word, "undefined") || word_is(word, "null")))
        return node_new(p, FNODE_TEXT, STR(""), out);
    return node_new(p, p->dialect == EXPRESSION_SURVEYJS ? FNODE_TEXT : FNODE_NAME, word, out);
}

static enum err parse_number(struct parser *p, bool negative, struct expression_node **out)
{
    enum err err = node_new(p, FNODE_NUMBER, p->text, out);
    if (err != ERR_NONE || !str_real(p->text, &(*out)->number))
        return err == ERR_NONE ? wrong(p, "A number in it cannot be read.") : err;
    if (negative) {
        const char *text = arena_printf(p->arena, "-%.*s", STR_ARGS(p->text));
        if (!text)
            return ERR_MEMORY;
        (*out)->number = -(*out)->number, (*out)->text = str_of(text);
    }
    return next(p);
}

static enum err parse_one(struct parser *p, struct expression_node **out)
{
    enum err err;
    switch (p->kind) {
    case TOKEN_NUMBER:
        return parse_number(p, false, out);
    case TOKEN_TEXT:
    case TOKEN_NAME:
        err = node_new(p, p->kind == TOKEN_TEXT ? FNODE_TEXT : FNODE_NAME, p->text, out);
        return err == ERR_NONE ? next(p) : err;
    case TOKEN_WORD:
        return parse_word(p, out);
    case TOKEN_SIGN:
        if (p->sign == '[') {
            err = node_new(p, FNODE_LIST, (struct str){0}, out);
            return err == ERR_NONE ? parse_list(p, ']', *out) : err;
        }
        if (p->sign == '(') {
            err = next(p);
            if (err == ERR_NONE)
                err = parse(p, 1, out);
            if (err == ERR_NONE && p->sign != ')')
                return wrong(p, "A bracket in it is never closed.");
            return err == ERR_NONE ? next(p) : err;
        }
        return wrong(p, "Its brackets do not match.");
    case TOKEN_END:
        return wrong(p, "It ends in the middle.");
    default:
        return wrong(p, "An operator in it stands alone.");
    }
}

static enum err parse_signed(struct parser *p, struct expression_node **out)
{
    enum expression_op op = p->kind == TOKEN_OP ? p->op : FOP_NONE;
    if (op != FOP_NOT && op != FOP_MINUS && op != FOP_PLUS)
        return parse_one(p, out);
    enum err err = next(p);
    if (err == ERR_NONE && op == FOP_MINUS && p->kind == TOKEN_NUMBER)
        return parse_number(p, true, out);
    if (err == ERR_NONE && ++p->deep > DEEP_MAX)
        return wrong(p, "It is nested too deeply.");
    struct expression_node *inner = NULL;
    if (err == ERR_NONE)
        err = parse_signed(p, &inner);
    p->deep--;
    if (err != ERR_NONE || op == FOP_PLUS) {
        *out = inner;
        return err;
    }
    return node_op(p, op == FOP_NOT ? FOP_NOT : FOP_TIMES, inner, NULL, out);
}

/* Recursion ends at DEEP_MAX brackets. */
static enum err parse(struct parser *p, int level, struct expression_node **out)
{
    if (level > LEVEL_LAST)
        return parse_signed(p, out);
    if (level == 1 && ++p->deep > DEEP_MAX)
        return wrong(p, "It is nested too deeply.");
    struct expression_node *left = NULL, *right;
    enum err err = parse(p, level + 1, &left);
    while (err == ERR_NONE && p->kind == TOKEN_OP && level_of(p->op) == level) {
        enum expression_op op = p->op;
        err = next(p);
        right = NULL;
        if (err == ERR_NONE && op != FOP_EMPTY && op != FOP_NOT_EMPTY)
            err = parse(p, level + 1, &right);
        if (err == ERR_NONE)
            err = node_op(p, op, left, right, &left);
    }
    p->deep -= level == 1;
    *out = left;
    return err;
}

enum err expression_parse(struct arena *arena, enum expression_dialect dialect, struct str text, struct expression_node **root,
                          struct fault *why)
{
    struct parser p = {.arena = arena, .dialect = dialect, .rest = str_trim(text), .why = why};
    if (text.length > TEXT_LONGEST)
        return wrong(&p, "It is too long.");
    enum err err = next(&p);
    if (err == ERR_NONE)
        err = parse(&p, 1, root);
    if (err == ERR_NONE && p.kind != TOKEN_END)
        return wrong(&p, "Something stands behind its end.");
    return err;
}
