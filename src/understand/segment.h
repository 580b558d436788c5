/* Segments: conditions on answers that have a name. In a condition of figures, {"field":"segment","op":"eq","value":ID} (or "ne", or "in"
 * and "not_in" with a list) stands for the segment's own condition, as it is at the moment of asking; so whatever takes a condition takes
 * segments, and a saved view follows when its segment changes. Nothing is held in memory; texts given to callbacks are valid during the
 * call. */
#pragma once
#include "listen/condition.h"
#include "port/store.h"
#include "segment_records.h"
#include "understand/board.h"
#include "understand/understand.h"

enum { SEGMENTS_MAX = 100 /* of one owner */ };

/* Body of FACT_SEGMENT_CHANGED. Decided in the store: as board.h's; and ERR_CONFLICT "segment_in_use" with the views and weight
 * schemes that speak of it, for one that is removed, or no longer shared while a scheme, a shared view or another's speaks of it. */
struct segment_change {
    enum deed deed;
    bool manages;
    int64_t segment_id; /* not of a new one */
    const struct segment_in *in;
    struct str condition; /* in->condition as text */
};
struct segment {
    int64_t id, owner_id, revision, uses; /* uses: saved views, also those the reader does not see, and weight schemes that speak of it */
    int64_t changed_at_ms;                /* since when its condition is this one */
    bool shared;
    struct str name, condition; /* condition: JSON */
};
struct segment_view {
    int64_t id;
    bool seen; /* by the reader; else it has no name here */
    struct str name;
};

/* Pure: a condition that figures can be limited by, that names no segment and that leaves room for conditions around it: 5 levels deep at
 * most, 61 parts. ERR_INVALID with the field's path. */
enum err segment_check(const struct segment_in *in, struct arena *arena, struct fault *why) must_check;
enum err segment_store(struct store *store, struct fact *fact, struct fault *why) must_check;

/* What the reader sees, oldest first; `only` 0: all. */
enum err segments(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t only,
                  bool (*each)(void *context, const struct segment *segment), void *context) must_check;
enum err segment_views(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t segment_id,
                       bool (*each)(void *context, const struct segment_view *view), void *context) must_check;
enum err segment_schemes(struct store *store, int64_t workspace_id, int64_t segment_id, bool (*each)(void *context, struct str slug),
                         void *context) must_check;

/* A condition from text with the segments it speaks of put in their places, as far as the reader sees them (reader 0: the shared ones).
 * text.at NULL: *out is NULL. `store` may be NULL where segment_named says that there are none. ERR_INVALID ("unknown_segment"), or
 * ERR_MALFORMED. */
bool segment_named(struct str text);
enum err segment_condition_parse(struct store *store, int64_t workspace_id, int64_t reader_id, struct arena *arena, struct str text,
                                 const struct condition **out, struct fault *why) must_check;
/* The same from a tree, which stays as it is; NULL: everything. */
enum err segment_condition_read(struct store *store, int64_t workspace_id, int64_t reader_id, struct arena *arena, const json_t *tree,
                                const struct condition **out, struct fault *why) must_check;

/* The ids of the segments that a tree of JSON speaks of, each once, at most `most` of them; the number of ids. */
size_t segment_ids(const json_t *tree, int64_t *ids, size_t most, size_t count);
/* Writes the rows that say which segments a view speaks of, in place of those it had. Inside the turn's transaction. ERR_INVALID "address":
 * "unknown_segment", or "segment_not_shared" of a shared view. */
enum err segment_uses_store(struct store *store, const struct fact *fact, const struct view_change *change, int64_t owner_id,
                            struct fault *why) must_check;
/* The same of the sample of the scheme the fact is about; schemes are everybody's, so their segments are shared. ERR_INVALID "sample". */
enum err segment_weightings_store(struct store *store, const struct fact *fact, const int64_t *segments, size_t count,
                                  struct fault *why) must_check;

struct segment_count_ask {
    int64_t workspace_id;
    const struct condition *where; /* NULL: everything */
    bool has_from, has_to;
    int32_t from, to; /* local days, both included */
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
struct segment_figures { /* where a piece is counted: what begin returns is asked until end */
    const struct understand *(*begin)(void *context);
    void (*end)(void *context);
    void *context;
};
/* Writes schema SegmentCount: how many answers meet the condition, and how many customers gave them by name. Reads every row, in pieces:
 * what keeps the writer out is held for one at a time, and what comes meanwhile may be counted. ERR_INVALID ("where"), ERR_STOPPED,
 * ERR_MEMORY, ERR_STALE. */
enum err understand_segment_count(const struct segment_figures *figures, const struct segment_count_ask *ask, struct buf *out,
                                  struct fault *why) must_check;
