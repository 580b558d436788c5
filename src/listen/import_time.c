#include "listen/import_inside.h"

enum { DAY_S = 86400 };

struct parts {
    int year, month, day, hour, minute, second;
    bool afternoon, has_half;
};

static bool take_digits(struct str *text, size_t most, int *value)
{
    size_t taken = 0;
    *value = 0;
    while (taken < most && taken < text->length && text->at[taken] >= '0' && text->at[taken] <= '9')
        *value = *value * 10 + (text->at[taken++] - '0');
    text->at += taken;
    text->length -= taken;
    return taken > 0;
}

static bool take_half(struct str *text, struct parts *parts)
{
    if (text->length < 2 || (text->at[1] | 0x20) != 'm' || ((text->at[0] | 0x20) != 'a' && (text->at[0] | 0x20) != 'p'))
        return false;
    parts->has_half = true;
    parts->afternoon = (text->at[0] | 0x20) == 'p';
    text->at += 2;
    text->length -= 2;
    return true;
}

static bool take_part(char letter, struct str *text, struct parts *parts)
{
    switch (letter) {
    case 'Y':
        return take_digits(text, 4, &parts->year);
    case 'm':
        return take_digits(text, 2, &parts->month);
    case 'd':
        return take_digits(text, 2, &parts->day);
    case 'H':
    case 'I':
        return take_digits(text, 2, &parts->hour);
    case 'M':
        return take_digits(text, 2, &parts->minute);
    case 'S':
        return take_digits(text, 2, &parts->second);
    case 'p':
        return take_half(text, parts);
    default:
        return false;
    }
}

static bool parts_ok(struct parts *p, int32_t *day)
{
    int year, month, of_month;
    if (p->has_half)
        p->hour = p->hour % 12 + (p->afternoon ? 12 : 0);
    if (p->year < 1900 || p->year > 9999 || p->month < 1 || p->month > 12 || p->day < 1 || p->day > 31 || p->hour > 23 || p->minute > 59 ||
        p->second > 60)
        return false;
    *day = day_of_civil(p->year, p->month, p->day);
    day_civil(*day, &year, &month, &of_month);
    return month == p->month && of_month == p->day;
}

/* Hours after local midnight; where the clock was moved in between, the wall clock is met. */
static int64_t local_ms(struct zone *zone, int32_t day, const struct parts *p)
{
    int64_t wall_ms = ((int64_t)day * DAY_S + p->hour * 3600 + p->minute * 60 + p->second) * 1000;
    int64_t guess_ms = wall_ms - (int64_t)zone_offset_s(zone, wall_ms) * 1000;
    return wall_ms - (int64_t)zone_offset_s(zone, guess_ms) * 1000;
}

bool import_time(struct str text, struct str format, struct zone *zone, int64_t *at_ms)
{
    struct parts parts = {.month = 1, .day = 1};
    int32_t day;
    if (!format.length)
        return time_parse(text, at_ms);
    for (size_t i = 0; i < format.length; i++) {
        if (format.at[i] == '%' && i + 1 < format.length) {
            if (!take_part(format.at[++i], &text, &parts))
                return false;
        } else if (text.length && text.at[0] == format.at[i]) {
            text.at++;
            text.length--;
        } else {
            return false;
        }
    }
    if (text.length || !parts_ok(&parts, &day))
        return false;
    *at_ms = local_ms(zone, day, &parts);
    return true;
}
