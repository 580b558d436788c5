/* How a survey is divided into pages, how its page leads through them, and about how long that takes. */
#include "listen/survey_inside.h"

enum err survey_show_read(struct survey_reading *r, const json_t *value)
{
    struct str name = json_str(value);
    if (!value || json_is_null(value))
        return ERR_NONE;
    r->survey->show = str_is(name, "pages") ? SHOW_PAGES : SHOW_ONE_AT_A_TIME;
    return r->survey->show == SHOW_PAGES || (str_is(name, "one_at_a_time"))
               ? ERR_NONE
               : survey_wrong(r, "unknown_value", "show", "The field \"show\" must be one_at_a_time or pages.");
}

/* The first question begins the first page, whether it says so or not. */
enum err survey_page_read(struct survey_reading *r, const json_t *value)
{
    bool begins;
    enum err err = survey_boolean(r, value, "new_page", &begins);
    if (r->group) {
        r->question->page = r->group->page;
        return begins ? survey_wrong(r, "not_for_type", "new_page", "The rounds of a group stand on one page, the group's.") : err;
    }
    if (!r->survey->pages_count || begins)
        r->survey->pages_count++;
    r->question->page = r->survey->pages_count - 1;
    return err;
}

int question_seconds(const struct question *q)
{
    switch (q->type) {
    case QUESTION_STORY:
        return q->required ? 25 : 8;
    case QUESTION_TEXT:
        return 10;
    case QUESTION_EMOTION:
    case QUESTION_CHOICES:
        return 8;
    case QUESTION_MATRIX:
        return 4 * (int)q->parts_count;
    case QUESTION_MAXDIFF:
        return 8 * (int)q->tasks;
    case QUESTION_RANKING:
    case QUESTION_SUM:
    case QUESTION_CONTACT:
        return 5 * (int)q->parts_count;
    case QUESTION_CONSENT:
    case QUESTION_STATEMENT:
    case QUESTION_GROUP:
        return 3;
    default:
        return 5;
    }
}
