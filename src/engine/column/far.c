#include "engine/column/inside.h"

void column_far_set(struct column_table *table, const struct column_far *far)
{
    table->far = *far;
}

struct column_far column_far(const struct column_table *table)
{
    return table->far;
}

static void table_release(struct column_table *table)
{
    struct column_far far = {.rows = table->far.rows + table->rows};
    if (table->rows == 0)
        return;
    must(column_table_days(table, &far.low, &far.high));
    for (size_t i = 0; i < table->chunks_count; i++)
        chunk_free(table->chunks[i]);
    table->chunks_count = 0;
    table->rows = 0;
    table->far = far;
}

void column_rows_release(struct column_store *store)
{
    for (size_t i = 0; i < store->tables_count; i++)
        table_release(store->tables[i]);
}

void column_codes_raise(struct column_table *table, size_t column, size_t codes)
{
    if (table->columns[column].codes < codes)
        table->columns[column].codes = codes;
}

static enum err dictionary_follow(struct column_store *to, const struct column_dictionary *from)
{
    struct column_dictionary *dictionary = column_dictionary_open(to, column_dictionary_name(from));
    if (!dictionary)
        return ERR_MEMORY;
    for (size_t code = dictionary->count + 1; code <= from->count; code++)
        if (column_code(dictionary, column_text(from, (uint16_t)code)) != code)
            return ERR_MEMORY;
    return ERR_NONE;
}

static enum err table_follow(struct column_store *to, const struct column_table *from)
{
    struct column_table *table = column_table_open(to, column_table_name(from));
    if (!table)
        return ERR_MEMORY;
    for (size_t c = 0; c < from->count; c++) {
        const struct column *column = &from->columns[c];
        const struct column_dictionary *dictionary = column->dictionary ? to->dictionaries[column->dictionary->number] : NULL;
        if (column_open(table, str_of(column->name), dictionary) != c)
            return ERR_MEMORY;
        column_codes_raise(table, c, column->codes);
    }
    table->far = from->far;
    table->last = from->last;
    return ERR_NONE;
}

enum err column_store_follow(struct column_store *to, const struct column_store *from)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < from->dictionaries_count && err == ERR_NONE; i++)
        err = dictionary_follow(to, from->dictionaries[i]);
    for (size_t i = 0; i < from->tables_count && err == ERR_NONE; i++)
        err = table_follow(to, from->tables[i]);
    return err;
}
