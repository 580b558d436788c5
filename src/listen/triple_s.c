#include "listen/triple_s.h"
#include "base/xml.h"

#include <stdio.h>

struct sss {
    const struct exported *export;
    struct buf *out;
    unsigned ident; /* of the last variable; also its field in the CSV */
    bool with_data;
};

size_t triple_s_span(const struct export_columns *columns, size_t first)
{
    size_t span = 1;
    while (columns->all[first].set && first + span < columns->count && columns->all[first + span].set &&
           columns->all[first + span].question == columns->all[first].question)
        span++;
    return span;
}

static void variable_begin(struct sss *s, const char *type, struct str name, const char *suffix, struct str label)
{
    s->ident++;
    buf_printf(s->out, "<variable ident=\"%u\" type=\"%s\"%s>\n<name>%.*s%s</name>\n", s->ident, type,
               s->ident == 1 && s->with_data ? " use=\"serial\"" : "", STR_ARGS(name), suffix);
    xml_put_element(s->out, "label", label);
    buf_printf(s->out, "\n<position start=\"%u\"/>\n", s->ident);
}

static void variable_end(struct sss *s)
{
    buf_add_text(s->out, "</variable>\n");
}

static void put_value(struct buf *out, int64_t code, struct str label)
{
    buf_printf(out, "<value code=\"%lld\">", (long long)code);
    xml_put_text(out, label);
    buf_add_text(out, "</value>\n");
}

static void put_quantity(struct sss *s, const struct export_column *column)
{
    double low = column->low, high = column->high;
    if (column->question && question_has_scale(column->question))
        low = (double)column->question->scale_low, high = (double)column->question->scale_high;
    else if (low > high)
        low = high = 0;
    variable_begin(s, "quantity", column->variable, "", column->label);
    buf_printf(s->out, "<values>\n<range from=\"%.*f\" to=\"%.*f\"/>\n", column->decimals, low, column->decimals, high);
    for (size_t i = 0; i < column->values_count; i++)
        put_value(s->out, column->values[i].code, column->values[i].label);
    buf_add_text(s->out, "</values>\n");
    variable_end(s);
}

static void put_set(struct sss *s, size_t first, size_t span)
{
    const struct export_column *columns = &s->export->columns.all[first];
    variable_begin(s, "multiple", columns->question->id, "", columns->set_label);
    buf_add_text(s->out, "<values>\n");
    for (size_t i = 0; i < span; i++)
        put_value(s->out, (int64_t)i + 1, columns[i].part_label);
    buf_add_text(s->out, "</values>\n");
    variable_end(s);
}

static void put_column(struct sss *s, const struct export_column *column)
{
    switch (column->kind) {
    case EXPORT_NUMBER:
        put_quantity(s, column);
        return;
    case EXPORT_CODE:
        variable_begin(s, "single", column->variable, "", column->label);
        buf_add_text(s->out, "<values>\n");
        for (size_t i = 0; i < column->values_count; i++)
            put_value(s->out, column->values[i].code, column->values[i].label);
        buf_add_text(s->out, "</values>\n");
        variable_end(s);
        return;
    case EXPORT_FLAG:
        variable_begin(s, "logical", column->variable, "", column->label);
        variable_end(s);
        return;
    case EXPORT_TEXT:
        variable_begin(s, "character", column->variable, "", column->label);
        buf_printf(s->out, "<size>%zu</size>\n",
                   column->width      ? column->width
                   : column->question ? (size_t)column->question->length_max
                                      : 1);
        variable_end(s);
        return;
    case EXPORT_DAY:
        variable_begin(s, "date", column->variable, "", column->label);
        variable_end(s);
        return;
    case EXPORT_MOMENT: /* the standard has days and times of day apart */
        variable_begin(s, "date", column->variable, "_date", column->label);
        variable_end(s);
        variable_begin(s, "time", column->variable, "_time", column->label);
        variable_end(s);
    }
}

void triple_s_definition(const struct exported *export, bool with_data, struct buf *out)
{
    const struct export_columns *columns = &export->columns;
    struct sss s = {export, out, 0, with_data};
    char at[TIME_TEXT];
    time_format(export->now_ms, at);
    buf_printf(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sss version=\"2.0\">\n<date>%.10s</date>\n<time>%.5s</time>\n"
               "<origin>Kuulo</origin>\n<survey>\n<name>%.*s</name>\n<version>%lld</version>\n",
               at, at + 11, STR_ARGS(export->slug), (long long)export->version);
    xml_put_element(out, "title", export->title);
    buf_printf(out, "\n<record ident=\"A\" format=\"csv\"%s>\n", with_data ? " skip=\"1\"" : "");
    for (size_t i = with_data ? 0 : columns->answers_first; i < columns->count;) {
        size_t span = triple_s_span(columns, i);
        if (columns->all[i].set)
            put_set(&s, i, span);
        else
            put_column(&s, &columns->all[i]);
        i += span;
    }
    buf_add_text(out, "</record>\n</survey>\n</sss>\n");
}
