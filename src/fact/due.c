#include "fact/due.h"

bool due_add(struct due *due, const struct fact *fact)
{
    if (due->count == DUE_MAX)
        return false;
    due->facts[due->count++] = *fact;
    return true;
}
