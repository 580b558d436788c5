/* What the files that read rows of an XLSForm share among themselves; nobody else includes this. */
#pragma once
#include "foreign/expression.h"
#include "foreign/xlsform.h"

struct row {
    struct form *form;
    struct foreign *foreign;
    const struct table_row *cells;
    struct str name, type, appearance;
    struct str list; /* of a choice: the name of its list */
    bool other;      /* and "or other" behind it */
    bool external;   /* its list stands in the sheet of external choices */
    json_t *values;  /* name of a choice → id; in scratch */
};

struct str form_here(const struct row *r, const char *base);
void form_lost(struct row *r, const char *code, const char *why);
void form_changed(struct row *r, const char *code, const char *why);
bool form_cut_words(struct str *text, const char *words);
bool form_is_words(struct str text, const char *words);
void form_remember(struct row *r, const json_t *question, enum expression_values is);
json_t *form_make(struct row *r, const char *type);
json_t *form_relevant(struct row *r); /* its own condition, counted as kept or lost; NULL: none. Owned by scratch */
void form_conditions(struct row *r, json_t *question, const json_t *own); /* those of the groups around it, and its own */
double form_parameter(struct str parameters, const char *name, double otherwise);

/* As form_relevant, of any text; not counted. NULL, with a sentence in *why: it cannot be kept. */
json_t *form_condition(struct row *r, struct str text, struct fault *why);

/* xlsform_filter.c: which of the question's choices are offered when. Counted and noted. */
void form_filter(struct row *r, const struct form_sheet *sheet, json_t *question);

/* xlsform_choice.c: *known says whether the type is one of choosing. */
json_t *form_choice(struct row *r, bool *known);
void form_filter_lost(struct row *r);
/* xlsform_group.c */
bool form_group_row(struct row *r); /* true: the row was about a group */
/* xlsform_limit.c */
void form_limit(struct row *r, json_t *question);
