/* Anonymous answers that wait.
 *
 * An anonymous answer is acknowledged when it is safe on the disk, but it is no response yet: it lies in response_held under a random key,
 * without a line in the ledger, without time, order, customer, address or attributes. Once a day, when the local day turns, and when the
 * survey closes, all that wait become responses together, in the order of their random keys, if there are at least HELD_LEAST; else they
 * wait for the next turn. What remains of time is the week. A submission key is kept as a hash that leads to no answer, so that an answer
 * sent again is taken once. */
#pragma once
#include "listen/response.h"

enum { HELD_LEAST = 5 };

struct zone;
/* What an anonymous answer may keep of what it came with: the week of its time; no customer, no attributes. */
void held_blunt(struct zone *zone, struct response_given *given);

/* The Monday of a moment's week, in UTC: what an invitation to such a survey keeps of when it was answered. */
int64_t held_week(int64_t at_ms);

/* In the turn. Takes the answer to those that wait: fact->unrecorded, or fact->repeated when it was taken before. */
enum err held_store(struct store *store, struct fact *fact, struct response_given *given, struct arena *arena,
                    struct fault *why) must_check;
/* In the turn. Takes it away from them; *there is false when it has become a response already. */
enum err held_take(struct store *store, int64_t workspace_id, const struct response_given *given, bool *there) must_check;

/* Body of FACT_ANSWERS_RELEASED: all that waited on this local day were looked at. */
struct answers_released {
    int64_t survey_id, day, answers; /* day HELD_DAY_CLOSED: the survey is closed, nothing more can come */
};
enum { HELD_DAY_CLOSED = INT32_MAX };
enum err released_store(struct store *store, struct fact *fact, struct arena *arena) must_check;

/* The chore. */
enum err held_due(const void *listen, struct store *store, struct due *due) must_check;
