#include "engine/column/kernel.h"

const struct column_kernel *column_kernel(void)
{
    return &column_kernel_plain;
}

const struct column_kernel *column_kernel_at(size_t i)
{
    return i == 0 ? &column_kernel_plain : NULL;
}
