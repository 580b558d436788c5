/* The kernels of x86-64: v3 is AVX2 with BMI2, v4 is AVX-512 with VBMI2 (whose byte shuffles and compressing do in one step what v3 does in
 * several). */
#pragma once
#include "engine/column/kernel.h"

extern const struct column_kernel column_kernel_v3, column_kernel_v4;
