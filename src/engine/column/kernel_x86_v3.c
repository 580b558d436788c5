#include "engine/column/kernel_x86.h"

#include <immintrin.h>
#include <string.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))

WIDE static __m256i load_wide_8(const uint8_t *code)
{
    return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)code));
}

WIDE static void load_8(uint16_t *key, const uint8_t *code, size_t count)
{
    for (size_t i = 0; i < count; i += 16)
        _mm256_storeu_si256((__m256i *)(key + i), load_wide_8(code + i));
}

WIDE static void join_8(uint16_t *key, const uint8_t *group, uint16_t stride, const uint8_t *code, size_t count)
{
    const __m256i times = _mm256_set1_epi16((short)stride);
    for (size_t i = 0; i < count; i += 16) {
        __m256i product = _mm256_mullo_epi16(load_wide_8(group + i), times);
        _mm256_storeu_si256((__m256i *)(key + i), _mm256_add_epi16(product, load_wide_8(code + i)));
    }
}

WIDE static void add_8(uint16_t *key, const uint8_t *code, uint16_t stride, size_t count)
{
    const __m256i times = _mm256_set1_epi16((short)stride);
    for (size_t i = 0; i < count; i += 16) {
        __m256i before = _mm256_loadu_si256((const __m256i *)(key + i));
        _mm256_storeu_si256((__m256i *)(key + i), _mm256_add_epi16(before, _mm256_mullo_epi16(load_wide_8(code + i), times)));
    }
}

WIDE static void add_16(uint16_t *key, const uint16_t *code, uint16_t stride, size_t count)
{
    const __m256i times = _mm256_set1_epi16((short)stride);
    for (size_t i = 0; i < count; i += 16) {
        __m256i before = _mm256_loadu_si256((const __m256i *)(key + i)), wide = _mm256_loadu_si256((const __m256i *)(code + i));
        _mm256_storeu_si256((__m256i *)(key + i), _mm256_add_epi16(before, _mm256_mullo_epi16(wide, times)));
    }
}

/* Any set of bytes as a bit table: the low half picks a row of 16 bits (two shuffles: high halves 0-7 and 8-15), the high half a bit. */
struct byte_set {
    __m256i low_rows, high_rows;
};

WIDE static struct byte_set byte_set_of(const uint8_t *pass)
{
    uint8_t rows[2][16] = {{0}};
    for (unsigned value = 0; value < 256; value++)
        rows[value >> 7][value & 15] |= (uint8_t)(pass[value] << (value >> 4 & 7));
    return (struct byte_set){_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)rows[0])),
                             _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)rows[1]))};
}

WIDE static void pass_8(uint8_t *mask, const uint8_t *code, const uint8_t *pass, size_t count)
{
    const struct byte_set set = byte_set_of(pass);
    const __m256i half = _mm256_set1_epi8(15), one = _mm256_set1_epi8(1);
    const __m256i bits = _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4,
                                          8, 16, 32, 64, -128);
    for (size_t i = 0; i < count; i += 32) {
        __m256i value = _mm256_loadu_si256((const __m256i *)(code + i));
        __m256i low = _mm256_and_si256(value, half), high = _mm256_and_si256(_mm256_srli_epi16(value, 4), half);
        /* blendv looks at the top bit: values from 128 on take the second table */
        __m256i row = _mm256_blendv_epi8(_mm256_shuffle_epi8(set.low_rows, low), _mm256_shuffle_epi8(set.high_rows, low), value);
        __m256i hit = _mm256_and_si256(row, _mm256_shuffle_epi8(bits, high));
        _mm256_storeu_si256((__m256i *)(mask + i), _mm256_min_epu8(hit, one));
    }
}

/* Which of eight pairs of bytes stay, for each of the 256 ways, from the lowest on, as the bytes of a shuffle. A table, because the
 * instruction that squeezes bits together (PEXT) takes hundreds of cycles on some processors. */
#define NTH_AT(way, n, place) ((place) * (((way) >> (place)&1) && __builtin_popcount((way) & ((1 << (place)) - 1)) == (n)))
#define NTH(way, n)                                                                                                                        \
    (NTH_AT(way, n, 1) + NTH_AT(way, n, 2) + NTH_AT(way, n, 3) + NTH_AT(way, n, 4) + NTH_AT(way, n, 5) + NTH_AT(way, n, 6) +               \
     NTH_AT(way, n, 7))
#define PAIR(way, n) 2 * NTH(way, n), 2 * NTH(way, n) + 1
#define WAY(way)                                                                                                                           \
    {                                                                                                                                      \
        PAIR(way, 0), PAIR(way, 1), PAIR(way, 2), PAIR(way, 3), PAIR(way, 4), PAIR(way, 5), PAIR(way, 6), PAIR(way, 7)                     \
    }
#define FOUR_WAYS(way) WAY(way), WAY(way + 1), WAY(way + 2), WAY(way + 3)
#define SIXTEEN_WAYS(way) FOUR_WAYS(way), FOUR_WAYS(way + 4), FOUR_WAYS(way + 8), FOUR_WAYS(way + 12)
#define MANY_WAYS(way) SIXTEEN_WAYS(way), SIXTEEN_WAYS(way + 16), SIXTEEN_WAYS(way + 32), SIXTEEN_WAYS(way + 48)
static const uint8_t stay[256][16] = {MANY_WAYS(0), MANY_WAYS(64), MANY_WAYS(128), MANY_WAYS(192)};

/* A bit for each of 32 bytes that are 0 or 1. */
WIDE static uint32_t bits_of(const uint8_t *mask)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(_mm256_loadu_si256((const __m256i *)mask), 7));
}

WIDE static size_t pack_16(uint16_t *key, const uint8_t *mask, size_t count)
{
    size_t kept = 0, i = 0;
    for (; i + 32 <= count; i += 32) { /* what is kept never passes what was read: packing in place is safe */
        uint32_t bits = bits_of(mask + i);
        for (size_t k = i; k < i + 32; k += 8, bits >>= 8) {
            __m128i order = _mm_loadu_si128((const __m128i *)stay[bits & 255]);
            _mm_storeu_si128((__m128i *)(key + kept), _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(key + k)), order));
            kept += (size_t)_mm_popcnt_u32(bits & 255);
        }
    }
    for (; i < count; i++) {
        key[kept] = key[i];
        kept += mask[i];
    }
    return kept;
}

WIDE static uint32_t bytes_sum(__m256i bytes)
{
    __m256i four = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
    __m128i two = _mm_add_epi64(_mm256_castsi256_si128(four), _mm256_extracti128_si256(four, 1));
    return (uint32_t)(_mm_extract_epi64(two, 0) + _mm_extract_epi64(two, 1));
}

enum { CELLS_A_PASS = 6, VECTORS_A_PASS = 255 /* bytes that count hits cannot overflow */ };

/* Counts of six neighbouring cells in one pass: the codes stay in the register while six sums take their hits. */
WIDE static inline __attribute__((always_inline)) void count_six(const uint8_t *code, const uint8_t *mask, size_t vectors, uint8_t first,
                                                                 uint32_t counts[CELLS_A_PASS])
{
    __m256i sums[CELLS_A_PASS], wanted[CELLS_A_PASS];
    for (int c = 0; c < CELLS_A_PASS; c++) {
        sums[c] = _mm256_setzero_si256();
        wanted[c] = _mm256_set1_epi8((char)(first + c));
    }
    for (size_t i = 0; i < vectors; i++) {
        __m256i codes = _mm256_loadu_si256((const __m256i *)(code + 32 * i));
        if (mask) /* rows that do not pass become 255, which is no cell */
            codes = _mm256_or_si256(codes, _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(mask + 32 * i)), _mm256_setzero_si256()));
        for (int c = 0; c < CELLS_A_PASS; c++)
            sums[c] = _mm256_sub_epi8(sums[c], _mm256_cmpeq_epi8(codes, wanted[c]));
    }
    for (int c = 0; c < CELLS_A_PASS; c++)
        counts[c] = bytes_sum(sums[c]);
}

WIDE static void count_8(const uint8_t *code, const uint8_t *mask, size_t count, size_t cells, uint32_t *counts)
{
    size_t done = 0;
    while (count - done >= 32) {
        size_t vectors = (count - done) / 32 < VECTORS_A_PASS ? (count - done) / 32 : VECTORS_A_PASS;
        for (size_t c = 0; c < cells; c += CELLS_A_PASS) {
            uint32_t six[CELLS_A_PASS];
            if (mask)
                count_six(code + done, mask + done, vectors, (uint8_t)c, six);
            else
                count_six(code + done, NULL, vectors, (uint8_t)c, six);
            for (size_t i = 0; i < CELLS_A_PASS && c + i < cells; i++)
                counts[c + i] += six[i];
        }
        done += vectors * 32;
    }
    column_kernel_plain.count_8(code + done, mask ? mask + done : NULL, count - done, cells, counts);
}

WIDE static void line_put(uint32_t *to, const uint32_t *line)
{
    _mm256_stream_si256((__m256i *)to, _mm256_loadu_si256((const __m256i *)line));
    _mm256_stream_si256((__m256i *)(to + 8), _mm256_loadu_si256((const __m256i *)(line + 8)));
}

static void lines_end(void)
{
    _mm_sfence();
}

const struct column_kernel column_kernel_v3 = {"x86-64-v3", load_8, join_8, add_8, add_16, pass_8, pack_16, count_8, line_put, lines_end};
