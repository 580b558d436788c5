#include "engine/column/inside.h"

#include <stdlib.h>

struct column_store *column_store_new(void)
{
    struct column_store *store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    store->dictionary_by_name = map_new();
    store->table_by_name = map_new();
    if (store->dictionary_by_name && store->table_by_name)
        return store;
    if (store->dictionary_by_name)
        map_free(store->dictionary_by_name, NULL);
    if (store->table_by_name)
        map_free(store->table_by_name, NULL);
    free(store);
    return NULL;
}

static struct column_table *table_new(struct str name)
{
    struct column_table *table = calloc(1, sizeof *table);
    if (!table)
        return NULL;
    table->name = strndup(name.at, name.length);
    table->by_name = map_new();
    if (table->name && table->by_name)
        return table;
    if (table->by_name)
        map_free(table->by_name, NULL);
    free(table->name);
    free(table);
    return NULL;
}

struct column_table *column_table_open(struct column_store *store, struct str name)
{
    struct column_table *found = map_get(store->table_by_name, name);
    if (found)
        return found;
    if (!array_grow(&store->tables, store->tables_count, &store->tables_capacity, sizeof *store->tables))
        return NULL;
    found = table_new(name);
    if (!found)
        return NULL;
    store->tables[store->tables_count++] = found; /* freed with the store even when the next line fails */
    return map_put(store->table_by_name, name, found, NULL) == ERR_NONE ? found : NULL;
}

const struct column_table *column_table_find(const struct column_store *store, struct str name)
{
    return map_get(store->table_by_name, name);
}

size_t column_tables(const struct column_store *store)
{
    return store->tables_count;
}

const struct column_table *column_table_at(const struct column_store *store, size_t index)
{
    return store->tables[index];
}

struct str column_table_name(const struct column_table *table)
{
    return str_of(table->name);
}

uint64_t column_table_rows(const struct column_table *table)
{
    return table->rows;
}

size_t column_table_chunks(const struct column_table *table)
{
    return table->chunks_count;
}

int64_t column_table_last(const struct column_table *table)
{
    return table->last;
}

bool column_table_days(const struct column_table *table, int32_t *low, int32_t *high)
{
    bool found = table->far.rows > 0;
    if (found)
        *low = table->far.low, *high = table->far.high;
    for (size_t i = 0; i < table->chunks_count; i++) {
        const struct chunk *chunk = table->chunks[i];
        if (chunk->rows == 0)
            continue;
        *low = found && *low < chunk->low ? *low : chunk->low;
        *high = found && *high > chunk->high ? *high : chunk->high;
        found = true;
    }
    return found;
}

size_t column_open(struct column_table *table, struct str name, const struct column_dictionary *dictionary)
{
    size_t found = column_find(table, name);
    if (found != COLUMN_NONE)
        return found;
    if (table->count == COLUMNS_MAX || !array_grow(&table->columns, table->count, &table->capacity, sizeof *table->columns))
        return COLUMN_NONE;
    char *copy = strndup(name.at, name.length);
    if (!copy)
        return COLUMN_NONE;
    if (map_put(table->by_name, name, (void *)(uintptr_t)(table->count + 1), NULL) != ERR_NONE) {
        free(copy);
        return COLUMN_NONE;
    }
    table->columns[table->count] = (struct column){copy, dictionary, 1};
    return table->count++;
}

size_t column_find(const struct column_table *table, struct str name)
{
    return (size_t)(uintptr_t)map_get(table->by_name, name) - 1; /* 0 − 1 is COLUMN_NONE */
}

size_t column_count(const struct column_table *table)
{
    return table->count;
}

struct str column_name(const struct column_table *table, size_t column)
{
    return str_of(table->columns[column].name);
}

const struct column_dictionary *column_dictionary_of(const struct column_table *table, size_t column)
{
    return table->columns[column].dictionary;
}

size_t column_codes(const struct column_table *table, size_t column)
{
    return table->columns[column].codes;
}

static const struct chunk *chunk_of(const struct column_table *table, uint64_t *place)
{
    must(*place < table->rows);
    for (size_t i = 0;; i++) {
        if (*place < table->chunks[i]->rows)
            return table->chunks[i];
        *place -= table->chunks[i]->rows;
    }
}

void column_row(const struct column_table *table, uint64_t place, int64_t *id, int32_t *day)
{
    const struct chunk *chunk = chunk_of(table, &place);
    *id = chunk_id(chunk, place);
    *day = chunk_day(chunk, place);
}

uint32_t column_cell_at(const struct column_table *table, uint64_t place, size_t column)
{
    const struct chunk *chunk = chunk_of(table, &place);
    return vector_at(chunk_column(chunk, column), place);
}

static size_t vector_bytes(const struct chunk *chunk, const struct vector *vector)
{
    return vector->codes ? (size_t)chunk->capacity * vector->width : 0;
}

size_t column_store_bytes(const struct column_store *store)
{
    size_t bytes = 0;
    for (size_t t = 0; t < store->tables_count; t++)
        for (size_t c = 0; c < store->tables[t]->chunks_count; c++) {
            const struct chunk *chunk = store->tables[t]->chunks[c];
            bytes += sizeof *chunk + vector_bytes(chunk, &chunk->steps) + vector_bytes(chunk, &chunk->days);
            for (size_t v = 0; v < chunk->vectors_count; v++)
                bytes += sizeof chunk->vectors[v] + vector_bytes(chunk, &chunk->vectors[v]);
        }
    return bytes;
}
