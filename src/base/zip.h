/* A zip archive written as it streams: deflate, sizes behind each file, nothing sought back, memory flat. */
#pragma once
#include "base/str.h"

enum { ZIP_FILES_MAX = 1000 };

struct zip;

/* now_ms: what its files say of when they were made (UTC). NULL when memory is out. */
struct zip *zip_new(int64_t now_ms);
void zip_free(struct zip *zip); /* NULL is fine */
/* Ends the file before, if any, and begins the next. name: a relative path of ASCII, at most 100 bytes. A failure is kept until
 * zip_finish. */
void zip_file(struct zip *zip, const char *name, struct buf *out);
void zip_put(struct zip *zip, struct str bytes, struct buf *out);
/* The directory. ERR_TOO_LARGE: a file, or all of it, is over 4 GiB; ERR_MEMORY. */
enum err zip_finish(struct zip *zip, struct buf *out) must_check;
