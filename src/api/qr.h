/* QR codes (libqrencode, error correction M, quiet zone of four). Pure; any thread. */
#pragma once
#include "base/str.h"

enum { QR_PNG_SIDE_MIN = 100, QR_PNG_SIDE_MAX = 4000 };

/* An SVG of one path; false when the text is too long or memory is out. */
bool qr_svg(const char *text, struct buf *out) must_check;
/* A grey PNG at least `side` pixels wide: every module is a whole number of pixels. */
bool qr_png(const char *text, int64_t side, struct arena *arena, struct buf *out) must_check;
