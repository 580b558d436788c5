/* Messages read back: for the courier, and for the delivery log. */
#include "invitation.sql.h"
#include "listen/inside.h"
#include "listen/mail_setting.h"
#include "listen/message.h"

enum err listen_message(struct store *store, int64_t workspace_id, int64_t id, struct arena *arena, struct message *message)
{
    struct message_get_row row;
    enum err err = sql_message_get(store, &(struct message_get_in){workspace_id, id}, arena, &row);
    if (err == ERR_NONE)
        *message = (struct message){.id = id,
                                    .workspace_id = workspace_id,
                                    .survey_id = row.survey_id,
                                    .invitation_id = row.invitation_id,
                                    .customer_id = row.customer_id,
                                    .account_id = row.account_id,
                                    .tries = row.tries,
                                    .kind = (enum message_kind)row.kind,
                                    .state = (enum message_state)row.state,
                                    .survey = row.survey,
                                    .language = row.language,
                                    .template = row.template,
                                    .email = row.email,
                                    .customer_name = row.name,
                                    .touchpoint = row.touchpoint,
                                    .attributes = row.attributes};
    return err;
}

struct due_reading {
    bool (*each)(void *context, const struct message_due *due);
    void *context;
    struct message_place *place;
};

static bool due_row(void *context, const struct message_due_row *row)
{
    struct due_reading *reading = context;
    *reading->place = (struct message_place){row->due_at, row->workspace_id, row->id};
    const struct message_due due = {row->workspace_id, row->id, row->domain,
                                    row->has_domain_minute_max ? row->domain_minute_max : DOMAIN_MINUTE_USUAL};
    return reading->each(reading->context, &due);
}

enum err listen_messages_due(struct store *store, int64_t now_ms, struct message_place *place, int64_t limit,
                             bool (*each)(void *context, const struct message_due *due), void *context)
{
    struct due_reading reading = {each, context, place};
    return sql_message_due(store, &(struct message_due_in){now_ms, place->due_at_ms, place->workspace_id, place->id, limit}, due_row,
                           &reading);
}

struct left_reading {
    bool (*each)(void *context, int64_t workspace_id, int64_t id);
    void *context;
};

static bool left_row(void *context, const struct message_sending_all_row *row)
{
    struct left_reading *reading = context;
    return reading->each(reading->context, row->workspace_id, row->id);
}

enum err listen_messages_left(struct store *store, int64_t limit, bool (*each)(void *context, int64_t workspace_id, int64_t id),
                              void *context)
{
    struct left_reading reading = {each, context};
    return sql_message_sending_all(store, &(struct message_sending_all_in){limit}, left_row, &reading);
}

struct paging {
    bool (*each)(void *context, const struct message_line *line);
    void *context;
};

static bool page_row(void *context, const struct message_page_row *row)
{
    struct paging *paging = context;
    const struct message_line line = {
        row->id,     row->made_at,  row->due_at,   row->ended_at, row->tries, (enum message_kind)row->kind, (enum message_state)row->state,
        row->survey, row->customer, row->language, row->reason,   row->status};
    return paging->each(paging->context, &line);
}

enum err listen_messages(struct store *store, int64_t workspace_id, int64_t survey_id, enum message_state state, int64_t before,
                         int64_t limit, bool (*each)(void *context, const struct message_line *line), void *context)
{
    struct paging paging = {each, context};
    return sql_message_page(store,
                            &(struct message_page_in){.workspace_id = workspace_id,
                                                      .survey_id = survey_id,
                                                      .has_state = state != MESSAGE_STATES,
                                                      .state = state,
                                                      .before = before ? before : INT64_MAX,
                                                      .count = limit},
                            page_row, &paging);
}

static void put_moment(struct buf *out, const char *name, int64_t at_ms)
{
    char text[TIME_TEXT];
    time_format(at_ms, text);
    buf_printf(out, ",\"%s\":\"%s\"", name, text);
}

void message_write(const struct message_line *m, struct buf *out)
{
    buf_printf(out, "{\"id\":%lld", (long long)m->id);
    json_put_member(out, "kind", str_of(message_kind_name(m->kind)));
    json_put_member(out, "survey", m->survey);
    json_put_member(out, "customer", m->customer);
    json_put_member(out, "language", m->language);
    json_put_member(out, "state", str_of(message_state_name(m->state)));
    json_put_member(out, "reason", m->reason);
    json_put_member(out, "status", m->status);
    buf_printf(out, ",\"tries\":%lld", (long long)m->tries);
    put_moment(out, "made_at", m->made_at_ms);
    if (m->state == MESSAGE_QUEUED)
        put_moment(out, "due_at", m->due_at_ms);
    if (m->ended_at_ms)
        put_moment(out, "ended_at", m->ended_at_ms);
    buf_add_char(out, '}');
}
