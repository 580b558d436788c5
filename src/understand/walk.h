/* Walks: how customers really went through a journey, against how it was planned (S7, S12). Pure: it is given visits, and counts.
 *
 * A walk is one customer's way through the steps. A new one begins when the customer was silent for longer than the journey's window, or
 * comes to an earlier stage again after the goal. A touchpoint that is several steps counts as the nearest one ahead.
 *
 * A move from step to step is planned when it goes to the next one, passing by optional steps only; coming to the same step again is no
 * move. The step of a customer's last visit is where they stand: stuck when they have stood there longer than its limit.
 *
 * Pre-contact (S12): of the visits up to the goal, those before the first dialogue, as a share, one for each walk that reached the goal and
 * whose initiators are all known; a walk that begins at the goal tells nothing of what came before and is left out. The interval of the
 * median is that of order statistics (binomial, 95 %); quartiles interpolate linearly.
 */
#pragma once
#include "listen/encounter.h"
#include "listen/journey.h"
#include "understand/figures.h"

enum { WALK_VISITS_MAX = 4096 /* of one customer; later ones are not looked at */, WALKS_MAX = 1000000 };

struct walk_visit {
    int64_t touchpoint_id, at_ms;
    enum encounter_initiator initiator;
};

struct walk_step {
    uint64_t visits, moves, strayed; /* moves away from here, and those not planned */
    uint64_t *strayed_to;            /* by step */
    uint64_t waiting, stuck;
    uint64_t *hours; /* until the next step: moves by whole hours, the last cell holds all longer ones */
    uint64_t before; /* visits here before the first dialogue */
};

struct walks {
    const struct journey *journey;
    struct arena *arena;
    int64_t now_ms;
    size_t goal; /* step */
    struct walk_step *steps;
    uint64_t customers, walks, reached, moves, strayed;
    uint64_t unknown;                 /* walks that reached the goal with a visit of unknown initiator */
    uint64_t by_customer, by_company; /* one-way visits */
    double *shares;                   /* pre-contact, per cent */
    size_t shares_count, shares_capacity;
};

/* `visits` of one customer in any order; they are sorted in place. ERR_MEMORY. */
enum err walks_open(const struct journey *journey, int64_t now_ms, struct arena *arena, struct walks *walks) must_check;
enum err walks_add(struct walks *walks, struct walk_visit *visits, size_t count) must_check;

struct walk_median {
    uint64_t n;
    double median, quarter, three_quarters, low, high; /* NaN when n says nothing; low and high need six */
};
struct walk_median walk_median(double *values, size_t count); /* sorts them */
/* Whole hours half of the moves away from the step took at most; −1 without moves. */
int64_t walk_hours_median(const struct walk_step *step);
