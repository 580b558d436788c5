/* The triple-S XML 2.0 definition: what an export of answers and an export of the survey alone have in common. */
#pragma once
#include "listen/export_format.h"

/* The whole document. with_data: it describes the fields of a CSV beside it, one line of names skipped; else only questions stand in it. */
void triple_s_definition(const struct exported *export, bool with_data, struct buf *out);
/* How many columns from `first` on are one variable: all flags of a set, else one. */
size_t triple_s_span(const struct export_columns *columns, size_t first);
