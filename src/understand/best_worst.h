/* What matters most and least, of the tasks of a MaxDiff question.
 *
 * score = (times chosen as best − times as worst) ÷ times shown, −1…+1 (Finn & Louviere 1992; that these counts hold what choice models
 * would find is Marley & Louviere 2005). A task counts when both were chosen. One person's tasks are no independent answers, so the
 * interval goes by persons: a score is a ratio of two sums over them, Σd ÷ Σm, with the variance n÷(n−1) · Σ(d − score·m)² ÷ (Σm)² (Cochran
 * 1977, 6.3; in survey statistics the cluster variance of a ratio) and Student's t with n − 1 degrees of freedom, n being the persons who
 * were shown the item. Cut at −1 and +1. Pure, but for understand_best_worst. */
#pragma once
#include "listen/maxdiff_design.h"
#include "listen/survey.h"
#include "port/store.h"
#include "understand/figures.h"

enum { BEST_WORST_RESPONSES_MAX = 200000 /* the newest so many are read */ };

struct best_worst_item {
    struct str id;
    uint64_t n, best, worst, shown; /* n: persons */
    double score, low, high;        /* NaN where there is none: nobody was shown it; fewer than two */
    enum quality quality;           /* of n */
    double sum_dd, sum_dm, sum_mm;  /* over persons: of d = best − worst and m = shown */
};

struct best_worst {
    uint64_t n;                                      /* persons with a task at least */
    struct best_worst_item items[MAXDIFF_ITEMS_MAX]; /* the question's; ranked by best_worst_judge */
    size_t count;
};

void best_worst_begin(const struct question *question, struct best_worst *figures);
/* One person's answers, read under `asked`, the question as that person's version had it; items that the question has no more are left out.
 * answers: the response's, by name. */
void best_worst_add(struct best_worst *figures, const struct question *asked, const json_t *answers);
/* Scores and intervals; the best first, those without a score last. */
void best_worst_judge(struct best_worst *figures);

/* The survey as one of its versions had it; NULL: unknown. */
typedef const struct survey_definition *best_worst_version(void *context, int64_t version);
/* Of the newest BEST_WORST_RESPONSES_MAX responses of the survey, each under its own version. Reads the store at length: not under a lock.
 * ERR_MEMORY and what the store says. */
enum err understand_best_worst(struct store *store, int64_t workspace_id, int64_t survey_id, const struct question *question,
                               best_worst_version *version_of, void *context, struct best_worst *figures) must_check;
/* The API's MaxDiff. Under ten persons an item shows its n and nothing else. */
void best_worst_write(const struct question *question, const struct best_worst *figures, struct buf *out);
