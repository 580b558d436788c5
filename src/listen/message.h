/* Messages: the outbox. One mail to one person, from the turn that queued it to what the mail server said.
 *
 * queued → sending → sent, or back to queued with a later time, or failed, bounced, cancelled. A message is "sending", committed, before
 * its first byte leaves, and is asked about once more in that moment: who unsubscribed, banned us, was erased or has answered gets nothing.
 * One that was being sent when the program died becomes "unclear" and is not sent again: at most once, because a customer asked twice is
 * worse than one not asked, and the reminder comes anyway. */
#pragma once
#include "listen/address.h"
#include "listen/listen.h"

enum { MESSAGES_TAKEN_MAX = 256, MESSAGE_TRIES_MAX = 8 };

enum message_kind { MESSAGE_INVITATION = 1, MESSAGE_REMINDER = 2, MESSAGE_TEST = 3 };
const char *message_kind_name(enum message_kind kind);
enum message_state {
    MESSAGE_QUEUED,
    MESSAGE_SENDING,
    MESSAGE_SENT,
    MESSAGE_FAILED,
    MESSAGE_BOUNCED,
    MESSAGE_CANCELLED,
    MESSAGE_UNCLEAR,
    MESSAGE_STATES
};
const char *message_state_name(enum message_state state);
enum message_state message_state_of(struct str name); /* MESSAGE_STATES when unknown */

/* Body of FACT_MESSAGE_QUEUED: the reminder of an invitation that is still open (else the fact is marked as repeated), or a test to an
 * account. */
struct message_queued {
    enum message_kind kind;
    int64_t invitation_id;         /* of a reminder */
    int64_t survey_id, account_id; /* of a test */
    struct str language, template; /* of a test */
};

/* Body of FACT_MESSAGES_TAKEN, all of one workspace: about to be sent. Store tells of each whether it may be. */
struct messages_taken {
    int64_t ids[MESSAGES_TAKEN_MAX];
    bool taken[MESSAGES_TAKEN_MAX]; /* set by store */
    size_t count;
};

/* Body of FACT_MESSAGE_SENT. */
struct message_sent {
    int64_t id;
    unsigned char address_hash[ADDRESS_HASH_SIZE];
    struct str status;
};

/* Body of FACT_MESSAGE_FAILED: tried again at again_at_ms, or, when that is 0, ended as `state` (failed, unclear or cancelled). */
struct message_failed {
    int64_t id, again_at_ms;
    enum message_state state;
    struct str reason, status; /* a stable word; the server's code */
};

/* Body of FACT_MESSAGE_BOUNCED: it could not be delivered. The invitation is over, and unless its address is fine, that is not written to
 * again. ERR_NOT_FOUND. */
struct message_bounced {
    int64_t id;
    bool address_fine; /* a full mailbox or a policy: it may be written to again */
    bool has_hash;     /* known to the sender; else as it was when the message was sent */
    unsigned char address_hash[ADDRESS_HASH_SIZE];
    struct str status;
};

/* What is needed to write the letter. Texts live in the arena. */
struct message {
    int64_t id, workspace_id, survey_id, invitation_id, customer_id, account_id, tries;
    enum message_kind kind;
    enum message_state state;
    struct str survey, language, template, email, customer_name, touchpoint, attributes;
};
enum err listen_message(struct store *store, int64_t workspace_id, int64_t id, struct arena *arena, struct message *message) must_check;

/* The queue, from one place on: those due at now_ms after `place`, which moves along; the receiver's domain (empty: a test) and the
 * workspace's pace. */
struct message_place {
    int64_t due_at_ms, workspace_id, id;
};
struct message_due {
    int64_t workspace_id, id;
    struct str domain;
    int64_t domain_minute_max;
};
enum err listen_messages_due(struct store *store, int64_t now_ms, struct message_place *place, int64_t limit,
                             bool (*each)(void *context, const struct message_due *due), void *context) must_check;
/* Those left in "sending" by a program that ended. */
enum err listen_messages_left(struct store *store, int64_t limit, bool (*each)(void *context, int64_t workspace_id, int64_t id),
                              void *context) must_check;

struct message_line { /* of the delivery log; 0: never */
    int64_t id, made_at_ms, due_at_ms, ended_at_ms, tries;
    enum message_kind kind;
    enum message_state state;
    struct str survey, customer, language, reason, status;
};
/* Newest first; survey_id 0 and state MESSAGE_STATES: any. */
enum err listen_messages(struct store *store, int64_t workspace_id, int64_t survey_id, enum message_state state, int64_t before,
                         int64_t limit, bool (*each)(void *context, const struct message_line *line), void *context) must_check;
void message_write(const struct message_line *line, struct buf *out); /* the API's Message */
