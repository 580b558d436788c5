/* The column engine's tables: append-only rows of small codes, in memory.
 *
 * A store holds dictionaries (text → code, shared by name) and tables. A table holds rows in chunks of 65,536; a row has an ascending id, a
 * local day and one code per column, 0 = missing. A column that a chunk never saw is not there at all: every row reads as missing. Codes
 * take one byte per row until a chunk meets one over 255, then two, then four (codes that mean themselves, such as a customer's number).
 * Ids and days are kept as differences, in the same widths: most take one byte each. Chunks grow by doubling, so small tables stay small.
 * Each chunk, and each block of 2,048 rows in it, knows its first and last day (zone maps).
 *
 * Threads: many readers or one writer; the caller sees to it. Pointers to dictionaries and tables live as long as the store; texts too. */
#pragma once
#include "base/str.h"

enum { COLUMN_CHUNK_ROWS = 65536, COLUMN_BLOCK_ROWS = 2048, COLUMNS_MAX = 4096 };
enum { COLUMN_CODE_MISSING = 0, COLUMN_CODE_OTHER = 65535 /* a dictionary of 65,534 texts is full: every further text is this one */ };
#define COLUMN_NONE SIZE_MAX

struct column_store;
struct column_table;
struct column_dictionary;

struct column_store *column_store_new(void); /* NULL when memory is out */
void column_store_free(struct column_store *store);

/* Finds or makes; NULL when memory is out. */
struct column_dictionary *column_dictionary_open(struct column_store *store, struct str name);
const struct column_dictionary *column_dictionary_find(const struct column_store *store, struct str name); /* NULL when missing */
size_t column_dictionaries(const struct column_store *store);
const struct column_dictionary *column_dictionary_at(const struct column_store *store, size_t index);
struct str column_dictionary_name(const struct column_dictionary *dictionary);
/* The text's code, given out from 1; COLUMN_CODE_OTHER when full, COLUMN_CODE_MISSING when memory is out. */
uint16_t column_code(struct column_dictionary *dictionary, struct str text) must_check;
uint16_t column_code_find(const struct column_dictionary *dictionary, struct str text); /* COLUMN_CODE_MISSING when unknown */
size_t column_texts(const struct column_dictionary *dictionary);                        /* codes 1 … this */
struct str column_text(const struct column_dictionary *dictionary, uint16_t code);      /* {NULL,0} for missing and other */

struct column_table *column_table_open(struct column_store *store, struct str name); /* NULL when memory is out */
const struct column_table *column_table_find(const struct column_store *store, struct str name);
size_t column_tables(const struct column_store *store);
const struct column_table *column_table_at(const struct column_store *store, size_t index);
struct str column_table_name(const struct column_table *table);
uint64_t column_table_rows(const struct column_table *table);
size_t column_table_chunks(const struct column_table *table); /* its rows keep to theirs; 0 where they lie elsewhere */
int64_t column_table_last(const struct column_table *table);  /* id of the last row; 0 when empty */
bool column_table_days(const struct column_table *table, int32_t *low, int32_t *high); /* false when empty */

/* Finds or adds; `dictionary` may be NULL for codes that mean themselves. COLUMN_NONE when memory or COLUMNS_MAX is out. */
size_t column_open(struct column_table *table, struct str name, const struct column_dictionary *dictionary) must_check;
size_t column_find(const struct column_table *table, struct str name); /* COLUMN_NONE when missing */
size_t column_count(const struct column_table *table);
struct str column_name(const struct column_table *table, size_t column);
const struct column_dictionary *column_dictionary_of(const struct column_table *table, size_t column); /* NULL: plain codes */
size_t column_codes(const struct column_table *table, size_t column);                                  /* highest code ever seen + 1 */

struct column_cell {
    size_t column;
    uint32_t code;
};
/* `id` is above every id in the table. ERR_MEMORY: nothing was appended. */
enum err column_append(struct column_table *table, int64_t id, int32_t day, const struct column_cell *cells, size_t count) must_check;
enum err column_remove(struct column_table *table, int64_t id) must_check; /* ERR_NOT_FOUND; ERR_MEMORY: nothing was removed */

/* One row by its place in the table (0 … rows−1), for comparing and tests; not for scanning. */
void column_row(const struct column_table *table, uint64_t place, int64_t *id, int32_t *day);
uint32_t column_cell_at(const struct column_table *table, uint64_t place, size_t column);
size_t column_store_bytes(const struct column_store *store); /* memory of the chunks */

/* ---- rows that lie elsewhere ----
 * A store may keep the names, dictionaries and codes of rows that are counted by another server (port/analytics.h) and not the rows. */
struct column_far {
    uint64_t rows;
    int32_t low, high; /* days; of rows > 0 */
};
/* What column_table_days says beside the table's own rows. */
void column_far_set(struct column_table *table, const struct column_far *far);
struct column_far column_far(const struct column_table *table);
/* The rows that are here are given up and counted as lying elsewhere; ids go on ascending. */
void column_rows_release(struct column_store *store);
void column_codes_raise(struct column_table *table, size_t column, size_t codes); /* there are at least so many */
/* Brings `to` up to `from`: dictionaries, tables, columns, how many codes, and as lying elsewhere whatever `from` says does. Places stay:
 * `to` was empty, or follows the same store. ERR_MEMORY: part of it is done, and may be done again. */
enum err column_store_follow(struct column_store *to, const struct column_store *from) must_check;
