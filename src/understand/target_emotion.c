#include "understand/target_emotion.h"

static bool wanted(uint32_t targets, size_t emotion)
{
    return targets >> emotion & 1;
}

struct emotion_hit emotion_hit(const struct emotion_profile *profile, uint32_t targets)
{
    must(profile->offered <= EMOTIONS_OFFERED_MAX && profile->hits <= profile->people);
    struct emotion_hit hit = {.hit = figure_share(profile->hits, profile->people), .leader = SIZE_MAX};
    uint64_t most = 0;
    for (size_t i = 0; i < profile->offered; i++)
        if (!wanted(targets, i) && profile->named[i] > most) {
            most = profile->named[i];
            hit.leader = i;
        }
    hit.leader_share = figure_share(most, profile->people);
    return hit;
}

double emotion_accuracy(const uint8_t *intensity, size_t offered, uint32_t targets)
{
    double others = 0;
    uint8_t strongest = 0;
    size_t count = 0;
    for (size_t i = 0; i < offered; i++)
        if (!wanted(targets, i)) {
            others += intensity[i];
            count++;
        } else if (intensity[i] > strongest)
            strongest = intensity[i];
    must(count > 0 && count < offered);
    return (strongest - others / (double)count) / EMOTION_INTENSITY_MAX;
}

struct figure emotion_accuracy_mean(const struct weighted_sum *sum)
{
    return weighted_figure(FIGURE_MEAN, sum);
}
