/* Seeded chance for resampling: the same seed gives the same draws on every machine, so that a figure asked twice is the same figure.
 *
 * Not for secrets (port/random.h is). The generator is the Mersenne Twister of GSL, 32 bits of seed. Lives in its arena; one thread. */
#pragma once
#include "base/arena.h"
#include <stdint.h>

struct chance;
struct chance *chance_new(struct arena *arena, uint64_t seed); /* NULL: the arena is full */

double chance_normal(struct chance *chance); /* mean 0, deviation 1 */
/* Deals n people evenly to `groups`, 1 or more, in an order of chance: the group of each. In the arena; NULL: it is full. */
uint32_t *chance_deal(struct chance *chance, struct arena *arena, size_t n, size_t groups);
/* Draws `n` times out of n with replacement: counts[i] becomes how often i came; n under 2³². */
void chance_resample(struct chance *chance, size_t n, uint32_t *counts);
/* A histogram of as many answers drawn with replacement from this one: `drawn` has its cells. At most CHANCE_ANSWERS_MAX answers. */
enum { CHANCE_ANSWERS_MAX = 2000000000 };
void chance_histogram(struct chance *chance, const uint64_t *counts, size_t cells, uint64_t *drawn);
