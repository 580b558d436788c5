/* A test run: the survey is walked through many times with answers drawn by a seed, and nothing is stored. It tells which questions are
 * shown how often, the shortest and the longest way through, and about how long answering takes. The same seed gives the same run.
 *
 * Each answer is drawn evenly from what the question takes; half of the texts, numbers and attributes from what the conditions compare them
 * with. Of ten voluntary questions about one is left empty. What comes of it is checked as any response is.
 *
 * Time is the sum of question_seconds: a guess, where the survey's standing tells how it went.
 * Pure; any thread. */
#pragma once
#include "listen/survey.h"

enum { TRIAL_RUNS_USUAL = 200, TRIAL_RUNS_MAX = 1000 };

struct trial_path {
    size_t questions;              /* how many were shown, statements among them */
    const struct question **shown; /* in their order */
    double seconds;
};

struct survey_trial {
    int64_t runs, seed;
    int64_t *shown;  /* by question's place in the survey's list; what a group asks stands at its first round's, and counts once a run */
    int64_t invalid; /* runs whose answers the survey refused: a condition makes it impossible to answer */
    struct trial_path shortest, longest;
    double seconds_low, seconds_middle, seconds_high; /* 10th, 50th and 90th of a hundred runs, in seconds */
};

/* runs: 1 to TRIAL_RUNS_MAX. Everything lives in the arena. ERR_MEMORY. */
enum err survey_trial_run(const struct survey_definition *survey, int64_t runs, int64_t seed, struct arena *arena,
                          struct survey_trial *trial) must_check;
