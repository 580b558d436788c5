/* A survey's definition in other programs' formats, with its logic, and a report of what could not go with it.
 *
 *   surveyjs  SurveyJS JSON: conditions become visibleIf
 *   lss       LimeSurvey: conditions become relevance
 *   xlsform   an XLSForm workbook: conditions become relevant
 *   triple-s  triple-S XML 2.0: the variables an export of answers would have
 *   ddi       DDI Codebook 2.5: variables, questions, categories; conditions in words
 */
#pragma once
#include "listen/export_format.h"
#include "listen/survey_logic.h"

enum { SURVEY_NOTES_MAX = 4 * QUESTIONS_MAX + 20 };

struct survey_note {
    struct str question; /* its id; empty: of the survey */
    const char *what, *why;
};
struct survey_report {
    size_t logic_kept, logic_lost;
    struct survey_note notes[SURVEY_NOTES_MAX];
    size_t notes_count;
};
void survey_note(struct survey_report *report, struct str question, const char *what, const char *why);

struct survey_exporting;
/* Choices (and of a matrix rows) of the question that stand on a condition: all of them are always offered there. Counted, with a note. */
void survey_offers_lost(struct survey_exporting *e, const struct question *question, bool choices, bool rows, const char *why);

struct survey_exporting {
    const struct survey_definition *survey;
    struct exported exported; /* columns as of an export of its answers (EXPORT_SPREAD), without attributes */
    struct survey_report *report;
    struct buf *out;
};

bool survey_format_known(struct str format);
/* Groups go out as groups where the format has them and nothing outside looks into them, else as questions of their own, a set for each
 * round. version: the published one, 0 for a draft. language: of formats that have
 * only one; empty: the survey's first. The whole document goes to out; *report must be zeroed. ERR_INVALID with the field "format",
 * ERR_MEMORY. */
enum err survey_export(const struct survey_definition *survey, int64_t version, struct str format, struct str language, int64_t now_ms,
                       struct survey_report *report, struct buf *out, struct fault *why) must_check;
/* {"slug","format","questions","logic":{"kept","lost"},"responses":0,"notes":[{"question","what","why"}…]} */
void survey_report_write(const struct survey_definition *survey, struct str format, const struct survey_report *report, struct buf *out);

/* A text with piping, whose names another program writes as "{id}" or "${id}"; escaped: for HTML. */
void survey_put_piped(struct str text, const char *opening, bool escaped, struct buf *out);

/* The formats, each in its file. */
void survey_write_surveyjs(struct survey_exporting *e);
bool survey_surveyjs_keeps(const struct question *group);
bool survey_xlsform_keeps(const struct question *group);
void survey_write_lss(struct survey_exporting *e);
void survey_write_xlsform(struct survey_exporting *e);
void survey_write_ddi(struct survey_exporting *e);
