/* The emotions that were wanted and those that were felt. Pure.
 *
 * Hit rate: who named a target, of all who named any emotion. Accuracy of one person: (intensity of the target − mean intensity of all
 * other emotions offered)/5, an emotion not named having 0; −1…1. Of several targets the strongest counts, as any of them is a hit. A goal
 * is judged by figure_target. Targets are a set of bits: the first emotion offered is bit 0. */
#pragma once
#include "understand/weighting.h"

enum { EMOTION_INTENSITY_MAX = 5, EMOTIONS_OFFERED_MAX = 32 };
struct emotion_profile {
    size_t offered;        /* 2…EMOTIONS_OFFERED_MAX */
    const uint64_t *named; /* people who named each */
    uint64_t people, hits; /* who named any; who named a target */
};
struct emotion_hit {
    struct figure hit;          /* per cent, Wilson */
    size_t leader;              /* of what was not wanted, the most often named; of equals the first; SIZE_MAX when there is none */
    struct figure leader_share; /* per cent of the same people */
};
struct emotion_hit emotion_hit(const struct emotion_profile *profile, uint32_t targets);

/* Of one person; intensities 0-5. At least one emotion is a target, and one is not. */
double emotion_accuracy(const uint8_t *intensity, size_t offered, uint32_t targets);
/* Over people: sum their accuracies with weight 1 (weighted_add); mean with t interval. */
struct figure emotion_accuracy_mean(const struct weighted_sum *sum);
