/* The world's chance. The only source of randomness; a test passes a seeded one. */
#pragma once
#include <stddef.h>

struct randomness {
    void (*fill)(struct randomness *random, void *bytes, size_t length); /* unpredictable bytes, any thread */
};

struct randomness *random_system(void); /* libsodium's generator */
