/* Carrying answers to the analytics server (port/analytics.h): from the rows, in blocks of facts, in the ledger's order.
 *
 * How far everything is stands on the server beside the rows, so that a crash on either side costs nothing and doubles nothing. Nothing
 * waits in memory: what the server has not taken stays in the ledger. A workspace is carried anew from the beginning when what the server
 * holds is of another time zone, of another ledger (a backup was restored), or no longer whole.
 *
 * One thread carries (flow/feeder.c). It reads listen's memory between settings_begin and settings_end, for a moment at a time and never
 * while it waits for the server; what it shows, it puts in place as a whole (hold.c), so that no question waits for it nor it for one. */
#pragma once
#include "understand/understand.h"

struct carry;
struct carry_world {
    void (*settings_begin)(void *context), (*settings_end)(void *context); /* reading */
    int64_t (*last)(void *context, int64_t workspace_id);                  /* the last fact that listen's memory knows of */
    void (*moved)(void *context, int64_t workspace_id, int64_t fact);      /* its figures did: every fact up to this number is in */
    void *context;
};
struct carry *carry_open(struct understand *understand, const struct carry_world *world); /* NULL: no memory, or nothing to carry to */
void carry_close(struct carry *carry);                                                    /* NULL is fine */

/* One block of each workspace at most. *more: there is another already. ERR_BUSY, ERR_IO …: the server did not take it; the same is tried
 * in the next round. `store` is a reading connection. */
enum err carry_round(struct carry *carry, struct store *store, int64_t now_ms, bool *more, struct fault *why) must_check;

/* From any thread. */
struct carry_counts {
    uint64_t blocks, failures; /* committed; rounds that failed */
    int64_t behind;            /* facts that are not there yet; flow_carried fills it in */
    bool away;                 /* the last round failed */
} carry_count(const struct carry *carry);
