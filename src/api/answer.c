#include "api/answer.h"

void put_text(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, ",\"%s\":", name);
    json_put_text(out, text);
}

void put_texts(struct buf *out, const char *name, struct str_list list)
{
    buf_printf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < list.count; i++) {
        buf_add_text(out, i ? "," : "");
        json_put_text(out, list.items[i]);
    }
    buf_add_char(out, ']');
}

void put_moment(struct buf *out, const char *name, int64_t at_ms)
{
    char text[TIME_TEXT];
    time_format(at_ms, text);
    put_text(out, name, str_of(text));
}

void call_work(struct call *call, void (*work)(void *context), void *context)
{
    call_park(call);
    enum err err = flow_work(call->flow, work, context);
    if (err != ERR_NONE)
        call_fail_code(call, err);
}
