#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_FIRST = 4096, BLOCK_MOST = 262144, ALIGN = 16 };

struct block {
    struct block *before;
    size_t size, used;
    _Alignas(ALIGN) unsigned char bytes[];
};

struct release {
    struct release *before;
    void (*run)(void *object);
    void *object;
};

struct arena {
    struct block *last;
    struct release *releases;
    size_t ceiling, used, next_block;
};

struct arena *arena_new(size_t ceiling)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena)
        *arena = (struct arena){.ceiling = ceiling, .next_block = BLOCK_FIRST};
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct release *r = arena->releases; r; r = r->before)
        r->run(r->object);
    while (arena->last) {
        struct block *before = arena->last->before;
        free(arena->last);
        arena->last = before;
    }
    free(arena);
}

static struct block *block_add(struct arena *arena, size_t least)
{
    size_t size = arena->next_block > least ? arena->next_block : least;
    struct block *block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    *block = (struct block){.before = arena->last, .size = size};
    arena->last = block;
    if (arena->next_block < BLOCK_MOST)
        arena->next_block *= 2;
    return block;
}

void *arena_take(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGN)
        return NULL;
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (size > arena->ceiling - arena->used)
        return NULL;
    struct block *block = arena->last;
    if (!block || block->size - block->used < size)
        block = block_add(arena, size);
    if (!block)
        return NULL;
    void *piece = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    return memset(piece, 0, size);
}

void *arena_take_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    return arena_take(arena, total);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    void *copy = arena_take(arena, size);
    return copy && size ? memcpy(copy, bytes, size) : copy;
}

char *arena_text(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = length < SIZE_MAX ? arena_take(arena, length + 1) : NULL;
    if (copy && length)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char most[256]; /* nearly all texts fit, and are written once */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(most, sizeof most, format, args);
    char *text = length < 0 ? NULL : arena_take(arena, (size_t)length + 1);
    if (text && (size_t)length < sizeof most)
        memcpy(text, most, (size_t)length + 1);
    else if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

enum err arena_on_free(struct arena *arena, void (*run)(void *object), void *object)
{
    struct release *release = arena_take(arena, sizeof *release);
    if (!release)
        return ERR_MEMORY;
    *release = (struct release){.before = arena->releases, .run = run, .object = object};
    arena->releases = release;
    return ERR_NONE;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
