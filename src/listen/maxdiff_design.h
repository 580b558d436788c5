/* Which items stand together in the tasks of a best-worst (MaxDiff) question.
 *
 * A balanced incomplete block design (Yates 1936) shows every item equally often and every pair of items equally often. Where none exists
 * of the size wanted, this is the nearest that exchanges find: items differ by one showing at the most, and the sum of the squared pair
 * counts, which is least when they are equal, is brought down by exchanging items between tasks until no exchange helps (the exchange of
 * Cook & Nachtsheim 1980), from several beginnings, of which the best stays. Nothing is drawn: the same sizes give the same design on every
 * machine and in every version, so that nothing of it has to be stored. Pure; any thread. */
#pragma once
#include "base/str.h"

enum { MAXDIFF_ITEMS_LEAST = 4, MAXDIFF_ITEMS_MAX = 30, MAXDIFF_PER_TASK_LEAST = 3, MAXDIFF_PER_TASK_MAX = 6, MAXDIFF_TASKS_MAX = 20 };

/* tasks[i]: a bit per item of the i-th. items 4-30, per_task 3-6 and below items, count 1-20 and count·per_task ≥ items. */
void maxdiff_design(size_t items, size_t per_task, size_t count, uint32_t tasks[MAXDIFF_TASKS_MAX]);
/* So many tasks show each item about three times, which the counts of one respondent need; at most MAXDIFF_TASKS_MAX. */
size_t maxdiff_tasks_usual(size_t items, size_t per_task);
