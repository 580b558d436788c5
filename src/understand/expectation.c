#include "understand/expectation.h"

static struct expectation of_classes(uint64_t weak, uint64_t good, uint64_t excellent)
{
    uint64_t n = weak + good + excellent;
    return (struct expectation){.weak = weak,
                                .good = good,
                                .excellent = excellent,
                                .weak_share = figure_share(weak, n),
                                .good_share = figure_share(good, n),
                                .excellent_share = figure_share(excellent, n),
                                .net = figure_net(excellent, good, weak),
                                .gap = figure_mean(&(struct histogram){0, 0, NULL}, 1)};
}

struct expectation expectation_direct(const struct histogram *answers)
{
    return of_classes(histogram_between(answers, 1, 3), histogram_between(answers, 4, 4), histogram_between(answers, 5, 7));
}

struct expectation expectation_paired(const struct histogram *gaps, int64_t delta)
{
    must(delta >= 1);
    struct expectation expectation = of_classes(histogram_between(gaps, INT64_MIN, -delta), histogram_between(gaps, 1 - delta, delta - 1),
                                                histogram_between(gaps, delta, INT64_MAX));
    expectation.gap = figure_mean(gaps, 1);
    return expectation;
}
