/* Personal links: an unguessable name for an invitation or a message, made from its number and the installation's secret, so that nothing
 * needs to be stored and nobody who reads the store or the ledger can open one.
 *
 * 24 bytes: a keyed BLAKE2b of what it is for, the workspace and the number (16 bytes), and the two numbers under a mask made of that hash
 * (8 bytes), so that a link does not tell how many there are. Any thread. */
#pragma once
#include "base/str.h"
#include "port/secret.h"

enum link_use {
    LINK_ANSWER = 'a',      /* /r/…, of an invitation; base64url */
    LINK_UNSUBSCRIBE = 'u', /* /unsubscribe/…, of a message; base64url */
    LINK_PREVIEW = 'p',     /* /r/…, of a survey: the page of a test message, which sends nothing; base64url */
    LINK_BOARD = 'b',       /* /visitor/…, of a board open to visitors, by the fact that made the link; base64url */
    LINK_RETURN = 'm',      /* in the Message-ID and the return path of a message; hexadecimal, because mail servers may change case */
};
enum { LINK_BYTES = 24, LINK_TEXT = LINK_BYTES * 2 + 1 };

void link_write(const struct secret *secret, enum link_use use, int64_t workspace_id, int64_t id, char text[LINK_TEXT]);
/* False for anything we did not make for this use. Compares in constant time. */
bool link_read(const struct secret *secret, enum link_use use, struct str text, int64_t *workspace_id, int64_t *id) must_check;
