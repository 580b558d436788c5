#include "listen/import_look.h"
#include "listen/import_inside.h"

static const char *const formats[IMPORT_FORMATS] = {"",
                                                    "%Y-%m-%d %H:%M:%S",
                                                    "%Y-%m-%d %H:%M",
                                                    "%Y-%m-%dT%H:%M:%S",
                                                    "%Y-%m-%dT%H:%M",
                                                    "%Y-%m-%d",
                                                    "%d.%m.%Y %H:%M:%S",
                                                    "%d.%m.%Y %H.%M.%S",
                                                    "%d.%m.%Y %H:%M",
                                                    "%d.%m.%Y %H.%M",
                                                    "%d.%m.%Y",
                                                    "%d/%m/%Y %H:%M:%S",
                                                    "%d/%m/%Y %H:%M",
                                                    "%d/%m/%Y",
                                                    "%m/%d/%Y %H:%M:%S",
                                                    "%m/%d/%Y %H:%M",
                                                    "%m/%d/%Y %I:%M %p",
                                                    "%m/%d/%Y",
                                                    "%d-%m-%Y",
                                                    "%Y/%m/%d",
                                                    "%Y%m%d"};

const char *import_column_format(const struct import_column *column, const char **rival, uint32_t *fits)
{
    size_t best = 0;
    *rival = NULL;
    for (size_t i = 1; i < IMPORT_FORMATS; i++)
        if (column->fits[i] > column->fits[best])
            best = i;
    *fits = column->fits[best];
    if (2 * (uint64_t)*fits <= column->filled)
        return NULL;
    for (size_t i = best + 1; i < IMPORT_FORMATS && !*rival; i++)
        if (column->fits[i] == *fits)
            *rival = formats[i];
    return formats[best];
}

struct looking {
    const struct import_config *config;
    void (*again)(void *context);
    struct arena *arena;
    struct import_look *look;
    struct zone *zone;
    struct import_map map; /* how the file is read: delimiter and encoding */
    bool broken_text;
};

static enum err rows_begin(struct looking *l, struct rows **rows, struct import_config *config)
{
    *config = *l->config;
    config->map = &l->map;
    l->again(config->context);
    *rows = rows_open(config);
    return *rows ? ERR_NONE : ERR_MEMORY;
}

/* Columns of the header under this delimiter; 0 when it cannot be read. */
static size_t columns_under(struct looking *l, char delimiter)
{
    struct import_config config;
    struct rows *rows;
    struct row row = {0};
    struct fault why;
    bool end = true;
    l->map.delimiter = delimiter;
    enum err err = rows_begin(l, &rows, &config);
    if (err == ERR_NONE)
        err = rows_next(rows, &row, &end, &why);
    size_t count = err == ERR_NONE && !end && !row.problem ? row.count : 0;
    rows_close(rows);
    return count;
}

static void delimiter_find(struct looking *l)
{
    size_t most = 0;
    char best = ',';
    for (const char *d = ",;\t|"; *d; d++) {
        size_t count = columns_under(l, *d);
        if (count > most) {
            most = count;
            best = *d;
        }
    }
    l->look->delimiter = l->map.delimiter = best;
}

static enum err no_header(struct fault *why, const struct row_problem *problem)
{
    return fault_set(why, ERR_INVALID, "no_header", "", "The file has no header row that can be read. %s",
                     problem ? problem->sentence : "");
}

static const struct row_problem no_text = {"no_header", "The name of a column is no text."};

static enum err header_take(struct looking *l, const struct row *row, struct fault *why)
{
    struct import_look *look = l->look;
    if (row->count > IMPORT_LOOK_COLUMNS)
        return fault_set(why, ERR_INVALID, "too_many", "", "The file has %zu columns; the page takes %d. The command line takes more.",
                         row->count, IMPORT_LOOK_COLUMNS);
    look->columns_count = row->count;
    look->columns = arena_take_array(l->arena, row->count + 1, sizeof *look->columns);
    for (size_t i = 0; look->columns && i < row->count; i++) {
        struct str name = str_trim(row_field(row, i));
        if (memchr(name.at, 0, name.length))
            return no_header(why, &no_text);
        look->columns[i].name = str_keep(l->arena, name);
        if (!look->columns[i].name.at)
            return ERR_MEMORY;
    }
    return look->columns ? ERR_NONE : ERR_MEMORY;
}

static enum err value_note(struct looking *l, struct import_column *column, struct str text)
{
    for (size_t i = 0; i < column->values_count; i++)
        if (str_equal(column->values[i], text))
            return ERR_NONE;
    column->many |= column->values_count == IMPORT_VALUES_MAX || text.length > IMPORT_VALUE_MAX;
    if (column->many)
        return ERR_NONE;
    column->values[column->values_count] = str_keep(l->arena, text);
    return column->values[column->values_count++].at ? ERR_NONE : ERR_MEMORY;
}

static void formats_note(struct looking *l, struct import_column *column, struct str text)
{
    int64_t at_ms;
    column->filled++;
    for (size_t i = 0; i < IMPORT_FORMATS; i++)
        column->fits[i] += import_time(text, str_of(formats[i]), l->zone, &at_ms);
}

static struct str cell_cut(struct str text)
{
    if (text.length > IMPORT_CELL_MAX) {
        text.length = IMPORT_CELL_MAX;
        while (text.length && ((unsigned char)text.at[text.length] & 0xC0) == 0x80)
            text.length--;
    }
    return text;
}

static enum err row_note(struct looking *l, const struct row *row)
{
    struct import_look *look = l->look;
    struct str *cells = NULL;
    enum err err = ERR_NONE;
    if (row->problem || row->count != look->columns_count)
        return ERR_NONE;
    if (look->rows_count < IMPORT_SHOWN_ROWS && !(cells = arena_take_array(l->arena, row->count + 1, sizeof *cells)))
        return ERR_MEMORY;
    for (size_t i = 0; err == ERR_NONE && i < row->count; i++) {
        struct str text = str_trim(row_field(row, i));
        bool readable = str_utf8(text) && !memchr(text.at, 0, text.length);
        l->broken_text |= !readable;
        if (cells)
            cells[i] = readable ? str_keep(l->arena, cell_cut(text)) : STR("");
        if (!text.length || !readable)
            continue;
        formats_note(l, &look->columns[i], text);
        err = value_note(l, &look->columns[i], text);
    }
    if (cells) {
        look->numbers[look->rows_count] = row->number;
        look->cells[look->rows_count++] = cells;
    }
    return err;
}

static enum err rows_look(struct looking *l, struct fault *why)
{
    struct import_config config;
    struct rows *rows;
    struct row row;
    bool end = false;
    enum err err = rows_begin(l, &rows, &config);
    if (err == ERR_NONE)
        err = rows_next(rows, &row, &end, why);
    if (err == ERR_NONE)
        err = end || row.problem ? no_header(why, row.problem) : header_take(l, &row, why);
    for (int i = 0; err == ERR_NONE && i < IMPORT_LOOK_ROWS; i++) {
        err = rows_next(rows, &row, &end, why);
        if (err != ERR_NONE || end)
            break;
        err = row_note(l, &row);
    }
    rows_close(rows);
    return err;
}

/* As UTF-8 first; when that does not fit, as windows-1252. */
enum err import_look(const struct import_config *config, void (*again)(void *context), struct arena *arena, struct import_look *look,
                     struct fault *why)
{
    struct looking l = {.config = config, .again = again, .arena = arena, .look = look, .zone = zone_open(STR("UTC"))};
    *look = (struct import_look){0};
    if (!l.zone)
        return ERR_MEMORY;
    delimiter_find(&l);
    enum err err = rows_look(&l, why);
    for (size_t i = 0; err == ERR_NONE && i < look->columns_count; i++)
        l.broken_text |= !str_utf8(look->columns[i].name);
    if (err == ERR_NONE && l.broken_text) {
        look->windows_1252 = l.map.windows_1252 = true;
        look->rows_count = 0;
        err = rows_look(&l, why);
    }
    zone_close(l.zone);
    return err;
}
