/* Moments and local days. A moment is milliseconds since 1970-01-01T00:00:00Z (int64_t, may be negative), named `…_ms`.
 * A local day is the number of days since 1970-01-01 in the workspace's time zone (int32_t). Nothing here reads a clock:
 * see port/clock.h. */
#pragma once
#include "base/str.h"

/* RFC 3339 with an offset or Z; fractions to the millisecond, further digits dropped. Years 1900-9999. */
bool time_parse(struct str text, int64_t *at_ms) must_check;
enum { TIME_TEXT = 52 };
/* "2026-03-01T08:00:00.000Z" without the fraction when it is zero; `text` holds TIME_TEXT bytes. */
void time_format(int64_t at_ms, char text[TIME_TEXT]);

bool day_parse(struct str text, int32_t *day) must_check; /* "2026-03-01" */
void day_format(int32_t day, char text[TIME_TEXT]);
void day_civil(int32_t day, int *year, int *month, int *of_month); /* proleptic Gregorian */
int32_t day_of_civil(int year, int month, int of_month);

enum period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };
const char *period_name(enum period period); /* "day", "week" … */
bool period_of(struct str name, enum period *period) must_check;
int32_t period_start(enum period period, int32_t day);  /* first day of the period; weeks begin on Monday (ISO 8601) */
int32_t period_next(enum period period, int32_t start); /* first day of the following period */
/* "2026-03-01", "2026-W09", "2026-03", "2026-Q1", "2026" */
void period_format(enum period period, int32_t start, char text[TIME_TEXT]);

/* An IANA time zone. Immutable after zone_open apart from a small cache: one thread at a time, or one zone per thread. */
struct zone;
struct zone *zone_open(struct str name); /* NULL when the name is unknown */
void zone_close(struct zone *zone);
int32_t zone_day(struct zone *zone, int64_t at_ms);
int zone_offset_s(struct zone *zone, int64_t at_ms);
int64_t zone_day_start_ms(struct zone *zone, int32_t day); /* first moment of the local day */
