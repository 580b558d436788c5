/* Multiple response sets of a system file. ReadStat does not tell of them, so the dictionary is walked here for two records: the sets, and
 * the long names of the variables, since the sets name them by their short ones (PSPP developers' manual, "System File Format"). */
#include "foreign/spss.h"

#include <stdlib.h>
#include <strings.h>

enum {
    HEADER_BYTES = 176,
    RECORD_VARIABLE = 2,
    RECORD_LABELS = 3,
    RECORD_LABELLED = 4,
    RECORD_DOCUMENT = 6,
    RECORD_EXTENSION = 7,
    EXTENSION_SETS = 7,
    EXTENSION_LONG_NAMES = 13,
    EXTENSION_SETS_NEWER = 19,
};

/* ---- the dictionary ---- */

struct walk {
    struct str rest;
    bool other_order; /* its numbers are in the other order of bytes */
    bool broken;
};

static struct str cut(struct walk *walk, uint64_t length)
{
    walk->broken |= length > walk->rest.length;
    if (walk->broken)
        return STR("");
    struct str part = {walk->rest.at, (size_t)length};
    walk->rest.at += length, walk->rest.length -= length;
    return part;
}

static uint32_t number(struct walk *walk)
{
    uint32_t value = 0;
    struct str bytes = cut(walk, sizeof value);
    if (bytes.length)
        memcpy(&value, bytes.at, sizeof value);
    return walk->other_order ? __builtin_bswap32(value) : value;
}

static uint64_t rounded(uint64_t length, uint64_t to)
{
    return (length + to - 1) / to * to;
}

static void skip_variable(struct walk *walk)
{
    (void)number(walk);
    bool labelled = number(walk) == 1;
    int32_t missing = (int32_t)number(walk);
    (void)cut(walk, 4 + 4 + 8);
    if (labelled)
        (void)cut(walk, rounded(number(walk), 4));
    (void)cut(walk, 8 * (uint64_t)(missing < 0 ? -(int64_t)missing : missing));
}

static void skip_labels(struct walk *walk)
{
    for (uint32_t left = number(walk); left && !walk->broken; left--) {
        (void)cut(walk, 8);
        struct str length = cut(walk, 1);
        (void)cut(walk, length.length ? rounded((unsigned char)length.at[0] + 1ull, 8) - 1 : 0);
    }
}

/* The text of that extension; empty: there is none. */
static struct str extension(struct str bytes, uint32_t wanted)
{
    uint32_t layout = 0;
    if (bytes.length < HEADER_BYTES)
        return STR("");
    memcpy(&layout, bytes.at + 64, sizeof layout);
    struct walk walk = {.rest = {bytes.at + HEADER_BYTES, bytes.length - HEADER_BYTES}, .other_order = layout != 2 && layout != 3};
    while (!walk.broken) {
        uint32_t record = number(&walk), subtype, size, count;
        if (record == RECORD_VARIABLE)
            skip_variable(&walk);
        else if (record == RECORD_LABELS)
            skip_labels(&walk);
        else if (record == RECORD_LABELLED)
            (void)cut(&walk, 4ull * number(&walk));
        else if (record == RECORD_DOCUMENT)
            (void)cut(&walk, 80ull * number(&walk));
        else if (record == RECORD_EXTENSION) {
            subtype = number(&walk), size = number(&walk), count = number(&walk);
            struct str text = cut(&walk, (uint64_t)size * count);
            if (subtype == wanted)
                return text;
        } else
            break;
    }
    return STR("");
}

/* ---- names ---- */

static bool same(struct str a, struct str b)
{
    return a.length == b.length && strncasecmp(a.at, b.at, a.length) == 0;
}

static int order_of(struct str a, struct str b)
{
    size_t least = a.length < b.length ? a.length : b.length;
    int order = least ? strncasecmp(a.at, b.at, least) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* Names and what they stand for, in order; of two the same the first counts. */
static int name_order(const void *a, const void *b)
{
    const struct spss_name *x = a, *y = b;
    int order = order_of(x->name, y->name);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static const struct spss_name *name_find(const struct spss_names *names, struct str wanted)
{
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (order_of(names->all[middle].name, wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < names->count && order_of(names->all[low].name, wanted) == 0 ? &names->all[low] : NULL;
}

static bool names_open(struct spss *s, struct spss_names *names, size_t room)
{
    *names = (struct spss_names){arena_take_array(s->foreign->arena, room + 1, sizeof *names->all), 0};
    return names->all != NULL;
}

static void name_add(struct spss_names *names, struct str name, struct str longer)
{
    names->all[names->count] = (struct spss_name){name, longer, names->count};
    names->count++;
}

static void names_sort(struct spss_names *names)
{
    if (names->count)
        qsort(names->all, names->count, sizeof *names->all, name_order);
}

/* "SHORT=LongName" between tabs. */
static bool long_names_read(struct spss *s, struct str text)
{
    struct str pair, name;
    size_t room = 0;
    for (size_t i = 0; i < text.length; i++)
        room += text.at[i] == '\t';
    if (!names_open(s, &s->long_names, room + 1))
        return false;
    while (str_cut(&text, '\t', &pair))
        if (str_cut(&pair, '=', &name))
            name_add(&s->long_names, name, pair);
    names_sort(&s->long_names);
    return true;
}

static bool variables_name(struct spss *s)
{
    if (!names_open(s, &s->named, s->count))
        return false;
    for (size_t i = 0; i < s->count; i++)
        name_add(&s->named, s->variables[i].variable.name, STR(""));
    names_sort(&s->named);
    return true;
}

static struct str long_name(struct spss *s, struct str given)
{
    const struct spss_name *known = name_find(&s->long_names, given);
    return known ? spss_text(s, s->foreign->arena,
                             arena_text(s->foreign->arena, known->longer.at ? known->longer.at : "", known->longer.length))
                 : given;
}

static struct spss_variable *variable_named(const struct spss *s, struct str name)
{
    const struct spss_name *known = name_find(&s->named, name);
    return known ? &s->variables[known->at] : NULL;
}

/* ---- a set: "$name=D1 1 5 Label var1 var2", "$name=C 5 Label var1 var2", "$name=E 11 1 1 5 Label var1 var2" ---- */

static struct str text_kept(struct spss *s, struct str text)
{
    return spss_text(s, s->foreign->arena, arena_text(s->foreign->arena, text.at ? text.at : "", text.length));
}

/* "5 Label": a length, a space, as many bytes. */
static bool counted_text(struct str *rest, struct str *text)
{
    struct str length;
    int64_t bytes;
    while (rest->length && rest->at[0] == ' ')
        rest->at++, rest->length--;
    if (!str_cut(rest, ' ', &length) || !str_integer(length, &bytes) || bytes < 0 || (uint64_t)bytes > rest->length)
        return false;
    *text = (struct str){rest->at, (size_t)bytes};
    rest->at += bytes, rest->length -= (size_t)bytes;
    return true;
}

static bool members_read(struct spss *s, struct str rest, struct spss_set *set)
{
    struct str name;
    set->members = arena_take_array(s->foreign->arena, SPSS_MEMBERS_MAX, sizeof *set->members);
    while (set->members && str_cut(&rest, ' ', &name) && set->count < SPSS_MEMBERS_MAX) {
        const struct spss_variable *v = name.length ? variable_named(s, long_name(s, text_kept(s, name))) : NULL;
        if (v)
            set->members[set->count++] = v->variable.name;
        else if (name.length)
            return false;
    }
    return set->count > 1;
}

static bool set_read(struct spss *s, struct str line, struct spss_set *set)
{
    struct str name, label, counted = {0};
    if (!str_cut(&line, '=', &name) || name.length < 2 || !line.length)
        return false;
    char kind = line.at[0];
    line.at++, line.length--;
    if (kind == 'E') { /* " 1" or " 11" before the counted value: choices are called what their values are called */
        struct str source;
        line = str_trim(line);
        if (!str_cut(&line, ' ', &source))
            return false;
    }
    bool flags = kind == 'D' || kind == 'E';
    if ((flags && !counted_text(&line, &counted)) || (!flags && kind != 'C') || !counted_text(&line, &label))
        return false;
    *set = (struct spss_set){.flags = flags, .value_labels = kind == 'E'};
    set->name = text_kept(s, (struct str){name.at + 1, name.length - 1});
    set->label = text_kept(s, label);
    set->counted = str_trim(text_kept(s, counted));
    return members_read(s, line, set);
}

void spss_sets_read(struct spss *s)
{
    static const uint32_t records[] = {EXTENSION_SETS, EXTENSION_SETS_NEWER};
    struct str line;
    if (!str_starts(s->foreign->bytes, "$FL"))
        return;
    if (!long_names_read(s, extension(s->foreign->bytes, EXTENSION_LONG_NAMES)) || !variables_name(s))
        return;
    s->response_sets = arena_take_array(s->foreign->arena, SPSS_SETS_MAX, sizeof *s->response_sets);
    for (size_t i = 0; s->response_sets && i < sizeof records / sizeof *records; i++) {
        struct str text = extension(s->foreign->bytes, records[i]);
        while (str_cut(&text, '\n', &line))
            if (s->response_sets_count < SPSS_SETS_MAX && set_read(s, line, &s->response_sets[s->response_sets_count]))
                s->response_sets_count++;
    }
}

/* ---- a set as a question ---- */

static bool can_join(struct spss *s, const struct spss_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct spss_variable *v = variable_named(s, set->members[i]);
        bool labelled = json_object_getn(s->sets, v->set.at, v->set.length) != NULL;
        if (v->in_set || v->weight || (!set->flags && !labelled))
            return false;
    }
    return true;
}

void spss_sets_join(struct spss *s)
{
    for (size_t i = 0; i < s->response_sets_count; i++) {
        struct spss_set *set = &s->response_sets[i];
        bool joins = can_join(s, set);
        if (!joins)
            foreign_note(s->foreign, set->name, FOREIGN_CHANGED, "response_set",
                         "The multiple response set cannot be one answer, since a variable of it stands in another set or has no labels: "
                         "its variables are questions.");
        for (size_t k = 0; joins && k < set->count; k++)
            variable_named(s, set->members[k])->in_set = set;
    }
}

/* "brands_acme" of the set "brands" is its choice "acme". */
static struct str choice_code(const struct spss_set *set, struct str member)
{
    size_t length = set->name.length;
    bool named = member.length > length + 1 && same((struct str){member.at, length}, set->name) && member.at[length] == '_';
    return named ? (struct str){member.at + length + 1, member.length - length - 1} : member;
}

static struct str value_label(const struct spss *s, const struct spss_variable *v, struct str code)
{
    const json_t *set = json_object_getn(s->sets, v->set.at, v->set.length), *codes = json_object_get(set, "codes");
    for (size_t i = 0; i < json_array_size(codes); i++)
        if (str_equal(json_str(json_array_get(codes, i)), code))
            return json_str(json_array_get(json_object_get(set, "labels"), i));
    return STR("");
}

/* Flags are often labelled "Question: choice"; the question is said by the set. */
static struct str choice_label(const struct spss_set *set, struct str label)
{
    size_t length = set->label.length;
    if (!length || label.length <= length || memcmp(label.at, set->label.at, length) != 0)
        return label;
    struct str rest = str_trim((struct str){label.at + length, label.length - length});
    bool parted = rest.length > 1 && (rest.at[0] == ':' || rest.at[0] == '-');
    return parted ? str_trim((struct str){rest.at + 1, rest.length - 1}) : label;
}

static void put_flag(struct spss *s, struct spss_set *set, const struct spss_variable *v)
{
    json_t *option = variable_option(s->foreign, &set->variable, choice_code(set, v->variable.name));
    struct str text = set->value_labels ? value_label(s, v, set->counted) : STR("");
    if (option)
        foreign_text(s->foreign, option, "text", "en", text.length ? text : choice_label(set, v->label));
}

/* Choices that a value has in any of the variables. */
static size_t options_count(const struct spss *s, const struct spss_set *set)
{
    json_t *all = json_object();
    for (size_t i = 0; i < set->count; i++) {
        const struct spss_variable *v = variable_named(s, set->members[i]);
        const json_t *codes = json_object_get(json_object_getn(s->sets, v->set.at, v->set.length), "codes");
        for (size_t k = 0; k < json_array_size(codes); k++)
            if (!spss_is_marked(v, json_str(json_array_get(codes, k))))
                json_object_set_new(all, json_string_value(json_array_get(codes, k)), json_true());
        json_object_update(all, v->seen);
    }
    size_t count = json_object_size(all);
    json_decref(all);
    return count;
}

void spss_set_question(struct spss *s, struct spss_set *set)
{
    set->variable =
        (struct variable){.kind = VARIABLE_CHOICES, .name = set->name, .options = set->flags ? set->count : options_count(s, set)};
    if (!variable_make(s->foreign, &set->variable))
        return;
    foreign_text(s->foreign, set->variable.question, "text", "en", set->label);
    for (size_t i = 0; i < set->count; i++) {
        const struct spss_variable *v = variable_named(s, set->members[i]);
        if (set->flags)
            put_flag(s, set, v);
        else
            spss_put_options(s, v, &set->variable);
    }
}

void spss_set_tell(struct spss *s, const struct spss_variable *v, struct str value)
{
    const struct spss_set *set = v->in_set;
    if (set->flags && !str_equal(value, set->counted))
        return;
    if (!variable_answer(s->foreign, &set->variable, set->flags ? choice_code(set, v->variable.name) : value, s->answers))
        foreign_note_once(s->foreign, FOREIGN_LOST, "value_unknown",
                          "Values that cannot be an answer were left out; the first stands at \"%.*s\".", STR_ARGS(v->variable.name));
}
