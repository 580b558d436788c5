#include "listen/customer_path.h"
#include "customer_path.sql.h"
#include "listen/customer.h"

struct walking {
    bool (*each)(void *context, const struct path_step *step);
    void *context;
};

static bool step_row(void *context, const struct customer_path_row *r)
{
    const struct walking *walking = context;
    struct path_step step = {(enum path_kind)r->kind, r->id,        r->at,   r->name, r->touchpoint, r->survey, r->channel,
                             r->attributes,           r->has_value, r->value};
    return walking->each(walking->context, &step);
}

enum err listen_customer_path(struct store *store, int64_t workspace_id, struct str external_id, int64_t before_ms, int64_t before_id,
                              int64_t limit, bool (*each)(void *context, const struct path_step *step), void *context)
{
    int64_t customer_id;
    enum err err = customer_find(store, workspace_id, external_id, &customer_id);
    if (err != ERR_NONE)
        return err;
    return sql_customer_path(store, &(struct customer_path_in){workspace_id, customer_id, before_ms, before_id, limit}, step_row,
                             &(struct walking){each, context});
}

void path_step_write(const struct path_step *step, struct buf *out)
{
    static const char *const kinds[] = {"encounter", "event", "response"};
    static const char *const effects[] = {"weakened", "unchanged", "strengthened"}, *const outcomes[] = {"poor", "middle", "good"};
    char at[TIME_TEXT];
    time_format(step->at_ms, at);
    buf_printf(out, "{\"kind\":\"%s\",\"id\":%lld,\"at\":\"%s\"", kinds[step->kind], (long long)step->id, at);
    json_put_member(out, "name", step->name);
    json_put_member(out, "touchpoint", step->touchpoint);
    json_put_member(out, "survey", step->survey);
    json_put_member(out, "channel", step->channel);
    if (step->has_value && step->value >= -1 && step->value <= 1)
        json_put_member(out, step->kind == PATH_ENCOUNTER ? "effect" : "outcome",
                        str_of((step->kind == PATH_ENCOUNTER ? effects : outcomes)[step->value + 1]));
    if (step->attributes.length)
        buf_printf(out, ",\"attributes\":%.*s", STR_ARGS(step->attributes));
    buf_add_char(out, '}');
}
