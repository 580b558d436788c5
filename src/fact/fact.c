#include "fact/fact.h"

static const struct {
    enum fact_kind kind;
    const char *name;
} kinds[] = {
#define KIND(constant, name, number) {FACT_##constant, #name},
#include "fact/kinds.def"
#undef KIND
};

const char *fact_name(enum fact_kind kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == kind)
            return kinds[i].name;
    return NULL;
}

enum fact_kind fact_kind_of(struct str name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is(name, kinds[i].name))
            return kinds[i].kind;
    return FACT_NONE;
}

bool fact_moves_figures_only(enum fact_kind kind)
{
    switch (kind) {
    case FACT_RESPONSE_GIVEN:
    case FACT_RESPONSE_REMOVED:
    case FACT_ENCOUNTER_HAPPENED:
    case FACT_CUSTOMER_PUT:
    case FACT_CUSTOMER_IDENTIFIED:
    case FACT_CUSTOMER_LINKED:
    case FACT_EVENT_RECEIVED:
    case FACT_EVENT_PROBLEMS_NOTED:
    case FACT_EVENTS_FORGOTTEN:
    case FACT_EVENT_SETTINGS_CHANGED:
        return true;
    default:
        return false;
    }
}
