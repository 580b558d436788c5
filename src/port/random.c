#include "port/random.h"

#include "base/err.h"

#include <sodium.h>

static void fill(struct randomness *random, void *bytes, size_t length)
{
    (void)random;
    randombytes_buf(bytes, length);
}

struct randomness *random_system(void)
{
    static struct randomness system = {fill};
    must(sodium_init() >= 0);
    return &system;
}
