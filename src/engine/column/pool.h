/* Helper threads beside the caller, waiting on a condition; no thread is started per query. */
#pragma once
#include "engine/column/scan.h"

enum { LANES_MAX = 16 };
size_t scan_pool_lanes(const struct scan_pool *pool); /* the caller and the helpers; 1 for NULL */
/* Runs work(context, 0) here and work(context, 1 … lanes−1) on helpers, of which there are enough; returns when all are done. Lane 0 alone
 * when another caller has the helpers. */
void scan_pool_run(struct scan_pool *pool, size_t lanes, void (*work)(void *context, size_t lane), void *context);
