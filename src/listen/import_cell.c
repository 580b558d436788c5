/* What a cell says, as people's tables write it. */
#include "listen/import_inside.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { NUMBER_MAX = 40 };

/* "1,250" is a thousand to one reader and a little over one to another; "0,250" is not. */
static bool two_ways(struct str text)
{
    const char *comma = memchr(text.at, ',', text.length);
    size_t before = comma ? (size_t)(comma - text.at) : 0, from = text.length && (*text.at == '-' || *text.at == '+');
    return comma && text.length - before == 4 && before - from >= 1 && before - from <= 3 && text.at[from] != '0';
}

bool import_real(struct str text, double *number)
{
    char plain[NUMBER_MAX];
    size_t length = 0;
    if (!text.length || two_ways(text))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        bool space = text.at[i] == ' ' || (i + 1 < text.length && memcmp(text.at + i, "\xC2\xA0", 2) == 0);
        i += space && text.at[i] != ' ';
        if (space)
            continue;
        if (length == sizeof plain)
            return false;
        plain[length++] = text.at[i] == ',' ? '.' : text.at[i];
    }
    return str_real((struct str){plain, length}, number);
}

json_t *import_number(struct str text)
{
    int64_t integer;
    double real;
    if (str_integer(text, &integer))
        return json_integer(integer);
    if (!import_real(text, &real))
        return NULL;
    return real == floor(real) && fabs(real) < 1e15 ? json_integer((json_int_t)real) : json_real(real);
}

static bool is_one_of(struct str text, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == text.length && strncasecmp(*words, text.at, text.length) == 0)
            return true;
    return false;
}

bool import_yes(struct str text, bool *yes)
{
    static const char *const affirmed[] = {"1", "true", "yes", "y", "kyllä", "KYLLÄ", "k", "ja", "j", NULL};
    static const char *const denied[] = {"0", "false", "no", "n", "ei", "e", "nej", NULL};
    *yes = is_one_of(text, affirmed);
    return *yes || is_one_of(text, denied);
}
