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

const char *invitation_outcome_name(enum invitation_outcome outcome)
{
    static const char *const names[] = {"not_tried",     "invited",        "unknown_customer", "no_address",
                                        "no_consent",    "contact_ban",    "unsubscribed",     "already_invited",
                                        "survey_closed", "complaint_open", "asked_lately"};
    must(outcome < INVITATION_OUTCOMES);
    return names[outcome];
}

/* ---- making ---- */

struct making {
    const struct listen *listen;
    struct store *store;
    const struct fact *fact;
    struct invitation_made *made;
    const struct survey *survey;
    struct invitation_customer_row customer;
    struct arena *arena;
};

static enum err customer_look(struct making *m)
{
    struct invitation_made *made = m->made;
    struct invitation_customer_id_row named = {made->customer_id};
    enum err err = ERR_NONE;
    if (!made->customer_id)
        err = sql_invitation_customer_id(m->store,
                                         &(struct invitation_customer_id_in){
                                             m->fact->workspace_id, made->customer_external_id.at ? made->customer_external_id : STR("")},
                                         NULL, &named);
    if (err == ERR_NONE)
        err = sql_invitation_customer(m->store, &(struct invitation_customer_in){m->fact->workspace_id, named.id}, m->arena, &m->customer);
    if (err == ERR_NOT_FOUND)
        made->outcome = INVITATION_UNKNOWN_CUSTOMER;
    if (err != ERR_NONE || !made->encounter_id)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    struct invitation_encounter_row encounter = {0};
    err =
        sql_invitation_encounter(m->store, &(struct invitation_encounter_in){m->fact->workspace_id, made->encounter_id}, NULL, &encounter);
    if (err == ERR_NOT_FOUND || encounter.customer_id != m->customer.id)
        made->outcome = INVITATION_UNKNOWN_CUSTOMER;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err invitation_judge(const struct invitation_judging *j, const struct invitation_person *person, enum invitation_outcome *outcome)
{
    struct invitation_still_open_row open;
    bool suppressed;
    enum err err = address_suppressed(j->store, j->workspace_id, person->email, &suppressed);
    if (err != ERR_NONE)
        return err;
    if (person->contact_ban)
        *outcome = INVITATION_CONTACT_BAN;
    else if (suppressed)
        *outcome = INVITATION_SUPPRESSED;
    else if (!person->consent && j->consent_needed)
        *outcome = INVITATION_NO_CONSENT;
    else if (person->complaint_open)
        *outcome = INVITATION_COMPLAINT_OPEN;
    else if (j->email && !address_ok(person->email))
        *outcome = INVITATION_NO_ADDRESS;
    if (*outcome)
        return ERR_NONE;
    err = sql_invitation_still_open(j->store, &(struct invitation_still_open_in){j->workspace_id, person->id, j->survey_id, j->now_ms},
                                    NULL, &open);
    if (err == ERR_NONE)
        *outcome = INVITATION_ALREADY_INVITED;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err may_ask(struct making *m)
{
    const struct fact *fact = m->fact;
    const struct invitation_customer_row *c = &m->customer;
    const struct invitation_judging judging = {m->store,
                                               fact->workspace_id,
                                               m->made->survey_id,
                                               fact->at_ms,
                                               listen_contact_budget(m->listen, fact->workspace_id)->consent_needed,
                                               str_is(m->made->channel, "email")};
    const struct invitation_person person = {c->id, c->email, c->consent_surveys, c->contact_ban, c->complaint_open};
    return invitation_judge(&judging, &person, &m->made->outcome);
}

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
                                                               .customer_id = m->customer.id,
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
                                                          .customer_id = m->customer.id,
                                                          .language = language,
                                                          .template = template,
                                                          .made_at = fact->at_ms,
                                                          .due_at = fact->at_ms},
                              NULL);
}

enum err invitation_make(const struct listen *listen, struct store *store, const struct fact *fact, struct invitation_made *made,
                         struct arena *arena)
{
    struct making m = {.listen = listen, .store = store, .fact = fact, .made = made, .arena = arena};
    const struct workspace_memory *workspace = workspace_memory(listen, fact->workspace_id);
    const struct survey_memory *survey = workspace ? survey_memory_by_id(workspace, made->survey_id) : NULL;
    made->outcome = INVITATION_NOT_TRIED;
    if (!survey || listen_check_open(&survey->survey, NULL) != ERR_NONE) {
        made->outcome = INVITATION_SURVEY_CLOSED;
        return ERR_NONE;
    }
    m.survey = &survey->survey;
    enum err err = customer_look(&m);
    if (err == ERR_NONE && !made->outcome)
        err = may_ask(&m);
    if (err != ERR_NONE || made->outcome)
        return err;
    made->outcome = INVITATION_INVITED;
    made->customer_id = m.customer.id;
    return rows_write(&m);
}

static enum err make(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena)
{
    struct invitation_made *made = fact->body;
    enum err err = invitation_make(listen, store, fact, made, arena);
    fact->repeated = made->outcome != INVITATION_INVITED;
    if (err != ERR_NONE || fact->repeated)
        return err;
    fact->subject_id = fact->number;
    fact->payload =
        str_of(arena_printf(arena, "{\"survey\":%lld,\"customer\":%lld}", (long long)made->survey_id, (long long)made->customer_id));
    return fact->payload.at ? ERR_NONE : ERR_MEMORY;
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
    return fact->kind == FACT_INVITATION_MADE ? make(listen, store, fact, arena) : end(store, fact, arena, why);
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
