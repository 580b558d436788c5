/* What the files of the SPSS reader share: a system file (.sav, .zsav) or a portable one (.por), read by ReadStat out of memory. Nobody
 * else includes this. */
#pragma once
#include "foreign/variable.h"

#include <readstat.h>
#include <unicode/ucnv.h>

enum { SPSS_VARIABLES_MAX = 20000, SPSS_SEEN_MAX = 400, SPSS_MISSING_MAX = 8, SPSS_SETS_MAX = 500, SPSS_MEMBERS_MAX = 1000 };

struct spss_missing {
    double low, high;
    struct str text; /* of a variable of texts */
};

/* A multiple response set: several variables that are one answer of several choices. A flag for each choice ("dichotomy": `counted` stands
 * in those that were chosen), or places for as many choices as there are variables. */
struct spss_set {
    struct str name, label, counted;
    bool flags, value_labels; /* value_labels: of flags, a choice is called what its counted value is called */
    struct str *members;      /* names, as in spss_variable */
    size_t count;
    struct variable variable;
};

struct spss_variable {
    struct spss_set *in_set; /* NULL: a question of its own */
    struct variable variable;
    struct str label, set; /* set: of value labels; empty: none */
    bool text, moment, weight;
    enum variable_kind as; /* how its numbers are meant: DAY, TIME or NUMBER, whatever the question becomes */
    struct spss_missing missing[SPSS_MISSING_MAX];
    size_t missing_count;
    json_t *seen; /* code → true, of what no label is for; until there are SPSS_SEEN_MAX */
};

/* Names of the file in order, so that thousands of members of sets find their variables. */
struct spss_name {
    struct str name, longer; /* longer: what a short name stands for */
    size_t at;               /* its place in the file */
};
struct spss_names {
    struct spss_name *all;
    size_t count;
};

struct spss {
    struct foreign *foreign;
    size_t at;             /* of the bytes, for ReadStat */
    UConverter *converter; /* the file's letters; NULL: UTF-8 */
    struct spss_variable *variables;
    size_t count;
    json_t *sets; /* name → {"codes": [code…], "labels": [label…]} */
    struct spss_set *response_sets;
    size_t response_sets_count;
    struct spss_names named, long_names; /* variables by name; short names */
    struct str title;
    struct arena *row;            /* memory of one row */
    json_t *answers, *attributes; /* of the row that is being read; NULL: none */
    size_t rows;
    bool telling, stopped, marked; /* marked: values marked as missing were left out */
    enum err err;
};

/* The file's bytes as UTF-8, without the spaces behind them; in the arena. */
struct str spss_text(struct spss *s, struct arena *arena, const char *text);
/* A value as variable.h wants it; empty: no answer. In the row's memory. */
struct str spss_value(struct spss *s, const struct spss_variable *v, readstat_value_t value);
bool spss_is_marked(const struct spss_variable *v, struct str code); /* as missing */

/* spss_sets.c: what ReadStat does not tell. From the dictionary of a system file; a broken one has none. */
void spss_sets_read(struct spss *s);
/* Joins the sets with the variables they are of; those that cannot be one answer stay variables, with a note. */
void spss_sets_join(struct spss *s);
void spss_set_question(struct spss *s, struct spss_set *set); /* at its first variable */
void spss_set_tell(struct spss *s, const struct spss_variable *v, struct str value);
/* spss.c: the options of a list of value labels, and of what was seen beyond them. */
void spss_put_options(struct spss *s, const struct spss_variable *v, struct variable *into);
