/* Notes: interviews, diaries, quotes and observations, and how two people coded them (S5).
 *
 * Nothing is held in memory. A coder does not see another's codes of a note until their own are in, and what both can read stays as it is:
 * otherwise their agreement would say nothing. Texts given to callbacks are valid during the call. */
#pragma once
#include "listen/listen.h"
#include "research_records.h"

enum note_kind { NOTE_INTERVIEW = 1, NOTE_DIARY, NOTE_QUOTE, NOTE_OBSERVATION };
enum { CODERS_MAX = 10 /* of a note */ };
const char *note_kind_name(enum note_kind kind);
enum note_kind note_kind_of(struct str name); /* one of the four: the contract's check */

/* Body of FACT_NOTE_PUT (note_id 0: a new one) and FACT_NOTE_REMOVED (note_id only). ERR_NOT_FOUND, ERR_STALE, ERR_INVALID
 * "unknown_customer"; ERR_CONFLICT "coded": its words were read by a coder and stay. */
struct note_put {
    int64_t note_id, touchpoint_id;
    enum note_kind kind;
    int32_t day;
    struct str segment, language, customer, text;
    struct str element; /* slug of one of the touchpoint's; empty: none. ERR_INVALID "unknown_element" in the store */
};

/* Body of FACT_NOTE_CODED: the actor's own codes. ERR_INVALID "unknown_code", "too_many"; ERR_CONFLICT "seen", "forgotten". */
struct note_coded {
    int64_t note_id;
    struct str_list codes; /* slugs; none: nothing fits */
};

struct note {
    int64_t id, author_id, codings, revision;
    enum note_kind kind;
    int32_t day;
    struct str touchpoint, segment, language, customer, text; /* text {NULL,0}: forgotten */
    struct str mine;                                          /* JSON list of slugs; {NULL,0}: not coded by the reader */
    struct str element, element_name;                         /* slug, and JSON, a text per language; {NULL,0}: of none */
};

struct note_filter { /* 0 or {NULL,0}: any */
    int64_t reader_id, only, before, touchpoint_id, coder_id, limit;
    int kind;                                                          /* enum note_kind */
    struct str element, segment, code;                                 /* code: a slug; finds notes only that the reader has coded */
    enum { NOTES_ALL, NOTES_CODED, NOTES_OPEN, NOTES_DIFFERING } mine; /* by the reader; differing: from another, about the code if given */
};

struct coding {
    int64_t coder_id, coded_at_ms;
    struct str codes; /* JSON list of slugs */
};

/* Pure. today: the workspace's local day; a note may not lie after it. touchpoint_id is left for the caller to fill. */
enum err listen_check_note(const struct note_in *in, int32_t today, struct arena *arena, struct note_put **put,
                           struct fault *why) must_check;
enum err listen_notes(struct store *store, int64_t workspace_id, const struct note_filter *filter,
                      bool (*each)(void *context, const struct note *note), void *context) must_check;
/* ERR_NOT_FOUND for a note that is not there. */
enum err listen_codings(struct store *store, int64_t workspace_id, int64_t note_id,
                        bool (*each)(void *context, const struct coding *coding), void *context) must_check;
