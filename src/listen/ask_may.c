/* Ask or not, against the rows: what rules, campaigns and people who ask by hand have in common. */
#include "invitation.sql.h"
#include "listen/ask_inside.h"

bool ask_survey_open(const struct listen *listen, int64_t workspace_id, int64_t survey_id)
{
    const struct survey_memory *survey = survey_memory_by_id(workspace_memory(listen, workspace_id), survey_id);
    return survey && survey->survey.state == SURVEY_PUBLISHED;
}

static enum err judge_open(const struct ask_judging *j, int64_t customer_id, enum ask_reason *reason)
{
    struct invitation_still_open_row open;
    enum err err = sql_invitation_still_open(
        j->store, &(struct invitation_still_open_in){j->workspace_id, customer_id, j->survey_id, j->now_ms}, NULL, &open);
    if (err == ERR_NONE)
        *reason = ASK_ALREADY_INVITED;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err judge_budget(const struct ask_judging *j, int64_t customer_id, struct ask_sight *sight, enum ask_reason *reason)
{
    struct ask_contacts *contacts = j->contacts ? j->contacts : arena_new_object(sight->arena, struct ask_contacts);
    if (!contacts)
        return ERR_MEMORY;
    enum err err = ask_contacts_load(j->store, j->workspace_id, customer_id, ask_contacts_from_ms(j->budget, j->now_ms), contacts);
    if (err == ERR_NONE)
        *reason =
            ask_judge_budget(contact_limits_for(j->budget, ask_value_of, sight), contacts->items, contacts->count, j->survey_id, j->now_ms);
    return err;
}

enum err ask_judge(const struct ask_judging *j, int64_t customer_id, const struct ask_person *person, struct ask_sight *sight,
                   enum ask_reason *reason)
{
    *reason = ask_judge_person(j->channel, person, j->budget->consent_needed);
    enum err err = *reason == ASK_ASKED ? judge_open(j, customer_id, reason) : ERR_NONE;
    if (err == ERR_NONE && *reason == ASK_ASKED && !j->over_budget)
        err = judge_budget(j, customer_id, sight, reason);
    return err;
}
