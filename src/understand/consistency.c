#include "understand/consistency.h"

#include <math.h>

/* Of all channels but `without`; SIZE_MAX leaves none out. */
static double consistency_without(const double *means, size_t count, double half, size_t without)
{
    double sum = 0, squares = 0, n = 0;
    for (size_t i = 0; i < count; i++)
        if (i != without) {
            sum += means[i];
            n++;
        }
    for (size_t i = 0; i < count; i++)
        if (i != without)
            squares += (means[i] - sum / n) * (means[i] - sum / n);
    return 1 - sqrt(squares / n) / half;
}

double consistency_of_means(const double *means, size_t count, double scale_min, double scale_max)
{
    return consistency_without(means, count, (scale_max - scale_min) / 2, SIZE_MAX);
}

static size_t breaking_link(const double *means, size_t count, double half)
{
    size_t link = SIZE_MAX;
    double most = -INFINITY;
    for (size_t i = 0; count > 2 && i < count; i++) {
        double rest = consistency_without(means, count, half, i);
        if (rest > most) {
            most = rest;
            link = i;
        }
    }
    return link;
}

static void pair_apart(const double *means, size_t count, struct consistency *consistency)
{
    size_t low = 0, high = 0;
    for (size_t i = 1; i < count; i++) {
        low = means[i] < means[low] ? i : low;
        high = means[i] > means[high] ? i : high;
    }
    consistency->apart[0] = low;
    consistency->apart[1] = high;
    consistency->gap = means[high] - means[low];
}

struct resampling {
    const struct consistency_ask *ask;
    struct chance *chance;
    uint64_t *drawn;
    double half;
};

static void means_draw(struct resampling *r, double *means)
{
    for (size_t i = 0; i < r->ask->count; i++) {
        const struct histogram *channel = &r->ask->channels[i];
        chance_histogram(r->chance, channel->counts, channel->cells, r->drawn);
        means[i] = figure_mean(&(struct histogram){channel->low, channel->cells, r->drawn}, 1).value;
    }
}

static enum err resample(struct resampling *r, const struct bootstrap *bootstrap, struct consistency *consistency)
{
    double means[CONSISTENCY_CHANNELS_MAX], *values = arena_take_array(bootstrap->arena, bootstrap->replicates, sizeof *values);
    size_t cells = 1, same = 0;
    for (size_t i = 0; i < r->ask->count; i++)
        cells = r->ask->channels[i].cells > cells ? r->ask->channels[i].cells : cells;
    r->drawn = arena_take_array(bootstrap->arena, cells, sizeof *r->drawn);
    r->chance = chance_new(bootstrap->arena, bootstrap->seed);
    if (!values || !r->drawn || !r->chance)
        return ERR_MEMORY;
    for (size_t at = 0; at < bootstrap->replicates; at++) {
        if (stop_now(bootstrap->stop))
            return ERR_STOPPED;
        means_draw(r, means);
        values[at] = consistency_without(means, r->ask->count, r->half, SIZE_MAX);
        same += breaking_link(means, r->ask->count, r->half) == consistency->breaking;
    }
    consistency->interval = interval_of(values, bootstrap->replicates);
    consistency->breaking_share = (double)same / (double)bootstrap->replicates;
    return ERR_NONE;
}

enum err consistency_find(const struct consistency_ask *ask, const struct bootstrap *bootstrap, struct consistency *consistency)
{
    double means[CONSISTENCY_CHANNELS_MAX];
    must(ask->count >= 2 && ask->count <= CONSISTENCY_CHANNELS_MAX && ask->scale_min < ask->scale_max);
    struct resampling r = {.ask = ask, .half = (double)(ask->scale_max - ask->scale_min) / 2};
    for (size_t i = 0; i < ask->count; i++) {
        uint64_t n = histogram_n(&ask->channels[i]);
        must(n > 0);
        if (n > CHANCE_ANSWERS_MAX)
            return ERR_TOO_LARGE;
        means[i] = figure_mean(&ask->channels[i], 1).value;
    }
    *consistency = (struct consistency){.value = consistency_without(means, ask->count, r.half, SIZE_MAX),
                                        .breaking = breaking_link(means, ask->count, r.half)};
    pair_apart(means, ask->count, consistency);
    return resample(&r, bootstrap, consistency);
}

bool consistency_in_line(const struct figure *figure, double band_low, double band_high)
{
    return figure->low <= band_high && figure->high >= band_low;
}
