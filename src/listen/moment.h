/* The library of moments: touchpoints almost everybody has, in three languages (moments.def). Constant; any thread. */
#pragma once
#include "base/str.h"

bool moment_known(struct str key) must_check;
/* {"items":[{"key","stage","kind","direction","name":{en,fi,sv}}…]} */
void moments_write(struct buf *out);
