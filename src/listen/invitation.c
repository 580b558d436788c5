#include "listen/invitation.h"
#include "invitation.sql.h"
#include "listen/address.h"
#include "listen/inside.h"
#include "listen/mail_setting.h"
#include "listen/message.h"
#include "listen/partial.h"
#include "listen/suppression.h"
#include "listen/surveys.h"

enum { DAY_MS = 86400000 };

static const char *const state_names[] = {"waiting", "sent", "answered", "expired", "revoked", "bounced"};

const char *invitation_state_name(enum invitation_state state)
{
    must(state < INVITATION_STATES);
    return state_names[state];
}

enum invitation_state invitation_state_of(struct str name)
{
    int state = 0;
    while (state < INVITATION_STATES && !str_is(name, state_names[state]))
        state++;
    return (enum invitation_state)state;
}

/* ---- making ---- */

struct making {
    struct store *store;
    const struct fact *fact;
    const struct invitation_made *made;
    const struct survey *survey;
    struct invitation_language_row customer;
    struct arena *arena;
};

/* The one asked for, else the customer's, when the survey speaks it. */
static struct str language_of(const struct making *m)
{
    const struct survey_definition *definition = m->survey->published->definition;
    const struct str wanted[] = {m->made->language, m->customer.language};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < definition->languages_count; j++)
            if (wanted[i].length && str_equal(wanted[i], definition->languages[j]))
                return definition->languages[j];
    return definition->languages[0];
}

static enum err rows_write(const struct making *m)
{
    const struct invitation_made *made = m->made;
    const struct fact *fact = m->fact;
    struct mail_setting setting;
    bool email = str_is(made->channel, "email"), anonymous = m->survey->published->definition->anonymity == ANONYMITY_ANONYMOUS;
    struct str language = language_of(m), template = made->template.at ? made->template : STR("");
    enum err err = mail_setting_get(m->store, fact->workspace_id, m->arena, &setting);
    if (err != ERR_NONE)
        return err;
    int64_t expires_in_ms = made->expires_in_ms ? made->expires_in_ms : setting.expires_days * DAY_MS;
    err = sql_invitation_insert(m->store,
                                &(struct invitation_insert_in){.workspace_id = fact->workspace_id,
                                                               .id = fact->number,
                                                               .survey_id = made->survey_id,
                                                               .customer_id = made->customer_id,
                                                               .has_encounter_id = made->encounter_id != 0,
                                                               .encounter_id = made->encounter_id,
                                                               .has_rule_id = made->rule_id != 0,
                                                               .rule_id = made->rule_id,
                                                               .channel = made->channel,
                                                               .language = language,
                                                               .template = template,
                                                               .state = email ? INVITATION_WAITING : INVITATION_SENT,
                                                               .made_at = fact->at_ms,
                                                               .expires_at = fact->at_ms + expires_in_ms,
                                                               .has_sent_at = !email,
                                                               .sent_at = fact->at_ms,
                                                               .open_link = email && anonymous},
                                NULL);
    if (err != ERR_NONE || !email)
        return err;
    return sql_message_insert(m->store,
                              &(struct message_insert_in){.workspace_id = fact->workspace_id,
                                                          .id = fact->number,
                                                          .kind = MESSAGE_INVITATION,
                                                          .survey_id = made->survey_id,
                                                          .has_invitation_id = true,
                                                          .invitation_id = fact->number,
                                                          .has_customer_id = true,
                                                          .customer_id = made->customer_id,
                                                          .language = language,
                                                          .template = template,
                                                          .made_at = fact->at_ms,
                                                          .due_at = fact->at_ms},
                              NULL);
}

enum err invitation_make(const struct listen *listen, struct store *store, const struct fact *fact, const struct invitation_made *made,
                         struct arena *arena)
{
    struct making m = {.store = store, .fact = fact, .made = made, .arena = arena};
    const struct survey_memory *survey = survey_memory_by_id(workspace_memory(listen, fact->workspace_id), made->survey_id);
    must(survey && survey->survey.published);
    m.survey = &survey->survey;
    enum err err =
        sql_invitation_language(store, &(struct invitation_language_in){fact->workspace_id, made->customer_id}, arena, &m.customer);
    return err == ERR_NONE ? rows_write(&m) : err;
}

/* ---- ending ---- */

static enum err refuse_ended(struct store *store, int64_t workspace_id, int64_t id, struct fault *why)
{
    struct invitation_state_row row;
    enum err err = sql_invitation_state(store, &(struct invitation_state_in){workspace_id, id}, NULL, &row);
    if (err != ERR_NONE)
        return err;
    if (row.state == INVITATION_ANSWERED)
        return fault_set(why, ERR_CONFLICT, "invitation_answered", "", "This invitation has been answered already.");
    if (row.state == INVITATION_EXPIRED || row.state == INVITATION_WAITING || row.state == INVITATION_SENT)
        return fault_set(why, ERR_CONFLICT, "invitation_expired", "", "The time for answering this invitation is over.");
    return fault_set(why, ERR_CONFLICT, "invitation_ended", "", "This invitation is no longer open.");
}

enum err invitation_answer(struct store *store, int64_t workspace_id, int64_t id, int64_t at_ms, int64_t now_ms, struct fault *why)
{
    int64_t changes = 0;
    enum err err = sql_invitation_answer(store, &(struct invitation_answer_in){workspace_id, id, at_ms, now_ms}, &changes);
    if (err == ERR_NONE && !changes)
        return refuse_ended(store, workspace_id, id, why);
    if (err != ERR_NONE)
        return err;
    return sql_message_cancel_of_invitation(store, &(struct message_cancel_of_invitation_in){workspace_id, id, STR("answered"), now_ms},
                                            NULL);
}

/* What time ends may have been answered meanwhile, and taking back twice is taking back. */
static enum err end_again(struct store *store, struct fact *fact, const struct invitation_ended *ended, struct fault *why)
{
    struct invitation_state_row row = {0};
    enum err err = sql_invitation_state(store, &(struct invitation_state_in){fact->workspace_id, ended->id}, NULL, &row);
    fact->repeated = ended->state == INVITATION_EXPIRED || (err == ERR_NONE && row.state == INVITATION_REVOKED);
    return fact->repeated ? ERR_NONE : refuse_ended(store, fact->workspace_id, ended->id, why);
}

static enum err end(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct invitation_ended *ended = fact->body;
    const char *name = invitation_state_name(ended->state);
    int64_t changes = 0;
    fact->subject_id = ended->id;
    fact->payload = str_of(arena_printf(arena, "{\"state\":\"%s\"}", name));
    if (!fact->payload.at)
        return ERR_MEMORY;
    enum err err = sql_invitation_end(store, &(struct invitation_end_in){fact->workspace_id, ended->id, ended->state}, &changes);
    if (err == ERR_NONE && !changes)
        return end_again(store, fact, ended, why);
    if (err != ERR_NONE)
        return err;
    return sql_message_cancel_of_invitation(
        store, &(struct message_cancel_of_invitation_in){fact->workspace_id, ended->id, str_of(name), fact->at_ms}, NULL);
}

enum err invitation_erase_customer(struct store *store, int64_t workspace_id, int64_t customer_id, int64_t at_ms)
{
    enum err err = sql_invitation_revoke_of_customer(store, &(struct invitation_revoke_of_customer_in){workspace_id, customer_id}, NULL);
    if (err == ERR_NONE)
        err = sql_message_cancel_of_customer(
            store, &(struct message_cancel_of_customer_in){workspace_id, customer_id, STR("erased"), at_ms}, NULL);
    if (err == ERR_NONE)
        err = sql_message_forget_address(store, &(struct message_forget_address_in){workspace_id, customer_id}, NULL);
    if (err == ERR_NONE)
        err = suppression_erase_customer(store, workspace_id, customer_id);
    if (err == ERR_NONE)
        err = partial_erase_customer(store, workspace_id, customer_id);
    return err;
}

enum err invitation_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    return fact->kind == FACT_INVITATION_MADE ? invitation_by_hand(listen, store, fact, arena) : end(store, fact, arena, why);
}

static bool expired_row(void *context, const struct invitation_expired_row *row)
{
    struct due *due = context;
    struct invitation_ended *ended = arena_new_object(due->arena, struct invitation_ended);
    if (!ended)
        return false;
    *ended = (struct invitation_ended){row->id, INVITATION_EXPIRED};
    return due_add(
        due, &(struct fact){.kind = FACT_INVITATION_ENDED, .workspace_id = row->workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = ended});
}

enum err invitations_expired(const void *stage, struct store *store, struct due *due)
{
    (void)stage;
    return sql_invitation_expired(store, &(struct invitation_expired_in){due->now_ms, DUE_MAX}, expired_row, due);
}
