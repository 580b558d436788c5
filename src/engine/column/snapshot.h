/* A column store on disk. NAME tells what is in it and holds the rows of chunks that still grow; NAME.00000001.segment … hold a full chunk
 * each, in the very layout it has in memory, so that a start maps them instead of reading them. A full chunk hardly ever changes: it is
 * written once, and again under a new number when a row of it was removed.
 *
 * Everything has a checksum. A segment that is damaged or gone is a gap, which the caller fills from the rows; a damaged NAME means that
 * all rows are read. Files are written as NAME.PID.part, synced and renamed: what is there is whole.
 *
 * Keeping while others read and append goes in steps that are short under the caller's lock (against the writer; readers may go on):
 * pieces are taken, written and done with until none is left, then an image. One thread keeps. Errors: ERR_IO, ERR_DISK_FULL, ERR_MEMORY.
 */
#pragma once
#include "engine/column/column.h"

struct column_piece {
    size_t table, chunk;
    uint32_t changes, number;
    struct buf bytes;
};
/* Under the lock: a copy of a full chunk that has no file. False when there is none, or no memory for it. */
bool column_piece_take(struct column_store *store, struct column_piece *piece) must_check;
enum err column_piece_write(struct column_piece *piece, const char *directory, const char *name, struct fault *why) must_check;
/* Under the lock, for the same store: what changed meanwhile will be taken again. Frees the piece. */
void column_piece_done(struct column_store *store, struct column_piece *piece, bool written);
void column_piece_forget(struct column_piece *piece); /* instead, when the store is gone */

struct column_image {
    struct buf bytes;
    unsigned char *used; /* by number: the image names this segment */
    uint32_t numbers;
};
/* Under the lock. `fact` is the number up to which the store holds everything; `note` is the owner's, at most 1,000 bytes. */
enum err column_image_take(const struct column_store *store, int64_t fact, struct str note, struct column_image *image) must_check;
/* Then segments that no image names any more are removed. Frees the image. */
enum err column_image_write(struct column_image *image, const char *directory, const char *name, struct fault *why) must_check;

/* All of it in one go, while nobody writes. */
enum err column_store_save(struct column_store *store, const char *directory, const char *name, int64_t fact, struct str note,
                           struct fault *why) must_check;

/* Rows with ids first … last of one table are missing. */
struct column_gap {
    struct column_table *table;
    size_t place; /* of the chunk */
    int64_t first, last;
    struct column_gap *next; /* of the same table: an earlier one, so places stay right when they are filled in this order */
    struct chunk **chunks;   /* while it is filled: what is around it */
    size_t chunks_count;
    int64_t table_last;
};
/* Between the two the table is as if it held only what comes before the gap: the missing rows are appended in order. */
void column_gap_open(struct column_gap *gap);
bool column_gap_close(struct column_gap *gap) must_check; /* false: out of memory; the table is lost */

/* ERR_NOT_FOUND when there is none, ERR_MALFORMED when it is damaged or of another version: replay from 0 then. `note` and the gaps from
 * the arena. */
enum err column_store_load(const char *directory, const char *name, struct arena *arena, struct column_store **store, int64_t *fact,
                           struct str *note, struct column_gap **gaps, struct fault *why) must_check;
/* Removes an owner's files. */
enum err column_store_forget(const char *directory) must_check;
