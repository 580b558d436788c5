/* The columns of an export: what a question, an attribute and the response itself become in a table.
 *
 * One place decides it: question_columns() in export_column.c. A new type of question adds its rows there, says how each is read from
 * the answer's JSON, and every format has it. Immutable once made, apart from what a look at the rows adds (width, numbers). */
#pragma once
#include "listen/export.h"
#include "listen/response.h"

enum {
    EXPORT_ATTRIBUTES_MAX = 1000,
    /* Said of a question that the respondent was never shown; outside every scale (survey.h: -100 … 100). */
    EXPORT_NOT_ASKED = -999,
};

enum export_kind {
    EXPORT_NUMBER,
    EXPORT_TEXT,
    EXPORT_CODE, /* one of `values`, by its id */
    EXPORT_FLAG, /* true or false */
    EXPORT_DAY,
    EXPORT_MOMENT,
};

/* Where a column's value comes from. */
enum export_source {
    EXPORT_OF_RESPONSE,  /* its own fields, by `field` */
    EXPORT_OF_ATTRIBUTE, /* the attribute `path[0]` */
    EXPORT_OF_ANSWER,    /* the answer to `question`, by `reading` */
};
enum export_field {
    EXPORT_ID,
    EXPORT_AT,
    EXPORT_RECEIVED_AT,
    EXPORT_SURVEY,
    EXPORT_VERSION,
    EXPORT_CHANNEL,
    EXPORT_LANGUAGE,
    EXPORT_TOUCHPOINT,
    EXPORT_UNIT,
    EXPORT_CUSTOMER,
    EXPORT_OUTCOME,
};

/* How it is read from the JSON. */
enum export_reading {
    EXPORT_WHOLE,  /* the value itself */
    EXPORT_MEMBER, /* the member path[0], or with a path[1] that member of it */
    EXPORT_HAS,    /* a flag: the list has the text path[0] */
    EXPORT_LIST,   /* the list joined: "a;b" */
    EXPORT_FILES,  /* the list of files: "photo.jpg (12345) /api/v1/responses/7/files/…; …" */
    EXPORT_PAIRS,  /* the object path[0] joined: "relief:4;joy:2" */
};

struct export_value {
    int64_t code; /* 1 … in the order of the choices, or the point of a scale */
    struct str id, label;
};

struct export_column {
    struct str name;     /* in tables: "answers.felt.strongest" */
    struct str variable; /* in statistics: "felt_strongest"; letters, digits and "_", unlike every other also in capitals */
    struct str label;    /* what a person calls it, in the export's language */
    enum export_kind kind;
    const struct export_value *values; /* of EXPORT_CODE: all; of EXPORT_NUMBER: the named points of a scale */
    size_t values_count;
    enum export_source source;
    enum export_field field;
    enum export_reading reading;
    struct str path[2];
    const struct question *question;  /* of the newest version that has it */
    bool set;                         /* a flag of a multiple response set; those of one question stand together … */
    struct str set_label, part_label; /* … and the set, and this one within it, are called so */
    /* Of a look at the rows (struct export_format.looks): */
    size_t width;     /* bytes of the longest text */
    double low, high; /* of numbers seen; low > high: none */
    int decimals;     /* most digits after the decimal sign, at most 15 */
    unsigned seen;    /* a bit for each export_cell_kind */
};

struct export_columns {
    struct export_column *all;
    size_t count;
    size_t attributes_first, answers_first; /* attributes stand between the response's own and the answers */
};

enum export_layout {
    EXPORT_JOINED, /* several choices in one column */
    EXPORT_SPREAD, /* a column for each choice */
};

/* definitions: every version, the newest first. attributes: their names in order. All of it, and the columns, lives in the arena.
 * ERR_MEMORY. */
enum err export_columns_make(struct arena *arena, enum export_layout layout, struct str language,
                             const struct survey_definition *const *definitions, size_t definitions_count, const struct str *attributes,
                             size_t attributes_count, struct export_columns *columns) must_check;
/* 0 when unknown */
const struct export_value *export_value_of(const struct export_column *column, struct str id);

/* A word of an export in English, Finnish or Swedish; other languages have English. */
enum export_word {
#define W(key, en, fi, sv) EXPORT_WORD_##key,
#include "listen/answer_words.def"
#include "listen/export_words.def"
#undef W
    EXPORT_WORDS
};
struct str export_word(enum export_word word, struct str language);
enum export_word export_emotion_word(int emotion); /* EMOTIONS: nothing special */
/* The words at the ends of a scale: the question's own, else those the page shows, else empty. */
struct str export_scale_end(const struct survey_definition *survey, const struct question *question, bool high, struct str language);
