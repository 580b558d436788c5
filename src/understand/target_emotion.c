#include "understand/target_emotion.h"

struct emotion_hit emotion_hit(const struct emotion_profile *profile, size_t target)
{
    must(target < profile->offered && profile->offered <= EMOTIONS_OFFERED_MAX);
    struct emotion_hit hit = {.hit = figure_share(profile->named[target], profile->people), .leader = SIZE_MAX};
    uint64_t most = 0;
    for (size_t i = 0; i < profile->offered; i++)
        if (i != target && profile->named[i] > most) {
            most = profile->named[i];
            hit.leader = i;
        }
    hit.leader_share = figure_share(most, profile->people);
    return hit;
}

double emotion_accuracy(const uint8_t *intensity, size_t offered, size_t target)
{
    must(offered >= 2 && target < offered);
    double others = 0;
    for (size_t i = 0; i < offered; i++)
        others += i == target ? 0 : intensity[i];
    return (intensity[target] - others / (double)(offered - 1)) / EMOTION_INTENSITY_MAX;
}

struct figure emotion_accuracy_mean(const struct weighted_sum *sum)
{
    return weighted_figure(FIGURE_MEAN, sum);
}
