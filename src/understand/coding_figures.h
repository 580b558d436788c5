/* Figures of the coded notes: how often each code was given, by touchpoint, segment or week, and how far the two coders agree who have
 * most notes in common. A code counts in a note when one coder at least gave it, over the notes coded while it was in use. Read from the
 * store alone, without the lock. */
#pragma once
#include "understand/understand.h"

enum coding_by { CODING_TOGETHER, CODING_BY_TOUCHPOINT, CODING_BY_SEGMENT, CODING_BY_WEEK };
enum { CODED_BOTH_MAX = 20000 /* notes; more are too many to compare: ERR_TOO_LARGE */ };

struct coding_ask {
    int64_t workspace_id;
    enum coding_by by;
    int32_t from, to;
};
/* Writes the API's CodingFigures without its "coders", whose names another stage knows: 0 when no note was coded by two. */
enum err understand_codings(struct store *store, const struct coding_ask *ask, struct buf *out, int64_t coders[2]) must_check;
