#include "listen/tongue.h"

static const char *const codes[TONGUES] = {"en", "fi", "sv", "ar", "he", "fa", "ur"};

static bool language_is(struct str language, const char *code)
{
    return str_starts(language, code) && (language.length == 2 || language.at[2] == '-');
}

enum tongue tongue_of(struct str language)
{
    for (int i = 0; i < TONGUES; i++)
        if (language_is(language, codes[i]))
            return (enum tongue)i;
    return TONGUE_EN;
}

const char *tongue_code(enum tongue tongue)
{
    return codes[tongue];
}

bool language_right_to_left(struct str language)
{
    return tongue_of(language) >= TONGUE_AR || language_is(language, "yi") || language_is(language, "ps");
}
