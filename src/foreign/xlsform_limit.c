/* What an answer may be, as an XLSForm says it: ". >= 1 and . <= 5", "string-length(.) < 20", "count-selected(.) <= 3". */
#include "foreign/xlsform_row.h"

static bool cut_comparison(struct str *text, double *number, char sign[3])
{
    size_t length = 0;
    *text = str_trim(*text);
    while (length < text->length && length < 2 && strchr("<>=", text->at[length]))
        length++;
    memcpy(sign, text->at, length);
    sign[length] = 0;
    struct str rest = str_trim((struct str){text->at + length, text->length - length});
    return length && strcmp(sign, "=") != 0 && str_real(rest, number);
}

/* "< 10" of whole numbers is "at most 9". */
static double whole_bound(const char *sign, double number)
{
    return sign[1] ? number : sign[0] == '<' ? number - 1 : number + 1;
}

static void put_bound(json_t *question, const char *low, const char *high, const char *sign, json_t *number)
{
    json_object_set_new(question, sign[0] == '<' ? high : low, number);
}

static bool put_limit(struct row *r, json_t *question, struct str part)
{
    double number;
    char sign[3];
    struct str type = json_str(json_object_get(question, "type"));
    bool number_type = str_is(type, "number"), words = str_is(type, "text") || str_is(type, "story");
    part = str_trim(part);
    while (part.length > 1 && part.at[0] == '(' && part.at[part.length - 1] == ')')
        part = str_trim((struct str){part.at + 1, part.length - 2});
    if (number_type && form_cut_words(&part, ".") && cut_comparison(&part, &number, sign) && number > -1e15 && number < 1e15) {
        bool whole = form_is_words(r->type, "integer") || form_is_words(r->type, "int");
        if (!whole && !sign[1])
            form_changed(r, "limit", "The limit itself is allowed too.");
        put_bound(question, "low", "high", sign, whole ? json_integer((json_int_t)whole_bound(sign, number)) : json_real(number));
        return true;
    }
    if (words && form_cut_words(&part, "string-length(.)") && cut_comparison(&part, &number, sign) && sign[0] == '<' && number >= 1 &&
        number <= 10000) {
        json_object_set_new(question, "length_max", json_integer((json_int_t)number - (sign[1] ? 0 : number > 1)));
        return true;
    }
    double most = (double)json_array_size(json_object_get(question, "choices"));
    if (str_is(type, "choices") && form_cut_words(&part, "count-selected(.)") && cut_comparison(&part, &number, sign) &&
        whole_bound(sign, number) >= 1 && whole_bound(sign, number) <= most) {
        put_bound(question, "least", "most", sign, json_integer((json_int_t)whole_bound(sign, number)));
        return true;
    }
    return false;
}

/* Ends that leave nothing between them. */
static void drop_empty(json_t *question, const char *low, const char *high)
{
    const json_t *least = json_object_get(question, low), *most = json_object_get(question, high);
    if (!least || !most || json_number_value(least) <= json_number_value(most))
        return;
    json_object_del(question, low);
    json_object_del(question, high);
}

void form_limit(struct row *r, json_t *question)
{
    struct str text = form_here(r, "constraint"), rest = text;
    bool all = true;
    while (rest.length) {
        const char *behind = memmem(rest.at, rest.length, " and ", 5);
        struct str part = {rest.at, behind ? (size_t)(behind - rest.at) : rest.length};
        rest = behind ? (struct str){behind + 5, rest.length - part.length - 5} : STR("");
        all &= put_limit(r, question, part);
    }
    if (text.length && !all)
        form_lost(r, "constraint", "Its rule for what an answer may be could not be kept, or not all of it.");
    drop_empty(question, "low", "high");
    drop_empty(question, "least", "most");
}
