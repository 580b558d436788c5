/* One helper thread beside the caller, waiting on a condition; no thread is started per query. */
#pragma once
#include "engine/column/scan.h"

/* Runs work(context, 0) here and work(context, 1) on the helper; returns when both are done. Alone when another caller has the helper. */
void scan_pool_run(struct scan_pool *pool, void (*work)(void *context, size_t lane), void *context);
