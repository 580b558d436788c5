/* The world's time. The only place that reads a clock is port/clock.c; a test passes its own. */
#pragma once
#include <stdint.h>

struct clock {
    int64_t (*now_ms)(struct clock *clock);       /* wall clock, milliseconds since 1970 UTC */
    int64_t (*monotonic_us)(struct clock *clock); /* never goes back; for waits and durations */
};

struct clock *clock_system(void); /* process lifetime, any thread */
