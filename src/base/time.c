#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { DAY_MS = 86400000, DAY_S = 86400 };

/* Howard Hinnant's days_from_civil: exact for the proleptic Gregorian calendar. */
int32_t day_of_civil(int year, int month, int of_month)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + of_month - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void day_civil(int32_t day, int *year, int *month, int *of_month)
{
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int of_era = z - era * 146097;
    int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * y + y / 4 - y / 100);
    int shifted = (5 * of_year + 2) / 153;
    *of_month = of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted + (shifted < 10 ? 3 : -9);
    *year = y + era * 400 + (*month <= 2);
}

static bool digits(const char *at, size_t count, int *number)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return false;
        value = value * 10 + (at[i] - '0');
    }
    *number = value;
    return true;
}

bool day_parse(struct str text, int32_t *day)
{
    int year, month, of_month, y, m, d;
    if (text.length != 10 || text.at[4] != '-' || text.at[7] != '-' || !digits(text.at, 4, &year) || !digits(text.at + 5, 2, &month) ||
        !digits(text.at + 8, 2, &of_month))
        return false;
    if (year < 1900 || month < 1 || month > 12 || of_month < 1 || of_month > 31)
        return false;
    int32_t number = day_of_civil(year, month, of_month);
    day_civil(number, &y, &m, &d);
    *day = number;
    return y == year && m == month && d == of_month;
}

void day_format(int32_t day, char text[TIME_TEXT])
{
    int year, month, of_month;
    day_civil(day, &year, &month, &of_month);
    snprintf(text, TIME_TEXT, "%04d-%02d-%02d", year, month, of_month);
}

static bool parse_offset(struct str text, int *offset_s)
{
    int hours, minutes;
    if (text.length == 1 && (text.at[0] == 'Z' || text.at[0] == 'z')) {
        *offset_s = 0;
        return true;
    }
    if (text.length != 6 || (text.at[0] != '+' && text.at[0] != '-') || text.at[3] != ':' || !digits(text.at + 1, 2, &hours) ||
        !digits(text.at + 4, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset_s = (text.at[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

bool time_parse(struct str text, int64_t *at_ms)
{
    int32_t day;
    int hour, minute, second, offset_s, fraction_ms = 0;
    if (text.length < 20 || !day_parse((struct str){text.at, 10}, &day) || (text.at[10] != 'T' && text.at[10] != 't') ||
        text.at[13] != ':' || text.at[16] != ':' || !digits(text.at + 11, 2, &hour) || !digits(text.at + 14, 2, &minute) ||
        !digits(text.at + 17, 2, &second) || hour > 23 || minute > 59 || second > 60)
        return false;
    size_t at = 19;
    if (text.at[at] == '.') {
        int weight = 100;
        size_t first = ++at;
        for (; at < text.length && text.at[at] >= '0' && text.at[at] <= '9'; at++, weight /= 10)
            fraction_ms += (text.at[at] - '0') * weight;
        if (at == first)
            return false;
    }
    if (!parse_offset((struct str){text.at + at, text.length - at}, &offset_s))
        return false;
    int64_t seconds = (int64_t)day * DAY_S + hour * 3600 + minute * 60 + second - offset_s;
    *at_ms = seconds * 1000 + fraction_ms;
    return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static char *put_digits(char *to, int value, int count)
{
    for (int i = count - 1; i >= 0; i--, value /= 10)
        to[i] = (char)('0' + value % 10);
    return to + count;
}

/* By hand: an export writes two of them a row. */
void time_format(int64_t at_ms, char text[TIME_TEXT])
{
    int year, month, of_month;
    int64_t day = floor_div(at_ms, DAY_MS);
    int ms = (int)(at_ms - day * DAY_MS), s = ms / 1000;
    day_civil((int32_t)day, &year, &month, &of_month);
    char *to = put_digits(text, year, 4);
    *to++ = '-', to = put_digits(to, month, 2);
    *to++ = '-', to = put_digits(to, of_month, 2);
    *to++ = 'T', to = put_digits(to, s / 3600, 2);
    *to++ = ':', to = put_digits(to, s / 60 % 60, 2);
    *to++ = ':', to = put_digits(to, s % 60, 2);
    if (ms % 1000)
        *to++ = '.', to = put_digits(to, ms % 1000, 3);
    *to++ = 'Z', *to = 0;
}

static int weekday(int32_t day) /* 0 = Monday; 1970-01-01 was a Thursday */
{
    return (int)(((day + 3) % 7 + 7) % 7);
}

int32_t period_start(enum period period, int32_t day)
{
    int year, month, of_month;
    if (period == PERIOD_DAY)
        return day;
    if (period == PERIOD_WEEK)
        return day - weekday(day);
    day_civil(day, &year, &month, &of_month);
    if (period == PERIOD_QUARTER)
        month = (month - 1) / 3 * 3 + 1;
    return day_of_civil(year, period == PERIOD_YEAR ? 1 : month, 1);
}

int32_t period_next(enum period period, int32_t start)
{
    static const int longest[] = {1, 7, 31, 92, 366};
    if (period <= PERIOD_WEEK)
        return start + longest[period];
    return period_start(period, start + longest[period]);
}

static const char *const period_names[] = {"day", "week", "month", "quarter", "year"};

const char *period_name(enum period period)
{
    return period_names[period];
}

bool period_of(struct str name, enum period *period)
{
    for (size_t i = 0; i < sizeof period_names / sizeof *period_names; i++)
        if (str_is(name, period_names[i])) {
            *period = (enum period)i;
            return true;
        }
    return false;
}

void period_format(enum period period, int32_t start, char text[TIME_TEXT])
{
    int year, month, of_month;
    day_civil(start, &year, &month, &of_month);
    if (period == PERIOD_DAY)
        day_format(start, text);
    else if (period == PERIOD_MONTH)
        snprintf(text, TIME_TEXT, "%04d-%02d", year, month);
    else if (period == PERIOD_QUARTER)
        snprintf(text, TIME_TEXT, "%04d-Q%d", year, (month - 1) / 3 + 1);
    else if (period == PERIOD_YEAR)
        snprintf(text, TIME_TEXT, "%04d", year);
    else {
        day_civil(start + 3, &year, &month, &of_month); /* the week belongs to its Thursday's year */
        int32_t first = period_start(PERIOD_WEEK, day_of_civil(year, 1, 4));
        snprintf(text, TIME_TEXT, "%04d-W%02d", year, (start - first) / 7 + 1);
    }
}

struct zone {
    UCalendar *calendar;
    int64_t from_ms, to_ms; /* the offset below holds in [from, to) */
    int offset_s;
};

struct zone *zone_open(struct str name)
{
    UChar wide[64], canonical[64];
    UErrorCode status = U_ZERO_ERROR;
    UBool known = false;
    if (!name.length || name.length >= 64)
        return NULL;
    u_charsToUChars(name.at, wide, (int32_t)name.length);
    wide[name.length] = 0;
    ucal_getCanonicalTimeZoneID(wide, -1, canonical, 64, &known, &status);
    if (U_FAILURE(status))
        return NULL;
    struct zone *zone = calloc(1, sizeof *zone);
    if (!zone)
        return NULL;
    zone->calendar = ucal_open(wide, -1, "en", UCAL_GREGORIAN, &status);
    if (U_SUCCESS(status))
        return zone;
    free(zone);
    return NULL;
}

void zone_close(struct zone *zone)
{
    if (!zone)
        return;
    ucal_close(zone->calendar);
    free(zone);
}

static void zone_load(struct zone *zone, int64_t at_ms)
{
    UErrorCode status = U_ZERO_ERROR;
    UDate edge;
    ucal_setMillis(zone->calendar, (UDate)at_ms, &status);
    int32_t offset_ms = ucal_get(zone->calendar, UCAL_ZONE_OFFSET, &status) + ucal_get(zone->calendar, UCAL_DST_OFFSET, &status);
    zone->offset_s = offset_ms / 1000;
    zone->from_ms = at_ms;
    zone->to_ms = at_ms + 1;
    if (ucal_getTimeZoneTransitionDate(zone->calendar, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, &edge, &status))
        zone->from_ms = (int64_t)edge;
    else
        zone->from_ms = INT64_MIN;
    if (ucal_getTimeZoneTransitionDate(zone->calendar, UCAL_TZ_TRANSITION_NEXT, &edge, &status))
        zone->to_ms = (int64_t)edge;
    else
        zone->to_ms = INT64_MAX;
}

int zone_offset_s(struct zone *zone, int64_t at_ms)
{
    if (at_ms < zone->from_ms || at_ms >= zone->to_ms)
        zone_load(zone, at_ms);
    return zone->offset_s;
}

int32_t zone_day(struct zone *zone, int64_t at_ms)
{
    return (int32_t)floor_div(at_ms + (int64_t)zone_offset_s(zone, at_ms) * 1000, DAY_MS);
}

int64_t zone_day_start_ms(struct zone *zone, int32_t day)
{
    int64_t utc = (int64_t)day * DAY_MS;
    int64_t start = utc - (int64_t)zone_offset_s(zone, utc) * 1000;
    start = utc - (int64_t)zone_offset_s(zone, start) * 1000;
    return start;
}
