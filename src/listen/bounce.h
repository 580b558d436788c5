/* Delivery reports (RFC 3464) that come back by mail: which of our messages could not be delivered. Pure. */
#pragma once
#include "listen/link.h"

struct bounce {
    int64_t workspace_id, message_id;
    char status[16];      /* "5.1.1" */
    bool unknown_address; /* 5.0.x, 5.1.x: nobody is there. A full mailbox, a policy, a time-out say nothing of the address */
};

/* The whole mail as it came. False when it is no report of a final failure (a delay, an absence note, anything else), or not about a
 * message of ours: the number in Message-ID or the return path must bear our hash, so that nobody can report an address away. */
bool bounce_read(const struct secret *secret, struct str mail, struct bounce *bounce) must_check;
