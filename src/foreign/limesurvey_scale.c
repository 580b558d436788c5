/* Answers that are the numbers of a scale. */
#include "foreign/limesurvey.h"

/* "0 – not at all" → " – not at all"; false when the answer does not begin with its own code. */
static bool cut_code(struct str text, struct str code, struct str *rest)
{
    if (text.length < code.length || memcmp(text.at, code.at, code.length) != 0)
        return false;
    *rest = (struct str){text.at + code.length, text.length - code.length};
    return !rest->length || !((rest->at[0] >= '0' && rest->at[0] <= '9') || rest->at[0] == '.' || rest->at[0] == ',');
}

bool lime_is_scale(const struct lime *l, const struct lime_item *items, size_t count)
{
    int64_t first, number;
    struct str rest;
    if (count < 3 || count > 101 || !str_integer(items[0].code, &first))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str text = foreign_plain(l->foreign, lime_item_words(l, &items[i], l->languages[0].theirs));
        bool end = i == 0 || i + 1 == count;
        if (!str_integer(items[i].code, &number) || number != first + (int64_t)i || !cut_code(text, items[i].code, &rest) ||
            (!end && str_trim(rest).length))
            return false;
    }
    return first >= -100 && number <= 100;
}

/* The words behind the number at one end, without the sign between them. */
static void end_put(struct lime *l, json_t *question, const char *field, const struct lime_item *item)
{
    static const char *const signs[] = {"–", "—", "-", ":", "=", "(", ")"};
    for (size_t i = 0; i < l->languages_count; i++) {
        struct str rest = STR("");
        if (!cut_code(foreign_plain(l->foreign, lime_item_words(l, item, l->languages[i].theirs)), item->code, &rest))
            continue;
        rest = str_trim(rest);
        for (size_t sign = 0; sign < sizeof signs / sizeof *signs; sign++) {
            size_t length = strlen(signs[sign]);
            if (str_starts(rest, signs[sign]))
                rest = str_trim((struct str){rest.at + length, rest.length - length});
        }
        if (rest.length && rest.at[rest.length - 1] == ')' && !memchr(rest.at, '(', rest.length))
            rest.length--;
        if (l->languages[i].ours)
            foreign_text(l->foreign, question, field, l->languages[i].ours, rest);
    }
}

void lime_scale_put(struct lime *l, json_t *question, const struct lime_item *items, size_t count)
{
    int64_t low = 0, high = 0;
    if (str_integer(items[0].code, &low) && str_integer(items[count - 1].code, &high))
        json_object_set_new(question, "scale", json_pack("{s:I,s:I}", "low", (json_int_t)low, "high", (json_int_t)high));
    end_put(l, question, "low_label", &items[0]);
    end_put(l, question, "high_label", &items[count - 1]);
}
