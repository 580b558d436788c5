/* Target emotions as they were set: what customers should feel, how many of them, and since when.
 *
 * A target holds from its day until the next one at the same place. The organisation's names its emotions; a touchpoint's emotions stand on
 * the touchpoint itself, where all figures read them, and what is set here is the goal. Nothing is held in memory. */
#pragma once
#include "fact/fact.h"
#include "port/store.h"
#include "target_emotion_records.h"
#include "understand/board.h"

enum { TARGET_EMOTIONS_MAX = 1000 /* of a workspace */ };

/* Body of FACT_TARGET_EMOTION_CHANGED. ERR_NOT_FOUND, ERR_STALE, ERR_CONFLICT "taken" (that place has one from that day), ERR_INVALID
 * "too_many": decided in the store. */
struct target_emotion_change {
    enum deed deed;
    int64_t id;            /* not of a new one */
    int64_t touchpoint_id; /* 0: of the organisation */
    int32_t from;          /* local day */
    uint32_t emotions;     /* bit i: emotion_names[i] */
    double share;          /* NaN: no goal */
};
struct target_emotion {
    int64_t id, revision;
    struct str touchpoint; /* slug; {NULL,0}: of the organisation. Valid during the call */
    int32_t from;
    uint32_t emotions;
    double share; /* per cent of those who name an emotion who should name a wanted one; NaN: no goal */
};
/* The organisation's first, then by touchpoint; by day. only 0: all. */
enum err target_emotions(struct store *store, int64_t workspace_id, int64_t only,
                         bool (*each)(void *context, const struct target_emotion *target), void *context) must_check;
enum err target_emotion_store(struct store *store, struct fact *fact, struct fault *why) must_check;

/* Pure: the names as a set. ERR_INVALID with field "emotions[i]": unknown_emotion, twice. */
enum err emotions_of(const struct str_list *names, uint32_t *emotions, struct fault *why) must_check;
void emotions_write(uint32_t emotions, struct buf *out); /* ["joy","trust"] */
