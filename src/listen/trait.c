/* Traits: what a system tells of a customer, into our words. */
#include "listen/answer.h"
#include "listen/event_intake.h"

#include <stdio.h>

enum { NAME_MAX_CHARACTERS = 200, EMAIL_MAX = 254, PHONE_MAX = 40, LANGUAGE_MAX_BYTES = 35 };

struct traits {
    struct event_intake *intake;
    struct customer_identified *c;
    const char *prefix;
    struct str first, last;
};

static enum err left_out(const struct traits *t, const char *name, const char *slug, const char *sentence)
{
    return intake_problem(t->intake, STR("identify"), false, slug, arena_printf(t->intake->arena, "traits.%.60s", name), "%s", sentence);
}

static enum err text_take(const struct traits *t, const char *name, const json_t *value, size_t most, struct str *to)
{
    struct str text = str_trim(json_str(value));
    if (json_is_null(value))
        *to = STR("");
    else if (!json_is_string(value))
        return left_out(t, name, "wrong_type", "This must be a text.");
    else if (str_characters(text) > most)
        return left_out(t, name, "too_long", "This text is too long.");
    else
        *to = text;
    return ERR_NONE;
}

static enum err email_take(const struct traits *t, const char *name, const json_t *value)
{
    struct str text = {0};
    enum err err = text_take(t, name, value, EMAIL_MAX, &text);
    if (err == ERR_NONE && text.length && !memchr(text.at, '@', text.length))
        return left_out(t, name, "not_an_address", "The e-mail address must have an \"@\".");
    t->c->email = text.at ? text : t->c->email;
    return err;
}

static enum err language_take(const struct traits *t, const char *name, const json_t *value)
{
    struct str text = {0}, code;
    enum err err = text_take(t, name, value, LANGUAGE_MAX_BYTES, &text);
    if (err != ERR_NONE || !text.at)
        return err;
    if (text.length && !language_base(text, &code))
        return left_out(t, name, "unknown_language", "The language must be a code such as \"fi\".");
    t->c->language = text.length ? code : text;
    return ERR_NONE;
}

static enum err flag_take(const struct traits *t, const char *name, const json_t *value)
{
    if (!json_is_boolean(value))
        return left_out(t, name, "wrong_type", "This must be true or false.");
    bool yes = json_is_true(value);
    if (strcmp(name, "contact_ban") == 0) {
        t->c->contact_ban |= yes; /* no ban to tell of is no wish to lift one */
        return ERR_NONE;
    }
    if (strcmp(name, "complaint_open") == 0) {
        t->c->has_complaint = true;
        t->c->complaint_open = yes;
        return ERR_NONE;
    }
    t->c->has_consent = true;
    t->c->consent_surveys = yes;
    return ERR_NONE;
}

static enum err margin_take(const struct traits *t, const char *name, const json_t *value)
{
    if (!json_is_number(value))
        return left_out(t, name, "wrong_type", "This must be a number.");
    t->c->has_margin = true;
    t->c->margin = json_number_value(value);
    return ERR_NONE;
}

/* As the API's: [{"year": 2025, "margin": 310.5}]. All of them or none. */
static enum err margins_take(const struct traits *t, const char *name, const json_t *value)
{
    json_t *one = json_pack("{sssO}", "external_id", "-", name, (json_t *)value);
    struct customer_in in;
    struct fault why = {0};
    enum err err = one ? json_keep(t->intake->arena, one) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = record_read(&record_customer_in, t->intake->arena, one, &in, &why);
    if (err == ERR_NONE)
        err = customer_margins_check(&in.margins, t->intake->arena, &t->c->margins, &why);
    if (err != ERR_INVALID)
        return err;
    t->c->margins.count = 0;
    return left_out(t, name, why.slug, why.detail);
}

static enum err attribute_take(const struct traits *t, const char *name, json_t *value)
{
    struct fault why = {0};
    const char *full = arena_printf(t->intake->arena, "%s%s", t->prefix, name);
    json_t *one = json_object();
    enum err err = full && one && (t->c->attributes || (t->c->attributes = json_object())) ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && !json_is_null(value)) {
        err = json_object_set(one, full, value) == 0 ? attributes_check(one, &why) : ERR_MEMORY;
        if (err == ERR_INVALID) {
            json_decref(one);
            return left_out(t, name, why.slug, why.detail);
        }
    }
    json_decref(one);
    return err == ERR_NONE && json_object_set(t->c->attributes, full, value) != 0 ? ERR_MEMORY : err;
}

static enum err trait_take(struct traits *t, const char *name, json_t *value)
{
    struct customer_identified *c = t->c;
    if (t->prefix[0])
        return attribute_take(t, name, value);
    if (strcmp(name, "email") == 0)
        return email_take(t, name, value);
    if (strcmp(name, "name") == 0)
        return text_take(t, name, value, NAME_MAX_CHARACTERS, &c->name);
    if (strcmp(name, "firstName") == 0 || strcmp(name, "first_name") == 0)
        return text_take(t, name, value, NAME_MAX_CHARACTERS, &t->first);
    if (strcmp(name, "lastName") == 0 || strcmp(name, "last_name") == 0)
        return text_take(t, name, value, NAME_MAX_CHARACTERS, &t->last);
    if (strcmp(name, "phone") == 0)
        return text_take(t, name, value, PHONE_MAX, &c->phone);
    if (strcmp(name, "language") == 0 || strcmp(name, "locale") == 0)
        return language_take(t, name, value);
    if (strcmp(name, "margin") == 0)
        return margin_take(t, name, value);
    if (strcmp(name, "margins") == 0)
        return margins_take(t, name, value);
    if (strcmp(name, "consent_surveys") == 0 || strcmp(name, "contact_ban") == 0 || strcmp(name, "complaint_open") == 0)
        return flag_take(t, name, value);
    return attribute_take(t, name, value);
}

enum err traits_read(struct event_intake *intake, const json_t *traits, const char *prefix, struct customer_identified *c)
{
    struct traits t = {.intake = intake, .c = c, .prefix = prefix};
    const char *name;
    json_t *value;
    enum err err = ERR_NONE;
    json_object_foreach((json_t *)traits, name, value)
    {
        if (err == ERR_NONE)
            err = trait_take(&t, name, value);
    }
    if (c->attributes) {
        enum err kept = json_keep(intake->arena, c->attributes);
        err = err == ERR_NONE ? kept : err;
    }
    if (err == ERR_NONE && !c->name.at && (t.first.length || t.last.length)) {
        const char *whole =
            arena_printf(intake->arena, "%.*s%s%.*s", STR_ARGS(t.first), t.first.length && t.last.length ? " " : "", STR_ARGS(t.last));
        c->name = str_of(whole);
        err = whole ? ERR_NONE : ERR_MEMORY;
    }
    return err;
}
