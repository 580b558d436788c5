/* Messages: the outbox. One mail to one person, from the turn that queued it to what the mail server said.
 *
 * States: queued → sending → sent, or back to queued with a later time, or failed, bounced. A message is put to "sending" and committed
 * before its first byte leaves, so it is never sent twice; one that was being sent when the program died becomes "unclear" and is not sent
 * again (at most once: a customer asked twice is worse than one not asked, and the reminder comes anyway). */
#pragma once
#include "listen/listen.h"

enum message_kind { MESSAGE_INVITATION = 1, MESSAGE_REMINDER = 2, MESSAGE_TEST = 3 };
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
