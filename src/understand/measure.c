/* What each measure is: its name, whose answers it reads, and its figure of a histogram. */
#include "understand/inside.h"

static const struct {
    const char *name, *unit;
    enum question_type question;
} measures[] = {
#define MEASURE(constant, name, question, unit) {#name, #unit, question},
#include "understand/measures.def"
#undef MEASURE
};

const char *measure_name(enum measure measure)
{
    return measures[measure].name;
}

bool measure_of(struct str name, enum measure *measure)
{
    for (size_t i = 0; i < MEASURES; i++)
        if (str_is(name, measures[i].name)) {
            *measure = (enum measure)i;
            return true;
        }
    return false;
}

const char *measure_unit(enum measure measure)
{
    return measures[measure].unit;
}

enum question_type measure_question(enum measure measure)
{
    return measures[measure].question;
}

void range_write(enum measure measure, const struct tally *tally, struct buf *out)
{
    const char *unit = measure_unit(measure);
    int64_t divisor = measure == MEASURE_EMOTION_NET ? NET_DIVISOR : 1;
    int64_t low = tally->low / divisor, high = tally->high / divisor;
    if (strcmp(unit, "points") == 0)
        low = -100, high = 100;
    else if (strcmp(unit, "percent") == 0)
        low = 0, high = 100;
    json_member(out, "scale");
    buf_printf(out, "{\"low\":%lld,\"high\":%lld}", (long long)low, (long long)high);
}

bool measure_of_encounters(enum measure measure)
{
    return measure == MEASURE_VOLUME || measure == MEASURE_STRENGTHENING;
}

/* The effort of the first version is asked with low as good; every other scale rises. (A share of one emotion: see metrics.c.) */
bool measure_up_is_good(enum measure measure)
{
    return measure != MEASURE_CES_V1 && measure != MEASURE_RANK;
}

int32_t measure_score(enum measure measure, int64_t high, int64_t score)
{
    switch (measure) {
    case MEASURE_NPS:
    case MEASURE_ENPS:
        return score >= 9 ? 1 : score <= 6 ? -1 : 0;
    case MEASURE_EXPECTATION:
        return score > 0 ? 1 : score < 0 ? -1 : 0;
    case MEASURE_CES_TOP:
        return score >= 5;
    case MEASURE_CSAT:
        return score >= high - 1;
    case MEASURE_RESPONSES:
        return 0; /* all alike: who answered most comes first */
    default:
        return (int32_t)score;
    }
}

double measure_divisor(enum measure measure)
{
    return measure == MEASURE_EMOTION_NET ? NET_DIVISOR : 1;
}

enum figure_kind measure_kind(enum measure measure)
{
    const char *unit = measure_unit(measure);
    return strcmp(unit, "points") == 0    ? FIGURE_NET
           : strcmp(unit, "percent") == 0 ? FIGURE_SHARE
           : strcmp(unit, "mean") == 0    ? FIGURE_MEAN
                                          : FIGURE_COUNT;
}

struct figure measure_figure(enum measure measure, int64_t low, int64_t high, const uint64_t *counts, size_t cells)
{
    struct histogram h = {low, cells, counts};
    uint64_t n = histogram_n(&h);
    switch (measure) {
    case MEASURE_NPS:
    case MEASURE_ENPS:
        return figure_net(histogram_between(&h, 9, 10), histogram_between(&h, 7, 8), histogram_between(&h, 0, 6));
    case MEASURE_EXPECTATION:
        return figure_net(histogram_between(&h, 1, 3), histogram_between(&h, 0, 0), histogram_between(&h, -3, -1));
    case MEASURE_STRENGTHENING:
        return figure_net(histogram_between(&h, 1, 1), histogram_between(&h, 0, 0), histogram_between(&h, -1, -1));
    case MEASURE_CES_TOP:
        return figure_share(histogram_between(&h, 5, 7), n);
    case MEASURE_CSAT:
        return figure_share(histogram_between(&h, high - 1, high), n);
    case MEASURE_EMOTION_SHARE:
    case MEASURE_EMOTION_HIT:
        return figure_share(histogram_between(&h, 1, 1), n);
    case MEASURE_EMOTION_NET:
        return figure_mean(&h, NET_DIVISOR);
    case MEASURE_RESPONSES:
    case MEASURE_VOLUME:
        return figure_count(n);
    default:
        return figure_mean(&h, 1);
    }
}
