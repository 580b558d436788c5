/* What the files that read LimeSurvey share among themselves; nobody else includes this.
 *
 * A .lss is a dump of database tables in XML: <questions><rows><row><qid>…. Until version 3 a question has a row per language, since
 * version 4 its words stand in tables of their own (question_l10ns). A .lsq is the same with one question, a .lsg with one group, a .lsa a
 * zip with the .lss and the responses (.lsr: a row for each, a column for each answer, "_SURVEYXGROUPXQUESTIONSUBQUESTION"). */
#pragma once
#include "base/map.h"
#include "base/xml_read.h"
#include "foreign/expression.h"
#include "foreign/foreign.h"

enum { LIME_LANGUAGES_MAX = 40, LIME_ITEMS_MAX = 250, LIME_QUESTIONS_MAX = 5000, LIME_PARTS_MAX = 1900 };

/* limesurvey_table.c: the tables, each with the column its rows are found by. */
enum lime_index {
    LIME_SURVEYS,
    LIME_SURVEY_TEXTS,
    LIME_GROUPS,
    LIME_GROUP_TEXTS,
    LIME_QUESTIONS,
    LIME_SUBQUESTIONS,      /* by the question they belong to */
    LIME_SUBQUESTION_WORDS, /* the same rows by their own id */
    LIME_QUESTION_TEXTS,
    LIME_ANSWERS,
    LIME_ANSWER_TEXTS,
    LIME_ATTRIBUTES,
    LIME_CONDITIONS,
    LIME_DEFAULTS,
    LIME_QUOTAS,
    LIME_QUOTA_MEMBERS,
    LIME_QUOTA_TEXTS,
    LIME_INDEXES,
};
struct lime_row {
    const struct xml_element *cells;
    struct lime_row *next, *last; /* of those with the same key; last: in the first of them */
};
struct lime_table {
    struct lime_row *rows;
    size_t count;
    struct map *by_key;
};

struct lime_language {
    struct str theirs;
    const char *ours;
};

struct lime_group {
    struct str gid;
    int64_t order;
    const struct lime_row *row;
    json_t *condition; /* its relevance; NULL: none, or it could not be kept */
    bool condition_lost;
};
struct lime_question {
    struct str qid, code;
    char type;
    int64_t order;
    const struct lime_row *row;
    const struct lime_group *group;
};
/* An answer that can be chosen, or a subquestion. */
struct lime_item {
    struct str code, key; /* key: the id by which its words are found; empty: in the row itself */
    int64_t order, scale;
    const struct lime_row *row;
};

enum lime_form { LIME_PLAIN, LIME_DATE, LIME_TIME };
/* What a name of LimeSurvey (Q1, Q1_SQ001, 1X2X3SQ001) stands for: in its expressions and as a column of its responses alike. */
struct lime_name {
    struct expression_variable *variables;
    size_t count;
    enum lime_form form; /* how responses write it */
};

struct lime {
    struct foreign *foreign;
    struct lime_table tables[LIME_INDEXES];
    struct lime_language languages[LIME_LANGUAGES_MAX];
    size_t languages_count;
    struct map *names;                    /* struct lime_name by name, and by "#" and column */
    const struct lime_question *question; /* the one being read; NULL: the survey or a group */
    const struct lime_question *piping_noted;
    json_t *heading; /* of the group being read; borrowed, NULL: none */
    size_t parts;    /* rows and choices so far that are questions of their own */
    bool archive;    /* responses come with it */
    bool out_of_memory;
};

enum err lime_tables_read(struct lime *l, struct str bytes, struct fault *why) must_check;
struct str lime_cell(const struct lime_row *row, const char *column); /* trimmed; empty when there is none */
int64_t lime_cell_number(const struct lime_row *row, const char *column, int64_t otherwise);
const struct lime_row *lime_first(const struct lime *l, enum lime_index index, struct str key); /* NULL when there is none */
/* In their order, each once whatever its languages; at most LIME_ITEMS_MAX. */
size_t lime_answers(const struct lime *l, struct str qid, int64_t scale, struct lime_item *items);
size_t lime_subquestions(const struct lime *l, struct str qid, int64_t scale, struct lime_item *items);
struct str lime_attribute(const struct lime *l, struct str qid, const char *name, struct str language); /* language empty: any */
bool lime_attribute_on(const struct lime *l, const char *name); /* of the question being read: 1 or Y */
bool lime_attribute_number(const struct lime *l, const char *name, double *number);
/* The column of the words of that id in a language. */
struct str lime_words(const struct lime *l, enum lime_index texts, enum lime_index rows, struct str key, const char *column,
                      struct str language);
struct str lime_item_words(const struct lime *l, const struct lime_item *item, struct str language);

/* limesurvey_text.c */
enum lime_word {
#define W(name, ...) LIME_WORD_##name,
#include "foreign/limesurvey_words.def"
#undef W
    LIME_WORDS
};
/* object[field] in every language, pieces of expressions in it ({Q1}) as places that show answers, or dropped with a note. */
void lime_put(struct lime *l, json_t *object, const char *field, const struct lime_language *language, struct str html);
void lime_put_question(struct lime *l, json_t *object, const char *field, const char *column);
void lime_put_item(struct lime *l, json_t *object, const struct lime_item *item);
void lime_put_word(struct lime *l, json_t *object, enum lime_word word); /* its field "text" */

/* limesurvey_question.c: every question that becomes of l->question is added; none, with a note, when nothing can be kept of it. */
void lime_question_add(struct lime *l);
/* limesurvey_array.c: of those with rows. */
void lime_array_add(struct lime *l);
json_t *lime_question_new(struct lime *l, const char *suffix, const char *type);
/* Adds the items to list "choices" or "rows"; over the limit the first are kept and a note is written. How many were added. */
size_t lime_options_add(struct lime *l, json_t *question, const char *list, const struct lime_item *items, size_t count);
/* Answers that are whole numbers one after the other, and say only that, words at the ends aside: a scale. */
bool lime_is_scale(const struct lime *l, const struct lime_item *items, size_t count);
void lime_scale_put(struct lime *l, json_t *question, const struct lime_item *items, size_t count);
/* The file's code → our id, of such a list; borrowed. */
const json_t *lime_options(const struct lime *l, const json_t *question, const char *list);

/* limesurvey_logic.c */
/* `name` and `column` behind the question's code and id: ("_SQ001", "SQ001"). */
void lime_name_add(struct lime *l, const char *name, const char *column, struct expression_variable variable, enum lime_form form);
const struct lime_name *lime_name_find(const struct lime *l, struct str name); /* as expressions and columns write it */
struct str lime_field(struct lime *l, const json_t *question, struct str part);
/* The condition; NULL: always. Counted and noted. */
json_t *lime_group_condition(struct lime *l, const struct lime_group *group);
/* When l->question is shown. Read before the question is added, since it can only look at those before it. */
struct lime_relevance {
    bool there;
    json_t *condition; /* NULL: it cannot be said, and `why` tells */
    struct fault why;
};
struct lime_relevance lime_relevance_read(struct lime *l);
/* For all questions from `first` on, with the group's; none was added: it is lost. Counted and noted. */
void lime_relevance_apply(struct lime *l, size_t first, struct lime_relevance *read);
void lime_quotas_add(struct lime *l);
/* As expression_calculation. */
json_t *lime_calculation(struct lime *l, struct str expression, struct fault *why);

/* limesurvey_responses.c */
enum err lime_responses_read(struct lime *l, struct str bytes, struct fault *why) must_check;
