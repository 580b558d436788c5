/* The Kano pair: what people think of a feature being there, and of it not being there, and what kind of feature that makes it.
 *
 * A pair is a matrix of choice with the rows "functional" and "dysfunctional" and the choices "like", "must_be", "neutral", "live_with" and
 * "dislike". One person's two answers are one category by the evaluation table (Kano et al. 1984, as Berger et al. 1993 print it):
 *
 *   functional \ dysfunctional   like  must_be  neutral  live_with  dislike
 *   like                         Q     A        A        A          O
 *   must_be, neutral, live_with  R     I        I        I          M
 *   dislike                      R     R        R        R          Q
 *
 * better = (A + O) ÷ (A + O + M + I), worse = −(O + M) ÷ (A + O + M + I) (Berger et al. 1993), both per cent with Wilson's interval. The
 * most common category is named only when it leads the second by more than chance: z = (p₁ − p₂) ÷ √((p₁ + p₂ − (p₁ − p₂)²) ÷ n) above
 * 1.96, the variance of a difference of two shares of one sample. Pure, but for understand_kano. */
#pragma once
#include "listen/survey.h"
#include "port/store.h"
#include "understand/figures.h"

enum { KANO_RESPONSES_MAX = 200000 /* the newest so many are read */ };
enum kano_answer { KANO_LIKE, KANO_MUST_BE, KANO_NEUTRAL, KANO_LIVE_WITH, KANO_DISLIKE, KANO_ANSWERS };
enum kano_category { KANO_ATTRACTIVE, KANO_ONE_DIMENSIONAL, KANO_MUST, KANO_INDIFFERENT, KANO_REVERSE, KANO_QUESTIONABLE, KANO_CATEGORIES };
extern const char *const kano_category_names[KANO_CATEGORIES];

struct kano {
    uint64_t n; /* both answered */
    uint64_t counts[KANO_CATEGORIES];
    struct figure shares[KANO_CATEGORIES]; /* per cent */
    struct figure better, worse;           /* 0…100 and −100…0 per cent; n is A + O + M + I */
    enum kano_category leading;            /* KANO_CATEGORIES: none leads by more than chance, or n is below the floor */
};

bool kano_is_pair(const struct question *question);
enum kano_category kano_category_of(enum kano_answer functional, enum kano_answer dysfunctional);
void kano_figures(const uint64_t pairs[KANO_ANSWERS][KANO_ANSWERS], struct kano *kano);
/* Of the newest KANO_RESPONSES_MAX responses of the survey, of whatever version. Reads the store at length: not under a lock. */
enum err understand_kano(struct store *store, int64_t workspace_id, int64_t survey_id, const struct question *question,
                         struct kano *kano) must_check;
/* The API's KanoPair. */
void kano_write(const struct question *question, const struct kano *kano, struct buf *out);
