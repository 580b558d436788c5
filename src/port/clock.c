#include "port/clock.h"

#include <time.h>

static int64_t read_clock(clockid_t id, int64_t per_second)
{
    struct timespec now;
    clock_gettime(id, &now);
    return now.tv_sec * per_second + now.tv_nsec / (1000000000 / per_second);
}

static int64_t now_ms(struct clock *clock)
{
    (void)clock;
    return read_clock(CLOCK_REALTIME, 1000);
}

static int64_t monotonic_us(struct clock *clock)
{
    (void)clock;
    return read_clock(CLOCK_MONOTONIC, 1000000);
}

struct clock *clock_system(void)
{
    static struct clock system = {now_ms, monotonic_us};
    return &system;
}
