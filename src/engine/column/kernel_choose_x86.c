#include "engine/column/kernel.h"

#include <immintrin.h>

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

static size_t pack_16(uint16_t *key, const uint8_t *mask, size_t count)
{
    return column_kernel_plain.pack_16(key, mask, count);
}

static const struct column_kernel wide = {"x86-64-v3", load_8, join_8, add_8, add_16, pass_8, pack_16};

const struct column_kernel *column_kernel(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") ? &wide : &column_kernel_plain;
}
