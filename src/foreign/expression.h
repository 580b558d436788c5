/* A condition as another survey tool writes it (Q1.NAOK == "Y" && !is_empty(Q2)), said in Kuulo's condition language.
 *
 * There are as many languages as tools, and they differ in spelling more than in what they can say: one parser reads them all. What a
 * condition can look at is the caller's to know; it says what a name of the file means and how the answers to it are written there. What
 * cannot be said (arithmetic, two answers compared with each other, functions of dates) is refused with the reason, never said halfway. Of
 * arithmetic sums and means are kept, as calculated questions. */
#pragma once
#include "base/json.h"

enum {
    EXPRESSION_NODES_MAX = 64, /* of what comes out: the limits of a condition */
    EXPRESSION_DEPTH_MAX = 8,
    EXPRESSION_VARIABLES_MAX = 64, /* that one name may stand for */
};

enum expression_dialect {
    EXPRESSION_LIMESURVEY, /* Q1.NAOK == "Y" and !is_empty(Q2); names may be fields, 12X3X45SQ001, too */
    EXPRESSION_SURVEYJS,   /* {q1} = 'yes' and {q2} notempty; {q2.row}, {q2[0]} */
    EXPRESSION_XLSFORM,    /* ${q1} = 'yes' and selected(${q2}, 'a') */
};

/* How a variable's values are written in the file, and so how they are compared. */
enum expression_values {
    EXPRESSION_TEXT,    /* as they are */
    EXPRESSION_NUMBER,  /* numbers; a text that reads as one is one */
    EXPRESSION_CHOICE,  /* one of `values` */
    EXPRESSION_CHOICES, /* a list of those */
    EXPRESSION_BOOLEAN, /* true or false, as `values` has it: {"Y": true, "N": false}; yes, no, 1, 0 and true, false otherwise */
    EXPRESSION_MEMBER,  /* whether `member` is in the list that is the answer: "Y", 1 and true, or not */
    EXPRESSION_PLACE,   /* which choice stands at `place` of a ranking, whose parts are field.CHOICE */
};
struct expression_variable {
    struct str field;     /* "answers.service.staff" */
    const json_t *values; /* of CHOICE, CHOICES, PLACE, BOOLEAN: the file's value → ours; NULL: the same. Borrowed */
    struct str member;    /* of MEMBER, in our words */
    enum expression_values is;
    int place;   /* of PLACE, from 1 */
    bool always; /* everybody has answered it: what is divided by how many there are is then their mean */
};

/* What `name` stands for, most often one variable, or several (all rows of a matrix); 0: nothing that a condition here can look at, and
 * *reason says why when the caller knows better than "unknown". name is without its brackets and trimmed. */
typedef size_t expression_names(void *context, struct str name, struct expression_variable *variables, size_t room, const char **reason);

/* The condition, a new reference; NULL with one sentence in *why when it cannot be said. Memory for reading comes from the arena. A
 * condition that always holds is {"all":[]}, one that never does {"any":[]}. */
json_t *expression_condition(struct arena *arena, enum expression_dialect dialect, struct str text, expression_names *names, void *context,
                             struct fault *why) must_check;

/* A number made of answers, as {"sum": ["q1", "q2.row"]} or {"mean": […]}, a new reference; NULL with one sentence in *why: everything
 * else that can be calculated, and a sum divided by a number where not all that it is made of is always there. A choice is worth the number
 * it is written as in the file, which the caller has to say of it ("score"). What was not answered is left out of both. */
json_t *expression_calculation(struct arena *arena, enum expression_dialect dialect, struct str text, expression_names *names,
                               void *context, struct fault *why) must_check;

/* Whether a condition is within the limits; for conditions put together of several. */
bool expression_fits(const json_t *condition);
bool expression_always(const json_t *condition); /* {"all":[]} */
