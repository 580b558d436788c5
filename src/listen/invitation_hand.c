/* A person asks customers by hand: the same judgement as for rules and campaigns, and a row that says what became of each. */
#include "asking.sql.h"
#include "invitation.sql.h"
#include "listen/ask_inside.h"
#include "listen/invitation.h"

enum { ONE_ARENA_MAX = 1 << 20 };

struct asking_by_hand {
    const struct listen *listen;
    struct store *store;
    struct fact *fact;
    struct arena *arena; /* of this one: a thousand may be asked in one request, and a judgement takes room */
    struct invitation_made *made;
    struct ask_sight sight;
};

/* Somebody we do not know, or an encounter that is somebody else's, stays ASK_UNKNOWN_CUSTOMER. */
static enum err customer_find(struct asking_by_hand *a)
{
    struct invitation_made *made = a->made;
    struct invitation_customer_id_row named = {made->customer_id};
    int64_t ws = a->fact->workspace_id;
    enum err err = ERR_NONE;
    if (!made->customer_id)
        err = sql_invitation_customer_id(a->store, &(struct invitation_customer_id_in){ws, made->customer_external_id}, NULL, &named);
    made->reason = ASK_UNKNOWN_CUSTOMER;
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    made->customer_id = named.id;
    if (!made->encounter_id) {
        made->reason = ASK_ASKED;
        return ERR_NONE;
    }
    struct ask_encounter_row e = {0};
    err = sql_ask_encounter(a->store, &(struct ask_encounter_in){ws, made->encounter_id}, a->arena, &e);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    a->sight = (struct ask_sight){
        .touchpoint = e.touchpoint, .channel = e.channel, .unit = e.unit, .attributes_text = e.attributes, .arena = a->arena};
    if (e.has_customer_id && e.customer_id == named.id)
        made->reason = ASK_ASKED;
    return ERR_NONE;
}

static enum err judge(struct asking_by_hand *a)
{
    struct invitation_made *made = a->made;
    struct ask_person person;
    int64_t ws = a->fact->workspace_id;
    const struct ask_judging judging = {.store = a->store,
                                        .workspace_id = ws,
                                        .survey_id = made->survey_id,
                                        .now_ms = a->fact->at_ms,
                                        .channel = str_is(made->channel, "email") ? ASK_EMAIL : ASK_LINK,
                                        .budget = listen_contact_budget(a->listen, ws),
                                        .over_budget = made->over_budget};
    if (!ask_survey_open(a->listen, ws, made->survey_id)) {
        made->reason = ASK_SURVEY_CLOSED;
        return ERR_NONE;
    }
    enum err err = ask_person_load(a->store, ws, made->customer_id, a->arena, &person, &a->sight.customer_attributes);
    return err == ERR_NONE ? ask_judge(&judging, made->customer_id, &person, &a->sight, &made->reason) : err;
}

static enum err write_down(const struct asking_by_hand *a, struct arena *keep)
{
    const struct invitation_made *made = a->made;
    struct fact *fact = a->fact;
    bool asked = made->reason == ASK_ASKED;
    const char *payload;
    if (asked)
        payload = arena_printf(keep, "{\"survey\":%lld,\"customer\":%lld%s}", (long long)made->survey_id, (long long)made->customer_id,
                               made->over_budget ? ",\"over_budget\":true" : "");
    else
        payload = arena_printf(keep, "{\"survey\":%lld,\"reason\":%d}", (long long)made->survey_id, (int)made->reason);
    fact->kind = asked ? FACT_INVITATION_MADE : FACT_INVITATION_REFUSED;
    fact->subject_id = asked ? fact->number : made->customer_id;
    fact->payload = str_of(payload);
    if (!payload)
        return ERR_MEMORY;
    return sql_hand_ask_insert(a->store,
                               &(struct hand_ask_insert_in){.workspace_id = fact->workspace_id,
                                                            .id = fact->number,
                                                            .customer_id = made->customer_id,
                                                            .survey_id = made->survey_id,
                                                            .has_encounter_id = made->encounter_id != 0,
                                                            .encounter_id = made->encounter_id,
                                                            .reason = made->reason,
                                                            .decided_at = fact->at_ms},
                               NULL);
}

static enum err ask(struct asking_by_hand *a, struct arena *keep)
{
    enum err err = customer_find(a);
    a->fact->repeated = a->made->reason == ASK_UNKNOWN_CUSTOMER;
    if (err != ERR_NONE || a->fact->repeated)
        return err;
    err = judge(a);
    if (err == ERR_NONE && a->made->reason == ASK_ASKED)
        err = invitation_make(a->listen, a->store, a->fact, a->made, a->arena);
    return err == ERR_NONE ? write_down(a, keep) : err;
}

enum err invitation_by_hand(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena)
{
    struct arena *own = arena_new(ONE_ARENA_MAX);
    if (!own)
        return ERR_MEMORY;
    struct asking_by_hand a = {.listen = listen, .store = store, .fact = fact, .arena = own, .made = fact->body, .sight = {.arena = own}};
    enum err err = ask(&a, arena);
    arena_free(own);
    return err;
}
