/* The finaliser of splitmix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit of the output with a chance of a half. For
 * lots and orders that must come out the same again; no secret is safe behind it. */
#pragma once
#include <stdint.h>

static inline uint64_t mix64(uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}
