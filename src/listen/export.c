#include "listen/answer.h"
#include "listen/export_format.h"
#include "listen.sql.h"
#include "listen/inside.h"
#include "listen/surveys.h"

#include <float.h>
#include <stdlib.h>

enum { PAGE_ROWS = 500, MEMORY_MAX = 16 << 20, PAGE_MEMORY_MAX = 64 << 20, NAMES_MAX = 1000 };

struct export
{
    const struct export_format *format;
    struct exported exported;
    struct export_row row;
    const struct survey_definition **definitions; /* of every version, the newest first; at least the draft */
    size_t definitions_count;
    int64_t workspace_id, survey_id, after, until; /* response ids: (after, until] are still to come */
    const struct condition *where;                 /* NULL: every row */
    struct zone *zone;                             /* of its days; with `where` */
    bool begun;
    bool has_offers; /* of any version's */
    void *state;
    struct str attributes[NAMES_MAX];
    size_t attributes_count;
};

static const struct export_format *const formats[] = {&export_csv, &export_xlsx, &export_jsonl, &export_sav, &export_triple_s};

const struct export_format *export_format_of(struct str name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (str_is(name, formats[i]->name))
            return formats[i];
    return name.length ? NULL : &export_csv;
}

const char *export_format_type(const struct export_format *format)
{
    return format->type;
}

const char *export_format_extension(const struct export_format *format)
{
    return format->extension;
}

/* ---- opening ---- */

static enum err take_versions(struct export *export, const struct listen *listen, const struct survey *survey)
{
    int64_t newest = survey->published ? survey->published->version : 0;
    export->definitions = arena_take_array(export->exported.arena, (size_t)newest + 1, sizeof *export->definitions);
    if (!export->definitions)
        return ERR_MEMORY;
    for (int64_t v = newest; v >= 1; v--) {
        const struct survey_definition *definition = listen_survey_version(listen, export->workspace_id, survey->id, v)->definition;
        export->definitions[export->definitions_count++] = definition;
        export->has_offers |= definition->has_offers;
    }
    export->exported.version = newest;
    return ERR_NONE;
}

static struct str language_of(const struct survey_definition *survey, struct str wanted)
{
    for (size_t i = 0; i < survey->languages_count; i++)
        if (str_equal(survey->languages[i], wanted))
            return survey->languages[i];
    return survey->languages_count ? survey->languages[0] : STR("en");
}

/* What the files say of the survey, kept: a draft does not outlive the lock. */
static enum err take_names(struct export *export, const struct survey *survey, struct str language)
{
    const struct survey_definition *definition = survey->published ? survey->published->definition : survey->draft;
    struct exported *exported = &export->exported;
    exported->language = str_keep(exported->arena, language_of(definition, language));
    exported->slug = str_keep(exported->arena, survey->slug);
    exported->title = str_keep(exported->arena, survey_text(definition, definition->title, exported->language));
    return exported->language.at && exported->slug.at && exported->title.at ? ERR_NONE : ERR_MEMORY;
}

static enum err export_prepare(struct export *export, const struct listen *listen, struct store *store, const struct survey *survey,
                               struct str language)
{
    struct response_last_row last;
    enum err err = export->exported.arena ? take_versions(export, listen, survey) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = take_names(export, survey, language);
    if (err == ERR_NONE && export->format->state_size && !(export->state = calloc(1, export->format->state_size)))
        err = ERR_MEMORY;
    if (err == ERR_NONE)
        err = sql_response_last(store, &(struct response_last_in){export->workspace_id}, export->exported.arena, &last);
    if (err == ERR_NONE)
        export->until = last.id;
    return err;
}

static bool answers_know(void *context, struct str field)
{
    struct condition_path path;
    (void)context;
    return condition_path(field, &path) && path.root != FIELD_ROOT_CUSTOMER && path.root != FIELD_ROOT_CUSTOMER_ATTRIBUTES;
}

/* The condition read anew: the asker's goes before the last page does. */
static enum err take_where(struct export *export, const struct listen *listen, const struct condition *where, struct fault *why)
{
    struct buf text = buf_new(MEMORY_MAX);
    json_t *tree;
    if (!where)
        return ERR_NONE;
    condition_write(where, &text);
    enum err err = text.failed ? ERR_MEMORY : json_read(export->exported.arena, buf_str(&text), &tree, why);
    buf_free(&text);
    if (err == ERR_NONE)
        err = condition_read(export->exported.arena, tree, answers_know, NULL, &export->where, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "where");
    export->zone = err == ERR_NONE ? zone_open(listen_workspace(listen, export->workspace_id)->time_zone) : NULL;
    return err == ERR_NONE && !export->zone ? ERR_MEMORY : err;
}

enum err export_open(const struct listen *listen, struct store *store, int64_t workspace_id, const struct survey *survey,
                     const struct export_options *options, struct export **out, struct fault *why)
{
    const struct export_format *format = export_format_of(options->format);
    *out = NULL;
    if (!format)
        return fault_set(why, ERR_INVALID, "unknown_value", "format", "The format must be one of: csv, xlsx, jsonl, sav, triple-s.");
    struct export *export = calloc(1, sizeof *export);
    if (!export)
        return ERR_MEMORY;
    export->format = format;
    export->workspace_id = workspace_id;
    export->survey_id = survey->id;
    export->exported.with_customer = options->with_customer;
    export->exported.arena = arena_new(MEMORY_MAX);
    export->exported.now_ms = options->now_ms;
    enum err err = export_prepare(export, listen, store, survey, options->language);
    if (err == ERR_NONE)
        err = take_where(export, listen, options->where, why);
    if (err == ERR_NONE) {
        *out = export;
        return ERR_NONE;
    }
    export_close(export);
    if (err == ERR_INVALID)
        return err;
    return fault_set(why, err, "export_failed", "", "The export could not be begun.");
}

void export_close(struct export *export)
{
    if (!export)
        return;
    if (export->state && export->format->close)
        export->format->close(export->state);
    free(export->state);
    zone_close(export->zone);
    export_row_free(&export->row);
    arena_free(export->exported.arena);
    free(export);
}

/* ---- the look ---- */

struct naming {
    struct export *export;
    struct buf scratch;
    int64_t rows;
    bool failed;
};

static int name_order(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    size_t least = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->at, y->at, least);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

static bool name_take(void *context, struct str name)
{
    struct naming *naming = context;
    struct export *export = naming->export;
    for (size_t i = 0; i < export->attributes_count; i++)
        if (str_equal(export->attributes[i], name))
            return true;
    if (export->attributes_count == NAMES_MAX)
        return true;
    struct str kept = str_keep(export->exported.arena, name);
    if (kept.at)
        export->attributes[export->attributes_count++] = kept;
    naming->failed |= !kept.at;
    return kept.at != NULL;
}

static bool names_of_row(void *context, const struct response_attributes_row *row)
{
    struct naming *naming = context;
    export_attribute_names(row->attributes, &naming->scratch, name_take, naming);
    return !naming->failed;
}

static enum err look_names(struct export *export, struct store *store)
{
    struct naming naming = {.export = export, .scratch = buf_new(PAGE_MEMORY_MAX)};
    enum err err = sql_response_attributes(store, &(struct response_attributes_in){export->workspace_id, export->survey_id, export->until},
                                           names_of_row, &naming);
    buf_free(&naming.scratch);
    qsort(export->attributes, export->attributes_count, sizeof *export->attributes, name_order);
    return err == ERR_NONE && naming.failed ? ERR_MEMORY : err;
}

/* ---- rows ---- */

struct page {
    struct export *export;
    enum err (*each)(struct page *page, const struct response *response);
    struct buf *out;
    struct arena *arena;
    int64_t rows;
    bool past; /* everything up to `until` was seen */
    enum err err;
};

static const struct survey_definition *definition_of(const struct export *export, int64_t version)
{
    size_t count = export->definitions_count;
    return version >= 1 && (size_t)version <= count ? export->definitions[count - (size_t)version] : NULL;
}

/* The row as it was given, words and all; `version` is the caller's. */
static enum err given_of(struct page *page, const struct survey_version *version, const struct response *r, struct response_given *given)
{
    json_t *answers, *texts = NULL, *attributes = NULL;
    *given = (struct response_given){.version = version, .survey_slug = r->survey, .given_at_ms = r->given_at_ms};
    given->channel = r->channel, given->language = r->language, given->unit = r->unit, given->touchpoint = r->touchpoint;
    enum err err = json_read(page->arena, r->answers, &answers, NULL);
    if (err == ERR_NONE && r->texts.length)
        err = json_read(page->arena, r->texts, &texts, NULL);
    if (err == ERR_NONE && r->attributes.length)
        err = json_read(page->arena, r->attributes, &attributes, NULL);
    if (err == ERR_NONE && texts && json_object_update(answers, texts) != 0)
        err = ERR_MEMORY;
    if (err == ERR_NONE)
        err = response_read_answers(version->definition, answers, page->arena, &given->answers, &given->answers_count);
    given->attributes = attributes;
    return err;
}

/* What of each question of its version the respondent was offered; NULL: all of it. */
static enum err offered_of(struct page *page, const struct survey_definition *definition, const struct response *r, uint64_t **offered)
{
    struct survey_version version = {.definition = definition};
    struct response_given given;
    *offered = NULL;
    if (!definition->has_conditions)
        return ERR_NONE;
    *offered = arena_take_array(page->arena, definition->questions_count + 1, sizeof **offered);
    enum err err = *offered ? given_of(page, &version, r, &given) : ERR_MEMORY;
    return err == ERR_NONE ? answers_offered(&given, page->arena, *offered) : err;
}

/* A choice was offered, of which the column says whether it was chosen; another column's question was shown. */
static bool column_offered(const struct export_column *column, const struct question *q, uint64_t offered)
{
    int choice = column->reading == EXPORT_HAS ? choice_index(q, column->path[0]) : -1;
    return choice < 0 ? offered != 0 : offered >> choice & 1;
}

static enum err row_meets(struct page *page, const struct response *r, bool *meets)
{
    const struct export *export = page->export;
    struct survey_version version = {.definition = definition_of(export, r->version)};
    struct response_given given;
    *meets = !export->where;
    if (!export->where || !version.definition)
        return ERR_NONE;
    enum err err = given_of(page, &version, r, &given);
    struct answers_kept kept = {&given, r->outcome, zone_day(export->zone, r->given_at_ms)};
    return err == ERR_NONE ? answers_hold_kept(export->where, &kept, page->arena, meets) : err;
}

/* Tells what was never shown from what was left open, and of choices from what was not chosen. */
static enum err mark_not_asked(struct page *page, const struct response *r)
{
    struct export *export = page->export;
    const struct export_columns *columns = &export->exported.columns;
    const struct survey_definition *definition = definition_of(export, r->version);
    uint64_t *offered;
    if (!definition)
        return ERR_NONE;
    enum err err = offered_of(page, definition, r, &offered);
    for (size_t i = columns->answers_first; err == ERR_NONE && i < columns->count; i++) {
        struct export_cell *cell = &export->row.cells[i];
        bool not_chosen = cell->kind == CELL_FLAG && !cell->integer && columns->all[i].reading == EXPORT_HAS;
        if (cell->kind != CELL_NONE && !not_chosen)
            continue;
        const struct question *q = survey_question(definition, columns->all[i].question->id);
        if (!q || (offered && !column_offered(&columns->all[i], q, offered[question_index(definition, q)])))
            *cell = (struct export_cell){.kind = export->format->not_asked ? CELL_NOT_ASKED : CELL_NONE};
    }
    return err;
}

static enum err row_read(struct page *page, const struct response *r)
{
    struct export *export = page->export;
    if (export->format->whole)
        return ERR_NONE;
    enum err err = export_row_read(&export->row, r);
    return err == ERR_NONE && (export->format->not_asked || (export->has_offers && export->format->layout == EXPORT_SPREAD))
               ? mark_not_asked(page, r)
               : err;
}

static void look_number(struct export_column *column, const struct export_cell *cell)
{
    double number;
    const char *dot = memchr(cell->text.at, '.', cell->text.length);
    int decimals = dot ? (int)(cell->text.at + cell->text.length - dot - 1) : 0;
    if (!export_cell_number(cell, &number))
        return;
    if (memchr(cell->text.at, 'e', cell->text.length))
        decimals = DBL_DIG;
    column->decimals = decimals > column->decimals ? (decimals < DBL_DIG ? decimals : DBL_DIG) : column->decimals;
    bool first = column->low > column->high;
    column->low = first || number < column->low ? number : column->low;
    column->high = first || number > column->high ? number : column->high;
}

static enum err look_row(struct page *page, const struct response *r)
{
    struct export *export = page->export;
    enum err err = row_read(page, r);
    for (size_t i = 0; err == ERR_NONE && i < export->exported.columns.count; i++) {
        struct export_column *column = &export->exported.columns.all[i];
        const struct export_cell *cell = &export->row.cells[i];
        if (cell->kind == CELL_NUMBER)
            look_number(column, cell);
        column->seen |= 1u << cell->kind;
        if (cell->kind == CELL_FLAG && column->width < strlen("false"))
            column->width = strlen("false");
        if ((cell->kind == CELL_TEXT || cell->kind == CELL_NUMBER) && cell->text.length > column->width)
            column->width = cell->text.length;
    }
    export->exported.rows += err == ERR_NONE;
    return err;
}

static enum err write_row(struct page *page, const struct response *r)
{
    struct export *export = page->export;
    enum err err = row_read(page, r);
    return err == ERR_NONE ? export->format->row(export->state, &export->exported, r, export->row.cells, page->out) : err;
}

static bool page_row(void *context, const struct response *r)
{
    struct page *page = context;
    page->past = r->id > page->export->until;
    if (page->past)
        return false;
    bool meets;
    page->err = row_meets(page, r, &meets);
    if (page->err == ERR_NONE && meets)
        page->err = page->each(page, r);
    page->rows++;
    page->export->after = r->id;
    return page->err == ERR_NONE;
}

/* Up to PAGE_ROWS of them; *more is false when those were the last. */
static enum err page_run(struct export *export, struct store *store, enum err (*each)(struct page *page, const struct response *response),
                         struct buf *out, bool *more)
{
    struct page page = {.export = export, .each = each, .out = out, .arena = arena_new(PAGE_MEMORY_MAX)};
    if (!page.arena)
        return ERR_MEMORY;
    enum err err = listen_responses_after(store, export->workspace_id, export->survey_id, export->after, PAGE_ROWS, page_row, &page);
    arena_free(page.arena);
    *more = page.rows == PAGE_ROWS && !page.past;
    return err == ERR_NONE ? page.err : err;
}

/* An attribute that was never anything but a number, or true and false, is one. */
static void settle_attributes(struct export_columns *columns)
{
    for (size_t i = columns->attributes_first; i < columns->answers_first; i++) {
        unsigned seen = columns->all[i].seen & ~(1u << CELL_NONE);
        columns->all[i].kind = seen == 1u << CELL_NUMBER ? EXPORT_NUMBER : seen == 1u << CELL_FLAG ? EXPORT_FLAG : EXPORT_TEXT;
    }
}

enum err export_look(struct export *export, struct store *store)
{
    struct exported *exported = &export->exported;
    enum err err = export->format->whole ? ERR_NONE : look_names(export, store);
    if (err == ERR_NONE && !export->format->whole)
        err = export_columns_make(exported->arena, export->format->layout, exported->language, export->definitions,
                                  export->definitions_count, export->attributes, export->attributes_count, &exported->columns);
    struct export_cell *cells = arena_take_array(exported->arena, exported->columns.count + 1, sizeof *cells);
    if (err != ERR_NONE || !cells)
        return err == ERR_NONE ? ERR_MEMORY : err;
    export->row = export_row_new(&exported->columns, cells, exported->with_customer);
    for (bool more = export->format->looks; err == ERR_NONE && more;)
        err = page_run(export, store, look_row, NULL, &more);
    settle_attributes(&exported->columns);
    export->after = 0;
    return err;
}

enum err export_next(struct export *export, struct store *store, struct buf *out, bool *more)
{
    const struct export_format *format = export->format;
    enum err err = ERR_NONE;
    *more = false;
    if (!export->begun && format->begin)
        err = format->begin(export->state, &export->exported, out);
    export->begun = true;
    if (err == ERR_NONE)
        err = page_run(export, store, write_row, out, more);
    if (err == ERR_NONE && !*more && format->end)
        err = format->end(export->state, &export->exported, out);
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}
