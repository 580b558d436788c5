/* What earshot.c and call_list.c share; nobody else includes this. */
#pragma once
#include "listen/earshot.h"

struct earshot_customer {
    int64_t id, heard_at_ms; /* 0: never */
    double margin;
    bool has_margin, reachable;
    uint8_t class, decile;
};

struct earshot_people {
    struct earshot_customer *items; /* the active ones */
    size_t count, capacity;
    int64_t now_ms;
    enum err err;
};
/* Sorts people by margin and gives each a decile: ten groups as even as the number allows, 10 the highest margins, 0 those without one. Who
 * has the same margin as another may fall on either side of a border, the lower id into the higher decile, so that it is always the same.
 */
void earshot_deciles_set(struct earshot_people *people);
/* Fills people, whose items the caller frees. */
enum err earshot_people_load(struct store *store, int64_t workspace_id, int64_t now_ms, struct earshot_people *people) must_check;
