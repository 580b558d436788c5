/* Rows that become encounters, customers or media weeks: each is made into the API's record, so that the same rules hold as at every other
 * door. */
#include "base/map.h"
#include "listen/customer.h"
#include "listen/encounter.h"
#include "listen/event.h"
#include "listen/import_inside.h"
#include "listen/media.h"

#include <math.h>
#include <stdlib.h>

struct import_record {
    struct import_config config;
    struct import_sheet sheet;
    struct arena *arena;
    size_t *bound;    /* the column of each target; SIZE_MAX: its fixed value */
    struct map *seen; /* media: the row of each week, medium, daypart and segment */
    struct import_progress progress;
};

/* ---- opening ---- */

static enum err columns_bind(struct import_record *import, struct fault *why)
{
    const struct import_map *map = import->config.map;
    enum err err = ERR_NONE;
    import->bound = arena_take_array(import->arena, map->targets_count + 1, sizeof *import->bound);
    if (!import->bound)
        return ERR_MEMORY;
    for (size_t i = 0; err == ERR_NONE && i < map->targets_count; i++) {
        import->bound[i] = SIZE_MAX;
        if (map->targets[i].column.at)
            err = import_sheet_column(&import->sheet, map->targets[i].column, &import->bound[i], why);
    }
    return err;
}

enum err import_record_open(const struct import_config *config, struct import_record **out, struct fault *why)
{
    struct import_record *import = calloc(1, sizeof *import);
    *out = NULL;
    if (!import)
        return ERR_MEMORY;
    import->config = *config;
    import->arena = arena_new(16 << 20);
    enum err err = import->arena ? import_sheet_open(&import->config, import->arena, &import->sheet, why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = columns_bind(import, why);
    if (err == ERR_NONE)
        *out = import;
    else
        import_record_close(import);
    return err;
}

void import_record_close(struct import_record *import)
{
    if (!import)
        return;
    import_sheet_close(&import->sheet);
    map_free(import->seen, free);
    arena_free(import->arena);
    free(import);
}

struct import_progress import_record_progress(const struct import_record *import)
{
    struct import_progress progress = import->progress;
    progress.bytes_read = rows_bytes(import->sheet.rows);
    return progress;
}

/* ---- one row ---- */

struct making {
    struct import_record *import;
    const struct row *row;
    struct arena *arena;
    json_t *record; /* the API's */
    struct fault *why;
};

static enum err refuse(struct making *m, const char *slug, const char *sentence)
{
    return fault_set(m->why, ERR_INVALID, slug, "", "%s", sentence);
}

static const char *const field_names[] = {
    [TARGET_CHANNEL] = "channel",
    [TARGET_LANGUAGE] = "language",
    [TARGET_TOUCHPOINT] = "touchpoint",
    [TARGET_UNIT] = "unit",
    [TARGET_EFFECT] = "effect",
    [TARGET_INITIATOR] = "initiator",
    [TARGET_NAME] = "name",
    [TARGET_EMAIL] = "email",
    [TARGET_PHONE] = "phone",
    [TARGET_MARGIN] = "margin",
    [TARGET_CONSENT] = "consent_surveys",
    [TARGET_BAN] = "contact_ban",
    [TARGET_MEDIUM] = "medium",
    [TARGET_DAYPART] = "daypart",
    [TARGET_SEGMENT] = "segment",
};

static enum err set(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value) == 0 ? ERR_NONE : ERR_MEMORY;
}

static enum err set_time(struct making *m, const struct import_target *target, struct str text)
{
    int64_t at_ms;
    char written[TIME_TEXT];
    if (!import_time(text, target->format, m->import->sheet.zone, &at_ms))
        return refuse(m, "not_a_moment", "The time cannot be read; see \"format\" in the map.");
    time_format(at_ms, written);
    return set(m->record, "at", json_string(written));
}

static enum err set_flag(struct making *m, const char *name, struct str text)
{
    bool yes;
    if (!import_yes(text, &yes))
        return refuse(m, "not_a_boolean", "This must be yes or no.");
    return set(m->record, name, json_boolean(yes));
}

static enum err set_number(struct making *m, json_t *object, const char *name, struct str text)
{
    json_t *number = import_number(text);
    return number ? set(object, name, number) : refuse(m, "not_a_number", IMPORT_NOT_A_NUMBER);
}

static enum err set_week(struct making *m, const struct import_target *target, struct str text)
{
    struct str format = target->format.length ? target->format : STR("%Y-%m-%d");
    int64_t at_ms;
    char written[TIME_TEXT];
    if (!import_time(text, format, m->import->sheet.zone, &at_ms))
        return refuse(m, "not_a_day", "The week's Monday cannot be read; see \"format\" in the map.");
    day_format(zone_day(m->import->sheet.zone, at_ms), written);
    return set(m->record, "week", json_string(written));
}

static enum err set_sum(struct making *m, const char *name, int hundredths, struct str text)
{
    double number;
    if (!import_real(text, &number) || fabs(number) > 1e13)
        return refuse(m, "not_a_number", IMPORT_NOT_A_NUMBER);
    if (hundredths == 1 && number != floor(number))
        return refuse(m, "not_an_integer", "This must be a whole number.");
    return set(m->record, name, json_integer(llround(number * hundredths)));
}

static enum err set_attribute(struct making *m, const struct import_target *target, struct str text)
{
    json_t *attributes = json_object_get(m->record, "attributes");
    if (!attributes && set(m->record, "attributes", attributes = json_object()) != ERR_NONE)
        return ERR_MEMORY;
    return target->number ? set_number(m, attributes, target->name.at, text)
                          : set(attributes, target->name.at, json_stringn(text.at, text.length));
}

static enum err set_year_margin(struct making *m, struct str year, struct str text)
{
    int64_t number;
    json_t *margins = json_object_get(m->record, "margins"), *margin = json_object();
    if (!margins && set(m->record, "margins", margins = json_array()) != ERR_NONE)
        return ERR_MEMORY;
    if (json_array_append_new(margins, margin) != 0 || !str_integer(year, &number)) /* a year: import_map_read saw to it */
        return ERR_MEMORY;
    return set(margin, "year", json_integer(number)) == ERR_NONE ? set_number(m, margin, "margin", text) : ERR_MEMORY;
}

static enum err set_customer(struct making *m, struct str text)
{
    json_t *id = json_stringn(text.at, text.length);
    if (m->import->config.map->kind == IMPORT_CUSTOMERS)
        return set(m->record, "external_id", id);
    return set(m->record, "customer", json_pack("{so}", "external_id", id));
}

static enum err set_target(struct making *m, const struct import_target *target, struct str text)
{
    switch (target->kind) {
    case TARGET_AT:
        return set_time(m, target, text);
    case TARGET_CUSTOMER:
        return set_customer(m, text);
    case TARGET_ATTRIBUTE:
        return set_attribute(m, target, text);
    case TARGET_YEAR_MARGIN:
        return set_year_margin(m, target->name, text);
    case TARGET_MARGIN:
        return set_number(m, m->record, "margin", text);
    case TARGET_WEEK:
        return set_week(m, target, text);
    case TARGET_SPEND:
        return set_sum(m, "spend_cents", 100, text);
    case TARGET_CONTACTS:
        return set_sum(m, "contacts", 1, text);
    case TARGET_CONSENT:
    case TARGET_BAN:
        return set_flag(m, field_names[target->kind], text);
    default:
        return set(m->record, field_names[target->kind], json_stringn(text.at, text.length));
    }
}

static enum err encounter_make(struct making *m, struct fact *fact)
{
    struct encounter_in in;
    struct encounter_happened *happened;
    struct str key;
    const struct import_config *c = &m->import->config;
    enum err err = import_sheet_key(&m->import->sheet, m->row, m->arena, &key, m->why);
    if (err == ERR_NONE && key.length)
        err = set(m->record, "key", json_stringn(key.at, key.length));
    if (err == ERR_NONE)
        err = record_read(&record_encounter_in, m->arena, m->record, &in, m->why);
    if (err == ERR_NONE)
        err = listen_check_encounter(c->listen, c->workspace_id, &in, c->now_ms, m->arena, &happened, m->why);
    if (err == ERR_NONE)
        *fact = (struct fact){.kind = FACT_ENCOUNTER_HAPPENED, .body = happened};
    return err;
}

static enum err customer_make(struct making *m, struct fact *fact)
{
    struct customer_in in;
    struct customer_put *put;
    struct customer_identified *c = arena_new_object(m->arena, struct customer_identified);
    enum err err = c ? record_read(&record_customer_in, m->arena, m->record, &in, m->why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = listen_check_customer(&in, m->arena, &put, m->why);
    if (err != ERR_NONE)
        return err;
    *c = (struct customer_identified){.external_id = in.external_id,
                                      .name = in.name,
                                      .email = in.email,
                                      .phone = in.phone,
                                      .language = in.language.at ? put->language : in.language,
                                      .attributes = json_object_get(m->record, "attributes"),
                                      .has_margin = in.has_margin,
                                      .margin = in.margin,
                                      .margins = put->margins,
                                      .has_consent = in.has_consent_surveys,
                                      .consent_surveys = in.consent_surveys,
                                      .contact_ban = in.has_contact_ban && in.contact_ban};
    *fact = (struct fact){.kind = FACT_CUSTOMER_IDENTIFIED, .body = c};
    return ERR_NONE;
}

/* Two rows of the same week, medium, daypart and segment would hide one another: the second is told. */
static enum err exposure_once(struct making *m, const struct media_exposure *e)
{
    struct map **seen = &m->import->seen;
    const char *key =
        arena_printf(m->arena, "%d\n%.*s\n%.*s\n%.*s", e->week, STR_ARGS(e->medium), STR_ARGS(e->daypart), STR_ARGS(e->segment));
    if (!key || (!*seen && !(*seen = map_new())))
        return ERR_MEMORY;
    const int64_t *first = map_get(*seen, str_of(key));
    if (first)
        return fault_set(m->why, ERR_INVALID, "twice", "", "Row %lld has the same week, medium, daypart and segment.", (long long)*first);
    if (map_count(*seen) >= IMPORT_MEDIA_ROWS_MAX)
        return fault_set(m->why, ERR_INVALID, "too_many", "", "A file holds at most %d media weeks.", IMPORT_MEDIA_ROWS_MAX);
    int64_t *number = malloc(sizeof *number);
    if (!number)
        return ERR_MEMORY;
    *number = m->row->number;
    enum err err = map_put(*seen, str_of(key), number, NULL);
    if (err != ERR_NONE)
        free(number);
    return err;
}

static enum err media_make(struct making *m, struct fact *fact)
{
    struct media_exposure_in in;
    struct media_put *put = arena_new_object(m->arena, struct media_put);
    struct media_exposure *exposure = arena_new_object(m->arena, struct media_exposure);
    enum err err = put && exposure ? record_read(&record_media_exposure_in, m->arena, m->record, &in, m->why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = listen_check_exposure(&in, exposure, m->why);
    if (err == ERR_NONE)
        err = exposure_once(m, exposure);
    if (err != ERR_NONE)
        return err;
    *put = (struct media_put){exposure, 1};
    *fact = (struct fact){.kind = FACT_MEDIA_PUT, .body = put};
    return ERR_NONE;
}

/* ERR_INVALID: the row is rejected, m->why says why, *column where. */
static enum err make(struct making *m, struct fact *fact, struct str *column)
{
    const struct import_map *map = m->import->config.map;
    enum err err = import_sheet_check(&m->import->sheet, m->row, column, m->why);
    for (size_t i = 0; err == ERR_NONE && i < map->targets_count; i++) {
        const struct import_target *target = &map->targets[i];
        size_t at = m->import->bound[i];
        struct str text = import_value(target, at == SIZE_MAX ? target->value : row_field(m->row, at));
        err = text.length ? set_target(m, target, text) : ERR_NONE;
        if (err == ERR_INVALID)
            *column = target->column.at ? target->column : target->name;
    }
    if (err != ERR_NONE)
        return err;
    err = map->kind == IMPORT_MEDIA       ? media_make(m, fact)
          : map->kind == IMPORT_CUSTOMERS ? customer_make(m, fact)
                                          : encounter_make(m, fact);
    if (err == ERR_INVALID)
        *column = str_of(m->why->field);
    return err;
}

static enum err became_tell(const struct import_config *config, int64_t row, const json_t *record)
{
    struct buf text = buf_new(BECAME_MAX);
    json_put_tree(&text, record);
    if (!text.failed)
        config->became(config->context, row, buf_str(&text));
    enum err err = text.failed ? ERR_MEMORY : ERR_NONE;
    buf_free(&text);
    return err;
}

static enum err row_take(struct import_record *import, const struct row *row, struct arena *arena, struct fact *fact, bool *taken)
{
    struct fault why = {0};
    struct making m = {import, row, arena, json_object(), &why};
    struct str column = STR("");
    enum err err = json_keep(arena, m.record);
    if (err == ERR_NONE)
        err = make(&m, fact, &column);
    import->progress.rows++;
    *taken = err == ERR_NONE;
    import->progress.taken += *taken;
    fact->workspace_id = import->config.workspace_id;
    fact->actor = (struct actor){ACTOR_SYSTEM, 0};
    if (*taken && import->config.became)
        return became_tell(&import->config, row->number, m.record);
    if (err != ERR_INVALID)
        return err;
    import->progress.rejected++;
    if (import->config.reject)
        import->config.reject(import->config.context, row->number, column, &why);
    return ERR_NONE;
}

enum err import_record_next(struct import_record *import, struct arena *arena, struct fact **facts, size_t *count, bool *more,
                            struct fault *why)
{
    struct row row;
    bool end = false;
    enum err err = ERR_NONE;
    *count = 0;
    *facts = arena_take_array(arena, IMPORT_BATCH, sizeof **facts);
    if (!*facts)
        return ERR_MEMORY;
    for (int rows = 0; err == ERR_NONE && !end && rows < IMPORT_BATCH; rows++) {
        bool taken = false;
        err = rows_next(import->sheet.rows, &row, &end, why);
        if (err == ERR_NONE && !end)
            err = row_take(import, &row, arena, &(*facts)[*count], &taken);
        *count += taken;
    }
    *more = !end;
    return err;
}
