/* What asking by a rule and by a campaign have in common inside the turn: the budget as it is now, and the invitation. */
#include "listen/ask_inside.h"
#include "listen/invitation.h"

bool ask_survey_open(const struct listen *listen, int64_t workspace_id, int64_t survey_id)
{
    const struct survey_memory *survey = survey_memory_by_id(workspace_memory(listen, workspace_id), survey_id);
    return survey && survey->survey.state == SURVEY_PUBLISHED;
}

enum err ask_budget_judge(const struct listen *listen, struct store *store, const struct fact *fact, int64_t customer_id, int64_t survey_id,
                          struct ask_sight *sight, enum ask_reason *reason)
{
    const struct contact_budget *budget = listen_contact_budget(listen, fact->workspace_id);
    struct ask_contacts *contacts = arena_new_object(sight->arena, struct ask_contacts);
    if (!contacts)
        return ERR_MEMORY;
    enum err err = ask_contacts_load(store, fact->workspace_id, customer_id, ask_contacts_from_ms(budget, fact->at_ms), contacts);
    if (err == ERR_NONE)
        *reason =
            ask_judge_budget(contact_limits_for(budget, ask_value_of, sight), contacts->items, contacts->count, survey_id, fact->at_ms);
    return err;
}

static enum ask_reason reason_of(enum invitation_outcome outcome)
{
    switch (outcome) {
    case INVITATION_INVITED:
        return ASK_ASKED;
    case INVITATION_NO_ADDRESS:
        return ASK_NO_ADDRESS;
    case INVITATION_NO_CONSENT:
        return ASK_NO_CONSENT;
    case INVITATION_CONTACT_BAN:
        return ASK_CONTACT_BAN;
    case INVITATION_SUPPRESSED:
        return ASK_UNSUBSCRIBED;
    case INVITATION_ALREADY_INVITED:
        return ASK_ALREADY_INVITED;
    case INVITATION_COMPLAINT_OPEN:
        return ASK_COMPLAINT_OPEN;
    case INVITATION_SURVEY_CLOSED:
        return ASK_SURVEY_CLOSED;
    default:
        return ASK_CUSTOMER_ERASED;
    }
}

enum err ask_invite(const struct listen *listen, struct store *store, const struct fact *fact, struct invitation_made *made,
                    struct arena *arena, enum ask_reason *reason)
{
    enum err err = invitation_make(listen, store, fact, made, arena);
    if (err == ERR_NONE)
        *reason = reason_of(made->outcome);
    return err;
}
