/* What one can group and filter by, with the values seen. */
#include "understand/inside.h"

#include <stdlib.h>

enum { VALUES_SHOWN_MAX = 200, NAMES_MAX = 2000 };

static void item_begin(struct buf *out, struct str name, bool *first)
{
    if (!*first)
        buf_add_char(out, ',');
    *first = false;
    buf_add_text(out, "{\"name\":");
    json_put_text(out, name);
    buf_add_text(out, ",\"values\":[");
}

static void values_write(const struct column_dictionary *dictionary, const struct str_list *allowed, struct buf *out)
{
    size_t shown = 0;
    for (size_t code = 1; code <= column_texts(dictionary) && shown < VALUES_SHOWN_MAX; code++) {
        struct str text = column_text(dictionary, (uint16_t)code), value = {text.at + 1, text.length - 1};
        if (text.at[0] == 'l' || (allowed->count && !str_list_has(*allowed, value)))
            continue;
        if (shown++)
            buf_add_char(out, ',');
        json_put_text(out, value);
    }
}

static void dictionaries_write(const struct house *house, const struct understand_scope *scope, struct buf *out, bool *first)
{
    static const struct str_list any = {0};
    for (size_t i = 0; i < column_dictionaries(house->columns); i++) {
        const struct column_dictionary *dictionary = column_dictionary_at(house->columns, i);
        struct str name = column_dictionary_name(dictionary);
        if (str_starts(name, "answers."))
            continue;
        bool touchpoint = str_is(name, "touchpoint"), unit = str_is(name, "unit");
        item_begin(out, name, first);
        values_write(dictionary, touchpoint ? &scope->touchpoints : unit ? &scope->units : &any, out);
        buf_add_text(out, "]}");
    }
}

static void scores_write(const struct layout_column *about, struct buf *out)
{
    bool emotion = str_is(about->type, "emotion");
    for (int64_t i = 0; emotion && i < EMOTIONS; i++) {
        if (i)
            buf_add_char(out, ',');
        json_put_text(out, str_of(emotion_names[i]));
    }
    for (int64_t value = about->low; !emotion && about->low < about->high && value <= about->high; value++)
        buf_printf(out, "%s\"%lld\"", value > about->low ? "," : "", (long long)value);
}

static void answer_write_item(const struct house *house, const struct layout_column *about, struct buf *out, bool *first)
{
    struct buf text = buf_new(LAYOUT_NAME);
    buf_printf(&text, "answers.%.*s", STR_ARGS(about->question));
    item_begin(out, buf_str(&text), first);
    const struct column_dictionary *dictionary = column_dictionary_find(house->columns, buf_str(&text));
    if (dictionary)
        values_write(dictionary, &(struct str_list){0}, out);
    else
        scores_write(about, out);
    buf_add_text(out, "],\"type\":");
    json_put_text(out, about->type);
    buf_add_char(out, '}');
    buf_free(&text);
}

struct names {
    struct str question[NAMES_MAX], type[NAMES_MAX];
    size_t count;
};

static bool name_new(struct names *names, const struct layout_column *about)
{
    for (size_t i = 0; i < names->count; i++)
        if (str_equal(names->question[i], about->question) && str_equal(names->type[i], about->type))
            return false;
    if (names->count == NAMES_MAX)
        return false;
    names->question[names->count] = about->question;
    names->type[names->count++] = about->type;
    return true;
}

static void answers_write(const struct house *house, struct names *names, struct buf *out, bool *first)
{
    for (size_t i = 0; i < column_tables(house->columns); i++) {
        const struct column_table *table = column_table_at(house->columns, i);
        for (size_t c = 0; c < column_count(table); c++) {
            struct layout_column about;
            if (!layout_read(column_name(table, c), &about) || str_starts(about.type, "emotion.") || str_is(about.type, "story") ||
                str_is(about.type, "text") || !name_new(names, &about))
                continue;
            answer_write_item(house, &about, out, first);
        }
    }
}

struct surveys {
    struct buf *out;
    bool first;
};

static bool survey_write_slug(void *context, const struct survey *survey)
{
    struct surveys *surveys = context;
    if (!surveys->first)
        buf_add_char(surveys->out, ',');
    surveys->first = false;
    json_put_text(surveys->out, survey->slug);
    return true;
}

enum err understand_dimensions(const struct understand *understand, int64_t workspace_id, const struct understand_scope *scope,
                               struct buf *out, struct fault *why)
{
    const struct house *house;
    enum err err = house_of(understand, workspace_id, &house, why);
    if (err != ERR_NONE)
        return err;
    struct names *names = calloc(1, sizeof *names);
    bool first = true;
    if (!names)
        return ERR_MEMORY;
    buf_add_text(out, "{\"items\":[");
    if (house) {
        struct surveys surveys = {out, true};
        item_begin(out, STR("survey"), &first);
        listen_surveys(understand->listen, workspace_id, survey_write_slug, &surveys);
        buf_add_text(out, "]}");
        dictionaries_write(house, scope, out, &first);
        answers_write(house, names, out, &first);
    }
    buf_add_text(out, "]}");
    free(names);
    return out->failed ? ERR_MEMORY : ERR_NONE;
}
