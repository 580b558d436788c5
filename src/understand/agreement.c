#include "understand/agreement.h"

#include <math.h>

enum { CODES = 64 };

static uint64_t decisions_n(const struct decisions *d)
{
    return d->both + d->first_only + d->second_only + d->neither;
}

static struct agreement nothing(uint64_t n)
{
    return (struct agreement){n, NAN, NAN, NAN, NAN, quality_of(n)};
}

static void interval(struct agreement *agreement, double error)
{
    if (!(error > 0))
        return;
    agreement->low = fmax(agreement->value - Z95 * error, -1);
    agreement->high = fmin(agreement->value + Z95 * error, 1);
}

const char *agreement_strength(double value)
{
    static const char *const words[] = {"slight", "fair", "moderate", "substantial", "almost_perfect"};
    static const double ends[] = {0.20, 0.40, 0.60, 0.80};
    size_t i = 0;
    if (value < 0)
        return "poor";
    while (i < 4 && value > ends[i])
        i++;
    return words[i];
}

/* Shares of the same decision, seen and by chance. */
static void shares(const struct decisions *d, double *observed, double *chance)
{
    double n = (double)decisions_n(d);
    double first = (double)(d->both + d->first_only) / n, second = (double)(d->both + d->second_only) / n;
    *observed = (double)(d->both + d->neither) / n;
    *chance = first * second + (1 - first) * (1 - second);
}

/* Fleiss, Cohen & Everitt 1969, equation 13, for two categories. */
static double code_error(const struct decisions *d, double kappa, double chance)
{
    double n = (double)decisions_n(d), left = 1 - kappa;
    double p[2][2] = {{(double)d->both / n, (double)d->first_only / n}, {(double)d->second_only / n, (double)d->neither / n}};
    double row[2] = {p[0][0] + p[0][1], p[1][0] + p[1][1]}, column[2] = {p[0][0] + p[1][0], p[0][1] + p[1][1]};
    double sum = -pow(kappa - chance * left, 2);
    for (int i = 0; i < 2; i++) {
        sum += p[i][i] * pow(1 - (row[i] + column[i]) * left, 2);
        sum += left * left * p[i][1 - i] * pow(column[i] + row[1 - i], 2);
    }
    return sum > 0 ? sqrt(sum / n) / (1 - chance) : 0;
}

struct agreement agreement_of_code(const struct decisions *d)
{
    struct agreement agreement = nothing(decisions_n(d));
    double observed, chance;
    if (!agreement.n)
        return agreement;
    shares(d, &observed, &chance);
    agreement.observed = 100 * observed;
    if (chance >= 1)
        return agreement;
    agreement.value = (observed - chance) / (1 - chance);
    interval(&agreement, code_error(d, agreement.value, chance));
    return agreement;
}

static void decide(struct decisions *d, const struct coded_note *note, unsigned code)
{
    uint64_t bit = UINT64_C(1) << code;
    if (!(note->available & bit))
        return;
    bool first = note->first & bit, second = note->second & bit;
    *(first ? second ? &d->both : &d->first_only : second ? &d->second_only : &d->neither) += 1;
}

struct decisions decisions_of(const struct coded_note *notes, size_t count, unsigned code)
{
    struct decisions decisions = {0};
    for (size_t i = 0; i < count; i++)
        decide(&decisions, &notes[i], code);
    return decisions;
}

/* The decisions of one note, each code's taken from the table. */
static void leave_out(struct decisions table[CODES], const struct coded_note *note)
{
    for (unsigned code = 0; code < CODES; code++) {
        struct decisions one = decisions_of(note, 1, code);
        table[code].both -= one.both;
        table[code].first_only -= one.first_only;
        table[code].second_only -= one.second_only;
        table[code].neither -= one.neither;
    }
}

/* NaN when chance alone explains everything. */
static double pooled(const struct decisions table[CODES], double *mean_observed)
{
    double observed = 0, chance = 0;
    int codes = 0;
    for (unsigned code = 0; code < CODES; code++) {
        double seen, expected;
        if (!decisions_n(&table[code]))
            continue;
        shares(&table[code], &seen, &expected);
        observed += seen;
        chance += expected;
        codes++;
    }
    *mean_observed = codes ? observed / codes : NAN;
    return codes && chance < codes ? (observed - chance) / (codes - chance) : NAN;
}

static double jackknife_error(const struct decisions table[CODES], const struct coded_note *notes, size_t count)
{
    double sum = 0, squares = 0, n = (double)count, observed;
    for (size_t i = 0; i < count; i++) {
        struct decisions without[CODES];
        for (unsigned code = 0; code < CODES; code++)
            without[code] = table[code];
        leave_out(without, &notes[i]);
        double value = pooled(without, &observed);
        sum += value;
        squares += value * value;
    }
    return sqrt((n - 1) / n * fmax(squares - sum * sum / n, 0)); /* NaN when one note alone made the kappa */
}

struct agreement agreement_pooled(const struct coded_note *notes, size_t count)
{
    struct agreement agreement = nothing(count);
    struct decisions table[CODES];
    if (!count)
        return agreement;
    for (unsigned code = 0; code < CODES; code++)
        table[code] = decisions_of(notes, count, code);
    agreement.value = pooled(table, &agreement.observed);
    agreement.observed *= 100;
    interval(&agreement, jackknife_error(table, notes, count));
    return agreement;
}
