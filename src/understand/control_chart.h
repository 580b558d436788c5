/* Watching a running figure: has it moved, and how often would the watch cry wolf? Pure.
 *
 * A day or a week is a bucket; one with under five answers is kept for the next. Each point is the bucket's distance from the baseline in
 * its own standard errors, z = (value − baseline)/(deviation/√n). Three rules: limits  |z| over `limit` (Shewhart 1931): a sudden, large
 * move; EWMA    e = weight·z + (1 − weight)·e, alarm at limit·√(weight/(2 − weight)) (Roberts 1959): a moderate one; CUSUM   up = max(0, up
 * + z − slack) and its mirror image, alarm at `limit` (Page 1954): a slow drift. Nothing is reset after an alarm: it stands as long as the
 * figure stays away.
 *
 * Run lengths are solved from their integral equations by Gauss-Legendre quadrature (Crowder 1987 for EWMA, Goel & Wu 1971 for CUSUM) and
 * hold for z that are normal and independent; those of the two-sided CUSUM treat its two sides as independent. */
#pragma once
#include "understand/figures.h"

enum { CHART_BUCKET_MIN = 5 };
enum chart_kind { CHART_LIMITS, CHART_EWMA, CHART_CUSUM };
struct chart_rule {
    enum chart_kind kind;
    double limit;  /* over 0, at most 10 */
    double weight; /* EWMA only, 0.05…1 */
    double slack;  /* CUSUM only, 0…2: half the move, in errors of a bucket, that should be found soonest */
};
extern const struct chart_rule chart_limits; /* limit 3 */
extern const struct chart_rule chart_ewma;   /* weight 0.2, limit 2.86 */
extern const struct chart_rule chart_cusum;  /* slack 0.5, limit 5 */

/* Buckets until the first alarm, on average, when the figure stands `shift` bucket's errors from the baseline: at 0 the time between false
 * alarms, else the time to notice. */
double chart_run_length(const struct chart_rule *rule, double shift);
/* 0…1: the chance of an alarm within so many buckets at that shift; buckets 1…10,000. */
double chart_alarm(const struct chart_rule *rule, double shift, size_t buckets);
/* The same without any true change, with the baseline's own error counted in: a baseline of `baseline_n` answers is itself off by chance,
 * and every bucket of `bucket_n` is measured from it. The rate to show beside the chart. */
double chart_false_alarm(const struct chart_rule *rule, size_t buckets, uint64_t bucket_n, uint64_t baseline_n);

struct chart_baseline {
    double value;     /* in the figure's unit */
    double deviation; /* of one answer, in the same unit, over 0: 100·√(p + d − (p − d)²) for a net score */
};
struct chart_bucket {
    uint64_t n;
    double value; /* the bucket's own figure; not read when n is 0 */
};
struct chart_point {
    size_t first, last; /* buckets in it */
    uint64_t n;
    double value, z;
    double up, down; /* what is compared with the threshold: z, EWMA, or the two sums; down is not under 0 when the figure falls */
    int alarm;       /* −1 below, +1 above, 0 none */
};
/* Fills `points`, which has room for `count`, and returns how many there are. What is left under five answers at the end is no point yet.
 */
size_t chart_run(const struct chart_rule *rule, const struct chart_baseline *baseline, const struct chart_bucket *buckets, size_t count,
                 struct chart_point *points);
double chart_threshold(const struct chart_rule *rule); /* for up and down */
/* What the last point says. Too few: no point at all, or a baseline under thirty answers. */
enum verdict chart_verdict(const struct chart_point *points, size_t count, uint64_t baseline_n, bool up_is_good);
