#include "flow/envelope.h"
#include "flow/inside.h"
#include "listen/letter.h"
#include "listen/link.h"
#include "listen/mail_setting.h"
#include "listen/surveys.h"

struct writing {
    const struct courier_config *config;
    struct arena *arena;
    struct message message;
    struct mail_setting setting;
    struct template_words words;
    struct letter_text text;
    struct envelope *out;
};

static enum err read_rows(struct writing *w, int64_t workspace_id, int64_t id)
{
    struct store *store;
    enum err err = flow_store_take(w->config->flow, &store);
    if (err != ERR_NONE)
        return err;
    err = listen_message(store, workspace_id, id, w->arena, &w->message);
    if (err == ERR_NONE)
        err = mail_setting_get(store, workspace_id, w->arena, &w->setting);
    if (err == ERR_NONE)
        err = template_words_get(store,
                                 &(struct template_wanted){workspace_id, w->message.survey_id, w->message.template,
                                                           w->message.kind == MESSAGE_REMINDER, w->message.language},
                                 w->arena, &w->words);
    flow_store_give(w->config->flow, store);
    return err;
}

static struct str link_to(struct writing *w, const char *path, enum link_use use, int64_t id)
{
    char token[LINK_TEXT];
    link_write(flow_secret(w->config->flow), use, w->message.workspace_id, id, token);
    return str_of(arena_printf(w->arena, "%.*s/%s/%s", STR_ARGS(w->config->public_url), path, token));
}

/* The same for everybody: an anonymous survey's letter names neither invitation nor person. */
static struct str open_link(struct writing *w, const struct survey *survey)
{
    struct str name = survey_public_name(flow_listen(w->config->flow), survey, w->arena);
    return str_of(arena_printf(w->arena, "%.*s/s/%.*s?meta.lang=%.*s&meta.channel=email", STR_ARGS(w->config->public_url), STR_ARGS(name),
                               STR_ARGS(w->message.language)));
}

/* Under the lock of the settings. */
static enum err letter_make(struct writing *w)
{
    struct message *m = &w->message;
    const struct listen *listen = flow_listen(w->config->flow);
    const struct survey *survey = listen_survey(listen, m->workspace_id, m->survey);
    const struct touchpoint *touchpoint = m->touchpoint.length ? listen_touchpoint(listen, m->workspace_id, m->touchpoint) : NULL;
    json_t *attributes = NULL;
    if (!survey || !survey->published) {
        w->out->reason = "survey_closed";
        return ERR_NOT_FOUND;
    }
    const struct survey_definition *definition = survey->published->definition;
    enum err err = m->attributes.length ? json_read(w->arena, m->attributes, &attributes, NULL) : ERR_NONE;
    if (err != ERR_NONE)
        return err;
    bool test = m->kind == MESSAGE_TEST, open = !test && definition->anonymity == ANONYMITY_ANONYMOUS;
    const struct letter letter = {.workspace = listen_workspace(listen, m->workspace_id),
                                  .survey = definition,
                                  .language = m->language,
                                  .customer_name = m->customer_name.at ? m->customer_name : STR(""),
                                  .touchpoint_name = touchpoint ? survey_text(definition, touchpoint->name, m->language) : STR(""),
                                  .attributes = attributes,
                                  .answer_url = test   ? link_to(w, "r", LINK_PREVIEW, m->survey_id)
                                                : open ? open_link(w, survey)
                                                       : link_to(w, "r", LINK_ANSWER, m->invitation_id),
                                  .open_link = open,
                                  .anonymous_reminder = open && m->kind == MESSAGE_REMINDER,
                                  .unsubscribe_url = test ? (struct str){0} : link_to(w, "unsubscribe", LINK_UNSUBSCRIBE, m->id)};
    w->out->mail.unsubscribe_url = letter.unsubscribe_url;
    if (!w->setting.from_name.length)
        w->setting.from_name = str_keep(w->arena, letter.workspace->name);
    return letter_write(&letter, &w->words, w->arena, &w->text);
}

/* A test goes to the account that asked for it. */
static void receiver_find(struct writing *w)
{
    struct message *m = &w->message;
    const struct account *account =
        m->kind == MESSAGE_TEST ? people_account(flow_people(w->config->flow), m->workspace_id, m->account_id) : NULL;
    if (account)
        m->email = str_keep(w->arena, account->email);
}

/* "bounces@example.com" → "bounces+ID@example.com". */
static struct str return_path(struct writing *w, const char *id)
{
    struct str path = w->setting.bounce_address, domain = address_domain(path);
    if (!path.length)
        return (struct str){0};
    return str_of(arena_printf(w->arena, "%.*s+%s@%.*s", (int)(path.length - domain.length - 1), path.at, id, STR_ARGS(domain)));
}

static enum err addresses_fill(struct writing *w)
{
    struct mail_message *mail = &w->out->mail;
    char id[LINK_TEXT];
    mail->from_name = w->setting.from_name;
    mail->from_address = w->setting.from_address.length ? w->setting.from_address : w->config->mail->from_address;
    mail->to_address = w->message.email;
    mail->reply_to = w->setting.reply_to;
    w->out->reason = !mail->from_address.length ? "no_from_address" : "no_address";
    if (!address_ok(mail->from_address))
        return ERR_BUSY;
    if (!address_ok(mail->to_address))
        return ERR_NOT_FOUND;
    link_write(flow_secret(w->config->flow), LINK_RETURN, w->message.workspace_id, w->message.id, id);
    mail->return_path = return_path(w, id);
    mail->message_id = str_of(arena_printf(w->arena, "%s@%.*s", id, STR_ARGS(address_domain(mail->from_address))));
    address_hash(w->message.workspace_id, mail->to_address, w->out->address_hash);
    return mail->message_id.at ? ERR_NONE : ERR_MEMORY;
}

enum err envelope_write(const struct courier_config *config, int64_t workspace_id, int64_t message_id, struct arena *arena,
                        struct envelope *envelope)
{
    struct writing *w = arena_new_object(arena, struct writing);
    *envelope = (struct envelope){.reason = "later"};
    if (!w)
        return ERR_MEMORY;
    w->config = config;
    w->arena = arena;
    w->out = envelope;
    enum err err = read_rows(w, workspace_id, message_id);
    if (err != ERR_NONE)
        return err;
    envelope->tries = w->message.tries;
    flow_settings_begin(config->flow);
    receiver_find(w);
    err = letter_make(w);
    flow_settings_end(config->flow);
    if (err != ERR_NONE)
        return err;
    envelope->mail.subject = w->text.subject;
    envelope->mail.text = w->text.text;
    envelope->mail.html = w->text.html;
    envelope->mail.date_ms = flow_clock(config->flow)->now_ms(flow_clock(config->flow));
    return addresses_fill(w);
}
