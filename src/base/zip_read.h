/* A zip archive in memory, read by the names of its files, over libzip. What the archive calls a file is a label to look for and never a
 * path: nothing is written anywhere. One thread at a time. */
#pragma once
#include "base/str.h"

/* ZIP_READ_RATIO_MAX: how many times larger a file may become than it is packed; what is under ZIP_READ_SMALL may pack as well as it likes.
 */
enum { ZIP_READ_FILES_MAX = 2000, ZIP_READ_RATIO_MAX = 200, ZIP_READ_SMALL = 1 << 20 };

struct zip_read;

bool zip_read_is(struct str bytes); /* by its first bytes */
/* bytes: borrowed until zip_read_close. unpacked_max: most bytes all that is read may become together. ERR_MALFORMED: no zip, or a broken
 * one; ERR_TOO_LARGE: over ZIP_READ_FILES_MAX; ERR_MEMORY. */
enum err zip_read_open(struct str bytes, size_t unpacked_max, struct zip_read **zip, struct fault *why) must_check;
void zip_read_close(struct zip_read *zip); /* NULL is fine */
size_t zip_read_count(const struct zip_read *zip);
struct str zip_read_name(const struct zip_read *zip, size_t index); /* borrowed from the archive; UTF-8 */
/* Capitals and small letters of ASCII are the same; the first of that name. */
bool zip_read_find(const struct zip_read *zip, struct str name, size_t *index) must_check;
/* The first whose name ends so (".lss"), in whatever folder; of the folders, and of what macOS puts beside each file, none. */
bool zip_read_find_ending(const struct zip_read *zip, const char *ending, size_t *index) must_check;
/* Unpacked into the arena, its checksum right. ERR_MALFORMED: broken, encrypted or packed in another way than deflate; ERR_TOO_LARGE. */
enum err zip_read_file(struct zip_read *zip, size_t index, struct arena *arena, struct str *bytes, struct fault *why) must_check;
