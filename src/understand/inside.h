/* What understand's own files share. */
#pragma once
#include "engine/column/rank.h"
#include "engine/column/read.h"
#include "listen/encounter.h"
#include "listen/response.h"
#include "listen/surveys.h"
#include "port/analytics.h"
#include "understand/comparison.h"
#include "understand/layout.h"
#include "understand/understand.h"
#include "understand/weighting.h"

#include <pthread.h>
#include <stdatomic.h>

/* Where one version's answers go: looked up once, because names cost more than codes. */
enum { PART_NET = EMOTIONS, PART_STRONGEST, EMOTION_PARTS };
struct question_place {
    size_t column;
    size_t parts[EMOTION_PARTS]; /* of an emotion question */
    struct column_dictionary *dictionary;
};
struct version_place {
    const struct survey_version *version;
    struct column_table *table;
    struct question_place *questions;
};

enum { CELLS_MAX = 9 + ATTRIBUTES_MAX + (QUESTIONS_MAX + GROUPED_QUESTIONS_MAX) * (1 + EMOTION_PARTS) + PARTS_MAX };
enum { HOUSE_TEXT = 4096 };
/* One workspace. */
struct house {
    int64_t workspace_id;
    struct column_store *columns;
    int64_t held;        /* every fact up to this number is in */
    uint64_t since_save; /* rows that came after the snapshot */
    uint64_t generation; /* counted when the columns are others */
    struct zone *zone;
    struct str zone_name; /* owned */
    struct version_place *versions;
    size_t versions_count, versions_capacity;
    struct column_cell *cells; /* CELLS_MAX of them, for the row being built */
    size_t cells_count;
    char text[HOUSE_TEXT]; /* a dictionary text being built */
    /* counted by another server (carry.c): the columns have no rows here */
    struct analytics_view view;
    atomic_bool carried; /* every fact was there once since this program began: figures are whole */
    size_t holders;      /* the list, and questions under way (hold.c) */
};

struct understand {
    char *place;
    struct store *store; /* the opener's; used on the turn's thread only */
    const struct listen *listen;
    struct analytics *analytics; /* NULL: the engine here counts */
    struct scan_pool *pool;
    struct house **houses;
    size_t houses_count, houses_capacity;
    /* counted by another server (hold.c): the list is changed, and houses are taken from it and given back, under the lock */
    pthread_mutex_t showing;
    struct understand_pause pause;
    struct understand *of; /* of a question's hold: whose house it holds; the only one it knows */
    struct house *one;
    struct analytics_memory *memory;
};

/* intake.c: facts and rows into columns. Memory that runs out ends the program: it starts again from the rows. */
struct house *house_new(int64_t workspace_id, const struct listen *listen, struct column_store *columns);
void house_free(struct house *house);
void house_add(struct understand *understand, struct house *house);
void house_versions_forget(struct house *house); /* survey versions moved */
/* hold.c: a house to be shown, without columns yet; and in the place of the one that is. The feeder's thread. */
struct house *house_shown_new(int64_t workspace_id, struct str zone_name);
void house_show(struct understand *understand, struct house *house);
void intake_response(struct house *house, int64_t id, const struct response_given *given, int outcome);
void intake_encounter(struct house *house, int64_t id, const struct encounter_happened *happened);
void intake_remove(struct house *house, int64_t response_id);
/* Reads what came after house->held. */
enum err intake_tail(struct house *house, struct store *store, const struct listen *listen) must_check;
/* Rows with ids above `after`, at most `upto`, which their table does not hold yet. */
enum err intake_rows(struct house *house, struct store *store, const struct listen *listen, int64_t after, int64_t upto) must_check;
/* keep.c: from the disk, as far as it is there and sound; and to it. */
void house_load(const struct understand *understand, struct house *house);
void house_save(const struct understand *understand, struct house *house);
const struct house *house_find(const struct understand *understand, int64_t workspace_id);
/* *house is NULL when nothing is known of the workspace. ERR_BUSY: figures are not whole yet, so there are none. */
enum err house_of(const struct understand *understand, int64_t workspace_id, const struct house **house, struct fault *why) must_check;

/* executor.c: where a workspace's rows are, there they are counted: by the engine here or by the analytics server, to the same counts. As
 * column_scan, column_rank, column_read and column_pick; and ERR_BUSY when the server cannot be reached. The tables are of the workspace.
 *
 * The settings are let go while the server counts. ERR_STALE: they moved meanwhile, so nothing that was found in them before may be looked
 * at again, and the question begins anew (flow_figures_begin). `each` of a reading is called without them; that of a scan with them. */
enum err executor_scan(const struct understand *understand, int64_t workspace_id, const struct column_scan *scan, scan_each each,
                       void *context, struct fault *why) must_check;
enum err executor_rank(const struct understand *understand, int64_t workspace_id, const struct column_ranking *ranking,
                       struct column_ranked *out, size_t *count, struct fault *why) must_check;
enum err executor_read(const struct understand *understand, int64_t workspace_id, const struct column_read *read, read_each each,
                       void *context, struct fault *why) must_check;
enum err executor_pick(const struct understand *understand, int64_t workspace_id, const struct column_scan *scan, uint64_t nth, int64_t *id,
                       struct fault *why) must_check;

static inline bool scope_sees(const struct understand_scope *scope, struct str touchpoint)
{
    return !scope->touchpoints.count || str_list_has(scope->touchpoints, touchpoint);
}

/* where.c: a condition compiled for one table, and for one column's own touchpoint. */
struct lens {
    const struct column_table *table;
    struct str survey;     /* slug; empty: encounters */
    struct str touchpoint; /* of the question; empty: the row's */
    struct arena *arena;
    struct fault *why;
};
enum err lens_condition(const struct lens *lens, const struct condition *condition, struct column_filter *filter) must_check;
/* The rows whose column holds one of the texts; with a touchpoint of the question's own, the constant. */
enum err lens_texts(const struct lens *lens, const char *column, const struct str_list *texts, struct column_filter *filter) must_check;
enum err lens_scope(const struct lens *lens, const struct understand_scope *scope, struct column_filter *filter) must_check;
/* Both, from the arena; NULL: every row passes. where may be NULL. */
enum err lens_ask(const struct lens *lens, const struct condition *where, const struct understand_scope *scope,
                  const struct column_filter **out) must_check;

/* tally.c: a question to the engine, answered as rows. */
struct tally {
    struct str labels[BY_MAX];          /* at NULL: missing */
    int32_t start;                      /* first day of the period, when there is one; a customer's place */
    int64_t low, high;                  /* the scale */
    uint64_t *counts, *before, *shared; /* cells of them; before: what is compared with; shared: in both (of `against`), or NULL */
    size_t cells;
    uint64_t n;                           /* answers, also those that weigh nothing */
    uint64_t carried;                     /* of them now: those that weigh by the margin of an earlier year */
    struct weighted_sum *sums;            /* of now, before, shared: where answers weigh unequally; else NULL */
    struct figure now, previous, persons; /* persons: of a weighted figure, with every answer alike */
    bool has_previous;
};
struct tallies {
    struct tally **rows;
    size_t count, capacity;
    struct str by[BY_MAX]; /* what the labels are; emotion_share adds "emotion" */
    size_t by_count;
    size_t period_at; /* which of `by` is a period; BY_MAX: none */
    enum period period;
    bool scales_mixed;
    bool has_trimmed; /* weighed by a scheme */
    uint64_t trimmed; /* answers of its sample whose weight was cut */
    bool has_days;
    int32_t from, to;
};
/* Rows with n > 0, figures made, in order: periods ascending, then n descending. */
enum err tally_take(const struct understand *understand, const struct plan *plan, struct arena *arena, struct tallies *out,
                    struct fault *why) must_check;
enum err weight_scheme_store(struct store *store, struct fact *fact, struct fault *why) must_check; /* weight_scheme.c */

/* row_comparison.c: the first `count` rows compared with what came before or stands against them, all of them together. NULL when the ask
 * compares nothing. From the arena. ERR_TOO_LARGE, ERR_MEMORY. */
enum err rows_compare(const struct plan *plan, const struct tallies *tallies, size_t count, struct arena *arena,
                      struct comparison **comparisons) must_check;
/* Cells of several measures shown together, each against its previous period, all of them at once: better or worse at q ≤ 0.05 and outside
 * the control limits. ERR_TOO_LARGE, ERR_MEMORY. */
struct compared_cell {
    const struct tally *tally;
    enum measure measure;
    enum verdict verdict; /* filled in */
};
enum err cells_compare(struct compared_cell *cells, size_t count, struct arena *arena) must_check;
enum { TALLY_BYTES = 256 << 20 };                                                             /* a fitting ceiling for the arena */
struct str survey_slug(const struct listen *listen, int64_t workspace_id, int64_t survey_id); /* empty when there is none */

/* measure.c */
bool measure_of_encounters(enum measure measure); /* its rows are encounters, not responses */
struct figure measure_figure(enum measure measure, int64_t low, int64_t high, const uint64_t *counts, size_t cells);
enum figure_kind measure_kind(enum measure measure);
int32_t measure_score(enum measure measure, int64_t high, int64_t score); /* what one answer adds to the figure, before its divisor */
double measure_divisor(enum measure measure);
bool measure_up_is_good(enum measure measure);
const char *measure_unit(enum measure measure);
/* The member "scale": the values the figure can take. Points −100…100, per cent 0…100, a mean the scale of its cells. */
void range_write(enum measure measure, const struct tally *tally, struct buf *out);
enum question_type measure_question(enum measure measure);
void json_member(struct buf *out, const char *name); /* a comma unless first in its object, the name, a colon */
void text_member(struct buf *out, const char *name, struct str text);
void count_member(struct buf *out, const char *name, uint64_t value);
void real_member(struct buf *out, const char *name, double value); /* NaN becomes null */
void day_member(struct buf *out, const char *name, int32_t day);
void truth_member(struct buf *out, const char *name, bool truth);
/* The member as an object of schema Figure. */
void figure_member(struct buf *out, const char *name, const struct figure *figure);
void figure_write(const struct figure *figure, bool floor, struct buf *out); /* members of schema Figure, without braces */
