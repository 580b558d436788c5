/* The inner loops, once in plain C and for x86-64 in two widths, chosen at run time. Input and output may be read and written up to
 * VECTOR_PADDING bytes past their end. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { KERNEL_CELLS_MAX = 16, KERNEL_LINE = 16 };
struct column_kernel {
    const char *name;
    /* key[i] = code[i] */
    void (*load_8)(uint16_t *key, const uint8_t *code, size_t count);
    /* key[i] = group[i]·stride + code[i], all in 16 bits */
    void (*join_8)(uint16_t *key, const uint8_t *group, uint16_t stride, const uint8_t *code, size_t count);
    /* key[i] += code[i]·stride */
    void (*add_8)(uint16_t *key, const uint8_t *code, uint16_t stride, size_t count);
    void (*add_16)(uint16_t *key, const uint16_t *code, uint16_t stride, size_t count);
    /* mask[i] = pass[code[i]]; pass holds 256 bytes of 0 and 1 */
    void (*pass_8)(uint8_t *mask, const uint8_t *code, const uint8_t *pass, size_t count);
    /* Keeps the keys whose mask is 1, in place; returns how many. */
    size_t (*pack_16)(uint16_t *key, const uint8_t *mask, size_t count);
    /* counts[c] += how many codes are c, for c below cells (at most KERNEL_CELLS_MAX); mask NULL: all rows. */
    void (*count_8)(const uint8_t *code, const uint8_t *mask, size_t count, size_t cells, uint32_t *counts);
    /* Copies KERNEL_LINE numbers to memory that is not read again soon, past the caches where that can be; `to` lies on 64 bytes.
     * lines_end makes them visible to other threads. */
    void (*line_put)(uint32_t *to, const uint32_t *line);
    void (*lines_end)(void);
};
const struct column_kernel *column_kernel(void);        /* the best this processor runs */
const struct column_kernel *column_kernel_at(size_t i); /* those it runs, the plain one first; NULL after the last */
extern const struct column_kernel column_kernel_plain;  /* everywhere; tests compare the others with it */
