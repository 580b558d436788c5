/* Values of an SPSS file in our words. */
#include "foreign/spss.h"
#include "base/time.h"

#include <math.h>
#include <stdio.h>

enum { DAY_S = 86400, EPOCH_DAYS = 141428 /* from 1582-10-14, where SPSS counts from, to 1970-01-01 */ };

struct str spss_text(struct spss *s, struct arena *arena, const char *text)
{
    struct str raw = str_of(text ? text : "");
    UErrorCode error = U_ZERO_ERROR;
    while (raw.length && raw.at[raw.length - 1] == ' ')
        raw.length--;
    if (!s->converter)
        return str_utf8(raw) ? str_keep(arena, raw) : foreign_plain(s->foreign, raw);
    int32_t room = (int32_t)(3 * raw.length + 8);
    char *out = arena_take(arena, (size_t)room);
    int32_t length = out ? ucnv_toAlgorithmic(UCNV_UTF8, s->converter, out, room, raw.at, (int32_t)raw.length, &error) : 0;
    return out && U_SUCCESS(error) ? (struct str){out, (size_t)length} : STR("");
}

bool spss_is_marked(const struct spss_variable *v, struct str code)
{
    double number;
    bool is_number = !v->text && str_real(code, &number);
    for (size_t i = 0; i < v->missing_count; i++)
        if (is_number ? number >= v->missing[i].low && number <= v->missing[i].high : v->text && str_equal(v->missing[i].text, code))
            return true;
    return false;
}

/* Seconds since the first day of the Gregorian calendar; the year may be any. */
static struct str day_text(struct spss *s, double seconds)
{
    char day[TIME_TEXT];
    double days = floor(seconds / DAY_S) - EPOCH_DAYS;
    if (!(days > -150000 && days < 3000000))
        return STR("");
    day_format((int32_t)days, day);
    return str_keep(s->row, str_of(day));
}

static struct str time_text(struct spss *s, double seconds)
{
    if (!(seconds >= 0 && seconds < 1e9))
        return STR("");
    int64_t whole = (int64_t)seconds;
    return str_of(arena_printf(s->row, "%02lld:%02lld", (long long)(whole / 3600), (long long)(whole / 60 % 60)));
}

static struct str number_text(struct spss *s, double number)
{
    return str_of(arena_printf(s->row, "%.15g", number));
}

struct str spss_value(struct spss *s, const struct spss_variable *v, readstat_value_t value)
{
    if (v->text) {
        struct str text =
            readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING ? spss_text(s, s->row, readstat_string_value(value)) : STR("");
        bool marked = text.length && spss_is_marked(v, text);
        s->marked |= marked;
        return marked ? STR("") : text;
    }
    if (readstat_value_is_system_missing(value))
        return STR("");
    double number = readstat_double_value(value);
    for (size_t i = 0; i < v->missing_count; i++)
        if (number >= v->missing[i].low && number <= v->missing[i].high) {
            s->marked = true;
            return STR("");
        }
    if (!isfinite(number))
        return STR("");
    if (v->as == VARIABLE_DAY)
        return day_text(s, number);
    if (v->as == VARIABLE_TIME)
        return time_text(s, number);
    return number_text(s, number);
}
