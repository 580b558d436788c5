/* A workbook (ECMA-376, "Office Open XML", .xlsx) read as tables. */
#pragma once
#include "base/table.h"

bool xlsx_read_is(struct str bytes); /* a zip archive with a workbook in it */
/* Everything in the arena. ERR_MALFORMED, ERR_TOO_LARGE, ERR_MEMORY. */
enum err xlsx_read(struct arena *arena, struct str bytes, struct workbook **book, struct fault *why) must_check;
