/* A workbook of the old kind (.xls: BIFF8 in a compound file, as Excel 97 to 2003 wrote it) read as tables. */
#pragma once
#include "base/table.h"

bool xls_read_is(struct str bytes); /* a compound file; whether a workbook is in it is seen when it is read */
/* Everything in the arena. ERR_INVALID: a password, or a workbook older than that; ERR_MALFORMED, ERR_TOO_LARGE, ERR_MEMORY. */
enum err xls_read(struct arena *arena, struct str bytes, struct workbook **book, struct fault *why) must_check;
