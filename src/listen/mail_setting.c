#include "listen/mail_setting.h"
#include "invitation.sql.h"
#include "listen/address.h"
#include "listen/inside.h"

enum err mail_setting_get(struct store *store, int64_t workspace_id, struct arena *arena, struct mail_setting *setting)
{
    struct mail_setting_get_row row;
    enum err err = sql_mail_setting_get(store, &(struct mail_setting_get_in){workspace_id}, arena, &row);
    *setting = (struct mail_setting){STR(""), STR(""), STR(""), STR(""), REMINDER_DAYS_USUAL, EXPIRES_DAYS_USUAL, DOMAIN_MINUTE_USUAL, 0};
    if (err == ERR_NOT_FOUND)
        return ERR_NONE;
    if (err == ERR_NONE)
        *setting = (struct mail_setting){row.from_name,     row.from_address, row.reply_to,          row.bounce_address,
                                         row.reminder_days, row.expires_days, row.domain_minute_max, row.revision};
    return err;
}

struct froms {
    bool (*each)(void *context, struct str address);
    void *context;
};

static bool from_row(void *context, const struct mail_setting_froms_row *row)
{
    struct froms *froms = context;
    return froms->each(froms->context, row->from_address);
}

enum err mail_setting_froms(struct store *store, int64_t limit, bool (*each)(void *context, struct str address), void *context)
{
    struct froms froms = {each, context};
    return sql_mail_setting_froms(store, &(struct mail_setting_froms_in){limit}, from_row, &froms);
}

enum err mail_setting_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct mail_setting *s = &((const struct mail_changed *)fact->body)->setting;
    struct arena *arena = arena_new(1 << 16);
    struct mail_setting now;
    enum err err = arena ? mail_setting_get(store, fact->workspace_id, arena, &now) : ERR_MEMORY;
    fact->subject_id = fact->workspace_id;
    if (err == ERR_NONE && fact->expected_revision && fact->expected_revision != now.revision)
        err = fault_set(why, ERR_STALE, "stale", "If-Match", "The mail settings were changed meanwhile. Read them again.");
    if (err == ERR_NONE)
        err = sql_mail_setting_put(store,
                                   &(struct mail_setting_put_in){fact->workspace_id, s->from_name, s->from_address, s->reply_to,
                                                                 s->bounce_address, s->reminder_days, s->expires_days, s->domain_minute_max,
                                                                 fact->number},
                                   NULL);
    arena_free(arena);
    return err;
}

static enum err check_address(struct str given, const char *field, struct str *kept, struct fault *why)
{
    if (!given.at)
        return ERR_NONE;
    if (given.length && !address_ok(given))
        return fault_set(why, ERR_INVALID, "not_an_address", field, "This must be one plain e-mail address, such as hello@example.com.");
    *kept = given;
    return ERR_NONE;
}

enum err listen_check_mail(const struct mail_setting *now, const struct mail_change *change, struct arena *arena,
                           struct mail_changed **changed, struct fault *why)
{
    *changed = arena_new_object(arena, struct mail_changed);
    if (!*changed)
        return ERR_MEMORY;
    struct mail_setting *s = &(*changed)->setting;
    *s = *now;
    if (change->from_name.at)
        s->from_name = change->from_name;
    for (size_t i = 0; i < s->from_name.length; i++)
        if ((unsigned char)s->from_name.at[i] < 0x20)
            return fault_set(why, ERR_INVALID, "one_line", "from_name", "The sender's name is one line without control characters.");
    if (change->has_reminder_days)
        s->reminder_days = change->reminder_days;
    if (change->has_expires_days)
        s->expires_days = change->expires_days;
    if (change->has_domain_minute_max)
        s->domain_minute_max = change->domain_minute_max;
    enum err err = check_address(change->from_address, "from_address", &s->from_address, why);
    if (err == ERR_NONE)
        err = check_address(change->reply_to, "reply_to", &s->reply_to, why);
    return err == ERR_NONE ? check_address(change->bounce_address, "bounce_address", &s->bounce_address, why) : err;
}

static void put_text(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "\"%s\":", name);
    json_put_text(out, text);
    buf_add_char(out, ',');
}

void mail_setting_write(const struct mail_setting *s, struct buf *out)
{
    put_text(out, "from_name", s->from_name);
    put_text(out, "from_address", s->from_address);
    put_text(out, "reply_to", s->reply_to);
    put_text(out, "bounce_address", s->bounce_address);
    buf_printf(out, "\"reminder_days\":%lld,\"expires_days\":%lld,\"domain_minute_max\":%lld", (long long)s->reminder_days,
               (long long)s->expires_days, (long long)s->domain_minute_max);
}
