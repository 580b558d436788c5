/* A question on its way through the engine: what tally.c and emotion_scan.c share. */
#pragma once
#include "understand/customers.h"
#include "understand/weighing.h"

enum { BY_ALL = BY_MAX + WEIGHT_MARGINS_MAX };

/* The text of one code. */
struct made {
    struct str text;
    int32_t start;
    bool there;
};
enum label_kind { LABEL_FIXED, LABEL_SOURCE, LABEL_PERIOD, LABEL_CUSTOMER };
struct label {
    enum label_kind kind;
    struct str fixed; /* at NULL: missing */
    size_t source;
    struct made *made; /* made_count of them: those of higher codes are made every time */
    size_t made_count;
};

/* One dimension of `by`, understood once. */
enum by_kind { BY_COLUMN, BY_TOUCHPOINT, BY_SURVEY, BY_QUESTION, BY_ROUND, BY_PERIOD, BY_ANSWER, BY_EMOTION, BY_CUSTOMER, BY_MARGIN };
struct by {
    enum by_kind kind;
    struct str name;
    struct condition_path path; /* of BY_ANSWER */
    enum period period;
};

struct taking {
    const struct understand *understand;
    const struct house *house;
    const struct plan *plan;
    struct arena *arena;
    struct fault *why;
    struct by by[BY_ALL]; /* the groups', then what answers are weighed by */
    size_t by_count, weigh_count;
    struct tallies *out;
    struct map *rows; /* labels and scale → tally */
    int32_t from, to; /* of the pass at hand */
    enum side {
        SIDE_NOW,
        SIDE_BEFORE, /* the pass over what is compared with */
        SIDE_SHARED, /* over what is in both */
        SIDE_SAMPLE  /* over what a scheme is raked to */
    } side;
    struct weighing *weighing;   /* NULL: answers weigh alike */
    struct customers *customers; /* NULL: not by customer */
    /* the scan at hand */
    const struct column_scan *scan;
    struct label labels[BY_ALL];
    int64_t low, high;
    size_t cells;
    size_t group_sources; /* of the scan's sources: the groups' */
    struct tally *last;   /* of the group seen last, with last_codes; a group comes once for each weight */
    bool last_known;
    uint32_t last_codes[SCAN_SOURCES_MAX];
    enum err err;
};

/* What the labels of one table and question come from. */
struct subject {
    const struct column_table *table;
    size_t score; /* COLUMN_NONE: rows are counted */
    struct layout_column about;
    struct str survey;
    struct str emotion; /* of emotion_share */
};

/* One scan of the subject's rows into the tallies. `more`: a filter on top, or NULL; score_cell and cells as of column_scan. */
enum err subject_scan(struct taking *t, const struct subject *subject, const struct column_filter *more, const uint8_t *score_cell,
                      size_t cells) must_check;
/* emotion_scan.c: who named each emotion, and who named one of the touchpoint's target emotions. */
enum err emotion_shares(struct taking *t, struct subject *subject) must_check;
enum err emotion_hits(struct taking *t, const struct subject *subject) must_check;
