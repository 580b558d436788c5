/* E-mail addresses: what we send to, and the hash under which we remember whom to leave in peace. */
#pragma once
#include "port/store.h"

enum { ADDRESS_MAX = 254, ADDRESS_HASH_SIZE = 32 };

/* An address that can be written into an envelope as it stands: one "@", a domain with a dot, ASCII without spaces, control characters,
 * quotes, brackets, commas. Stricter than the standard on purpose: nothing in it can end a header or an SMTP line. */
bool address_ok(struct str address) must_check;
struct str address_domain(struct str address); /* after the "@"; empty when there is none */
/* Of the address in ASCII small letters, and of the workspace: two workspaces' lists cannot be compared. */
void address_hash(int64_t workspace_id, struct str address, unsigned char hash[ADDRESS_HASH_SIZE]);

enum suppression_reason { SUPPRESSION_UNSUBSCRIBED = 1, SUPPRESSION_BOUNCED = 2, SUPPRESSION_COMPLAINT = 3 };
const char *suppression_reason_name(enum suppression_reason reason);
/* *suppressed tells whether we must not write to it. */
enum err address_suppressed(struct store *store, int64_t workspace_id, struct str address, bool *suppressed) must_check;
