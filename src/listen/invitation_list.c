/* Invitations read back: for the lists, and for the page that one opens. */
#include "invitation.sql.h"
#include "listen/inside.h"
#include "listen/invitation.h"

enum err listen_invitation(struct store *store, int64_t workspace_id, int64_t id, struct arena *arena, struct invitation *invitation)
{
    struct invitation_get_row row;
    enum err err = sql_invitation_get(store, &(struct invitation_get_in){workspace_id, id}, arena, &row);
    if (err != ERR_NONE)
        return err;
    *invitation = (struct invitation){.id = row.id,
                                      .survey_id = row.survey_id,
                                      .encounter_id = row.encounter_id,
                                      .rule_id = row.rule_id,
                                      .survey = row.survey,
                                      .customer = row.customer,
                                      .customer_name = row.customer_name,
                                      .customer_email = row.customer_email,
                                      .touchpoint = row.touchpoint,
                                      .unit = row.unit,
                                      .attributes = row.attributes,
                                      .channel = row.channel,
                                      .language = row.language,
                                      .template = row.template,
                                      .state = (enum invitation_state)row.state,
                                      .made_at_ms = row.made_at,
                                      .expires_at_ms = row.expires_at,
                                      .sent_at_ms = row.sent_at,
                                      .reminded_at_ms = row.reminded_at,
                                      .answered_at_ms = row.answered_at};
    return ERR_NONE;
}

struct paging {
    bool (*each)(void *context, const struct invitation *invitation);
    void *context;
};

static bool page_row(void *context, const struct invitation_page_row *row)
{
    struct paging *paging = context;
    const struct invitation invitation = {.id = row->id,
                                          .survey = row->survey,
                                          .customer = row->customer,
                                          .touchpoint = row->touchpoint,
                                          .rule_id = row->rule_id,
                                          .channel = row->channel,
                                          .language = row->language,
                                          .state = (enum invitation_state)row->state,
                                          .made_at_ms = row->made_at,
                                          .expires_at_ms = row->expires_at,
                                          .sent_at_ms = row->sent_at,
                                          .reminded_at_ms = row->reminded_at,
                                          .answered_at_ms = row->answered_at};
    return paging->each(paging->context, &invitation);
}

enum err listen_invitations(struct store *store, int64_t workspace_id, int64_t survey_id, enum invitation_state state, int64_t before,
                            int64_t limit, bool (*each)(void *context, const struct invitation *invitation), void *context)
{
    struct paging paging = {each, context};
    return sql_invitation_page(store,
                               &(struct invitation_page_in){.workspace_id = workspace_id,
                                                            .survey_id = survey_id,
                                                            .before = before ? before : INT64_MAX,
                                                            .has_state = state != INVITATION_STATES,
                                                            .state = state,
                                                            .count = limit},
                               page_row, &paging);
}

static bool count_row(void *context, const struct invitation_counts_row *row)
{
    struct invitation_counts *counts = context;
    if (row->state >= 0 && row->state < INVITATION_STATES)
        counts->of_state[row->state] = row->count;
    counts->delivered += row->delivered;
    return true;
}

enum err listen_invitation_counts(struct store *store, int64_t workspace_id, int64_t survey_id, struct invitation_counts *counts)
{
    *counts = (struct invitation_counts){0};
    return sql_invitation_counts(store, &(struct invitation_counts_in){workspace_id, survey_id}, count_row, counts);
}

static void put_moment(struct buf *out, const char *name, int64_t at_ms)
{
    char text[TIME_TEXT];
    if (!at_ms)
        return;
    time_format(at_ms, text);
    buf_printf(out, ",\"%s\":\"%s\"", name, text);
}

void invitation_write(const struct invitation *i, struct buf *out)
{
    buf_printf(out, "{\"id\":%lld", (long long)i->id);
    json_put_member(out, "survey", i->survey);
    json_put_member(out, "customer", i->customer);
    json_put_member(out, "touchpoint", i->touchpoint);
    json_put_member(out, "channel", i->channel);
    json_put_member(out, "language", i->language);
    json_put_member(out, "state", str_of(invitation_state_name(i->state)));
    if (i->rule_id)
        buf_printf(out, ",\"rule\":%lld", (long long)i->rule_id);
    put_moment(out, "made_at", i->made_at_ms);
    put_moment(out, "expires_at", i->expires_at_ms);
    put_moment(out, "sent_at", i->sent_at_ms);
    put_moment(out, "reminded_at", i->reminded_at_ms);
    put_moment(out, "answered_at", i->answered_at_ms);
    buf_add_char(out, '}');
}
