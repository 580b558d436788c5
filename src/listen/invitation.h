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

/* Why somebody is not asked. The words are the API's and the screen's: invitation_outcome_name. */
enum invitation_outcome {
    INVITATION_NOT_TRIED,
    INVITATION_INVITED,
    INVITATION_UNKNOWN_CUSTOMER, /* or erased, or the encounter is somebody else's */
    INVITATION_NO_ADDRESS,       /* email without an address that can be written to */
    INVITATION_NO_CONSENT,       /* did not allow us to ask */
    INVITATION_CONTACT_BAN,
    INVITATION_SUPPRESSED,      /* unsubscribed, bounced or complained: the address, whoever has it */
    INVITATION_ALREADY_INVITED, /* an open invitation to the same survey */
    INVITATION_SURVEY_CLOSED,   /* the survey takes no answers now */
    INVITATION_COMPLAINT_OPEN,  /* nobody asks until it is settled */
    INVITATION_ASKED_LATELY,    /* the contact budget says that it is enough: told by listen/invitation_look.h only */
    INVITATION_OUTCOMES
};
const char *invitation_outcome_name(enum invitation_outcome outcome); /* "invited", "no_address" … */

/* One person before one survey: whether they may be asked, by everything but the contact budget. */
struct invitation_judging {
    struct store *store;
    int64_t workspace_id, survey_id, now_ms;
    bool consent_needed, email;
};
struct invitation_person {
    int64_t id;
    struct str email;
    bool consent, contact_ban, complaint_open;
};
/* *outcome stays as it is when nothing speaks against it. */
enum err invitation_judge(const struct invitation_judging *judging, const struct invitation_person *person,
                          enum invitation_outcome *outcome) must_check;

/* Body of FACT_INVITATION_MADE. When the outcome is another than INVITATION_INVITED, nothing is stored and the fact is marked as repeated,
 * so that the others of the same proposal go on. */
struct invitation_made {
    int64_t survey_id;
    int64_t customer_id; /* 0: by external_id */
    struct str customer_external_id;
    int64_t encounter_id;            /* 0: none */
    int64_t rule_id;                 /* 0: a person asks */
    struct str channel;              /* "email": a message is queued with it; "link": the caller hands the address out */
    struct str language;             /* empty: the customer's if the survey speaks it, else the survey's first */
    struct str template;             /* slug; empty: the usual words */
    int64_t expires_in_ms;           /* 0: as the workspace's mail settings say */
    enum invitation_outcome outcome; /* set by store */
};

/* Inside the turn, for this stage's store verbs: makes the invitation with fact->number as its id, and its message. Looks at everything
 * invitation_outcome lists, never at how often somebody was asked (that is the asking rules'). Sets made->outcome. */
enum err invitation_make(const struct listen *listen, struct store *store, const struct fact *fact, struct invitation_made *made,
                         struct arena *arena) must_check;

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
