#include "listen/export.h"
#include "listen.sql.h"
#include "listen/inside.h"
#include "listen/surveys.h"

#include <stdlib.h>

enum { PAGE_ROWS = 500, MEMORY_MAX = 4 << 20, PAGE_MEMORY_MAX = 64 << 20, NAMES_MAX = 1000 };

struct export
{
    struct arena *arena;
    int64_t workspace_id, survey_id, after;
    bool with_customer, header_written;
    struct str attributes[NAMES_MAX];
    size_t attributes_count;
    const struct question **questions;
    size_t questions_count, questions_room;
};

void csv_put_field(struct buf *out, struct str text, bool number)
{
    double value;
    bool formula = text.length && strchr("=+-@\t\r", text.at[0]) && !number && !str_real(text, &value);
    bool quoted = formula;
    for (size_t i = 0; i < text.length && !quoted; i++)
        quoted = strchr(",\"\r\n;", text.at[i]) != NULL;
    if (text.length && (text.at[0] == ' ' || text.at[text.length - 1] == ' '))
        quoted = true;
    if (!quoted) {
        buf_add_str(out, text);
        return;
    }
    buf_add_char(out, '"');
    if (formula)
        buf_add_char(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.at[i]);
    }
    buf_add_char(out, '"');
}

static bool take_name(void *context, const struct response_attribute_names_row *row)
{
    struct export *export = context;
    struct str name = str_keep(export->arena, row->name);
    if (name.at && export->attributes_count < NAMES_MAX)
        export->attributes[export->attributes_count++] = name;
    return name.at != NULL;
}

static bool known_question(const struct export *export, struct str id)
{
    for (size_t i = 0; i < export->questions_count; i++)
        if (str_equal(export->questions[i]->id, id))
            return true;
    return false;
}

/* The questions of every version, the newest version's order first. */
static enum err take_questions(struct export *export, const struct listen *listen, const struct survey *survey)
{
    int64_t newest = survey->published ? survey->published->version : 0;
    for (int64_t v = newest; v >= 1; v--)
        export->questions_room += listen_survey_version(listen, export->workspace_id, survey->id, v)->definition->questions_count;
    export->questions = arena_take_array(export->arena, export->questions_room, sizeof(struct question *));
    if (!export->questions)
        return ERR_MEMORY;
    for (int64_t v = newest; v >= 1; v--) {
        const struct survey_definition *d = listen_survey_version(listen, export->workspace_id, survey->id, v)->definition;
        for (size_t i = 0; i < d->questions_count; i++)
            if (d->questions[i].type != QUESTION_STATEMENT && !known_question(export, d->questions[i].id))
                export->questions[export->questions_count++] = &d->questions[i];
    }
    return ERR_NONE;
}

enum err export_open(const struct listen *listen, struct store *store, int64_t workspace_id, const struct survey *survey,
                     bool with_customer, struct export **out, struct fault *why)
{
    struct export *export = calloc(1, sizeof *export);
    *out = NULL;
    if (!export)
        return ERR_MEMORY;
    export->arena = arena_new(MEMORY_MAX);
    export->workspace_id = workspace_id;
    export->survey_id = survey->id;
    export->with_customer = with_customer;
    enum err err = export->arena ? take_questions(export, listen, survey) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = sql_response_attribute_names(store, &(struct response_attribute_names_in){workspace_id, survey->id}, take_name, export);
    if (err == ERR_NONE) {
        *out = export;
        return ERR_NONE;
    }
    export_close(export);
    return fault_set(why, err, "export_failed", "", "The export could not be begun.");
}

void export_close(struct export *export)
{
    if (!export)
        return;
    arena_free(export->arena);
    free(export);
}

static void put_header(struct export *export, struct buf *out)
{
    buf_add_text(out, "id,at,received_at,survey,version,channel,language,touchpoint,unit,customer,outcome");
    struct buf name = buf_new(1000);
    for (size_t i = 0; i < export->attributes_count; i++) {
        buf_clear(&name);
        buf_printf(&name, "attributes.%.*s", STR_ARGS(export->attributes[i]));
        buf_add_char(out, ',');
        csv_put_field(out, buf_str(&name), false);
    }
    for (size_t i = 0; i < export->questions_count; i++) {
        const char *id = export->questions[i]->id.at;
        if (export->questions[i]->type == QUESTION_EMOTION)
            buf_printf(out, ",answers.%s.strongest,answers.%s.all", id, id);
        else
            buf_printf(out, ",answers.%s", id);
    }
    buf_add_text(out, "\r\n");
    buf_free(&name);
}

static void put_list(struct buf *out, const json_t *list)
{
    struct buf joined = buf_new(100000);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i)
            buf_add_char(&joined, ';');
        buf_add_str(&joined, json_str(json_array_get(list, i)));
    }
    csv_put_field(out, buf_str(&joined), false);
    buf_free(&joined);
}

static void put_value(struct buf *out, const json_t *value)
{
    if (json_is_string(value))
        csv_put_field(out, json_str(value), false);
    else if (json_is_integer(value))
        buf_printf(out, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        json_put_real(out, json_real_value(value));
    else if (json_is_boolean(value))
        buf_add_text(out, json_is_true(value) ? "true" : "false");
    else if (json_is_array(value))
        put_list(out, value);
}

static void put_emotion(struct buf *out, const json_t *value)
{
    const char *name;
    json_t *intensity;
    struct buf all = buf_new(1000);
    put_value(out, json_object_get(value, "strongest"));
    buf_add_char(out, ',');
    json_object_foreach(json_object_get(value, "all"), name, intensity)
        buf_printf(&all, "%s%s:%lld", all.length ? ";" : "", name, (long long)json_integer_value(intensity));
    csv_put_field(out, buf_str(&all), false);
    buf_free(&all);
}

struct page {
    struct export *export;
    struct arena *arena;
    struct buf *out;
    int64_t rows;
    enum err err;
};

static void put_fixed(const struct page *page, const struct response *r)
{
    static const char *const outcomes[] = {"poor", "middle", "good"};
    char at[TIME_TEXT], received_at[TIME_TEXT];
    time_format(r->given_at_ms, at);
    time_format(r->received_at_ms, received_at);
    buf_printf(page->out, "%lld,%s,%s,", (long long)r->id, at, received_at);
    csv_put_field(page->out, r->survey, false);
    buf_printf(page->out, ",%lld,", (long long)r->version);
    const struct str texts[] = {r->channel, r->language, r->touchpoint, r->unit, page->export->with_customer ? r->customer : STR("")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        csv_put_field(page->out, texts[i], false);
        buf_add_char(page->out, ',');
    }
    buf_add_text(page->out, outcomes[r->outcome + 1]);
}

static enum err tree_of(const struct page *page, struct str text, json_t **tree)
{
    *tree = NULL;
    return text.length ? json_read(page->arena, text, tree, NULL) : ERR_NONE;
}

static bool put_row(void *context, const struct response *r)
{
    struct page *page = context;
    const struct export *export = page->export;
    json_t *answers, *texts, *attributes;
    page->err = tree_of(page, r->answers, &answers);
    if (page->err == ERR_NONE)
        page->err = tree_of(page, r->texts, &texts);
    if (page->err == ERR_NONE)
        page->err = tree_of(page, r->attributes, &attributes);
    if (page->err != ERR_NONE)
        return false;
    put_fixed(page, r);
    for (size_t i = 0; i < export->attributes_count; i++) {
        buf_add_char(page->out, ',');
        put_value(page->out, json_object_get(attributes, export->attributes[i].at));
    }
    for (size_t i = 0; i < export->questions_count; i++) {
        const struct question *q = export->questions[i];
        const json_t *value = json_object_get(answers, q->id.at);
        buf_add_char(page->out, ',');
        if (q->type == QUESTION_EMOTION)
            put_emotion(page->out, value);
        else
            put_value(page->out, value ? value : json_object_get(texts, q->id.at));
    }
    buf_add_text(page->out, "\r\n");
    page->rows++;
    page->export->after = r->id;
    return true;
}

enum err export_next(struct export *export, struct store *store, struct buf *out, bool *more)
{
    struct page page = {export, arena_new(PAGE_MEMORY_MAX), out, 0, ERR_NONE};
    if (!page.arena)
        return ERR_MEMORY;
    if (!export->header_written)
        put_header(export, out);
    export->header_written = true;
    enum err err = listen_responses_after(store, export->workspace_id, export->survey_id, export->after, PAGE_ROWS, put_row, &page);
    arena_free(page.arena);
    *more = page.rows == PAGE_ROWS;
    if (out->failed)
        return ERR_MEMORY;
    return err == ERR_NONE ? page.err : err;
}
