#include "listen/answer_file.h"
#include "listen/held.h"
#include "listen/inside.h"
#include "listen/partial.h"

/* What of this stage waits for time: a row for each noun, asked every second. */
const struct chore listen_chores[] = {
    {"events", events_due},
    {"invitations_expired", invitations_expired},
    {"asks_reopening", asks_reopening},
    {"asks_due", asks_due},
    {"campaigns_due", campaigns_due},
    {"forms_never_sent", partial_due},
    {"anonymous_answers", held_due},
    {"files_never_sent", files_due},
    {"reminders_due", reminders_due},
    {NULL, NULL},
};
