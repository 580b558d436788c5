/* What the answers of a reply weigh: each by its customer's margin, or by a scheme raked to the sample of the period.
 *
 * A margin is that of the calendar year an answer was given in, else of the nearest earlier year, else the customer's margin without a
 * year: so the days fall into stretches, and customers' numbers lead to weights in another way in each (weighing_margins.c).
 *
 * Margins are exact while customers have at most MARGIN_CLASSES different ones; beyond, margins within a thousandth of each other weigh
 * alike, by their mean. Everything lives in the arena it was made with. */
#pragma once
#include "understand/weight_scheme.h"

enum { MARGIN_CLASSES = 20000 };

struct margin_stretch {
    int32_t from;      /* the day it begins; it ends before the next one's */
    uint16_t *through; /* customer's number → class; 0: no margin over 0; class_count more when the margin is of an earlier year */
};

struct weighing {
    struct weight_scheme scheme; /* count 0: by margin */
    struct arena *arena;
    struct margin_stretch *stretches; /* in order of days; every day with answers is in one */
    size_t stretches_count;
    double *classes; /* weight of each class; [0] is 0 */
    size_t class_count;
    uint64_t *counts; /* answers in each cell of the scheme */
    double *weights;  /* of each cell; NULL before weighing_rake */
    uint64_t trimmed; /* answers whose weight stands at an end of the scheme's low…high */
};

/* By margin; `codes`: customers' numbers are below it; from … to: the days there are answers of. ERR_MEMORY. */
enum err weighing_margins(struct weighing *weighing, struct store *store, int64_t workspace_id, size_t codes, int32_t from,
                          int32_t to) must_check;
/* How many codes a stretch's `through` has. */
static inline size_t weighing_margin_codes(const struct weighing *weighing)
{
    return 2 * weighing->class_count;
}
static inline double weighing_margin(const struct weighing *weighing, uint32_t code, bool *carried)
{
    *carried = code >= weighing->class_count;
    return weighing->classes[*carried ? code - weighing->class_count : code];
}

/* By the scheme. The cell of an answer by its labels, one for each margin; false when one of them has no target: it weighs nothing. */
bool weighing_cell(const struct weighing *weighing, const struct str *labels, size_t *cell);
enum err weighing_begin(struct weighing *weighing) must_check; /* no answers counted yet; ERR_MEMORY */
void weighing_count(struct weighing *weighing, size_t cell, uint64_t n);
/* ERR_INVALID on "weight": a category without answers, weights that would have to be too unequal. */
enum err weighing_rake(struct weighing *weighing, struct fault *why) must_check;
