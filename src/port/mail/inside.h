/* What the files of port/mail/ share; nobody else includes this. */
#pragma once
#include "port/mail.h"

enum { MAIL_BYTES_MAX = 1 << 20 };

/* Adds a DKIM-Signature (RFC 6376, RFC 8463) for `domain` in front of headers and body, which are whole: CRLF lines, the headers without
 * the empty line. */
enum err dkim_sign(const struct dkim *dkim, struct str domain, int64_t at_ms, struct str headers, struct str body,
                   struct buf *out) must_check;
