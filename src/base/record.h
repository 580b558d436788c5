/* Records: a C struct described by a table of its fields, read from JSON with every rule checked, and written back.
 *
 * The tables are generated from the contract in api/ (tools/api_gen.py), so a rule stands in the contract once and holds in the
 * server, the TypeScript types and the reference pages. Reading refuses unknown fields. Everything read points into the
 * arena's JSON tree: it lives as long as the arena. */
#pragma once
#include "base/json.h"
#include "base/time.h"

enum field_kind {
    FIELD_TEXT,    /* struct str; absent: at == NULL */
    FIELD_SLUG,    /* struct str, str_slug() */
    FIELD_INTEGER, /* int64_t */
    FIELD_REAL,    /* double */
    FIELD_BOOLEAN, /* bool */
    FIELD_MOMENT,  /* int64_t milliseconds, RFC 3339 in JSON */
    FIELD_DAY,     /* int32_t, "2026-03-01" in JSON */
    FIELD_JSON,    /* json_t *, any value; absent: NULL */
    FIELD_OBJECT,  /* json_t *, an object; absent: NULL */
    FIELD_TEXTS,   /* struct str_list */
    FIELD_RECORD,  /* pointer to the record `of`; absent: NULL */
    FIELD_RECORDS, /* struct record_list of the record `of` */
};

struct str_list {
    struct str *items; /* NULL when absent */
    size_t count;
};
static inline bool str_list_has(struct str_list list, struct str text)
{
    for (size_t i = 0; i < list.count; i++)
        if (str_equal(list.items[i], text))
            return true;
    return false;
}

struct record_list {
    void *items; /* array of the record's struct; NULL when absent */
    size_t count;
};

struct record;
struct field {
    const char *name;
    enum field_kind kind;
    bool required, nullable; /* null reads as absent */
    size_t offset;
    ptrdiff_t has_offset;      /* of the bool that tells presence for numbers, booleans, moments; -1 when there is none */
    int64_t least, most;       /* characters of a text, items of a list, value of a number; equal and zero: no rule */
    const char *const *one_of; /* NULL-terminated, or NULL */
    const struct record *of;
};

struct record {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t count;
};

/* Fills *out (record->size bytes, zeroed first). ERR_INVALID with field path, slug and sentence; ERR_MEMORY. */
enum err record_read(const struct record *record, struct arena *arena, const json_t *tree, void *out, struct fault *why) must_check;
/* The same rules for one text value out of a query string or a form; numbers and booleans are read from their text. */
enum err record_read_text(const struct record *record, struct arena *arena, const char *name, struct str value, void *out,
                          struct fault *why) must_check;
/* Checks what is required after a series of record_read_text. */
enum err record_complete(const struct record *record, const void *in, struct fault *why) must_check;
/* Writes the object; absent fields are left out. */
void record_write(const struct record *record, const void *in, struct buf *out);
