/* Maps that were used before, found again by the header of the file, and the fact that an import was done. */
#pragma once
#include "listen/import.h"

enum { IMPORT_SIGNATURE_SIZE = 32, IMPORT_MAPS_KEPT_MAX = 200, IMPORT_MAP_TEXT_MAX = 1 << 18 };

/* Body of FACT_IMPORT_MAP_KEPT. A workspace keeps IMPORT_MAPS_KEPT_MAX; the one used longest ago goes. */
struct import_map_kept {
    enum import_kind kind;
    unsigned char signature[IMPORT_SIGNATURE_SIZE];
    struct str map; /* JSON, at most IMPORT_MAP_TEXT_MAX */
};

/* Body of FACT_IMPORT_DONE: in the ledger only. */
struct import_done {
    enum import_kind kind;
    int64_t rows, stored, repeated, rejected;
};

enum err import_kept_store(struct store *store, struct fact *fact, struct arena *arena) must_check;
/* Of the header's names, in their order. */
void import_signature(const struct str *header, size_t columns, unsigned char signature[IMPORT_SIGNATURE_SIZE]);
/* ERR_NOT_FOUND. The text lives in the arena. */
enum err listen_import_map(struct store *store, int64_t workspace_id, enum import_kind kind,
                           const unsigned char signature[IMPORT_SIGNATURE_SIZE], struct arena *arena, struct str *map) must_check;
const char *import_kind_name(enum import_kind kind); /* "responses" … */
