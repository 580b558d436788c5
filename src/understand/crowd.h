/* A crowd: people by number, each with a few figures that are added up as their answers come by. Pure memory, one thread.
 *
 * The crowd has room for so many figures. When more people come than that, it keeps every second one, then every fourth: those whose
 * number, mixed, ends in zeros. Who is kept depends on the numbers alone, not on the order or the machine, so that a figure asked twice is
 * the same figure. */
#pragma once
#include "base/err.h"

#include <stdint.h>

enum { CROWD_CELLS_MAX = 6 << 20 /* twelve bytes each */ };
struct crowd {
    size_t width;     /* figures of each, 1 or more */
    size_t count;     /* people kept */
    unsigned halved;  /* one of 2^halved is kept */
    int64_t *people;  /* count of them; any number but INT64_MIN */
    double *sums;     /* count × width */
    uint32_t *counts; /* count × width: how many were added */
    size_t capacity, most;
    uint32_t *places; /* open addressing: place in people + 1 */
    size_t places_size;
};
/* cells_max: most figures it may hold, CROWD_CELLS_MAX usually. */
void crowd_open(struct crowd *crowd, size_t width, size_t cells_max);
void crowd_close(struct crowd *crowd);
bool crowd_keeps(const struct crowd *crowd, int64_t person); /* else what they said need not be looked up */
enum err crowd_add(struct crowd *crowd, int64_t person, size_t figure, double value) must_check; /* ERR_MEMORY */
double crowd_share(const struct crowd *crowd); /* of the people, how many are kept: 1, ½, ¼ … */
