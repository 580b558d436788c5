/* The feeder: the thread that carries answers to the analytics server (understand/carry.h), once a second while there is something, with
 * longer and longer pauses while the server does not take it. Nobody who answers waits for it. */
#pragma once
#include "flow/inside.h"
#include "understand/carry.h"

struct feeder;
struct feeder *feeder_start(struct flow *flow); /* NULL: no memory */
void feeder_stop(struct feeder *feeder);        /* a block on its way is broken off, and questions end early; NULL is fine */
void feeder_free(struct feeder *feeder);        /* when nobody asks any more; NULL is fine */
const struct carry *feeder_carry(const struct feeder *feeder);
