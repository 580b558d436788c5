#include "api/page_parts.h"

struct str page_pairs_value(const struct page_pairs *pairs, const char *name)
{
    for (size_t i = 0; pairs && i < pairs->count; i++)
        if (str_is(pairs->items[i].name, name))
            return pairs->items[i].value;
    return (struct str){0};
}

struct str page_own_value(const struct survey_definition *survey, const struct page_pairs *pairs, const char *name)
{
    char own[80];
    snprintf(own, sizeof own, "meta.%s", name);
    struct str value = page_pairs_value(pairs, own);
    return value.at || survey_question(survey, str_of(name)) ? value : page_pairs_value(pairs, name);
}

void page_own_name(const struct survey_definition *survey, const char *name, struct buf *out)
{
    if (survey_question(survey, str_of(name)))
        buf_add_text(out, "meta.");
    buf_add_text(out, name);
}

bool page_plain_text(struct str text, size_t most)
{
    if (!text.length || !str_utf8(text) || str_characters(text) > most)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7f)
            return false;
    return true;
}

static bool attribute_name(struct str name)
{
    if (!name.length || name.length > ATTRIBUTE_NAME_MAX || name.at[0] < 'a' || name.at[0] > 'z')
        return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return true;
}

static bool attribute_known(const struct page_carried *carried, struct str name)
{
    for (size_t i = 0; i < carried->attributes_count; i++)
        if (str_equal(carried->attributes[i].name, name))
            return true;
    return false;
}

static void attribute_read(const struct page_pair *pair, struct page_carried *carried)
{
    if (!str_starts(pair->name, "attr.") || carried->attributes_count == PAGE_CARRIED_MAX)
        return;
    struct str name = {pair->name.at + 5, pair->name.length - 5};
    if (attribute_name(name) && !attribute_known(carried, name) && page_plain_text(pair->value, ATTRIBUTE_VALUE_MAX))
        carried->attributes[carried->attributes_count++] = (struct page_pair){name, pair->value};
}

void page_carried_read(const struct survey_definition *survey, const struct page_pairs *pairs, struct page_carried *carried)
{
    *carried = (struct page_carried){0};
    struct str channel = page_own_value(survey, pairs, "channel"), touchpoint = page_own_value(survey, pairs, "touchpoint");
    struct str unit = page_own_value(survey, pairs, "unit");
    if (page_plain_text(channel, 60))
        carried->channel = channel;
    if (str_slug(touchpoint))
        carried->touchpoint = touchpoint;
    if (str_slug(unit))
        carried->unit = unit;
    for (size_t i = 0; pairs && i < pairs->count; i++)
        attribute_read(&pairs->items[i], carried);
}
