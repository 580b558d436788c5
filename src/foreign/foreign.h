/* Files of other survey tools: a survey with its logic, and sometimes its answers, read into Kuulo's own words.
 *
 * The bytes are a stranger's. Nothing here touches a file, the network or the store: a reader takes bytes and builds JSON, and runs in a
 * child process that can do nothing else (port/child.h). What comes out is checked like anything that comes in over the API.
 *
 * A reader never gives up on a whole survey because of one question: what cannot be kept is left out with a note, what has to become
 * something else is changed with a note. It refuses (ERR_MALFORMED, ERR_INVALID, ERR_TOO_LARGE, with a sentence) only what is no such file,
 * is broken, or holds nothing to ask. One thread. */
#pragma once
#include "base/json.h"

enum {
    FOREIGN_BYTES_MAX = 64 << 20,
    FOREIGN_NOTES_MAX = 1000,
    FOREIGN_RESPONSES_MAX = 1000000,
    FOREIGN_QUESTIONS_MAX = 200, /* of a survey, as listen/survey.h has them */
    FOREIGN_OPTIONS_MAX = 60,    /* choices or rows of a question */
    FOREIGN_TEXT_MAX = 2000,     /* characters of a text */
    FOREIGN_LANGUAGES_MAX = 8,
};

/* What a note says happened. */
enum foreign_change { FOREIGN_CHANGED, FOREIGN_LOST };

struct foreign {
    struct arena *arena;
    struct str bytes;               /* the file */
    const char *format;             /* "limesurvey", "qualtrics", "surveyjs", "xlsform", "triple-s", "spss" */
    json_t *definition;             /* the API's SurveyDefinition without its slug */
    json_t *questions;              /* its questions, borrowed */
    int64_t logic_kept, logic_lost; /* conditions and jumps: each counted once, where the file has it */
    json_t *notes;                  /* [{"question","what":"changed"|"lost","code","why","values"}] */
    int64_t notes_left_off;         /* over FOREIGN_NOTES_MAX */
    /* Answers, each the API's response_in: a reader tells them by foreign_answer. False stops the reading. NULL: not wanted. */
    bool (*response)(void *context, json_t *response);
    void *context;
    json_t *names;   /* names given so far: foreign name → question id */
    json_t *taken;   /* ids given so far */
    json_t *options; /* QUESTION.LIST → {foreign value → id} */
    int64_t grouped; /* questions asked in all rounds of groups so far */
    bool in_rounds;  /* texts may say what a round is about, {{item}}, and which it is, {{number}} */
    bool page_due;   /* the next question begins a page */
    bool told;       /* the definition is whole: answers are being told */
};

struct foreign_format {
    const char *name;
    bool (*is)(struct str bytes); /* by content alone, cheap: it may read the beginning */
    enum err (*read)(struct foreign *foreign, struct fault *why);
};

/* Finds the format by content and reads. ERR_INVALID "unknown_format" when no reader knows the bytes. The JSON lives in the arena.
 * foreign: arena, bytes, and response with its context are set, the rest is zero. */
enum err foreign_read(struct foreign *foreign, struct fault *why) must_check;
/* Loads what readers need of the machine (character sets of the C library) while files can still be opened; it stays loaded. */
void foreign_prepare(void);

/* --- for the readers ------------------------------------------------------------------------------------------------------------- */

extern const struct foreign_format foreign_formats[]; /* foreign/formats.c: a line for each */
extern const size_t foreign_formats_count;

/* "fi" of "fi", "fi-FI", "FI_fi"; {NULL,0} when it is no language code. In the arena. */
struct str foreign_language(struct foreign *foreign, struct str code);
/* Begins the definition: the languages the texts have ("en"), the first is the survey's own; those over FOREIGN_LANGUAGES_MAX are left off
 * with a note. Texts in other languages than these are dropped by foreign_text. */
enum err foreign_begin(struct foreign *foreign, const char *const *languages, size_t count) must_check;
/* The next question begins a page. */
void foreign_page(struct foreign *foreign);
/* Adds a question and returns it, borrowed: its id is made from the foreign name (foreign_id). NULL when memory is out or the survey is
 * full; a note is written then. A question whose text never comes gets its name as its text. An empty name, as a heading has: the type's.
 */
json_t *foreign_question(struct foreign *foreign, struct str name, const char *type);
/* Takes the last question back, when it turns out that nothing of it can be kept. Its name is no longer known. */
void foreign_question_drop(struct foreign *foreign, json_t *question);
/* Its texts in every language, by its foreign name where there are none. Every question gets it, in the end. */
void foreign_question_complete(struct foreign *foreign, json_t *question);
/* Puts all questions behind `group`, which foreign_question made with the type "group", into it: they are asked in rounds, `least` to
 * `most` of them as the respondent adds them, or as often as the answer to `by` says (the id of a question of numbers; empty: nobody's), or
 * once for each thing that is chosen, rated or put in order there. Fewer where that would be too much for a survey; 0 as `most`: as many as
 * can be. What they say of each other comes to mean the same round, and their names are no longer known. False when a group cannot hold
 * them: then they stay, and the group is a heading or gone. */
bool foreign_group(struct foreign *foreign, json_t *group, struct str by, int64_t least, int64_t most);
/* The same of the `count` questions behind it only. */
bool foreign_group_of(struct foreign *foreign, json_t *group, size_t count, struct str by, int64_t least, int64_t most);
void foreign_group_undo(struct foreign *foreign, json_t *group); /* what is behind it is asked once */
/* Adds an option to list "choices" or "rows" of a question and returns it, borrowed; its id is made from the foreign value
 * (^[a-z0-9][a-z0-9_]*$, at most 40). NULL when there are FOREIGN_OPTIONS_MAX already (the caller writes one note), when the value stands
 * there already, or memory is out. An option whose text never comes gets its value as its text. */
json_t *foreign_option(struct foreign *foreign, json_t *question, const char *list, struct str value);
/* The id of that option; {NULL,0} when there is none. */
struct str foreign_option_known(const struct foreign *foreign, struct str question_id, const char *list, struct str value);
/* The option itself, borrowed; NULL when there is none. */
json_t *foreign_option_of(const struct foreign *foreign, json_t *question, const char *list, struct str value);
/* Adds `condition` to what that choice or row of the question needs to be offered, as foreign_show_if; takes it over. False, too, when it
 * looks at the question itself, or there is no condition. */
bool foreign_offer_if(const json_t *question, json_t *option, json_t *condition) must_check;
/* All of them: {foreign value → id}, as expression_condition takes them; NULL when there are none. */
const json_t *foreign_options(const struct foreign *foreign, struct str question_id, const char *list);
/* ^[a-z][a-z0-9_]{0,39}$ from any text: "Q1.2 Überall" → "q1_2_uberall"; with _2, _3 … while `taken` (object by id) has it; added to taken.
 * {NULL,0} when memory is out. */
struct str foreign_id(struct foreign *foreign, json_t *taken, struct str name);
/* The id given to a question of that foreign name; {NULL,0} when there is none. */
struct str foreign_known(const struct foreign *foreign, struct str name);
/* object[field][language] = the text without markup (HTML tags dropped, entities read, space tidied, at most FOREIGN_TEXT_MAX characters).
 * Nothing for an empty text. */
void foreign_text(struct foreign *foreign, json_t *object, const char *field, const char *language, struct str text);
/* Plain text of HTML, in the arena: well-formed UTF-8 without control characters whatever came. */
struct str foreign_plain(struct foreign *foreign, struct str html);
/* Appends the place that shows the answer to the question of that name, "{{answers.ID}}"; false, and nothing, when there is no such
 * question before or its answer cannot be told in words. The words after answering take none. */
bool foreign_pipe(const struct foreign *foreign, struct str name, struct buf *out);
/* question: as the file names it; code: a stable word ("type_unknown", "logic_unreadable", "script_dropped" …), which has a sentence in
 * every language of the web application (words bring.note); why: the same sentence in English, with %s, %.*s, %c, %d and %zu for what it
 * speaks of, which the note carries along as "values" (v1, v2 … in the words). One code says one thing, whoever reads. */
void foreign_note(struct foreign *foreign, struct str question, enum foreign_change change, const char *code, const char *why, ...)
    format_like(5, 6);
/* The same once for the whole survey, however often it is said. */
void foreign_note_once(struct foreign *foreign, enum foreign_change change, const char *code, const char *why, ...) format_like(4, 5);
/* Makes a question of type "calculated" whole: of what it is made (expression_calculation), taken over; the choices among it get what they
 * are worth. */
void foreign_calculated(struct foreign *foreign, json_t *question, json_t *calculation);
/* Makes a question of type "file", the last one, whole: which kinds it takes ("image/png,.pdf", "png, doc"; empty: all), how many (under 2:
 * one) and how large (0: as large as can be). What looks at it is the reader's to leave out. False when there can be none: then it is gone,
 * with a note. */
bool foreign_file(struct foreign *foreign, json_t *question, struct str accept, int64_t most, double bytes);
/* Adds a quota of that limit, and returns it, borrowed; takes `where` over. NULL, with a note why, when a survey cannot hold it. */
json_t *foreign_quota(struct foreign *foreign, struct str name, double limit, json_t *where);
void foreign_quota_lost(struct foreign *foreign, struct str name, const char *why); /* one sentence */
/* Adds `condition` to what the question needs to be shown: both must hold then. Takes the condition over. False, and nothing is changed,
 * when it would be larger or deeper than a condition may be (64 nodes, depth 8). */
bool foreign_show_if(json_t *question, json_t *condition) must_check;
/* Tells one response, taking it over. Before the first the definition is made whole: no question is added afterwards. False: stop. */
bool foreign_answer(struct foreign *foreign, json_t *response) must_check;
