#include "cli/bench_answers.h"
#include "base/mix.h"

#include <stddef.h>

const int64_t bench_from_s = 1672531200, bench_to_s = 1767225600, bench_last_quarter_from_s = 1767225600 - 90 * 86400;
enum { LATE_S = 3600, NPS_MISSING_OF_1024 = 410, CUSTOMERS_MIN = 100, ANSWERS_PER_CUSTOMER = 5 };

/* Neighbouring numbers come out unlike each other. */
static uint64_t mixed(uint64_t number)
{
    return mix64(number + 0x9E3779B97F4A7C15u);
}

/* Shares out `slots` places by weight: place p holds the item whose share it falls into. */
static void places_share(const double *weights, size_t items, size_t slots, void (*put)(void *table, size_t slot, size_t item), void *table)
{
    double all = 0, before = 0;
    size_t slot = 0;
    for (size_t i = 0; i < items; i++)
        all += weights[i];
    for (size_t i = 0; i < items; i++) {
        before += weights[i];
        size_t end = i + 1 == items ? slots : (size_t)(before / all * (double)slots + 0.5);
        for (; slot < end; slot++)
            put(table, slot, i);
    }
}

static void put_code(void *table, size_t slot, size_t item)
{
    ((uint8_t *)table)[slot] = (uint8_t)item;
}
static void put_nps(void *table, size_t slot, size_t item)
{
    ((int8_t *)table)[slot] = (int8_t)item;
}
static void put_ces(void *table, size_t slot, size_t item)
{
    ((int8_t *)table)[slot] = (int8_t)(item + 1);
}

void bench_chances_make(struct bench_chances *chances, uint64_t planned)
{
    static const double channels[BENCH_CHANNELS] = {28, 21, 15, 12, 9, 7, 5, 3};
    double zipf[BENCH_TOUCHPOINTS];
    uint64_t customers = planned / ANSWERS_PER_CUSTOMER;
    chances->planned = planned;
    chances->customers = (uint32_t)(customers < CUSTOMERS_MIN         ? CUSTOMERS_MIN
                                    : customers > BENCH_CUSTOMERS_MAX ? BENCH_CUSTOMERS_MAX
                                                                      : customers);
    for (size_t t = 0; t < BENCH_TOUCHPOINTS; t++) {
        zipf[t] = 1 / (double)(t + 1);
        double nps[BENCH_NPS_CELLS] = {5, 2, 2, 3, 4, 7, 7, 12, 18, 17, 23}, ces[BENCH_CES_CELLS] = {4, 5, 8, 13, 22, 28, 20};
        double tilt = (double)(t * 23 % BENCH_TOUCHPOINTS) / BENCH_TOUCHPOINTS - 0.5; /* some places are better than others */
        for (int i = 0; i < BENCH_NPS_CELLS; i++)
            nps[i] *= 1 + tilt * (i - 5) / 6;
        for (int i = 0; i < BENCH_CES_CELLS; i++)
            ces[i] *= 1 + tilt * (i - 3) / 4;
        places_share(nps, BENCH_NPS_CELLS, 256, put_nps, chances->nps[t]);
        places_share(ces, BENCH_CES_CELLS, 256, put_ces, chances->ces[t]);
    }
    places_share(zipf, BENCH_TOUCHPOINTS, sizeof chances->touchpoint, put_code, chances->touchpoint);
    places_share(channels, BENCH_CHANNELS, sizeof chances->channel, put_code, chances->channel);
}

uint8_t bench_segment_of(uint32_t customer)
{
    return (uint8_t)(mixed(customer ^ 0xC0FFEEu) % BENCH_SEGMENTS);
}

void bench_answer_make(const struct bench_chances *chances, uint64_t number, struct bench_answer *out)
{
    uint64_t a = mixed(number * 2), b = mixed(number * 2 + 1);
    uint64_t span = (uint64_t)(bench_to_s - bench_from_s - LATE_S), place = number < chances->planned ? number : chances->planned;
    out->at_s = bench_from_s + (int64_t)((unsigned __int128)place * span / chances->planned) + (int64_t)((b >> 48) % LATE_S);
    out->touchpoint = chances->touchpoint[a & 4095];
    out->channel = chances->channel[a >> 12 & 255];
    out->nps = (a >> 20 & 1023) < NPS_MISSING_OF_1024 ? -1 : chances->nps[out->touchpoint][a >> 30 & 255];
    out->ces = chances->ces[out->touchpoint][a >> 38 & 255];
    out->feeling = (uint8_t)(((uint64_t)out->ces + (a >> 46 & 3)) % BENCH_FEELINGS);
    out->customer = (uint32_t)((b & UINT32_MAX) * chances->customers >> 32);
    out->segment = bench_segment_of(out->customer);
}
