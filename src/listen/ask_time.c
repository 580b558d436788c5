/* When a question's time comes: delays and quiet hours in the workspace's local time. */
#include "listen/campaign.h"

enum { HOUR_MS = 3600000, MINUTE_MS = 60000, SHIFTS_MAX = 8 };
static const int64_t DAY_MS = 86400000;

static int minute_of_day(struct zone *zone, int64_t at_ms)
{
    int64_t local = at_ms + (int64_t)zone_offset_s(zone, at_ms) * 1000;
    return (int)((local - zone_day(zone, at_ms) * DAY_MS) / MINUTE_MS);
}

/* The moment when local clocks show that minute of the day; where a clock change skips it, what they show an hour later. */
static int64_t moment_of(struct zone *zone, int32_t day, int64_t minute)
{
    int64_t utc = day * DAY_MS + minute * MINUTE_MS;
    int64_t guess = utc - (int64_t)zone_offset_s(zone, utc) * 1000;
    return utc - (int64_t)zone_offset_s(zone, guess) * 1000;
}

int64_t ask_due_ms(const struct ask_rule *rule, int64_t happened_at_ms, struct zone *zone)
{
    const struct ask_delay *delay = &rule->delay;
    int64_t from_ms = happened_at_ms + delay->hours * HOUR_MS;
    if (!delay->days && delay->minute < 0)
        return from_ms;
    int32_t day = zone_day(zone, from_ms) + (int32_t)delay->days;
    int minute = delay->minute < 0 ? minute_of_day(zone, from_ms) : delay->minute;
    int64_t due_ms = moment_of(zone, day, minute);
    return due_ms < from_ms ? moment_of(zone, day + 1, minute) : due_ms;
}

/* 0 Monday … 6 Sunday. */
static int weekday(int32_t day)
{
    return ((day + 3) % 7 + 7) % 7;
}

static bool minute_quiet(const struct quiet_hours *quiet, int minute)
{
    if (quiet->from_minute <= quiet->to_minute)
        return minute >= quiet->from_minute && minute < quiet->to_minute;
    return minute >= quiet->from_minute || minute < quiet->to_minute;
}

int64_t ask_quiet_end_ms(const struct quiet_hours *quiet, int64_t at_ms, struct zone *zone)
{
    if (!quiet->weekends && quiet->from_minute == quiet->to_minute)
        return at_ms; /* no quiet hours at all: no calendar is asked */
    for (int i = 0; i < SHIFTS_MAX; i++) {
        int32_t day = zone_day(zone, at_ms);
        int minute = minute_of_day(zone, at_ms);
        if (quiet->weekends && weekday(day) >= 5)
            at_ms = zone_day_start_ms(zone, day + 7 - weekday(day));
        else if (minute_quiet(quiet, minute))
            at_ms = moment_of(zone, minute < quiet->to_minute ? day : day + 1, quiet->to_minute);
        else
            break;
    }
    return at_ms;
}

/* ---- the calendar ---- */

static int32_t weekday_from(int32_t day, int wanted)
{
    return day + (wanted - weekday(day) + 7) % 7;
}

static int64_t next_of_weeks(const struct campaign_schedule *s, int64_t after_ms, struct zone *zone)
{
    int32_t first = weekday_from(s->from_day, s->weekday), today = zone_day(zone, after_ms);
    int32_t step = (int32_t)(7 * s->interval), day = today > first ? first + (today - first) / step * step : first;
    int64_t at_ms;
    while ((at_ms = moment_of(zone, day, s->minute)) <= after_ms)
        day += step;
    return at_ms;
}

/* The first such weekday of the month; months counted from year 0. */
static int32_t weekday_of_month(int64_t month, int wanted)
{
    return weekday_from(day_of_civil((int)(month / 12), (int)(month % 12) + 1, 1), wanted);
}

static int64_t month_of(int32_t day)
{
    int year, month, of_month;
    day_civil(day, &year, &month, &of_month);
    return (int64_t)year * 12 + month - 1;
}

static int64_t next_of_months(const struct campaign_schedule *s, int64_t after_ms, struct zone *zone)
{
    int64_t first = month_of(s->from_day), today = month_of(zone_day(zone, after_ms)), at_ms;
    first += weekday_of_month(first, s->weekday) < s->from_day;
    int64_t month = today > first ? first + (today - first) / s->interval * s->interval : first;
    while ((at_ms = moment_of(zone, weekday_of_month(month, s->weekday), s->minute)) <= after_ms)
        month += s->interval;
    return at_ms;
}

int64_t campaign_next_ms(const struct campaign_schedule *schedule, int64_t after_ms, struct zone *zone)
{
    if (schedule->every == CAMPAIGN_WEEKS)
        return next_of_weeks(schedule, after_ms, zone);
    if (schedule->every == CAMPAIGN_MONTHS)
        return next_of_months(schedule, after_ms, zone);
    int64_t at_ms = schedule->at_once ? 0 : moment_of(zone, schedule->from_day, schedule->minute);
    return at_ms > after_ms ? at_ms : 0;
}
