/* The file under an import, whatever its rows become. */
#include "listen/import_inside.h"

enum { KEY_MAX = 100 };

/* ---- opening ---- */

static enum err header_read(struct import_sheet *sheet, struct arena *arena, struct fault *why)
{
    struct row row;
    bool end;
    enum err err = rows_next(sheet->rows, &row, &end, why);
    if (err != ERR_NONE)
        return err;
    if (end || row.problem)
        return fault_set(why, ERR_INVALID, "no_header", "", "The file has no header row that can be read. %s",
                         row.problem ? row.problem->sentence : "");
    sheet->columns = row.count;
    sheet->header = arena_take_array(arena, row.count + 1, sizeof *sheet->header);
    for (size_t i = 0; sheet->header && i < row.count; i++)
        if (!(sheet->header[i] = str_keep(arena, str_trim(row_field(&row, i)))).at)
            return ERR_MEMORY;
    return sheet->header ? ERR_NONE : ERR_MEMORY;
}

enum err import_sheet_column(const struct import_sheet *sheet, struct str name, size_t *column, struct fault *why)
{
    for (size_t i = 0; i < sheet->columns; i++)
        if (str_equal(sheet->header[i], name)) {
            *column = i;
            return ERR_NONE;
        }
    return fault_set(why, ERR_INVALID, "missing_column", "", "The file has no column \"%.*s\", which the map names.",
                     name.length > 100 ? 100 : (int)name.length, name.at);
}

enum err import_sheet_open(const struct import_config *config, struct arena *arena, struct import_sheet *sheet, struct fault *why)
{
    const struct import_map *map = config->map;
    *sheet = (struct import_sheet){.map = map, .rows = rows_open(config), .zone = zone_open(map->time_zone)};
    if (!sheet->rows)
        return ERR_MEMORY;
    if (!sheet->zone)
        return fault_set(why, ERR_INVALID, "unknown_time_zone", "time_zone", "The time zone must be an IANA name such as Europe/Helsinki.");
    enum err err = header_read(sheet, arena, why);
    struct row skipped;
    bool end = false;
    for (int64_t i = 0; err == ERR_NONE && !end && i < map->skip; i++)
        err = rows_next(sheet->rows, &skipped, &end, why);
    for (size_t i = 0; err == ERR_NONE && i < map->key_count; i++)
        err = import_sheet_column(sheet, map->key[i], &sheet->key[i], why);
    return err;
}

void import_sheet_close(struct import_sheet *sheet)
{
    rows_close(sheet->rows);
    zone_close(sheet->zone);
}

/* ---- one row ---- */

static enum err row_refuse(struct fault *why, const char *slug, const char *sentence)
{
    return fault_set(why, ERR_INVALID, slug, "", "%s", sentence);
}

enum err import_sheet_key(const struct import_sheet *sheet, const struct row *row, struct arena *arena, struct str *out, struct fault *why)
{
    const struct import_map *map = sheet->map;
    char key[512];
    size_t length = map->key_prefix.length;
    *out = STR("");
    if (!map->key_count)
        return ERR_NONE;
    if (length > KEY_MAX)
        return row_refuse(why, "key_too_long", "The key is longer than 100 characters.");
    memcpy(key, map->key_prefix.at ? map->key_prefix.at : "", length);
    for (size_t i = 0; i < map->key_count; i++) {
        struct str part = str_trim(row_field(row, sheet->key[i]));
        if (!part.length)
            return row_refuse(why, "key_empty", "The key is empty.");
        if (length + part.length + 1 > KEY_MAX)
            return row_refuse(why, "key_too_long", "The key is longer than 100 characters.");
        if (i)
            key[length++] = '-';
        memcpy(key + length, part.at, part.length);
        length += part.length;
    }
    *out = str_keep(arena, (struct str){key, length});
    return out->at ? ERR_NONE : ERR_MEMORY;
}

enum err import_sheet_check(const struct import_sheet *sheet, const struct row *row, struct str *column, struct fault *why)
{
    if (row->problem)
        return row_refuse(why, row->problem->slug, row->problem->sentence);
    if (row->count != sheet->columns)
        return fault_set(why, ERR_INVALID, "wrong_count", "", "The row has %zu columns, the header %zu.", row->count, sheet->columns);
    struct str whole = {row->bytes, row->count ? row->ends[row->count - 1] : 0};
    if (str_utf8(whole) && !memchr(whole.at, 0, whole.length))
        return ERR_NONE;
    for (size_t i = 0; i < row->count; i++)
        if (!str_utf8(row_field(row, i)))
            *column = sheet->header[i];
    return memchr(whole.at, 0, whole.length) ? row_refuse(why, "zero_byte", "The row has a zero byte.")
                                             : row_refuse(why, "not_utf8", "The text is not valid UTF-8.");
}
