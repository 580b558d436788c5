#include "fact/fact.h"

static const struct {
    enum fact_kind kind;
    const char *name;
} kinds[] = {
#define KIND(constant, name, number, room) {FACT_##constant, #name},
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

bool fact_changes_settings(enum fact_kind kind)
{
    enum { ROWS = false, SETTINGS = true };
    switch (kind) {
#define KIND(constant, name, number, room)                                                                                                 \
    case FACT_##constant:                                                                                                                  \
        return room;
#include "fact/kinds.def"
#undef KIND
    case FACT_NONE:
        break;
    }
    return false;
}

bool fact_never_refused(enum fact_kind kind)
{
    return kind == FACT_EVENT_RECEIVED || kind == FACT_ENCOUNTER_HAPPENED || kind == FACT_EVENT_PROBLEMS_NOTED ||
           kind == FACT_CUSTOMER_LINKED;
}

bool fact_shares_line(enum fact_kind kind)
{
    return kind == FACT_EVENT_RECEIVED || kind == FACT_RESPONSE_GIVEN || kind == FACT_ENCOUNTER_HAPPENED;
}
