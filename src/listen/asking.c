/* Asking's face towards listen_store. */
#include "listen/ask_inside.h"

enum err asking_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    switch (fact->kind) {
    case FACT_ASK_RULE_ADDED:
    case FACT_ASK_RULE_CHANGED:
    case FACT_ASK_RULE_REMOVED:
        return ask_rule_store(store, fact, why);
    case FACT_CONTACT_BUDGET_SET:
        return contact_budget_store(store, fact, why);
    case FACT_ASK_DECIDED:
        return ask_store(listen, store, fact, arena);
    case FACT_ASKS_REOPENED:
        return asks_reopened_store(store, fact, arena);
    case FACT_EARSHOT_GOAL_SET:
        return earshot_goal_store(store, fact, why);
    case FACT_CALL_LIST_DRAWN:
        return call_list_store(store, fact, arena);
    case FACT_CAMPAIGN_ADDED:
    case FACT_CAMPAIGN_CHANGED:
        return campaign_store(listen, store, fact, arena, why);
    case FACT_CAMPAIGN_RUN_BEGUN:
    case FACT_CAMPAIGN_LOOKED:
    case FACT_CAMPAIGN_DECIDED:
    case FACT_CAMPAIGN_RUN_ENDED:
        return campaign_run_store(listen, store, fact, arena);
    default:
        return ERR_NONE;
    }
}
