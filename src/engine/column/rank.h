/* The lowest or highest few of very many groups: which of two million customers are worst off. One figure a group, mean of a value each
 * cell of the score stands for; no histogram is kept.
 *
 * Pure reading; threads as column_scan. */
#pragma once
#include "engine/column/scan.h"

enum { RANK_LIMIT_MAX = 1000, RANK_PARTS_MAX = 64, RANK_CELLS_MAX = 8192, RANK_CODES_MAX = 1 << 26 };
/* One table's rows. */
struct column_rank_part {
    struct column_scan scan; /* table, filter, days and score; its sources are not looked at */
    size_t key;              /* the column whose codes are the groups, the same in every part; rows without a code are left out */
    const int32_t *values;   /* what each cell stands for, −1,000 … 1,000 */
    const uint8_t *counts;   /* 1 for the cells whose rows count, 0 for a missing score */
    size_t cells;            /* of both: the score's codes, or scan.cells with a score_cell */
};
struct column_ranking {
    const struct column_rank_part *parts; /* at most RANK_PARTS_MAX, RANK_CELLS_MAX cells together */
    size_t parts_count;
    uint32_t n_min;          /* groups with fewer are left out */
    size_t limit;            /* 1 … RANK_LIMIT_MAX */
    bool highest;            /* else lowest */
    const struct stop *stop; /* NULL: to the end; those of the parts' scans are not looked at */
};
struct column_ranked {
    uint32_t code, n;
    int64_t sum;
};
/* Fills out[0 … *count), limit of them at most: by sum ÷ n, then larger n, then lower code. ERR_TOO_LARGE over RANK_CODES_MAX codes,
 * (or a group of more than 67 million rows), ERR_STOPPED, ERR_MEMORY. */
enum err column_rank(struct scan_pool *pool, const struct column_ranking *ranking, struct column_ranked *out, size_t *count) must_check;
