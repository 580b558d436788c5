/* Limits that live in the binary: token buckets in a table of fixed size.
 *
 * A bucket holds `burst` tokens and gains per_minute of them a minute. Keys are hashed with a secret, so that nobody can choose whom he
 * shares a bucket with. When a place in the table is needed, the fullest bucket of the set goes: the one that remembers least. Any thread.
 */
#pragma once
#include "base/str.h"
#include "port/random.h"

enum limit_kind { LIMIT_LOGIN_ADDRESS, LIMIT_LOGIN_ACCOUNT, LIMIT_SUBMIT_ADDRESS, LIMIT_PARTIAL_ADDRESS, LIMIT_KINDS };

struct limits_config {
    struct {
        uint32_t burst, per_minute; /* burst 0: this limit is off */
    } kinds[LIMIT_KINDS];
    size_t buckets; /* rounded up to a power of two; 64 bytes each at most */
};
/* 10 sign-ins a minute per address and per account, 600 anonymous answers and 2,400 saved forms a minute per address. */
extern const struct limits_config limits_default;

struct limits;
struct limits *limits_new(const struct limits_config *config, struct randomness *random); /* NULL when memory is out */
void limits_free(struct limits *limits);

/* Takes one token. ERR_TOO_MANY with why->retry_s (at least 1) when there is none. `now_ms` may be of any clock that does not go back. */
enum err limit_take(struct limits *limits, enum limit_kind kind, struct str key, int64_t now_ms, struct fault *why) must_check;

/* What a client address counts as: an IPv4 address itself (also when it is written ::ffff:a.b.c.d), of an IPv6 address its /64. The text is
 * kept as it is when it is no address. */
enum { LIMIT_ADDRESS_SIZE = 64 };
struct str limit_address(const char *peer, char text[LIMIT_ADDRESS_SIZE]);
