#include "engine/column/kernel.h"

const struct column_kernel *column_kernel(void)
{
    return &column_kernel_plain;
}
