#include "engine/column/kernel_x86.h"

#include <stdbool.h>

static bool runs_v3(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

static bool runs_v4(void)
{
    return runs_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
}

const struct column_kernel *column_kernel_at(size_t i)
{
    if (i == 0)
        return &column_kernel_plain;
    return i == 1 && runs_v3() ? &column_kernel_v3 : i == 2 && runs_v4() ? &column_kernel_v4 : NULL;
}

const struct column_kernel *column_kernel(void)
{
    return runs_v4() ? &column_kernel_v4 : runs_v3() ? &column_kernel_v3 : &column_kernel_plain;
}
