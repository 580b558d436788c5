/* Whether long work should end early: its time is over, or whoever asked for it has left. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct stop {
    bool (*now)(void *context); /* cheap; asked on the thread that began the work, many times. Once true, it stays true */
    void *context;
};
/* stop NULL: never. The work then ends with ERR_STOPPED, and nothing of it is used. */
static inline bool stop_now(const struct stop *stop)
{
    return stop && stop->now(stop->context);
}
