/* A column of a file of answers as a question: what triple-S and SPSS have in common. First everything is seen once, so that the question
 * allows what was answered; then the question is made; then the answers are told.
 *
 * A value is given as the file writes it, tidied: a code as its digits, a number with a point, a day "2026-03-01", a time "14:30". */
#pragma once
#include "foreign/foreign.h"

enum variable_kind {
    VARIABLE_NONE,
    VARIABLE_CHOICE,
    VARIABLE_CHOICES,
    VARIABLE_NUMBER,
    VARIABLE_TEXT,
    VARIABLE_BOOLEAN,
    VARIABLE_DAY,
    VARIABLE_TIME,
};
struct variable {
    enum variable_kind kind;
    struct str name;
    bool ranged; /* low and high are said by the file */
    double low, high;
    size_t longest;   /* characters of the longest text, as said or seen */
    json_t *question; /* borrowed; NULL: not made, or left out */
    size_t options;   /* of CHOICE and CHOICES, as the file lists them */
    json_t *words;    /* code → {"text":…}: what is told of a question with more options than may be; NULL: of all others */
    bool unfit;       /* of DAY and TIME: a value was seen that no such question takes */
};

void variable_see(struct variable *variable, struct str value);
/* The question; NULL when there is no room for it. More options than a question may have make a text of CHOICE and CHOICES. */
json_t *variable_make(struct foreign *foreign, struct variable *variable);
/* "007" and "7.0" are one code. Points into the value or the room. */
enum { VARIABLE_CODE_ROOM = 32 };
struct str variable_code(struct str value, char room[VARIABLE_CODE_ROOM]);
/* An option of the question, by its code, to put its "text" into. NULL when it stands there already. */
json_t *variable_option(struct foreign *foreign, struct variable *variable, struct str code);
/* Puts the answer into `answers`; false when the value is none that the question knows. CHOICES: call for each that is
 * chosen. */
bool variable_answer(struct foreign *foreign, const struct variable *variable, struct str value, json_t *answers);
/* {"submission_key": number, "answers": answers}; takes answers over. */
json_t *variable_response(size_t number, json_t *answers);
