#include "base/table.h"
#include "base/time.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

enum {
    DAY_MS = 86400000,
    EPOCH_1900 = -25569, /* days from 1970-01-01 to the day 0 of most workbooks, 1899-12-30 */
    EPOCH_1904 = -24107,
};

const struct table *workbook_sheet(const struct workbook *book, const char *name)
{
    for (size_t i = 0; i < book->sheets_count; i++) {
        struct str one = str_trim(book->sheets[i].name);
        if (one.length == strlen(name) && strncasecmp(one.at, name, one.length) == 0)
            return &book->sheets[i];
    }
    return NULL;
}

struct table_row *table_row_add(struct arena *arena, struct table *table, size_t number, const struct str *cells, size_t count)
{
    if (table->rows_count == table->room) {
        size_t room = table->room ? 2 * table->room : 32;
        struct table_row *rows = table->rows_count < TABLE_ROWS_MAX ? arena_take_array(arena, room, sizeof *rows) : NULL;
        if (!rows)
            return NULL;
        if (table->rows_count)
            memcpy(rows, table->rows, table->rows_count * sizeof *rows);
        table->rows = rows;
        table->room = room;
    }
    struct table_row *row = &table->rows[table->rows_count];
    *row = (struct table_row){number, count ? arena_copy(arena, cells, count * sizeof *cells) : NULL, count};
    if (count && !row->cells)
        return NULL;
    table->rows_count++;
    return row;
}

enum table_style table_style_builtin(int64_t format)
{
    if ((format >= 14 && format <= 17) || (format >= 27 && format <= 31) || format == 36 || (format >= 50 && format <= 58))
        return TABLE_DAY;
    if ((format >= 18 && format <= 21) || (format >= 45 && format <= 47) || (format >= 32 && format <= 35))
        return TABLE_TIME;
    return format == 22 ? TABLE_MOMENT : TABLE_PLAIN;
}

/* y and d are days, h and s times; m is either, and goes with them. What is quoted, escaped or in brackets says nothing. */
enum table_style table_style_of(struct str code)
{
    bool day = false, time = false;
    for (size_t i = 0; i < code.length; i++) {
        char c = (char)(code.at[i] | 0x20);
        if (code.at[i] == '\\' || code.at[i] == '_' || code.at[i] == '*')
            i++;
        else if (code.at[i] == '"' || code.at[i] == '[') {
            char end = code.at[i] == '"' ? '"' : ']';
            while (++i < code.length && code.at[i] != end)
                ;
        } else if (code.at[i] == ';')
            break;
        else {
            day |= c == 'y' || c == 'd';
            time |= c == 'h' || c == 's';
        }
    }
    return day && time ? TABLE_MOMENT : day ? TABLE_DAY : time ? TABLE_TIME : TABLE_PLAIN;
}

static struct str number_text(struct arena *arena, double number)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", number);
    return str_keep(arena, str_of(text));
}

struct str table_number(struct arena *arena, double number, enum table_style style, bool from_1904)
{
    char text[TIME_TEXT], day[TIME_TEXT];
    if (style == TABLE_PLAIN || !(number >= 0 && number < 2958466)) /* 9999-12-31 */
        return number_text(arena, number);
    int64_t ms = (int64_t)llround(number * DAY_MS);
    int32_t days = (int32_t)(ms / DAY_MS) + (from_1904 ? EPOCH_1904 : EPOCH_1900);
    int seconds = (int)((ms % DAY_MS + 500) / 1000);
    day_format(days, day);
    if (style == TABLE_DAY && seconds == 0)
        return str_keep(arena, str_of(day));
    if (style == TABLE_TIME && number < 1)
        snprintf(text, sizeof text, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        snprintf(text, sizeof text, "%.10sT%02d:%02d:%02d", day, seconds / 3600, seconds / 60 % 60, seconds % 60);
    return str_keep(arena, str_of(text));
}
