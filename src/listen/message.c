#include "listen/message.h"
#include "invitation.sql.h"
#include "listen/contact_budget.h"
#include "listen/inside.h"
#include "listen/invitation.h"
#include "listen/mail_setting.h"
#include "listen/suppression.h"

enum { DAY_MS = 86400000, PAYLOAD_MAX = 16384 };

static const char *const state_names[] = {"queued", "sending", "sent", "failed", "bounced", "cancelled", "unclear"};

const char *message_kind_name(enum message_kind kind)
{
    static const char *const names[] = {"", "invitation", "reminder", "test"};
    return names[kind];
}

const char *message_state_name(enum message_state state)
{
    must(state < MESSAGE_STATES);
    return state_names[state];
}

enum message_state message_state_of(struct str name)
{
    int state = 0;
    while (state < MESSAGE_STATES && !str_is(name, state_names[state]))
        state++;
    return (enum message_state)state;
}

static enum err payload(struct fact *fact, struct arena *arena, const char *name, struct str word)
{
    fact->payload = str_of(arena_printf(arena, "{\"%s\":\"%.*s\"}", name, STR_ARGS(word)));
    return fact->payload.at ? ERR_NONE : ERR_MEMORY;
}

/* ---- queueing ---- */

static enum err queue_reminder(struct store *store, struct fact *fact, const struct message_queued *queued, struct arena *arena)
{
    struct invitation_brief_row row;
    int64_t changes = 0;
    enum err err =
        sql_invitation_reminded(store, &(struct invitation_reminded_in){fact->workspace_id, queued->invitation_id, fact->at_ms}, &changes);
    fact->repeated = !changes; /* answered, ended or reminded meanwhile */
    if (err != ERR_NONE || fact->repeated)
        return err;
    err = sql_invitation_brief(store, &(struct invitation_brief_in){fact->workspace_id, queued->invitation_id}, arena, &row);
    if (err != ERR_NONE)
        return err;
    return sql_message_insert(store,
                              &(struct message_insert_in){.workspace_id = fact->workspace_id,
                                                          .id = fact->number,
                                                          .kind = MESSAGE_REMINDER,
                                                          .survey_id = row.survey_id,
                                                          .has_invitation_id = true,
                                                          .invitation_id = queued->invitation_id,
                                                          .has_customer_id = true,
                                                          .customer_id = row.customer_id,
                                                          .language = row.language,
                                                          .template = row.template,
                                                          .made_at = fact->at_ms,
                                                          .due_at = fact->at_ms},
                              NULL);
}

static enum err queue_test(struct store *store, struct fact *fact, const struct message_queued *queued)
{
    return sql_message_insert(store,
                              &(struct message_insert_in){.workspace_id = fact->workspace_id,
                                                          .id = fact->number,
                                                          .kind = MESSAGE_TEST,
                                                          .survey_id = queued->survey_id,
                                                          .has_account_id = true,
                                                          .account_id = queued->account_id,
                                                          .language = queued->language,
                                                          .template = queued->template.at ? queued->template : STR(""),
                                                          .made_at = fact->at_ms,
                                                          .due_at = fact->at_ms},
                              NULL);
}

static enum err queue(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct message_queued *queued = fact->body;
    fact->subject_id = fact->number;
    enum err err = payload(fact, arena, "kind", str_of(message_kind_name(queued->kind)));
    if (err != ERR_NONE)
        return err;
    return queued->kind == MESSAGE_TEST ? queue_test(store, fact, queued) : queue_reminder(store, fact, queued, arena);
}

/* ---- taking ---- */

/* The last look before a message leaves; an empty word: it may. */
static enum err take_look(const struct listen *listen, struct store *store, const struct fact *fact, int64_t id, struct arena *arena,
                          struct str *reason)
{
    struct message_take_look_row m;
    bool suppressed = false;
    enum err err = sql_message_take_look(store, &(struct message_take_look_in){fact->workspace_id, id}, arena, &m);
    *reason = STR("");
    if (err != ERR_NONE || m.kind == MESSAGE_TEST)
        return err;
    err = address_suppressed(store, fact->workspace_id, m.email, &suppressed);
    if (m.has_erased_at)
        *reason = STR("erased");
    else if (m.invitation_state > INVITATION_SENT)
        *reason = str_of(invitation_state_name((enum invitation_state)m.invitation_state));
    else if (m.expires_at <= fact->at_ms)
        *reason = STR("expired");
    else if (suppressed)
        *reason = STR("unsubscribed");
    else if (m.contact_ban)
        *reason = STR("contact_ban");
    else if (!m.consent_surveys && listen_contact_budget(listen, fact->workspace_id)->consent_needed)
        *reason = STR("no_consent");
    else if (!address_ok(m.email))
        *reason = STR("no_address");
    return err;
}

static enum err cancel(struct store *store, const struct fact *fact, int64_t id, struct str reason)
{
    enum err err = sql_message_cancel(store, &(struct message_cancel_in){fact->workspace_id, id, reason, fact->at_ms}, NULL);
    if (err != ERR_NONE || str_is(reason, "expired")) /* what time ends is the chore's, and is called so */
        return err;
    return sql_invitation_unsent(store, &(struct invitation_unsent_in){fact->workspace_id, id}, NULL);
}

static enum err take(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena)
{
    struct messages_taken *taken = fact->body;
    struct buf list = buf_new(PAYLOAD_MAX);
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < taken->count; i++) {
        struct str reason;
        int64_t changes = 0;
        err = take_look(listen, store, fact, taken->ids[i], arena, &reason);
        if (err == ERR_NONE && reason.length)
            err = cancel(store, fact, taken->ids[i], reason);
        else if (err == ERR_NONE)
            err = sql_message_take(store, &(struct message_take_in){fact->workspace_id, taken->ids[i]}, &changes);
        taken->taken[i] = changes > 0;
        buf_printf(&list, "%s%lld", i ? "," : "{\"messages\":[", (long long)taken->ids[i]);
    }
    buf_add_text(&list, "]}");
    fact->payload = list.failed ? (struct str){0} : str_keep(arena, buf_str(&list));
    buf_free(&list);
    fact->subject_id = fact->number;
    return err == ERR_NONE && !fact->payload.at ? ERR_MEMORY : err;
}

/* ---- results ---- */

static enum err sent(struct store *store, struct fact *fact)
{
    const struct message_sent *sent = fact->body;
    fact->subject_id = sent->id;
    struct str hash = {(const char *)sent->address_hash, ADDRESS_HASH_SIZE};
    enum err err = sql_message_sent(store, &(struct message_sent_in){fact->workspace_id, sent->id, fact->at_ms, hash, sent->status}, NULL);
    if (err != ERR_NONE)
        return err;
    return sql_invitation_sent_by_message(store, &(struct invitation_sent_by_message_in){fact->workspace_id, sent->id, fact->at_ms}, NULL);
}

static enum err failed(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct message_failed *f = fact->body;
    fact->subject_id = f->id;
    enum err err = payload(fact, arena, "reason", f->reason);
    if (err == ERR_NONE && f->again_at_ms)
        return sql_message_again(store, &(struct message_again_in){fact->workspace_id, f->id, f->again_at_ms, f->reason, f->status}, NULL);
    if (err == ERR_NONE)
        err =
            sql_message_end(store, &(struct message_end_in){fact->workspace_id, f->id, f->state, fact->at_ms, f->reason, f->status}, NULL);
    if (err == ERR_NONE && f->state == MESSAGE_FAILED)
        err = sql_invitation_unsent(store, &(struct invitation_unsent_in){fact->workspace_id, f->id}, NULL);
    /* It may have arrived: the link is taken as sent, so that the reminder comes. */
    if (err == ERR_NONE && f->state == MESSAGE_UNCLEAR)
        err = sql_invitation_sent_by_message(store, &(struct invitation_sent_by_message_in){fact->workspace_id, f->id, fact->at_ms}, NULL);
    return err;
}

static enum err bounced(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct message_bounced *b = fact->body;
    struct message_get_row row;
    int64_t changes = 0;
    struct str hash = b->has_hash ? (struct str){(const char *)b->address_hash, ADDRESS_HASH_SIZE} : (struct str){0};
    fact->subject_id = b->id;
    enum err err = sql_message_get(store, &(struct message_get_in){fact->workspace_id, b->id}, arena, &row);
    if (err == ERR_NONE)
        err = sql_message_bounce(store, &(struct message_bounce_in){fact->workspace_id, b->id, fact->at_ms, hash, b->status}, &changes);
    fact->repeated = err == ERR_NONE && !changes; /* the same report twice */
    if (err == ERR_NONE && changes && !b->address_fine)
        err = suppression_put(store, fact, hash.length ? hash : row.address_hash, SUPPRESSION_BOUNCED, row.customer_id);
    if (err == ERR_NONE && changes)
        err = sql_invitation_bounced(store, &(struct invitation_bounced_in){fact->workspace_id, b->id}, NULL);
    return err;
}

/* Both the address it went to and the one the customer has now. */
static enum err suppress_receiver(struct store *store, struct fact *fact, struct address_suppressed *s, struct arena *arena)
{
    struct message_get_row row;
    unsigned char hash[ADDRESS_HASH_SIZE];
    enum err err = sql_message_get(store, &(struct message_get_in){fact->workspace_id, s->message_id}, arena, &row);
    if (err == ERR_NONE && row.email.length) {
        address_hash(fact->workspace_id, row.email, hash);
        err = suppression_put(store, fact, (struct str){(const char *)hash, sizeof hash}, (enum suppression_reason)s->reason,
                              row.customer_id);
    }
    if (err == ERR_NONE)
        err = suppression_put(store, fact, row.address_hash, (enum suppression_reason)s->reason, row.customer_id);
    if (err == ERR_NONE && row.has_customer_id)
        err = sql_message_cancel_by_address(store, &(struct message_cancel_by_address_in){fact->workspace_id, row.customer_id, fact->at_ms},
                                            NULL);
    return err;
}

static enum err suppressed(struct store *store, struct fact *fact, struct arena *arena)
{
    struct address_suppressed *s = fact->body;
    unsigned char hash[ADDRESS_HASH_SIZE];
    fact->subject_id = s->message_id;
    enum err err = payload(fact, arena, "reason", str_of(suppression_reason_name((enum suppression_reason)s->reason)));
    if (err != ERR_NONE || s->message_id)
        return err == ERR_NONE ? suppress_receiver(store, fact, s, arena) : err;
    address_hash(fact->workspace_id, s->address, hash);
    return suppression_put(store, fact, (struct str){(const char *)hash, sizeof hash}, (enum suppression_reason)s->reason, 0);
}

enum err message_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena)
{
    switch (fact->kind) {
    case FACT_MESSAGE_QUEUED:
        return queue(store, fact, arena);
    case FACT_MESSAGES_TAKEN:
        return take(listen, store, fact, arena);
    case FACT_MESSAGE_SENT:
        return sent(store, fact);
    case FACT_MESSAGE_FAILED:
        return failed(store, fact, arena);
    case FACT_MESSAGE_BOUNCED:
        return bounced(store, fact, arena);
    default:
        return suppressed(store, fact, arena);
    }
}

/* ---- reminders ---- */

struct reminding {
    struct due *due;
    int64_t workspace_id;
    bool full;
};

static bool unreminded_row(void *context, const struct invitation_unreminded_row *row)
{
    struct reminding *reminding = context;
    struct message_queued *queued = arena_new_object(reminding->due->arena, struct message_queued);
    reminding->full = true;
    if (!queued)
        return false;
    *queued = (struct message_queued){.kind = MESSAGE_REMINDER, .invitation_id = row->id};
    reminding->full = !due_add(
        reminding->due,
        &(struct fact){.kind = FACT_MESSAGE_QUEUED, .workspace_id = reminding->workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = queued});
    return !reminding->full;
}

/* By the setting as it is now, so that a change counts for what was not sent yet. */
enum err reminders_due(const void *stage, struct store *store, struct due *due)
{
    const struct listen *listen = stage;
    enum err err = ERR_NONE;
    struct reminding reminding = {.due = due};
    for (size_t i = 0; err == ERR_NONE && !reminding.full && i < listen->workspaces_count; i++) {
        struct mail_setting setting;
        reminding.workspace_id = listen->workspaces[i]->workspace.id;
        err = mail_setting_get(store, reminding.workspace_id, due->arena, &setting);
        if (err == ERR_NONE && setting.reminder_days)
            err = sql_invitation_unreminded(store,
                                            &(struct invitation_unreminded_in){
                                                reminding.workspace_id, due->now_ms - setting.reminder_days * DAY_MS, due->now_ms, DUE_MAX},
                                            unreminded_row, &reminding);
    }
    return err;
}
