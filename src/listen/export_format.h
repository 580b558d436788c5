/* What a format of exports is: a writer that is given the columns once and then row after row. */
#pragma once
#include "base/arena.h"
#include "listen/export_row.h"

struct exported {           /* what the writers may know of the whole */
    struct str slug, title; /* of the survey, its title in the language */
    int64_t version;        /* the newest; 0: never published, and there are no questions */
    struct export_columns columns;
    struct str language;
    bool with_customer;
    int64_t now_ms;
    int64_t rows; /* counted by a look; 0 without one */
    struct arena *arena;
};

struct export_format {
    const char *name, *type, *extension;
    enum export_layout layout;
    bool looks;        /* needs the columns' width, low, high and decimals, and the count of rows */
    bool whole;        /* wants responses, not cells */
    bool not_asked;    /* tells what was never shown from what was not answered: EXPORT_NOT_ASKED */
    size_t state_size; /* of what is handed to the functions, zeroed at first */
    /* Each appends to out. begin and end may be NULL. cells is NULL when `whole`. ERR_MEMORY. */
    enum err (*begin)(void *state, const struct exported *export, struct buf *out);
    enum err (*row)(void *state, const struct exported *export, const struct response *response, const struct export_cell *cells,
                    struct buf *out);
    enum err (*end)(void *state, const struct exported *export, struct buf *out);
    void (*close)(void *state); /* frees what begin took; NULL: nothing; called once, whether or not end was */
};

extern const struct export_format export_csv, export_xlsx, export_jsonl, export_sav, export_triple_s;
