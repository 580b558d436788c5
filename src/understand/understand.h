/* Understand: figures with honest intervals, from histograms.
 *
 * Holds one column store per workspace, fed by apply, saved by snapshot, tailed from the ledger at start. */
#pragma once
#include "fact/fact.h"
#include "listen/listen.h"
#include "understand/figures.h"

struct understand;

enum measure {
#define MEASURE(constant, name, scale, unit) MEASURE_##constant,
#include "understand/measures.def"
#undef MEASURE
    MEASURES
};
const char *measure_name(enum measure measure);
bool measure_of(struct str name, enum measure *measure);
/* The verbs. `listen` may be replaced by a newly loaded one (another process changed settings): understand_listen_set.
 * understand_tail reads the rows that came after what is held (cursor = last response or encounter id per workspace): at open and after
 * other processes wrote. */
enum err understand_open(const char *place, struct store *store, const struct listen *listen, struct understand **understand,
                         struct fault *why) must_check;
void understand_close(struct understand *understand); /* saves the snapshots */
void understand_apply(struct understand *understand, const struct fact *fact);
void understand_listen_set(struct understand *understand, const struct listen *listen);
void understand_tail(struct understand *understand, struct store *store);
