/* The answers that benches count: each made from its number alone, so that any program can make it again and recount.
 *
 * Three years (2023-01-01 … 2025-12-31, UTC), nearly sorted by time: an answer may stand up to an hour before an earlier one. Touchpoints
 * thin out as 1/rank, channels are uneven, customers equally likely, each of one segment; four of ten have no NPS. Numbers at and beyond
 * `planned` fall into the last hour: answers that come in while questions are asked. */
#pragma once
#include <stdint.h>

enum {
    BENCH_TOUCHPOINTS = 40,
    BENCH_CHANNELS = 8,
    BENCH_SEGMENTS = 200,
    BENCH_FEELINGS = 8,
    BENCH_CUSTOMERS_MAX = 2000000,
    BENCH_MONTHS = 36,
    BENCH_CES_CELLS = 7,
    BENCH_NPS_CELLS = 11,
};
extern const int64_t bench_from_s, bench_to_s;  /* [from, to) */
extern const int64_t bench_last_quarter_from_s; /* the first moment of the last 90 days */

struct bench_answer {
    int64_t at_s;
    uint32_t customer;                             /* from 0 */
    uint8_t touchpoint, channel, segment, feeling; /* from 0 */
    int8_t nps;                                    /* 0 … 10; −1: not answered */
    int8_t ces;                                    /* 1 … 7 */
};
/* Tables that turn random bits into what is drawn. */
struct bench_chances {
    uint64_t planned;
    uint32_t customers;
    uint8_t touchpoint[4096], channel[256];
    int8_t nps[BENCH_TOUCHPOINTS][256], ces[BENCH_TOUCHPOINTS][256];
};
void bench_chances_make(struct bench_chances *chances, uint64_t planned);
void bench_answer_make(const struct bench_chances *chances, uint64_t number, struct bench_answer *out);
uint8_t bench_segment_of(uint32_t customer);
