#include "listen/media.h"
#include "listen/inside.h"
#include "research.sql.h"

#include <stdio.h>
#include <stdlib.h>

static struct str trimmed(struct str text)
{
    return text.at ? str_trim(text) : STR("");
}

static int compare_texts(struct str a, struct str b)
{
    int order = memcmp(a.at, b.at, a.length < b.length ? a.length : b.length);
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare(const void *a, const void *b)
{
    const struct media_exposure *x = a, *y = b;
    int order = (x->week > y->week) - (x->week < y->week);
    order = order ? order : compare_texts(x->medium, y->medium);
    order = order ? order : compare_texts(x->daypart, y->daypart);
    return order ? order : compare_texts(x->segment, y->segment);
}

enum err listen_check_exposure(const struct media_exposure_in *in, struct media_exposure *exposure, struct fault *why)
{
    *exposure =
        (struct media_exposure){in->week, trimmed(in->medium), trimmed(in->daypart), trimmed(in->segment), in->spend_cents, in->contacts};
    if (!exposure->medium.length)
        return fault_set(why, ERR_INVALID, "required", "medium", "The medium needs a name.");
    if (period_start(PERIOD_WEEK, in->week) != in->week)
        return fault_set(why, ERR_INVALID, "not_a_monday", "week", "A week is named by its Monday; this day is another.");
    return ERR_NONE;
}

enum err listen_check_media(const struct media_exposures_in *in, struct arena *arena, struct media_put **put, struct fault *why)
{
    const struct media_exposure_in *items = in->items.items;
    *put = arena_new_object(arena, struct media_put);
    struct media_exposure *all = arena_take_array(arena, in->items.count, sizeof *all);
    if (!*put || !all)
        return ERR_MEMORY;
    for (size_t i = 0; i < in->items.count; i++) {
        enum err err = listen_check_exposure(&items[i], &all[i], why);
        if (err != ERR_NONE) {
            char place[32];
            snprintf(place, sizeof place, "items[%zu]", i);
            fault_prefix(why, place);
            return err;
        }
    }
    qsort(all, in->items.count, sizeof *all, compare);
    for (size_t i = 1; i < in->items.count; i++)
        if (compare(&all[i - 1], &all[i]) == 0)
            return fault_set(why, ERR_INVALID, "twice", "items",
                             "The week, medium, daypart and segment of \"%.*s\" stand in the list twice.", STR_ARGS(all[i].medium));
    **put = (struct media_put){all, in->items.count};
    return ERR_NONE;
}

enum err media_store(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct media_put *put = fact->body;
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < put->count; i++) {
        const struct media_exposure *e = &put->items[i];
        err = sql_media_put(store,
                            &(struct media_put_in){fact->workspace_id, e->week, e->medium, e->daypart, e->segment, e->spend_cents,
                                                   e->contacts, fact->number},
                            NULL);
    }
    const char *text = arena_printf(arena, "{\"rows\":%zu}", put->count);
    fact->payload = str_of(text);
    return err == ERR_NONE && !text ? ERR_MEMORY : err;
}

struct reading {
    bool (*each)(void *context, const struct media_exposure *exposure);
    void *context;
};

static bool row_seen(void *context, const struct media_list_row *row)
{
    struct reading *reading = context;
    struct media_exposure exposure = {(int32_t)row->week, row->medium, row->daypart, row->segment, row->spend_cents, row->contacts};
    return reading->each(reading->context, &exposure);
}

enum err listen_media(struct store *store, int64_t workspace_id, const struct media_filter *filter,
                      bool (*each)(void *context, const struct media_exposure *exposure), void *context)
{
    struct reading reading = {each, context};
    return sql_media_list(store,
                          &(struct media_list_in){workspace_id, filter->from, filter->to, filter->medium, filter->segment, MEDIA_LIST_MAX},
                          row_seen, &reading);
}
