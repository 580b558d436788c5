#include "engine/column/kernel.h"

#include <string.h>

static void load_8(uint16_t *key, const uint8_t *code, size_t count)
{
    for (size_t i = 0; i < count; i++)
        key[i] = code[i];
}

static void join_8(uint16_t *key, const uint8_t *group, uint16_t stride, const uint8_t *code, size_t count)
{
    for (size_t i = 0; i < count; i++)
        key[i] = (uint16_t)(group[i] * stride + code[i]);
}

static void add_8(uint16_t *key, const uint8_t *code, uint16_t stride, size_t count)
{
    for (size_t i = 0; i < count; i++)
        key[i] = (uint16_t)(key[i] + code[i] * stride);
}

static void add_16(uint16_t *key, const uint16_t *code, uint16_t stride, size_t count)
{
    for (size_t i = 0; i < count; i++)
        key[i] = (uint16_t)(key[i] + (uint32_t)code[i] * stride);
}

static void pass_8(uint8_t *mask, const uint8_t *code, const uint8_t *pass, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mask[i] = pass[code[i]];
}

static size_t pack_16(uint16_t *key, const uint8_t *mask, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) { /* without a branch: data decides nothing here */
        key[kept] = key[i];
        kept += mask[i];
    }
    return kept;
}

static void count_8(const uint8_t *code, const uint8_t *mask, size_t count, size_t cells, uint32_t *counts)
{
    uint32_t of_code[256] = {0};
    for (size_t i = 0; i < count; i++)
        of_code[code[i]] += mask ? mask[i] : 1;
    for (size_t c = 0; c < cells; c++)
        counts[c] += of_code[c];
}

static void line_put(uint32_t *to, const uint32_t *line)
{
    memcpy(to, line, KERNEL_LINE * sizeof *line);
}

static void lines_end(void)
{
}

const struct column_kernel column_kernel_plain = {"plain", load_8, join_8, add_8, add_16, pass_8, pack_16, count_8, line_put, lines_end};
