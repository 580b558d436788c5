/* Annotations: what happened on a day, said on every trend of its touchpoint, or of all. Nothing is held in memory. */
#pragma once
#include "board_records.h"
#include "fact/fact.h"
#include "port/store.h"
#include "understand/board.h"

enum { ANNOTATIONS_MAX = 5000 /* of a workspace */, ANNOTATIONS_SHOWN_MAX = 1000 };

/* Body of FACT_ANNOTATION_CHANGED. ERR_NOT_FOUND, ERR_STALE, ERR_INVALID "too_many": decided in the store. */
struct annotation_change {
    enum deed deed;
    int64_t annotation_id; /* not of a new one */
    int64_t touchpoint_id; /* 0: of all */
    int32_t day;
    struct str text;
};
struct annotation {
    int64_t id, revision;
    int32_t day;
    struct str touchpoint, text; /* touchpoint: a slug; {NULL,0}: of all. Valid during the call */
};
struct annotation_filter {
    int64_t only;          /* 0: all */
    int64_t touchpoint_id; /* its own and those of all; 0: every one */
    int32_t from, to;
};
/* Newest day first, the newest thousand. */
enum err annotations(struct store *store, int64_t workspace_id, const struct annotation_filter *filter,
                     bool (*each)(void *context, const struct annotation *annotation), void *context) must_check;
enum err annotation_store(struct store *store, struct fact *fact, struct fault *why) must_check;
