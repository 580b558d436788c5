#include "engine/column/inside.h"

#include <stdlib.h>

enum { TEXTS_MAX = COLUMN_CODE_OTHER - 1 };

bool array_grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t wanted = *capacity ? *capacity * 2 : 8;
    void **place = array;
    void *grown = reallocarray(*place, wanted, size);
    if (!grown)
        return false;
    *place = grown;
    *capacity = wanted;
    return true;
}

static void dictionary_free(struct column_dictionary *dictionary)
{
    for (size_t i = 0; i < dictionary->count; i++)
        free((char *)dictionary->texts[i].at);
    map_free(dictionary->codes, NULL);
    free(dictionary->texts);
    free(dictionary->name);
    free(dictionary);
}

static struct column_dictionary *dictionary_new(struct str name, size_t number)
{
    struct column_dictionary *dictionary = calloc(1, sizeof *dictionary);
    if (!dictionary)
        return NULL;
    dictionary->number = number;
    dictionary->name = strndup(name.at, name.length);
    dictionary->codes = map_new();
    if (dictionary->name && dictionary->codes)
        return dictionary;
    if (dictionary->codes)
        map_free(dictionary->codes, NULL);
    free(dictionary->name);
    free(dictionary);
    return NULL;
}

struct column_dictionary *column_dictionary_open(struct column_store *store, struct str name)
{
    struct column_dictionary *found = map_get(store->dictionary_by_name, name);
    if (found)
        return found;
    if (!array_grow(&store->dictionaries, store->dictionaries_count, &store->dictionaries_capacity, sizeof *store->dictionaries))
        return NULL;
    found = dictionary_new(name, store->dictionaries_count);
    if (!found)
        return NULL;
    if (map_put(store->dictionary_by_name, name, found, NULL) != ERR_NONE) {
        dictionary_free(found);
        return NULL;
    }
    store->dictionaries[store->dictionaries_count++] = found;
    return found;
}

void column_store_free(struct column_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->dictionaries_count; i++)
        dictionary_free(store->dictionaries[i]);
    for (size_t i = 0; i < store->tables_count; i++) {
        struct column_table *table = store->tables[i];
        for (size_t c = 0; c < table->chunks_count; c++)
            chunk_free(table->chunks[c]);
        for (size_t c = 0; c < table->count; c++)
            free(table->columns[c].name);
        map_free(table->by_name, NULL);
        free(table->chunks);
        free(table->columns);
        free(table->name);
        free(table);
    }
    map_free(store->dictionary_by_name, NULL);
    map_free(store->table_by_name, NULL);
    free(store->dictionaries);
    free(store->tables);
    free(store);
}

const struct column_dictionary *column_dictionary_find(const struct column_store *store, struct str name)
{
    return map_get(store->dictionary_by_name, name);
}

size_t column_dictionaries(const struct column_store *store)
{
    return store->dictionaries_count;
}

const struct column_dictionary *column_dictionary_at(const struct column_store *store, size_t index)
{
    return store->dictionaries[index];
}

struct str column_dictionary_name(const struct column_dictionary *dictionary)
{
    return str_of(dictionary->name);
}

uint16_t column_code(struct column_dictionary *dictionary, struct str text)
{
    uint16_t known = column_code_find(dictionary, text);
    if (known != COLUMN_CODE_MISSING)
        return known;
    if (dictionary->count == TEXTS_MAX)
        return COLUMN_CODE_OTHER;
    if (!array_grow(&dictionary->texts, dictionary->count, &dictionary->capacity, sizeof *dictionary->texts))
        return COLUMN_CODE_MISSING;
    char *copy = malloc(text.length + 1);
    if (!copy)
        return COLUMN_CODE_MISSING;
    if (text.length)
        memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    if (map_put(dictionary->codes, text, (void *)(uintptr_t)(dictionary->count + 1), NULL) != ERR_NONE) {
        free(copy);
        return COLUMN_CODE_MISSING;
    }
    dictionary->texts[dictionary->count++] = (struct str){copy, text.length};
    return (uint16_t)dictionary->count;
}

uint16_t column_code_find(const struct column_dictionary *dictionary, struct str text)
{
    return (uint16_t)(uintptr_t)map_get(dictionary->codes, text);
}

size_t column_texts(const struct column_dictionary *dictionary)
{
    return dictionary->count;
}

struct str column_text(const struct column_dictionary *dictionary, uint16_t code)
{
    return code == COLUMN_CODE_MISSING || code > dictionary->count ? (struct str){0} : dictionary->texts[code - 1];
}
