/* What is wrong or doubtful in a survey's definition, all of it at once: for the editor, and for whoever writes surveys by program. Nothing
 * here stops a draft from being kept; what stops it from being published is marked so. Pure; any thread. */
#pragma once
#include "listen/survey.h"

enum check_level {
    CHECK_REFUSED, /* cannot be published so */
    CHECK_DOUBT,   /* can, and is probably not meant */
    CHECK_NOTE     /* is good to know */
};
extern const char *const check_level_names[]; /* "refused", "doubt", "note" */

enum { CHECK_FINDINGS_MAX = 500 };

/* `code` is stable: "never_shown", "never_shown_by_logic", "always_shown", likewise "never_offered" … of a choice or row, "unknown_choice",
 * "never_true", "too_involved", "required_skipped", "unknown_arm", "pipe_may_be_empty", "same_choice", "untranslated", "quota_never", or
 * why publishing refuses. */
struct finding {
    enum check_level level;
    char code[32];
    char field[160];     /* path in the definition, "questions[3].show_if" */
    struct str question; /* "ease", "visits.ease" in a group; empty: of the survey as a whole */
    struct str about;    /* another question, named likewise, a value, a name, or empty */
    struct str language; /* or empty */
    char detail[320];    /* one sentence in English */
};

/* How far a language has come. */
struct translation {
    struct str language;
    size_t texts, missing;
    char next[160]; /* path of the first one that is missing; empty: none is */
};

struct survey_check {
    struct finding *findings; /* in the survey's order */
    size_t findings_count;
    bool more; /* than CHECK_FINDINGS_MAX */
    struct translation translations[LANGUAGES_MAX];
    size_t translations_count;
};

/* A definition that cannot even be kept as a draft has one finding, of why. Everything lives in the arena, or in the tree. ERR_MEMORY. */
enum err survey_check(const json_t *tree, struct arena *arena, struct survey_check **check) must_check;
