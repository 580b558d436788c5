/* Is the company the same from the advertisement to the invoice? One attribute ("warm") asked in several channels. Pure under its seed.
 *
 * Consistency = 1 − deviation of the channels' means/half the range of the scale, 0…1 (of our own); the deviation is that of these
 * channels, not an estimate for others (divided by their number). The interval is a bootstrap over the answers of each channel. Chance in
 * small channels looks like inconsistency, so the value leans to the low side. */
#pragma once
#include "understand/bootstrap.h"

enum { CONSISTENCY_CHANNELS_MAX = 64 };
struct consistency_ask {
    const struct histogram *channels; /* each with answers */
    size_t count;                     /* 2…CONSISTENCY_CHANNELS_MAX */
    int64_t scale_min, scale_max;
};
struct consistency {
    double value;
    struct interval interval;
    size_t apart[2];       /* the pair of channels that lie farthest apart, the lower mean first */
    double gap;            /* how far */
    size_t breaking;       /* the channel without which the rest is most consistent; SIZE_MAX with two channels, where neither is it */
    double breaking_share; /* 0…1: of the replicates, how many name the same channel */
};
double consistency_of_means(const double *means, size_t count, double scale_min, double scale_max);
/* ERR_TOO_LARGE, ERR_STOPPED, ERR_MEMORY. */
enum err consistency_find(const struct consistency_ask *ask, const struct bootstrap *bootstrap, struct consistency *consistency) must_check;
/* An attribute is in line where its interval overlaps the target band. */
bool consistency_in_line(const struct figure *figure, double band_low, double band_high);
