/* A survey's definition, read once from its JSON and immutable: what the page, the editor's preview, the checks and the measures share. */
#pragma once
#include "listen/condition.h"

/* PARTS_MAX: of all questions of a survey together, themselves among them; QUESTION_PARTS_MAX: of one. QUESTION_ID_MAX: with the parts'
 * names, as in "service.staff.opt_out" or "visits[2].service.staff". ROUNDS_MAX and ROUND_QUESTIONS_MAX: of a group; GROUPED_QUESTIONS_MAX:
 * what the rounds of all groups of a survey ask together. */
enum {
    QUESTIONS_MAX = 200,
    PARTS_MAX = 2000,
    CHOICES_MAX = 60,
    LANGUAGES_MAX = 8,
    EMOTIONS = 12,
    EMBED_ORIGINS_MAX = 10,
    QUESTION_PARTS_MAX = 130,
    QUESTION_ID_MAX = 240,
    ROUNDS_MAX = 20,
    ROUND_QUESTIONS_MAX = 20,
    GROUPED_QUESTIONS_MAX = 400,
    HIDDEN_TEXT_MAX = 200,
    ARMS_MAX = 10
};

/* clang-format off */
#define LISTEN_QUESTION_TYPES(X)                                                                                                           \
    X(NPS, nps) X(ENPS, enps) X(CES, ces) X(CES_V1, ces_v1) X(CSAT, csat) X(RATING, rating) X(EXPECTATION, expectation)                    \
    X(EMOTION, emotion) X(STORY, story) X(CHOICE, choice) X(CHOICES, choices) X(TEXT, text) X(NUMBER, number) X(DATE, date)                \
    X(CONSENT, consent) X(STATEMENT, statement) X(MATRIX, matrix) X(RANKING, ranking) X(SUM, sum) X(CONTACT, contact)                      \
    X(SLIDER, slider) X(TIME, time) X(RANK, rank) X(HIDDEN, hidden) X(CALCULATED, calculated) X(GROUP, group) X(FILE, file)         \
    X(MAXDIFF, maxdiff)
/* clang-format on */

bool question_id_ok(struct str id); /* ^[a-z][a-z0-9_]{0,39}$ */
bool language_ok(struct str code);  /* 2-3 letters, small */

enum question_type {
#define X(constant, name) QUESTION_##constant,
    LISTEN_QUESTION_TYPES(X)
#undef X
        QUESTION_TYPES
};
const char *question_type_name(enum question_type type);

/* The fixed emotion set in its fixed order (metrics 3.6); "nothing_special" stands apart. */
extern const char
    *const emotion_names[EMOTIONS]; /* "joy", "trust", "relief", "enthusiasm", "gratitude", "surprise", "uncertainty", … "hurry" */
extern const int emotion_valence[EMOTIONS]; /* +1, 0, −1 */
int emotion_index(struct str name);         /* −1 when unknown */

/* A picture of the workspace (listen/picture.h) and what it shows, in words, for who does not see it. */
struct survey_picture {
    struct str id;      /* its hash; empty: none */
    const json_t *text; /* per language */
};

struct choice {
    struct str id;
    const json_t *text; /* {"en":"…","fi":"…"} */
    bool fixed;         /* keeps its place when the others are shuffled */
    bool exclusive;     /* of choices: chosen alone ("none of these") */
    double score;       /* what it is worth in a calculation */
    bool has_score;
    bool other;                        /* "other, what?": its words are the part QUESTION.other */
    const struct condition *condition; /* NULL: always offered */
    struct survey_picture picture;
};

/* How a calculated question's number is made of others: listen/calculation.h. */
enum calculation { CALCULATE_SUM, CALCULATE_MEAN };

/* Why there is no answer although the question was met: its own part, QUESTION.opt_out, so that it is never counted among the answers and
 * never mixed with silence. */
enum opt_out { OPT_OUT_DONT_KNOW, OPT_OUT_NOT_APPLICABLE, OPT_OUTS };
extern const char *const opt_out_names[OPT_OUTS]; /* "dont_know", "not_applicable" */

/* What a contact question may ask for, in this order; each is a part of type text. */
enum contact_field {
    CONTACT_NAME,
    CONTACT_EMAIL,
    CONTACT_PHONE,
    CONTACT_ORGANISATION,
    CONTACT_STREET,
    CONTACT_POSTCODE,
    CONTACT_CITY,
    CONTACT_COUNTRY,
    CONTACT_FIELDS
};
extern const char *const contact_names[CONTACT_FIELDS];

/* A question with parts asks several things at once, and each part is a question of its own, named QUESTION.PART: in answers, conditions,
 * figures and exports alike. The parts stand behind their question in the survey's list, parts of parts behind those.
 *
 *   matrix    a part for each row, all of one type (rating, choice, choices, number, text)
 *   ranking   a part for each choice, of type rank, which no other question has: 1 is the best; unranked choices have none
 *   sum       a part for each choice, a number; together they make the total
 *   contact   a part for each field, a text
 *   maxdiff   two parts for each task, a choice among the items that the task shows: best_1, worst_1, best_2 …
 *   any       "opt_out", a choice; and of choice and choices "other", a text */

/* One round of a group: what its questions are asked about this time. */
struct round {
    struct str id;                     /* "1", "2" …; or the id of the choice or row it is about */
    size_t number;                     /* from 1 */
    const json_t *text;                /* of what it is about, per language; NULL: only its number is known */
    const struct condition *condition; /* NULL: asked whenever the group is */
};

/* A group is a set of questions asked once per round. Every round that there may be is unrolled when the survey is read: its questions
 * stand behind the group in the list as questions of their own, named GROUP[ROUND].QUESTION ("visits[2].ease"), shown on the condition of
 * the group, of the round and their own; what is true of every question is true of them (docs/decide/0022). */

struct question {
    struct str id;                 /* ^[a-z][a-z0-9_]{0,39}$; of a part with its parent's before it, in a group with the round's */
    const struct question *parent; /* NULL: not a part */
    struct str part;               /* a part's own name */
    size_t parts_count;            /* of parts, and theirs, behind it in the list */
    enum question_type type;
    enum question_type cell;                            /* matrix: what each row is; else the type */
    const json_t *text, *hint, *low_label, *high_label; /* per language; hint and labels may be NULL: standard wording then */
    bool required;
    int64_t scale_low, scale_high; /* nps, enps 0-10; ces 1-7; ces_v1 1-5; csat 1-5 or 1-7; rating declared; expectation −3…+3 */
    int64_t length_max;            /* story 10,000, text 1,000 characters unless given */
    double number_low, number_high;
    bool has_number_low, has_number_high;
    double step;             /* slider: from number_low upwards; 0: not a slider */
    double total;            /* sum */
    int64_t per_task, tasks; /* maxdiff */
    struct choice *choices;  /* matrix of choice or choices: its columns, shared by the rows */
    size_t choices_count;
    uint64_t offered;                  /* a bit for each of them that this question offers; 0: all of them */
    int64_t chosen_least, chosen_most; /* choices, ranking: how many, of an answer that is given */
    unsigned accepts;                  /* file: bit per enum file_kind (listen/answer_file.h); chosen_most is how many */
    int64_t size_max;                  /* file: bytes of each */
    bool shuffle;                      /* choices or rows in an order of each respondent's own */
    size_t page;                       /* where it stands; the first is 0 */
    enum calculation calculation;
    const struct question **of; /* calculated: of these answers */
    size_t of_count;
    struct survey_picture picture; /* under the text; the parts have none */
    struct str expected,
        expected_survey;   /* "expected": the question that asked what was expected of this, and its survey; empty: none, this one */
    struct str touchpoint; /* empty: the survey's */
    const struct condition *condition;     /* NULL: always shown; of a part: besides its question's */
    const struct condition *own_condition; /* the same without "and something of it is offered" (survey_offer.c) */
    size_t place;                          /* in the list of the definition, in a group in the group's */
    const struct question *group;          /* NULL: not in a group */
    const struct round *round;             /* in a group */
    const json_t *source;                  /* in the definition; in a group with its round written into it */
    struct str own_id;                     /* in a group: the id without the group's and the round's */
    struct round *rounds;                  /* group */
    size_t rounds_count;
    size_t grouped_count;           /* group: of its rounds' questions, with their parts, behind it in the list */
    const struct question *repeats; /* group: once for what was chosen, rated or counted there; NULL: as often as the respondent adds */
};

/* Whether answers can be told apart by who gave them (metrics 3.13). Fixed at publishing: a later version may only be stricter.
 * Identified: as it came. Confidential: the machine knows the customer, for the contact budget and for erasure; no person, screen,
 * interface or export ever learns who answered what. Anonymous: nothing of who or exactly when is stored at all (listen/held.h). */
enum anonymity { ANONYMITY_IDENTIFIED, ANONYMITY_CONFIDENTIAL, ANONYMITY_ANONYMOUS };

/* How the page's script leads through the survey: from question to question, or from page to page. Without scripts it goes by pages. */
enum survey_show { SHOW_ONE_AT_A_TIME, SHOW_PAGES };

struct quota; /* listen/quota.h */

/* A way in which the survey is asked: listen/survey_arm.h. */
struct survey_definition;
struct arm {
    struct str id, name;                        /* name: for the people who read the figures */
    int64_t share;                              /* 1-100, of the sum of all shares */
    const struct survey_definition *definition; /* as this arm shows it; NULL: as the survey itself */
};

struct survey_definition {
    struct str slug;
    const json_t *title; /* per language */
    struct str languages[LANGUAGES_MAX];
    size_t languages_count;
    struct str touchpoint;      /* slug, may be empty */
    struct question *questions; /* with the parts */
    size_t questions_count;
    size_t grouped_count; /* of them, in rounds of groups, without parts */
    uint16_t *slots;      /* survey_question's index: question number + 1 by hash of its id, 0 empty */
    size_t slots_count;
    size_t pages_count; /* 1 unless a later question begins one ("new_page") */
    enum survey_show show;
    bool has_conditions;
    bool has_offers; /* choices or rows that stand on conditions */
    bool has_calculated;
    bool has_shuffle;     /* each form has an order of its own */
    const json_t *thanks; /* {"good":{…},"middle":{…},"poor":{…}} per outcome and language, or NULL: standard wording */
    enum anonymity anonymity;
    int64_t partial_hours; /* a half-filled form becomes a response this long after its last change; 1-720, 24 unless said */
    const struct quota *quotas;
    size_t quotas_count;
    struct str embed_origins[EMBED_ORIGINS_MAX]; /* "https://shop.example": the sites that may show the page in a frame */
    size_t embed_origins_count;
    struct arm arms[ARMS_MAX];
    size_t arms_count;    /* 0: everybody is asked the same way */
    const json_t *source; /* the whole definition */
};

/* Reads and checks: known types and fields, unique ids, scales, every language's text present (draft: only the first language must be),
 * conditions that name earlier questions and attributes only. Texts in further languages are kept. A draft may still be without questions.
 * ERR_INVALID with the field's path ("questions[2].text.fi"). Everything lives in the arena, which also keeps the tree. */
enum err survey_read(struct arena *arena, const json_t *tree, bool draft, struct survey_definition **survey, struct fault *why) must_check;
/* The same survey without groups, for programs that know none (survey_flat.c), without quotas; in the arena. ERR_INVALID where the
 * conditions of a round have grown too long, ERR_MEMORY. `keeps` (NULL: none) says which groups the program knows: a group that it keeps
 * and that nothing outside looks into stays a group; its questions stand behind it, each once, with their own names and its as `group`,
 * and no rounds. Its texts may have {{number}} in them. */
enum err survey_flat(struct arena *arena, const struct survey_definition *survey, bool (*keeps)(const struct question *group),
                     struct survey_definition **flat, struct fault *why) must_check;
const struct question *survey_question(const struct survey_definition *survey, struct str id); /* NULL when missing */
size_t question_index(const struct survey_definition *survey, const struct question *question);
bool question_has_scale(const struct question *question);    /* its answers are scores: scale_low … scale_high */
bool question_asks(const struct question *question);         /* it can have an answer itself: no statement, not only its parts */
bool question_has_pictures(const struct question *question); /* at some of its choices */
bool question_tells(const struct question *question);        /* a condition may look at it: it or its parts can have an answer */
bool question_is_seen(const struct question *question);      /* it has a place on the page: neither hidden nor calculated */
bool question_is_text(enum question_type type);              /* story, text, hidden: stored with the words, which can be forgotten */
bool question_is_number(enum question_type type);            /* number, slider, calculated */
bool question_is_split(const struct question *question); /* its answer stands in its parts alone: matrix, ranking, sum, contact, maxdiff */
/* A group whose rounds the respondent adds; its own answer is how many there are, scale_low … scale_high. */
bool group_is_counted(const struct question *question);
/* What the round of a group asks under that name; NULL when there is no such round or question. `group` stands in a survey's list. */
const struct question *group_question(const struct question *group, struct str round, struct str own_id);
/* "questions[3]", "questions[3].questions[0]": where it stands in the definition. */
enum { QUESTION_PLACE_TEXT = 64 };
void question_place_text(const struct question *question, char text[QUESTION_PLACE_TEXT]);
/* What of a question there is to answer, as conditions see the answers so far: of it and of each of its parts, in the order of the list, 0
 * where it is not shown, else a bit for each of its choices (all bits where no condition takes one away). `offered` has room for the parts.
 */
void question_offers(const struct question *question, const json_t *(*value_of)(void *context, struct str field), void *context,
                     uint64_t *offered);
/* How many of its choices can be chosen together: those that are offered and do not stand alone. */
int64_t question_room(const struct question *question, uint64_t offered);
/* The first choice, or part, that is offered; the first of all where none is. */
const struct choice *choice_first(const struct question *question, uint64_t offered);
/* As the survey's maker speaks of it: "ease", and "visits.ease" for what every round of a group asks, to be said once (of the first). */
enum { QUESTION_NAME_TEXT = 96 };
void question_name_text(const struct question *question, char text[QUESTION_NAME_TEXT]);
bool question_is_told(const struct question *question); /* not another round of what was told already */
/* About how long reading and answering takes, in seconds: a guess of a calm reader on a phone. What the page promises and a test run tells.
 */
int question_seconds(const struct question *question);
/* The part of that name; NULL when there is none. `question` stands in a survey's list. */
const struct question *question_part(const struct question *question, struct str name);
int choice_index(const struct question *question, struct str id); /* −1 when unknown */
bool choice_is_offered(const struct question *question, size_t index);
const char *anonymity_name(enum anonymity anonymity);
/* The text in the language, else in the survey's first language, else "". */
struct str survey_text(const struct survey_definition *survey, const json_t *texts, struct str language);
