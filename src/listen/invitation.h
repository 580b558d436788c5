/* Invitations: asking one known person, once, to answer one survey.
 *
 * An invitation lives from its making until it is answered, expires, is revoked or bounces; only an open one (waiting or sent) can be
 * answered, and only once: the row is changed on the condition that it is open, in the transaction that stores the response. Its address
 * (listen/link.h) is made from its number and stands nowhere. What it asks about is the encounter, whose touchpoint, unit and attributes
 * are as they were at that moment.
 *
 * A letter to an anonymous survey is the exception: it carries the survey's own address, the same for everybody, so such an invitation
 * never becomes answered, everybody is reminded, and the contact budget does not count it as left unanswered. */
#pragma once
#include "listen/ask.h"
#include "listen/listen.h"
#include "listen/response.h"

enum { INVITATIONS_MAX = 1000, INVITATION_DAYS_MAX = 365 };

enum invitation_state {
    INVITATION_WAITING,  /* made; its message, if it has one, is on its way */
    INVITATION_SENT,     /* the mail server took it; a link counts as sent when it is made */
    INVITATION_ANSWERED, /* the three that follow are final too */
    INVITATION_EXPIRED,
    INVITATION_REVOKED,
    INVITATION_BOUNCED,
    INVITATION_STATES
};
const char *invitation_state_name(enum invitation_state state);
enum invitation_state invitation_state_of(struct str name); /* INVITATION_STATES when unknown */

/* Body of FACT_INVITATION_MADE: a person asks by hand. Who is not asked makes a FACT_INVITATION_REFUSED instead (its subject is the
 * customer, its payload {"survey":n,"reason":n}), so that the others of the same proposal go on; somebody we do not know makes none: the
 * fact is marked as repeated. */
struct invitation_made {
    int64_t survey_id;
    int64_t customer_id; /* 0: by external_id */
    struct str customer_external_id;
    int64_t encounter_id;   /* 0: none */
    int64_t rule_id;        /* 0: a person or a campaign asks */
    struct str channel;     /* "email": a message is queued with it; "link": the caller hands the address out */
    struct str language;    /* empty: the customer's if the survey speaks it, else the survey's first */
    struct str template;    /* slug; empty: the usual words */
    int64_t expires_in_ms;  /* 0: as the workspace's mail settings say */
    bool over_budget;       /* the person who asks overrules the contact budget */
    enum ask_reason reason; /* set by store; ASK_WAITING: not tried */
};

/* Inside the turn, for this stage's store verbs: makes the invitation of a known customer with fact->number as its id, and its message.
 * Whether they may be asked was judged before (ask_judge). */
enum err invitation_make(const struct listen *listen, struct store *store, const struct fact *fact, const struct invitation_made *made,
                         struct arena *arena) must_check;
/* Inside the turn: judges and makes, or writes down why not. */
enum err invitation_by_hand(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena) must_check;

/* Body of FACT_INVITATION_ENDED: revoked by somebody or expired by time. What was revoked before is marked as repeated, so is what time
 * would end but has ended; revoking what was answered or expired: ERR_CONFLICT. */
struct invitation_ended {
    int64_t id;
    enum invitation_state state; /* INVITATION_REVOKED or INVITATION_EXPIRED */
};

/* Body of FACT_ADDRESS_SUPPRESSED. */
struct address_suppressed {
    int64_t message_id;  /* whose receiver asked for it; 0: by address */
    struct str address;  /* used when there is no message */
    int reason;          /* enum suppression_reason */
    bool was_suppressed; /* set by store: nothing changed */
};

/* Inside the turn: an open invitation becomes answered. ERR_CONFLICT "invitation_answered", "invitation_expired", "invitation_ended". */
enum err invitation_answer(struct store *store, int64_t workspace_id, int64_t id, int64_t at_ms, int64_t now_ms,
                           struct fault *why) must_check;
/* Inside the turn: nothing that waits goes out to an erased customer any more, and no hash of the address is left but in the list of
 * those we do not write to. */
enum err invitation_erase_customer(struct store *store, int64_t workspace_id, int64_t customer_id, int64_t at_ms) must_check;

/* Texts live in the arena or as long as the call. 0: never, none. */
struct invitation {
    int64_t id, survey_id, encounter_id, rule_id;
    struct str survey, customer, customer_name, customer_email; /* slug, external id */
    struct str touchpoint, unit, attributes;                    /* of the encounter; attributes: JSON text */
    struct str channel, language, template;
    enum invitation_state state;
    int64_t made_at_ms, expires_at_ms, sent_at_ms, reminded_at_ms, answered_at_ms;
};
/* ERR_NOT_FOUND. */
enum err listen_invitation(struct store *store, int64_t workspace_id, int64_t id, struct arena *arena,
                           struct invitation *invitation) must_check;
/* Newest first; state INVITATION_STATES: any. */
enum err listen_invitations(struct store *store, int64_t workspace_id, int64_t survey_id, enum invitation_state state, int64_t before,
                            int64_t limit, bool (*each)(void *context, const struct invitation *invitation), void *context) must_check;
void invitation_write(const struct invitation *invitation, struct buf *out); /* the API's Invitation */

struct invitation_counts {
    int64_t of_state[INVITATION_STATES];
    int64_t delivered; /* who could answer: sent and neither bounced nor revoked */
};
enum err listen_invitation_counts(struct store *store, int64_t workspace_id, int64_t survey_id,
                                  struct invitation_counts *counts) must_check;
