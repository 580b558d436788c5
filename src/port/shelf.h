/* Private files in one folder of the data folder, for what waits a while and is no row: readable by the program's user alone (0600 in a
 * folder of 0700). Names are the program's own, never a stranger's: letters, digits, '-' and '.', at most SHELF_NAME_MAX. Any thread, one
 * at a time for each file. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

enum { SHELF_NAME_MAX = 80 };

struct shelf;
/* Makes the folder when there is none. ERR_IO with a sentence. */
enum err shelf_open(const char *place, const char *folder, struct shelf **shelf, struct fault *why) must_check;
void shelf_close(struct shelf *shelf); /* NULL is fine */

/* The whole file at once: a crash leaves the old one or the new one. ERR_DISK_FULL, ERR_IO. */
enum err shelf_put(struct shelf *shelf, const char *name, struct str bytes) must_check;
/* ERR_NOT_FOUND; ERR_TOO_LARGE over the ceiling. */
enum err shelf_get(struct shelf *shelf, const char *name, size_t ceiling, struct arena *arena, struct str *bytes) must_check;
/* Bytes at a place of the file, on the disk when it returns. ERR_DISK_FULL, ERR_IO. */
enum err shelf_write(struct shelf *shelf, const char *name, int64_t offset, struct str bytes) must_check;
int64_t shelf_size(struct shelf *shelf, const char *name); /* 0 when there is none */
void shelf_remove(struct shelf *shelf, const char *name);
/* Every name; stops when each returns false. ERR_IO. */
enum err shelf_each(struct shelf *shelf, bool (*each)(void *context, const char *name), void *context) must_check;

/* One file, read from its beginning or written anew. */
struct shelf_file;
enum err shelf_file_read(struct shelf *shelf, const char *name, struct shelf_file **file) must_check; /* ERR_NOT_FOUND */
enum err shelf_file_write(struct shelf *shelf, const char *name, struct shelf_file **file) must_check;
void shelf_file_close(struct shelf_file *file);                                                      /* NULL is fine */
enum err shelf_file_next(struct shelf_file *file, char *bytes, size_t size, size_t *got) must_check; /* *got 0 at the end */
void shelf_file_again(struct shelf_file *file);                                                      /* from the beginning */
enum err shelf_file_add(struct shelf_file *file, struct str bytes) must_check;
