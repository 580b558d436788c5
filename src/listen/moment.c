#include "listen/moment.h"
#include "base/json.h"

static const struct moment {
    const char *key, *stage, *kind, *direction, *en, *fi, *sv;
} moments[] = {
#define MOMENT(key, stage, kind, direction, en, fi, sv) {key, stage, kind, direction, en, fi, sv},
#include "listen/moments.def"
#undef MOMENT
};

bool moment_known(struct str key)
{
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
        if (str_is(key, moments[i].key))
            return true;
    return false;
}

static void put(struct buf *out, const char *before, const char *text)
{
    buf_add_text(out, before);
    json_put_text(out, str_of(text));
}

void moments_write(struct buf *out)
{
    buf_add_text(out, "{\"items\":[");
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        const struct moment *m = &moments[i];
        put(out, i ? ",{\"key\":" : "{\"key\":", m->key);
        put(out, ",\"stage\":", m->stage);
        put(out, ",\"kind\":", m->kind);
        put(out, ",\"direction\":", m->direction);
        put(out, ",\"name\":{\"en\":", m->en);
        put(out, ",\"fi\":", m->fi);
        put(out, ",\"sv\":", m->sv);
        buf_add_text(out, "}}");
    }
    buf_add_text(out, "]}");
}
