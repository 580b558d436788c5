/* Who would be asked, and who would not and why, before anybody is: customers chosen by a condition on what is known of them, or named.
 * Pure reading; the invitation judges again when it is made. Flat memory however many customers there are. */
#pragma once
#include "listen/contact_budget.h"
#include "listen/invitation.h"

enum { LOOK_NAMED_MAX = 5 }; /* so many of those who are not asked are named with each reason */

struct invitation_look {
    int64_t workspace_id, survey_id, now_ms;
    enum ask_channel channel;
    const struct contact_budget *budget;
    bool over_budget;              /* whom the budget would leave in peace is asked too */
    const struct condition *where; /* NULL: everybody; over "customer.attributes.NAME", "language" and "customer" */
    const struct str *named;       /* external ids, when customers are named instead; NULL: by the condition */
    size_t named_count;
    int64_t before; /* of those chosen by the condition: ids below it; INT64_MAX: from the newest */
};

struct invitation_seen {
    int64_t matched, reached;
    int64_t not_asked[ASK_REASONS];
    struct str names[ASK_REASONS][LOOK_NAMED_MAX]; /* the first of each; in the arena */
    struct str ids[INVITATIONS_MAX];               /* external ids of the first who are reached; in the arena */
    size_t ids_count;
    int64_t next; /* more are reached than ids has room for: go on before this one; 0: these are all */
};

/* Pure. ERR_INVALID with the path inside the condition. */
enum err invitation_look_condition(struct arena *arena, const json_t *tree, const struct condition **where, struct fault *why) must_check;
enum err listen_invitation_look(struct store *store, const struct invitation_look *look, struct arena *arena,
                                struct invitation_seen *seen) must_check;
