/* What the files that make questions of a .qsf share among themselves; nobody else includes this. */
#pragma once
#include "foreign/qualtrics.h"

/* A question as it is put together. `codes` of its choices and rows go to qsf->known, so that rules find them. */
struct making {
    struct qsf *qsf;
    struct foreign *foreign;
    struct qsf_entry *entry;
    const json_t *payload, *settings; /* settings: what is checked of an answer */
    const json_t *owner;              /* the question whose choices these are: of a column of a side by side, the whole */
    struct str qid, name, type, selector, sub;
    json_t *known;
};

struct grid {
    const char *cell;
    struct str name, more; /* more: words behind the question's */
    const json_t *columns; /* codes of answers; NULL: the cell needs none */
    double low, high;      /* of rating and number; low over high: unsaid */
};

/* qualtrics_lists.c */
void qsf_put_text(struct making *m, json_t *object, const char *field, const char *language, struct str html);
void qsf_put_question_text(struct making *m, json_t *question, struct str more);
void qsf_put_display(struct making *m, json_t *object, const char *field, const char *section, struct str code);
const json_t *qsf_codes_of(struct making *m, const json_t *from, const char *section, const char *order_name);
struct str qsf_under(struct making *m, struct str name, struct str code);
json_t *qsf_codes_known(struct making *m, const char *list);
bool qsf_is_on(const json_t *object, const char *field);
bool qsf_put_choices(struct making *m, json_t *question, const char *section, const json_t *codes);
void qsf_put_shuffle(struct making *m, json_t *question, const char *section);
const json_t *qsf_carried(struct making *m, const json_t *codes);
json_t *qsf_make(struct making *m, struct str name, const char *type);
json_t *qsf_make_asking(struct making *m, const char *type);
void qsf_lost(struct making *m, const char *code, const char *why);
void qsf_changed(struct making *m, const char *code, const char *why);
void qsf_too_long(struct making *m, json_t *question, size_t count);
void qsf_note_checks(struct making *m);
void qsf_put_counts(struct making *m, json_t *question);
const json_t *qsf_empty_list(const json_t *value);

/* qualtrics_grid.c */
void qsf_make_grid(struct making *m, const struct grid *grid);
void qsf_make_matrix(struct making *m);
void qsf_make_slider(struct making *m);
void qsf_make_sum(struct making *m);
void qsf_make_groups(struct making *m);
