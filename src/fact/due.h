/* What time has made due: the facts a stage wants to happen now although nobody asked.
 *
 * A stage that waits for time has chores. A chore is a pure read: it looks at the rows, and puts facts here for flow/schedule.c to propose.
 * It keeps no state of its own, so a crash between looking and storing costs nothing: the rows still say what is due. The store verb of
 * such a fact must look again, because the world may have moved since; what is no longer due it marks as repeated. */
#pragma once
#include "fact/fact.h"

struct arena;
struct store;

enum { DUE_MAX = 1000 };

struct due {
    int64_t now_ms;
    struct arena *arena; /* of the facts' bodies; lives until they are stored */
    struct fact facts[DUE_MAX];
    size_t count;
    bool more; /* set by a chore that gave a piece of its work: it is asked again at once, as when it is full */
};

/* False when it is full: the chore stops, and is asked again at once. Otherwise it is asked every second. */
bool due_add(struct due *due, const struct fact *fact);

struct chore {
    const char *name; /* NULL ends a list */
    enum err (*find)(const void *stage, struct store *store, struct due *due);
};
