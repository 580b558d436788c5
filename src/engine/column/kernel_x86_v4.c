#include "engine/column/kernel_x86.h"

#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")))

WIDE static __m512i load_wide_8(const uint8_t *code)
{
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)code));
}

WIDE static void load_8(uint16_t *key, const uint8_t *code, size_t count)
{
    for (size_t i = 0; i < count; i += 32)
        _mm512_storeu_si512(key + i, load_wide_8(code + i));
}

WIDE static void join_8(uint16_t *key, const uint8_t *group, uint16_t stride, const uint8_t *code, size_t count)
{
    const __m512i times = _mm512_set1_epi16((short)stride);
    for (size_t i = 0; i < count; i += 32)
        _mm512_storeu_si512(key + i, _mm512_add_epi16(_mm512_mullo_epi16(load_wide_8(group + i), times), load_wide_8(code + i)));
}

WIDE static void add_8(uint16_t *key, const uint8_t *code, uint16_t stride, size_t count)
{
    const __m512i times = _mm512_set1_epi16((short)stride);
    for (size_t i = 0; i < count; i += 32)
        _mm512_storeu_si512(key + i, _mm512_add_epi16(_mm512_loadu_si512(key + i), _mm512_mullo_epi16(load_wide_8(code + i), times)));
}

WIDE static void add_16(uint16_t *key, const uint16_t *code, uint16_t stride, size_t count)
{
    const __m512i times = _mm512_set1_epi16((short)stride);
    for (size_t i = 0; i < count; i += 32)
        _mm512_storeu_si512(key + i,
                            _mm512_add_epi16(_mm512_loadu_si512(key + i), _mm512_mullo_epi16(_mm512_loadu_si512(code + i), times)));
}

/* The table of 256 bytes lies in four registers: two look-ups of 128 entries, and the code's top bit says which counts. */
WIDE static void pass_8(uint8_t *mask, const uint8_t *code, const uint8_t *pass, size_t count)
{
    const __m512i a = _mm512_loadu_si512(pass), b = _mm512_loadu_si512(pass + 64), c = _mm512_loadu_si512(pass + 128),
                  d = _mm512_loadu_si512(pass + 192);
    for (size_t i = 0; i < count; i += 64) {
        __m512i codes = _mm512_loadu_si512(code + i);
        __m512i low = _mm512_permutex2var_epi8(a, codes, b), high = _mm512_permutex2var_epi8(c, codes, d);
        _mm512_storeu_si512(mask + i, _mm512_mask_blend_epi8(_mm512_movepi8_mask(codes), low, high));
    }
}

WIDE static size_t pack_16(uint16_t *key, const uint8_t *mask, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(mask + i));
        __mmask32 keep = _mm256_test_epi8_mask(bytes, bytes);
        keep &= count - i < 32 ? (1u << (count - i)) - 1 : UINT32_MAX;
        _mm512_storeu_si512(key + kept, _mm512_maskz_compress_epi16(keep, _mm512_loadu_si512(key + i)));
        kept += (size_t)_mm_popcnt_u32(keep);
    }
    return kept;
}

WIDE static void count_8(const uint8_t *code, const uint8_t *mask, size_t count, size_t cells, uint32_t *counts)
{
    for (size_t i = 0; i < count; i += 64) {
        __m512i codes = _mm512_loadu_si512(code + i);
        __mmask64 here = count - i < 64 ? (1ull << (count - i)) - 1 : UINT64_MAX;
        if (mask) {
            __m512i bytes = _mm512_loadu_si512(mask + i);
            here &= _mm512_test_epi8_mask(bytes, bytes);
        }
        for (size_t c = 0; c < cells; c++)
            counts[c] += (uint32_t)_mm_popcnt_u64(_mm512_mask_cmpeq_epi8_mask(here, codes, _mm512_set1_epi8((char)c)));
    }
}

WIDE static void line_put(uint32_t *to, const uint32_t *line)
{
    _mm512_stream_si512((__m512i *)to, _mm512_loadu_si512(line));
}

static void lines_end(void)
{
    _mm_sfence();
}

const struct column_kernel column_kernel_v4 = {"x86-64-v4", load_8, join_8, add_8, add_16, pass_8, pack_16, count_8, line_put, lines_end};
