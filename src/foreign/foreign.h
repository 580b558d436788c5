/* Files of other survey tools: a survey with its logic, and sometimes its answers, read into Kuulo's own words.
 *
 * The bytes are a stranger's. Nothing here touches a file, the network or the store: a reader takes bytes and builds JSON, and runs in a
 * child process that can do nothing else (foreign/child.h). What comes out is checked like anything that comes in over the API.
 *
 * A reader never gives up on a whole survey because of one question: what cannot be kept is left out with a note, what has to become
 * something else is changed with a note. It refuses (ERR_MALFORMED, ERR_INVALID, ERR_TOO_LARGE, with a sentence) only what is no such file,
 * is broken, or holds nothing to ask. */
#pragma once
#include "base/json.h"

enum { FOREIGN_BYTES_MAX = 64 << 20, FOREIGN_NOTES_MAX = 1000, FOREIGN_RESPONSES_MAX = 1000000 };

/* What a note says happened. */
enum foreign_change { FOREIGN_CHANGED, FOREIGN_LOST };

struct foreign {
    struct arena *arena;
    struct str bytes;                    /* the file */
    const char *format;                  /* "limesurvey", "qualtrics", "surveyjs", "xlsform", "triple-s", "spss" */
    json_t *definition;                  /* the API's SurveyDefinition without its slug */
    json_t *questions;                   /* its questions, borrowed */
    int64_t logic_kept, logic_lost;      /* conditions and jumps: each counted once, where the file has it */
    json_t *notes;                       /* [{"question","what":"changed"|"lost","code","why"}] */
    int64_t notes_left_off;              /* over FOREIGN_NOTES_MAX */
    /* Answers, each the API's response_in, told one after another as they are read; false stops the reading. NULL: not wanted. */
    bool (*response)(void *context, json_t *response);
    void *context;
    json_t *names;                       /* names given so far: foreign name → question id */
};

struct foreign_format {
    const char *name;
    bool (*is)(struct str bytes); /* by content alone, cheap: it may read the beginning */
    enum err (*read)(struct foreign *foreign, struct fault *why);
};

/* Finds the format by content and reads. ERR_INVALID "unknown_format" when no reader knows the bytes. The JSON lives in the arena. */
enum err foreign_read(struct foreign *foreign, struct fault *why) must_check;

/* --- for the readers ------------------------------------------------------------------------------------------------------------- */

extern const struct foreign_format foreign_formats[];
extern const size_t foreign_formats_count;

/* Begins the definition: the languages the texts have ("en"), the first is the survey's own. */
enum err foreign_begin(struct foreign *foreign, const char *const *languages, size_t count) must_check;
/* Adds a question and returns it, borrowed: its id is made from the foreign name (foreign_id). NULL when memory is out or the survey is full;
 * a note is written then. */
json_t *foreign_question(struct foreign *foreign, struct str name, const char *type);
/* ^[a-z][a-z0-9_]{0,39}$ from any text: "Q1.2 Überall" → "q1_2_uberall"; with _2, _3 … while `taken` (object by id) has it; added to taken. */
struct str foreign_id(struct foreign *foreign, json_t *taken, struct str name);
/* The id given to a question of that foreign name; {NULL,0} when there is none. */
struct str foreign_known(const struct foreign *foreign, struct str name);
/* object[field][language] = the text without markup (HTML tags dropped, entities read, space tidied, at most 2,000 characters). Nothing for
 * an empty text. */
void foreign_text(struct foreign *foreign, json_t *object, const char *field, const char *language, struct str text);
/* Plain text of HTML, in the arena. */
struct str foreign_plain(struct foreign *foreign, struct str html);
/* question: as the file names it; code: a stable word ("type_unknown", "logic_unreadable", "script_dropped" …); why: one sentence. */
void foreign_note(struct foreign *foreign, struct str question, enum foreign_change change, const char *code, const char *why, ...)
    format_like(5, 6);
/* Adds `condition` to what the question needs to be shown: both must hold then. Takes the condition over. */
void foreign_show_if(json_t *question, json_t *condition);
