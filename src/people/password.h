/* Passwords: Argon2id by libsodium, in the standard string form "$argon2id$v=19$m=…,t=…,p=1$salt$hash".
 *
 * Hashing and checking take a tenth of a second and the cost's memory: only on flow_work's threads (which are two) or the command line. A
 * password counts in Unicode NFC, so that the same key strokes on another system fit. */
#pragma once
#include "base/str.h"
#include "port/random.h"

struct password_cost {
    unsigned long long passes;
    size_t memory_bytes;
};
/* 64 MiB, three passes. OWASP's floor is 19 MiB and two. */
extern const struct password_cost password_cost_default;

enum { PASSWORD_HASH_SIZE = 128, PASSWORD_CHARACTERS_LEAST = 10, PASSWORD_CHARACTERS_MAX = 200 };

/* ERR_MEMORY when the cost's memory cannot be had. */
enum err password_hash(struct password_cost cost, struct randomness *random, struct str password, char hash[PASSWORD_HASH_SIZE]) must_check;
bool password_fits(const char *hash, struct str password) must_check;
bool password_is_old(struct password_cost cost, const char *hash); /* was made with another cost */
/* A hash no password fits, as dear to check as a real one: for an address that is nobody's. */
void password_nobody(struct password_cost cost, char hash[PASSWORD_HASH_SIZE]);
