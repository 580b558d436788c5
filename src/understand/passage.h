/* The figures of a journey: guidance, deviation from the plan, who is stuck, failure demand, and what customers do before the first
 * contact.
 *
 * In two parts, because the rows are many: what the memory knows is taken under the lock (passage_open), the walks are counted from the
 * store without it (passage_walk), then written. Everything lives in the passage's own arena. One thread at a time. */
#pragma once
#include "understand/understand.h"

struct passage;
struct passage_ask {
    int64_t workspace_id;
    struct str journey; /* slug */
    int32_t from, to;   /* local days, both included */
    int64_t now_ms;
    const struct stop *stop; /* NULL: however long it takes */
};
/* Under the lock. ERR_NOT_FOUND, ERR_INVALID (a failure condition figures cannot be limited by), ERR_MEMORY. */
enum err passage_open(const struct understand *understand, struct store *store, const struct passage_ask *ask, struct passage **passage,
                      struct fault *why) must_check;
enum err passage_walk(struct passage *passage, struct store *store) must_check;
void passage_write(struct passage *passage, struct buf *out); /* schema JourneyFigures */
void passage_close(struct passage *passage);
