#include "base/record.h"

#include <stdio.h>

static void *member(void *out, size_t offset)
{
    return (char *)out + offset;
}

static void mark(const struct field *field, void *out)
{
    if (field->has_offset >= 0)
        *(bool *)member(out, (size_t)field->has_offset) = true;
}

static enum err wrong(const struct field *field, struct fault *why, const char *slug, const char *expected)
{
    return fault_set(why, ERR_INVALID, slug, field->name, "The field \"%s\" must be %s.", field->name, expected);
}

static bool limited(const struct field *field)
{
    return field->least != 0 || field->most != 0;
}

static enum err check_text(const struct field *field, struct str text, struct fault *why)
{
    if (field->kind == FIELD_SLUG && !str_slug(text))
        return wrong(field, why, "not_a_slug", "1 to 64 of a-z, 0-9, \"-\" and \"_\", beginning and ending with a letter or digit");
    int64_t length = (int64_t)str_characters(text);
    if (limited(field) && length > field->most)
        return fault_set(why, ERR_INVALID, "too_long", field->name, "The text in \"%s\" is %lld characters too long (the limit is %lld).",
                         field->name, (long long)(length - field->most), (long long)field->most);
    if (limited(field) && length < field->least)
        return fault_set(why, ERR_INVALID, "too_short", field->name, "The text in \"%s\" must have at least %lld characters.", field->name,
                         (long long)field->least);
    if (!field->one_of)
        return ERR_NONE;
    char known[200] = "";
    for (const char *const *one = field->one_of; *one; one++) {
        if (str_is(text, *one))
            return ERR_NONE;
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", *one);
    }
    return fault_set(why, ERR_INVALID, "unknown_value", field->name, "The field \"%s\" must be one of: %s.", field->name, known);
}

static enum err check_number(const struct field *field, double value, struct fault *why)
{
    if (limited(field) && (value < (double)field->least || value > (double)field->most))
        return fault_set(why, ERR_INVALID, "out_of_range", field->name, "The field \"%s\" must be from %lld to %lld.", field->name,
                         (long long)field->least, (long long)field->most);
    return ERR_NONE;
}

/* Text kinds and kinds written as text: the part shared by JSON strings and query values. */
static enum err read_text(const struct field *field, struct str text, void *out, struct fault *why)
{
    void *to = member(out, field->offset);
    if (field->kind == FIELD_MOMENT)
        return time_parse(text, to) ? ERR_NONE : wrong(field, why, "not_a_moment", "a time such as 2026-03-01T10:00:00+02:00");
    if (field->kind == FIELD_DAY)
        return day_parse(text, to) ? ERR_NONE : wrong(field, why, "not_a_day", "a date such as 2026-03-01");
    *(struct str *)to = text.at ? text : STR("");
    return check_text(field, text, why);
}

static enum err read_items(const struct field *field, struct arena *arena, const json_t *value, void *out, struct fault *why)
{
    if (!json_is_array(value))
        return wrong(field, why, "not_a_list", "a list");
    size_t count = json_array_size(value), size = field->kind == FIELD_TEXTS ? sizeof(struct str) : field->of->size;
    if (limited(field) && ((int64_t)count < field->least || (int64_t)count > field->most))
        return fault_set(why, ERR_INVALID, "wrong_count", field->name, "The list \"%s\" must have from %lld to %lld items; it has %zu.",
                         field->name, (long long)field->least, (long long)field->most, count);
    char *items = arena_take_array(arena, count ? count : 1, size);
    if (!items)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(value, i);
        enum err err = ERR_NONE;
        if (field->kind == FIELD_RECORDS)
            err = record_read(field->of, arena, item, items + i * size, why);
        else if (json_is_string(item))
            ((struct str *)items)[i] = json_str(item);
        else
            err = fault_set(why, ERR_INVALID, "not_a_text", "", "Each item of \"%s\" must be a text.", field->name);
        if (err != ERR_NONE) {
            char place[96];
            snprintf(place, sizeof place, "%s[%zu]", field->name, i);
            fault_prefix(why, place);
            return err;
        }
    }
    *(struct record_list *)member(out, field->offset) = (struct record_list){items, count};
    return ERR_NONE;
}

static enum err read_record(const struct field *field, struct arena *arena, const json_t *value, void *out, struct fault *why)
{
    void *inner = arena_take(arena, field->of->size);
    if (!inner)
        return ERR_MEMORY;
    enum err err = record_read(field->of, arena, value, inner, why);
    if (err != ERR_NONE)
        fault_prefix(why, field->name);
    *(void **)member(out, field->offset) = inner;
    return err;
}

static enum err read_value(const struct field *field, struct arena *arena, const json_t *value, void *out, struct fault *why)
{
    void *to = member(out, field->offset);
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_SLUG:
    case FIELD_MOMENT:
    case FIELD_DAY:
        return json_is_string(value) ? read_text(field, json_str(value), out, why) : wrong(field, why, "not_a_text", "a text");
    case FIELD_INTEGER:
        if (!json_is_integer(value))
            return wrong(field, why, "not_an_integer", "a whole number");
        *(int64_t *)to = json_integer_value(value);
        return check_number(field, (double)json_integer_value(value), why);
    case FIELD_REAL:
        if (!json_is_number(value))
            return wrong(field, why, "not_a_number", "a number");
        *(double *)to = json_number_value(value);
        return check_number(field, json_number_value(value), why);
    case FIELD_BOOLEAN:
        *(bool *)to = json_is_true(value);
        return json_is_boolean(value) ? ERR_NONE : wrong(field, why, "not_a_boolean", "true or false");
    case FIELD_OBJECT:
        if (!json_is_object(value))
            return wrong(field, why, "not_an_object", "an object");
        if (limited(field) && (int64_t)json_object_size(value) > field->most)
            return fault_set(why, ERR_INVALID, "too_many", field->name, "The object \"%s\" may have at most %lld members.", field->name,
                             (long long)field->most);
        __attribute__((fallthrough));
    case FIELD_JSON:
        *(const json_t **)to = value;
        return ERR_NONE;
    case FIELD_TEXTS:
    case FIELD_RECORDS:
        return read_items(field, arena, value, out, why);
    case FIELD_RECORD:
        return read_record(field, arena, value, out, why);
    }
    return ERR_INTERNAL;
}

static const struct field *find(const struct record *record, const char *name)
{
    for (size_t i = 0; i < record->count; i++)
        if (strcmp(record->fields[i].name, name) == 0)
            return &record->fields[i];
    return NULL;
}

static enum err unknown(const struct record *record, const char *name, struct fault *why)
{
    return fault_set(why, ERR_INVALID, "unknown_field", name, "There is no field \"%.64s\" in \"%s\".", name, record->name);
}

static enum err missing(const struct field *field, struct fault *why)
{
    return fault_set(why, ERR_INVALID, "required", field->name, "The field \"%s\" is required.", field->name);
}

enum err record_read(const struct record *record, struct arena *arena, const json_t *tree, void *out, struct fault *why)
{
    memset(out, 0, record->size);
    if (!json_is_object(tree))
        return fault_set(why, ERR_INVALID, "not_an_object", "", "A JSON object was expected.");
    size_t seen = 0;
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        const json_t *value = json_object_get(tree, field->name);
        seen += value != NULL;
        if (json_is_null(value) && (field->nullable || field->kind == FIELD_JSON))
            continue;
        if (!value && field->required)
            return missing(field, why);
        if (!value)
            continue;
        enum err err = read_value(field, arena, value, out, why);
        if (err != ERR_NONE)
            return err;
        mark(field, out);
    }
    if (seen == json_object_size(tree))
        return ERR_NONE;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)tree, name, value) if (!find(record, name)) return unknown(record, name, why);
    return ERR_NONE;
}

enum err record_read_text(const struct record *record, struct arena *arena, const char *name, struct str text, void *out, struct fault *why)
{
    const struct field *field = find(record, name);
    if (!field)
        return unknown(record, name, why);
    void *to = member(out, field->offset);
    mark(field, out);
    switch (field->kind) {
    case FIELD_INTEGER:
        if (!str_integer(text, to))
            return wrong(field, why, "not_an_integer", "a whole number");
        return check_number(field, (double)*(int64_t *)to, why);
    case FIELD_REAL:
        if (!str_real(text, to))
            return wrong(field, why, "not_a_number", "a number");
        return check_number(field, *(double *)to, why);
    case FIELD_BOOLEAN:
        *(bool *)to = str_is(text, "true");
        return str_is(text, "true") || str_is(text, "false") ? ERR_NONE : wrong(field, why, "not_a_boolean", "true or false");
    case FIELD_JSON:
    case FIELD_OBJECT: {
        json_t *tree;
        enum err err = json_read(arena, text, &tree, why);
        if (err != ERR_NONE) {
            fault_prefix(why, name);
            return err;
        }
        return read_value(field, arena, tree, out, why);
    }
    case FIELD_TEXTS:
    case FIELD_RECORDS:
    case FIELD_RECORD:
        return wrong(field, why, "not_a_text", "sent in a body");
    default:
        return read_text(field, text, out, why);
    }
}

static bool present(const struct field *field, const void *in)
{
    const void *at = (const char *)in + field->offset;
    if (field->has_offset >= 0)
        return *(const bool *)((const char *)in + field->has_offset);
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_SLUG:
        return ((const struct str *)at)->at != NULL;
    case FIELD_JSON:
    case FIELD_OBJECT:
    case FIELD_RECORD:
        return *(void *const *)at != NULL;
    case FIELD_TEXTS:
    case FIELD_RECORDS:
        return ((const struct record_list *)at)->items != NULL;
    default:
        return true;
    }
}

enum err record_complete(const struct record *record, const void *in, struct fault *why)
{
    for (size_t i = 0; i < record->count; i++)
        if (record->fields[i].required && !present(&record->fields[i], in))
            return missing(&record->fields[i], why);
    return ERR_NONE;
}

static void write_value(const struct field *field, const void *at, struct buf *out)
{
    char text[TIME_TEXT];
    const struct record_list *list = at;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_SLUG:
        json_put_text(out, *(const struct str *)at);
        return;
    case FIELD_INTEGER:
        buf_printf(out, "%lld", (long long)*(const int64_t *)at);
        return;
    case FIELD_REAL:
        json_put_real(out, *(const double *)at);
        return;
    case FIELD_BOOLEAN:
        buf_add_text(out, *(const bool *)at ? "true" : "false");
        return;
    case FIELD_MOMENT:
        time_format(*(const int64_t *)at, text);
        json_put_text(out, str_of(text));
        return;
    case FIELD_DAY:
        day_format(*(const int32_t *)at, text);
        json_put_text(out, str_of(text));
        return;
    case FIELD_JSON:
    case FIELD_OBJECT:
        json_put_tree(out, *(json_t *const *)at);
        return;
    case FIELD_RECORD:
        record_write(field->of, *(void *const *)at, out);
        return;
    case FIELD_TEXTS:
    case FIELD_RECORDS:
        buf_add_char(out, '[');
        for (size_t i = 0; i < list->count; i++) {
            if (i)
                buf_add_char(out, ',');
            if (field->kind == FIELD_TEXTS)
                json_put_text(out, ((const struct str *)list->items)[i]);
            else
                record_write(field->of, (const char *)list->items + i * field->of->size, out);
        }
        buf_add_char(out, ']');
        return;
    }
}

void record_write(const struct record *record, const void *in, struct buf *out)
{
    bool first = true;
    buf_add_char(out, '{');
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if (!present(field, in))
            continue;
        if (!first)
            buf_add_char(out, ',');
        first = false;
        json_put_text(out, str_of(field->name));
        buf_add_char(out, ':');
        write_value(field, (const char *)in + field->offset, out);
    }
    buf_add_char(out, '}');
}
