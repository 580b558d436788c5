/* Messages of Segment's HTTP API: identify, track, page, screen, group, alias. */
#include "listen/answer.h"
#include "listen/event_intake.h"

#include <stdio.h>

enum { DAY_MS = 86400000, MESSAGE_ID_MAX = 300, CONTEXT_TEXT_MAX = 500 };

struct message {
    struct event_intake *intake;
    const json_t *tree;
    struct str type, user_id, anonymous_id, sent_at;
};

static enum err refuse(const struct message *m, const char *slug, const char *field, const char *sentence)
{
    return intake_problem(m->intake, m->type.length ? m->type : STR("message"), true, slug, field, "%s", sentence);
}

/* *good is false when the message was refused. A whole number counts as its text: many systems number their customers. */
static enum err id_read(const struct message *m, const char *field, struct str *id, bool *good)
{
    const json_t *value = json_object_get(m->tree, field);
    *id = STR("");
    *good = true;
    if (json_is_integer(value)) {
        *id = str_of(arena_printf(m->intake->arena, "%lld", (long long)json_integer_value(value)));
        return id->at ? ERR_NONE : ERR_MEMORY;
    }
    if (!value || json_is_null(value))
        return ERR_NONE;
    *good = json_is_string(value) && str_characters(json_str(value)) <= EVENT_ID_MAX;
    if (!*good)
        return refuse(m, "wrong_id", field, "An id is a text of at most 200 characters.");
    *id = json_str(value);
    return ERR_NONE;
}

/* ---- when ---- */

static bool moment(const struct message *m, const char *field, int64_t *at_ms)
{
    struct str text = json_str(json_object_get(m->tree, field));
    return text.length && time_parse(text, at_ms);
}

/* As Segment documents it: the sender's clock may be wrong, but by as much when the event happened as when it was sent. */
static enum err when(const struct message *m, int64_t *at_ms)
{
    int64_t now_ms = m->intake->now_ms, said_ms, sent_ms;
    struct str sent_at = json_str(json_object_get(m->tree, "sentAt"));
    *at_ms = now_ms;
    if (!moment(m, "originalTimestamp", &said_ms) && !moment(m, "timestamp", &said_ms))
        return json_object_get(m->tree, "timestamp") ? intake_problem(m->intake, m->type, false, "wrong_time", "timestamp",
                                                                      "The time cannot be read; the moment of arrival stands instead.")
                                                     : ERR_NONE;
    *at_ms = said_ms;
    if (time_parse(sent_at.length ? sent_at : m->sent_at, &sent_ms))
        *at_ms = now_ms - (sent_ms - said_ms);
    if (*at_ms <= now_ms + DAY_MS)
        return ERR_NONE;
    *at_ms = now_ms;
    return intake_problem(m->intake, m->type, false, "in_the_future", "timestamp",
                          "The time lies more than a day ahead; the moment of arrival stands instead.");
}

/* ---- what is kept of the context ---- */

static enum err texts_copy(const json_t *from, const char *const *names, json_t *to)
{
    for (; *names; names++) {
        json_t *value = json_object_get(from, *names);
        bool kept =
            json_is_number(value) || json_is_boolean(value) || (json_is_string(value) && json_string_length(value) <= CONTEXT_TEXT_MAX);
        if (kept && json_object_set(to, *names, value) != 0)
            return ERR_MEMORY;
    }
    return ERR_NONE;
}

/* Network address, user agent, device and everything else that says more about a person than about the encounter is not kept. */
static enum err context_keep(const json_t *given, json_t *kept)
{
    static const char *const plain[] = {"locale", "timezone", "channel", NULL}, *const page[] = {"path", "title", "url", "referrer", NULL},
                             *const campaign[] = {"name", "source", "medium", "term", "content", NULL},
                             *const app[] = {"name", "version", NULL};
    static const struct {
        const char *name;
        const char *const *members;
    } groups[] = {{"page", page}, {"campaign", campaign}, {"app", app}};
    enum err err = texts_copy(given, plain, kept);
    for (size_t i = 0; err == ERR_NONE && i < sizeof groups / sizeof *groups; i++) {
        const json_t *group = json_object_get(given, groups[i].name);
        if (!json_object_size(group))
            continue;
        json_t *copy = json_object();
        err = copy ? texts_copy(group, groups[i].members, copy) : ERR_MEMORY;
        if (json_object_set_new(kept, groups[i].name, copy) != 0)
            err = ERR_MEMORY;
    }
    return err;
}

static enum err as_text(struct event_intake *intake, const json_t *tree, struct str *text)
{
    struct buf out = buf_new(EVENT_BYTES_MAX + 64);
    if (!tree)
        return ERR_NONE;
    json_put_tree(&out, tree);
    if (!out.failed)
        *text = str_keep(intake->arena, buf_str(&out));
    enum err err = out.failed ? ERR_TOO_LARGE : text->at ? ERR_NONE : ERR_MEMORY;
    buf_free(&out);
    return err;
}

/* ---- track, page, screen ---- */

static enum err key_read(const struct message *m, unsigned char key[EVENT_KEY_SIZE], bool *good)
{
    const json_t *id = json_object_get(m->tree, "messageId");
    *good = true;
    if (!id || json_is_null(id))
        m->intake->random->fill(m->intake->random, key, EVENT_KEY_SIZE);
    else if (!json_string_length(id) || json_string_length(id) > MESSAGE_ID_MAX) {
        *good = false;
        return refuse(m, "wrong_id", "messageId", "A message id is a text of 1 to 300 bytes.");
    } else
        intake_key("segment", json_str(id), STR(""), key);
    return ERR_NONE;
}

static enum err properties_read(const struct message *m, struct event_received *e, json_t *context, bool *good)
{
    const json_t *properties = json_object_get(m->tree, "properties");
    *good = !properties || json_is_null(properties) || json_is_object(properties);
    if (!*good)
        return refuse(m, "wrong_type", "properties", "The properties must be an object.");
    e->properties = json_object_size(properties) ? properties : NULL;
    enum err err = as_text(m->intake, e->properties, &e->properties_text);
    *good = err != ERR_TOO_LARGE;
    if (!*good)
        return refuse(m, "too_large", "properties", "The properties are larger than 32 KB.");
    if (err == ERR_NONE)
        err = context_keep(json_object_get(m->tree, "context"), context);
    e->context = json_object_size(context) ? context : NULL;
    return err == ERR_NONE ? as_text(m->intake, e->context, &e->context_text) : err;
}

static enum err event_take(const struct message *m, struct str name)
{
    bool good = name.length && str_characters(name) <= EVENT_NAME_MAX;
    struct event_received *e = arena_new_object(m->intake->arena, struct event_received);
    json_t *context = json_object();
    if (!e || !context) {
        json_decref(context);
        return ERR_MEMORY;
    }
    *e = (struct event_received){.name = name, .user_id = m->user_id, .anonymous_id = m->anonymous_id};
    enum err err = good ? key_read(m, e->key, &good) : refuse(m, "required", "event", "An event has a name of 1 to 200 characters.");
    if (err == ERR_NONE && good)
        err = properties_read(m, e, context, &good);
    if (err == ERR_NONE && good)
        err = when(m, &e->happened_at_ms);
    if (err == ERR_NONE && good)
        err = intake_event(m->intake, e);
    json_decref(context);
    return err;
}

/* A page's own name goes among its properties, where a rule can look at it. */
static enum err page_take(const struct message *m, const char *name)
{
    json_t *properties = json_object_get(m->tree, "properties");
    static const char *const own[] = {"name", "category"};
    for (size_t i = 0; i < 2; i++) {
        json_t *value = json_object_get(m->tree, own[i]);
        if (!json_is_string(value))
            continue;
        if (!json_is_object(properties) && json_object_set_new((json_t *)m->tree, "properties", properties = json_object()) != 0)
            return ERR_MEMORY;
        if (json_object_set(properties, own[i], value) != 0)
            return ERR_MEMORY;
    }
    return event_take(m, str_of(name));
}

/* ---- identify, group, alias ---- */

static enum err identified(const struct message *m, struct customer_identified *c)
{
    struct str *const texts[] = {&c->external_id, &c->name, &c->email, &c->phone, &c->language};
    enum err err = m->anonymous_id.length ? intake_link(m->intake, m->anonymous_id, m->user_id) : ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < sizeof texts / sizeof *texts; i++)
        err = intake_text(m->intake, texts[i]);
    return err == ERR_NONE ? intake_fact(m->intake, FACT_CUSTOMER_IDENTIFIED, c) : err;
}

static enum err identify_take(const struct message *m)
{
    struct customer_identified *c = arena_new_object(m->intake->arena, struct customer_identified);
    if (!c)
        return ERR_MEMORY;
    c->external_id = m->user_id;
    if (!m->user_id.length)
        return intake_problem(m->intake, m->type, false, "nobody", "userId", "Traits of an anonymous visitor are not kept.");
    enum err err = traits_read(m->intake, json_object_get(m->tree, "traits"), "", c);
    return err == ERR_NONE ? identified(m, c) : err;
}

static enum err group_take(const struct message *m)
{
    struct customer_identified *c = arena_new_object(m->intake->arena, struct customer_identified);
    struct str group;
    bool good;
    enum err err = c ? id_read(m, "groupId", &group, &good) : ERR_MEMORY;
    if (err != ERR_NONE || !good)
        return err;
    if (!group.length)
        return refuse(m, "required", "groupId", "A group message has a groupId.");
    if (!m->user_id.length)
        return intake_problem(m->intake, m->type, false, "nobody", "userId", "The group of an anonymous visitor is not kept.");
    c->external_id = m->user_id;
    err = traits_read(m->intake, json_object_get(m->tree, "traits"), "group_", c);
    if (err == ERR_NONE && !c->attributes)
        err = json_keep(m->intake->arena, c->attributes = json_object());
    if (err == ERR_NONE && json_object_set_new(c->attributes, "group", json_stringn(group.at, group.length)) != 0)
        err = ERR_MEMORY;
    return err == ERR_NONE ? identified(m, c) : err;
}

static enum err alias_take(const struct message *m)
{
    struct str previous;
    bool good;
    enum err err = id_read(m, "previousId", &previous, &good);
    if (err != ERR_NONE || !good)
        return err;
    if (!previous.length || !m->user_id.length)
        return refuse(m, "required", "previousId", "An alias message has a previousId and a userId.");
    return intake_link(m->intake, previous, m->user_id);
}

static enum err type_take(struct message *m)
{
    if (str_is(m->type, "track"))
        return event_take(m, json_str(json_object_get(m->tree, "event")));
    if (str_is(m->type, "page"))
        return page_take(m, "Page Viewed");
    if (str_is(m->type, "screen"))
        return page_take(m, "Screen Viewed");
    if (str_is(m->type, "identify"))
        return identify_take(m);
    if (str_is(m->type, "group"))
        return group_take(m);
    if (str_is(m->type, "alias"))
        return alias_take(m);
    m->type = STR("");
    return refuse(m, "unknown_type", "type", "The type must be track, page, screen, identify, group or alias.");
}

static enum err take(struct message *m)
{
    bool good = true;
    enum err err = id_read(m, "userId", &m->user_id, &good);
    if (err == ERR_NONE && good)
        err = id_read(m, "anonymousId", &m->anonymous_id, &good);
    if (err != ERR_NONE || !good)
        return err;
    if (!m->user_id.length && !m->anonymous_id.length)
        return refuse(m, "required", "userId", "A message has a userId or an anonymousId.");
    return type_take(m);
}

enum err segment_take(struct event_intake *intake, const json_t *tree, struct str type, struct str sent_at)
{
    struct message m = {
        .intake = intake, .tree = tree, .type = type.length ? type : json_str(json_object_get(tree, "type")), .sent_at = sent_at};
    enum err err = json_is_object(tree) ? take(&m) : refuse(&m, "not_an_object", "", "A message is a JSON object.");
    intake->messages++;
    return err;
}
