/* Memory by lifetime: an arena hands out pieces and frees them all at once.
 *
 * An arena belongs to one thread at a time; handing it over (request → turn) hands over everything in it. Every arena has a
 * ceiling: a request for more returns NULL, and the caller answers ERR_MEMORY or ERR_TOO_LARGE. */
#pragma once
#include "base/err.h"

struct arena;

/* ceiling: most bytes the arena may ever hold. NULL when memory is out. */
struct arena *arena_new(size_t ceiling);
void arena_free(struct arena *arena); /* NULL is fine */

/* Zeroed, aligned for any type; NULL over the ceiling. */
void *arena_take(struct arena *arena, size_t size) must_check;
void *arena_take_array(struct arena *arena, size_t count, size_t size) must_check; /* checks the product */
void *arena_copy(struct arena *arena, const void *bytes, size_t size) must_check;
char *arena_text(struct arena *arena, const char *bytes, size_t length) must_check; /* NUL-terminated copy */
char *arena_printf(struct arena *arena, const char *format, ...) must_check format_like(2, 3);

/* Runs release(object) when the arena is freed, newest first (a jansson tree, a file). ERR_MEMORY over the ceiling. */
enum err arena_on_free(struct arena *arena, void (*release)(void *object), void *object) must_check;
size_t arena_used(const struct arena *arena);

#define arena_new_object(arena, type) ((type *)arena_take(arena, sizeof(type)))
