/* A request's body, out of its Content-Encoding. */
#pragma once
#include "api/call.h"

/* Sets call->bytes: the body as it is, or unpacked (gzip) into the call's arena. A packed body may unpack to as many bytes as a plain one
 * may have, so that no small bomb becomes a big one: ERR_TOO_LARGE. ERR_MALFORMED when it is not gzip through and through, or comes in an
 * encoding we do not read. ERR_MEMORY. */
enum err body_bytes(struct call *call, struct fault *why) must_check;
