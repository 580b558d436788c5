/* Text → pointer, over uthash with a keyed hash (siphash), so that a stranger's keys cannot pile up in one bucket.
 * One thread at a time; readers may share while nobody writes. */
#pragma once
#include "base/str.h"

struct map;

struct map *map_new(void);                                    /* NULL when memory is out */
void map_free(struct map *map, void (*release)(void *value)); /* release may be NULL */
void *map_get(const struct map *map, struct str key);         /* NULL when missing */
/* Copies the key; *before (may be NULL) gets the value that stood there, or NULL. ERR_MEMORY. */
enum err map_put(struct map *map, struct str key, void *value, void **before) must_check;
void *map_remove(struct map *map, struct str key); /* the value, or NULL */
size_t map_count(const struct map *map);
/* In insertion order; stops when visit returns false. */
void map_each(const struct map *map, bool (*visit)(void *context, struct str key, void *value), void *context);
