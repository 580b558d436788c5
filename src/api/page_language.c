#include "api/page_parts.h"

#include <strings.h>

static bool same_language(struct str a, struct str b)
{
    return a.length == b.length && strncasecmp(a.at, b.at, a.length) == 0;
}

static struct str main_part(struct str tag)
{
    struct str rest = tag, first = tag;
    return str_cut(&rest, '-', &first) ? first : tag;
}

/* The one of ours that a reader of `tag` reads: the same, else one that shares the main part (sv-FI reads sv, en reads en-GB). */
static struct str language_for(struct str tag, const struct str *ours, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (same_language(ours[i], tag))
            return ours[i];
    for (size_t i = 0; i < count; i++)
        if (tag.length && same_language(main_part(ours[i]), main_part(tag)))
            return ours[i];
    return (struct str){0};
}

/* One item of Accept-Language, "fi-FI;q=0.8": its quality, 0 when it is none. */
static double quality_of(struct str item, struct str *tag)
{
    struct str rest = item, parameter;
    if (!str_cut(&rest, ';', tag))
        return 0;
    *tag = str_trim(*tag);
    while (str_cut(&rest, ';', &parameter)) {
        parameter = str_trim(parameter);
        double quality;
        if (str_starts(parameter, "q="))
            return str_real((struct str){parameter.at + 2, parameter.length - 2}, &quality) && quality > 0 && quality <= 1 ? quality : 0;
    }
    return 1;
}

static struct str language_accepted(struct str header, const struct str *ours, size_t count)
{
    struct str best = {0}, item;
    double best_quality = 0;
    for (int seen = 0; seen < 32 && str_cut(&header, ',', &item); seen++) {
        struct str tag = {0};
        double quality = quality_of(item, &tag);
        struct str ours_for = language_for(tag, ours, count);
        if (ours_for.length && quality > best_quality) {
            best = ours_for;
            best_quality = quality;
        }
    }
    return best;
}

static struct str language_among(struct str asked, struct str header, const struct str *ours, size_t count)
{
    struct str found = language_for(asked, ours, count);
    if (!found.length)
        found = language_accepted(header, ours, count);
    return found.length || !count ? found : ours[0];
}

struct str page_language(const struct survey_definition *survey, const struct page_pairs *pairs, struct str accept_language)
{
    return language_among(page_own_value(survey, pairs, "lang"), accept_language, survey->languages, survey->languages_count);
}

struct str page_language_plain(const struct page_pairs *pairs, struct str accept_language)
{
    struct str ours[TONGUES];
    for (int i = 0; i < TONGUES; i++)
        ours[i] = str_of(tongue_code((enum tongue)i));
    return language_among(page_pairs_value(pairs, "lang"), accept_language, ours, TONGUES);
}
