/* Secrets that are handed out once and recognised by their hash: session tokens and API keys; and e-mail addresses in the form they are
 * compared in. Pure but for the randomness given. */
#pragma once
#include "base/str.h"
#include "people/facts.h"
#include "port/random.h"

enum { TOKEN_SIZE = 44 /* 43 characters of base64url for 256 bits, and NUL */, KEY_SIZE = 50 /* "kuulo_" + 43 + NUL */ };

void token_new(struct randomness *random, char token[TOKEN_SIZE]);
void key_new(struct randomness *random, char key[KEY_SIZE]);
/* SHA-256. */
void token_hash(struct str token, unsigned char hash[TOKEN_HASH_SIZE]);

/* Trimmed, ASCII letters lowered, into the arena. ERR_INVALID (field "email") when it cannot be an address: one '@' with something on both
 * sides, no spaces or control characters, at most 254 bytes. ERR_MEMORY. */
enum err email_fold(struct arena *arena, struct str text, struct str *email, struct fault *why) must_check;
