/* Which customer an external id is, remembered from one turn to the next: a sender of events tells of the same people again and again, and
 * looking a text up in the store costs more than the rest of an event's row.
 *
 * Bounded: CUSTOMERS_REMEMBERED places, one for each hash, the newest wins; an external id over CUSTOMER_REMEMBERED_BYTES is never kept.
 * What is remembered is as true as the rows: it is dropped whole when the store's epoch moves (an undo, a rollback, another process's
 * commit), and by whoever changes an external id (the erasure of a customer). The turn's thread only. */
#pragma once
#include "port/store.h"

enum { CUSTOMERS_REMEMBERED = 1 << 16, CUSTOMER_REMEMBERED_BYTES = 46 };

struct customer_memory;

struct customer_memory *customer_memory_new(void); /* NULL when memory is out */
void customer_memory_free(struct customer_memory *memory);
/* 0: not remembered. */
int64_t customer_memory_find(struct customer_memory *memory, const struct store *store, int64_t workspace_id, struct str external_id);
/* What was just read from, or written through, the store. */
void customer_memory_put(struct customer_memory *memory, const struct store *store, int64_t workspace_id, struct str external_id,
                         int64_t id);
void customer_memory_forget(struct customer_memory *memory);
