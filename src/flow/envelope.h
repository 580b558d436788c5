/* What a message of the outbox looks like as mail: who it is from, to whom, its letter, its links. */
#pragma once
#include "flow/courier.h"
#include "listen/message.h"

struct envelope {
    struct mail_message mail;
    int64_t tries;
    unsigned char address_hash[ADDRESS_HASH_SIZE];
    const char *reason; /* why there is none: a stable word */
};

/* Reads the store and the settings; ERR_NOT_FOUND with a reason when there is nothing to send (and never will be), ERR_BUSY with a reason
 * when something is missing that may be set later. Everything lives in the arena. */
enum err envelope_write(const struct courier_config *config, int64_t workspace_id, int64_t message_id, struct arena *arena,
                        struct envelope *envelope) must_check;
