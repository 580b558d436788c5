/* The installation's own secret: what the addresses of personal links are derived from. It stands in the data folder (secret.key, readable
 * by its owner alone), not in the store: whoever gets a copy of the store alone can open no link. Losing it makes the links already sent
 * invalid and nothing else. */
#pragma once
#include "base/err.h"
#include "port/random.h"

enum { SECRET_BYTES = 32 };

struct secret {
    unsigned char key[SECRET_BYTES];
};

/* Reads it, or makes it when there is none; two processes that start at once get the same one. ERR_IO. */
enum err secret_open(const char *place, struct randomness *random, struct secret *secret, struct fault *why) must_check;
/* A name for this installation, 32 hexadecimal digits: tells nothing of the secret, and is another for every purpose. */
enum { SECRET_NAME = 32 };
void secret_name(const struct secret *secret, const char *purpose, char name[SECRET_NAME + 1]);
