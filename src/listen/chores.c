#include "listen/inside.h"

/* What of this stage waits for time: a row for each noun, asked every second. */
const struct chore listen_chores[] = {
    {"events", events_due},
    {"invitations_expired", invitations_expired},
    {"asks_due", asks_due},
    {NULL, NULL},
};
