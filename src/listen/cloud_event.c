/* CloudEvents 1.0, JSON format (https://github.com/cloudevents/spec, formats/json-format.md). */
#include "listen/event_intake.h"

#include <sodium.h>

enum { DAY_MS = 86400000, ATTRIBUTE_MAX = 2000 };

struct cloud {
    struct event_intake *intake;
    const json_t *tree;
    struct fault *why;
};

static enum err wrong(const struct cloud *c, const char *slug, const char *field, const char *sentence)
{
    return fault_set(c->why, ERR_INVALID, slug, field, "%s", sentence);
}

/* A text that is there may not be empty; null is as good as absent when it is not required. */
static enum err text_read(const struct cloud *c, const char *field, bool required, struct str *text)
{
    const json_t *value = json_object_get(c->tree, field);
    *text = (struct str){0};
    if (!value || (json_is_null(value) && !required))
        return required ? fault_set(c->why, ERR_INVALID, "required", field, "The attribute \"%s\" is required.", field) : ERR_NONE;
    if (!json_is_string(value))
        return fault_set(c->why, ERR_INVALID, "wrong_type", field, "The attribute \"%s\" must be a text.", field);
    *text = json_str(value);
    if (!text->length || text->length > ATTRIBUTE_MAX)
        return fault_set(c->why, ERR_INVALID, "wrong_length", field, "The attribute \"%s\" has 1 to %d bytes.", field, ATTRIBUTE_MAX);
    return ERR_NONE;
}

/* type/subtype of RFC 2046, with or without parameters */
static bool is_media_type(struct str text)
{
    const char *slash = memchr(text.at, '/', text.length);
    return slash && slash > text.at && slash + 1 < text.at + text.length && slash[1] != ';' && slash[1] != '/';
}

static bool name_ok(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++)
        if (!((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9')))
            return false;
    return length > 0;
}

static bool own_attribute(const char *name)
{
    static const char *const names[] = {"specversion", "id",      "source", "type", "datacontenttype",
                                        "dataschema",  "subject", "time",   "data", "data_base64"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Extensions: lower-case names, and of JSON's numbers whole ones only. They are kept as the context. */
static enum err extensions_read(const struct cloud *c, json_t *context)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)c->tree, name, value)
    {
        if (own_attribute(name))
            continue;
        if (!name_ok(name))
            return fault_set(c->why, ERR_INVALID, "wrong_name", name, "The name of an attribute has small letters a to z and digits only.");
        if (!json_is_string(value) && !json_is_integer(value) && !json_is_boolean(value) && !json_is_null(value))
            return fault_set(c->why, ERR_INVALID, "wrong_type", name, "An extension is a text, a whole number or a boolean.");
        if (json_string_length(value) > ATTRIBUTE_MAX)
            return fault_set(c->why, ERR_INVALID, "too_long", name, "An extension has at most %d bytes.", ATTRIBUTE_MAX);
        if (!json_is_null(value) && json_object_set(context, name, value) != 0)
            return ERR_MEMORY;
    }
    return ERR_NONE;
}

static enum err base64_read(const struct cloud *c, struct str text, const json_t **data)
{
    size_t length = 0, room = text.length + 1;
    unsigned char *bytes = arena_take(c->intake->arena, room);
    json_t *tree = NULL;
    struct fault ignored;
    if (!bytes)
        return ERR_MEMORY;
    if (sodium_base642bin(bytes, room, text.at, text.length, NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return wrong(c, "wrong_type", "data_base64", "The data must be Base64.");
    struct str plain = {(const char *)bytes, length};
    if (str_utf8(plain) && json_read(c->intake->arena, plain, &tree, &ignored) == ERR_NONE)
        *data = tree; /* bytes that are no JSON are not ours to keep */
    return ERR_NONE;
}

static enum err data_read(const struct cloud *c, const json_t **data)
{
    const json_t *coded = json_object_get(c->tree, "data_base64");
    *data = json_object_get(c->tree, "data");
    if (*data && coded)
        return wrong(c, "both", "data_base64", "An event has \"data\" or \"data_base64\", not both.");
    if (coded && !json_is_null(coded))
        return json_is_string(coded) ? base64_read(c, json_str(coded), data)
                                     : wrong(c, "wrong_type", "data_base64", "The data must be Base64.");
    return ERR_NONE;
}

/* data.customer as a text, a number or {"external_id"}; else the subject. */
static enum err customer_read(const struct cloud *c, const json_t *data, struct str subject, struct str *customer)
{
    const json_t *given = json_object_get(data, "customer");
    if (json_is_object(given))
        given = json_object_get(given, "external_id");
    *customer = json_is_string(given) ? json_str(given) : subject;
    if (json_is_integer(given))
        *customer = str_of(arena_printf(c->intake->arena, "%lld", (long long)json_integer_value(given)));
    if (!customer->at)
        *customer = STR("");
    if (str_characters(*customer) > EVENT_ID_MAX)
        return wrong(c, "too_long", "subject", "A customer's id has at most 200 characters.");
    return ERR_NONE;
}

static enum err time_read(const struct cloud *c, int64_t *at_ms)
{
    struct str text;
    enum err err = text_read(c, "time", false, &text);
    *at_ms = c->intake->now_ms;
    if (err != ERR_NONE || !text.at)
        return err;
    if (!time_parse(text, at_ms))
        return wrong(c, "wrong_time", "time", "The time must be written as in RFC 3339, such as 2026-03-01T08:00:00Z.");
    if (*at_ms > c->intake->now_ms + DAY_MS)
        return wrong(c, "in_the_future", "time", "The time lies more than a day ahead.");
    return ERR_NONE;
}

static enum err as_text(const struct cloud *c, const json_t *tree, const char *field, struct str *text)
{
    struct buf out = buf_new(EVENT_BYTES_MAX + 64);
    if (!json_object_size(tree))
        return ERR_NONE;
    json_put_tree(&out, tree);
    if (!out.failed)
        *text = str_keep(c->intake->arena, buf_str(&out));
    enum err err = out.failed ? wrong(c, "too_large", field, "The data of an event may have at most 32 KB.")
                   : text->at ? ERR_NONE
                              : ERR_MEMORY;
    buf_free(&out);
    return err;
}

static enum err optional_read(const struct cloud *c, struct str *subject)
{
    struct str text;
    enum err err = text_read(c, "datacontenttype", false, &text);
    if (err == ERR_NONE && text.at && !is_media_type(text))
        return wrong(c, "wrong_type", "datacontenttype", "The content type must be a media type such as application/json.");
    if (err == ERR_NONE)
        err = text_read(c, "dataschema", false, &text);
    return err == ERR_NONE ? text_read(c, "subject", false, subject) : err;
}

static enum err required_read(const struct cloud *c, struct event_received *e, struct str *source)
{
    struct str version, id;
    enum err err = text_read(c, "specversion", true, &version);
    if (err == ERR_NONE && !str_is(version, "1.0"))
        return wrong(c, "unknown_version", "specversion", "The version of the specification must be \"1.0\".");
    if (err == ERR_NONE)
        err = text_read(c, "id", true, &id);
    if (err == ERR_NONE)
        err = text_read(c, "source", true, source);
    if (err == ERR_NONE)
        err = text_read(c, "type", true, &e->name);
    if (err == ERR_NONE && str_characters(e->name) > EVENT_NAME_MAX)
        return wrong(c, "too_long", "type", "A type has at most 200 characters.");
    if (err == ERR_NONE)
        intake_key("cloudevents", *source, id, e->key);
    return err;
}

static enum err read_all(const struct cloud *c, struct event_received *e, json_t *context)
{
    struct str source, subject;
    const json_t *data = NULL;
    enum err err = required_read(c, e, &source);
    if (err == ERR_NONE)
        err = optional_read(c, &subject);
    if (err == ERR_NONE)
        err = time_read(c, &e->happened_at_ms);
    if (err == ERR_NONE)
        err = data_read(c, &data);
    if (err == ERR_NONE)
        err = customer_read(c, data, subject, &e->user_id);
    if (err == ERR_NONE && json_object_set_new(context, "source", json_stringn(source.at, source.length)) != 0)
        err = ERR_MEMORY;
    if (err == ERR_NONE)
        err = extensions_read(c, context);
    e->properties = json_object_size(data) ? data : NULL;
    e->context = context;
    if (err == ERR_NONE)
        err = as_text(c, e->properties, "data", &e->properties_text);
    return err == ERR_NONE ? as_text(c, context, "source", &e->context_text) : err;
}

enum err cloud_event_take(struct event_intake *intake, const json_t *tree, struct fault *why)
{
    struct cloud c = {intake, tree, why};
    struct event_received *e = arena_new_object(intake->arena, struct event_received);
    json_t *context = json_object();
    if (!e || !context) {
        json_decref(context);
        return ERR_MEMORY;
    }
    e->anonymous_id = STR("");
    enum err err = json_is_object(tree) ? read_all(&c, e, context) : wrong(&c, "not_an_object", "", "An event is a JSON object.");
    if (err == ERR_NONE) {
        intake->messages++;
        err = intake_event(intake, e);
    }
    json_decref(context);
    return err;
}
