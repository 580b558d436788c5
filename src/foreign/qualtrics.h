/* What the files of the Qualtrics reader share: a survey exported as .qsf, which is JSON. Nobody else includes this.
 *
 * Questions are laid out in the order of the survey's flow (qualtrics.c), each becomes one question of ours or several
 * (qualtrics_question.c), and then the rules, of which each covers a run of them, are put into our words (qualtrics_logic.c) and on the
 * questions (qualtrics_rules.c). */
#pragma once
#include "foreign/leaf.h"

enum { QSF_ENTRIES_MAX = 1000, QSF_RULES_MAX = 2000, QSF_FLOW_DEPTH_MAX = 12 };

/* A question of the file in its place. */
struct qsf_entry {
    struct str qid, name; /* "QID7"; its export tag, as people know it */
    const json_t *payload;
    const json_t *in_block; /* its place in the block: old files have the skips there */
    size_t first, count;    /* what became of it, in foreign->questions */
    size_t block_end;       /* the entry behind its block */
    bool new_page;
};

/* A condition and whom it covers. A branch is counted once, whatever it covers; what ends the survey in it covers all that follows.
 * A choice cannot be shown or not: its rule is kept only when it always holds. */
enum qsf_rule_kind { QSF_DISPLAY, QSF_SKIP, QSF_BRANCH, QSF_END, QSF_CHOICE };
struct qsf_rule {
    enum qsf_rule_kind kind;
    const json_t *logic; /* DISPLAY, BRANCH: a BooleanExpression; SKIP: one entry of the list */
    struct str name;     /* for notes */
    size_t from, to;     /* entries it covers: [from, to) */
    const size_t *outer; /* END: the branches it stands in */
    size_t outer_count;
    json_t *condition; /* in our words, kept in qsf->scratch; NULL: lost */
    bool lost, idle;   /* idle: holds nothing that can be shown or not */
};

struct qsf {
    struct foreign *foreign;
    const json_t *tree;
    json_t *payloads; /* question id → payload */
    json_t *known;    /* question id → {"id","type","cell","choices":{code:id},"rows":{code:…},"entry":n} */
    json_t *scratch;  /* keeps what is built alive; freed with the arena */
    const char *language;
    json_t *languages; /* theirs → ours, the survey's own left out */
    struct qsf_entry *entries;
    size_t entries_count;
    struct qsf_rule *rules;
    size_t rules_count;
};

/* A member of an object, or of a list by its place: the writer of these files makes lists of objects whose keys happen to run from 0. */
const json_t *qsf_member(const json_t *container, struct str key);
/* The members as a list: itself, or the object's values; borrowed. */
const json_t *qsf_values(struct qsf *qsf, const json_t *container);
struct str qsf_text(const json_t *object, const char *field); /* a text; "" when missing */
/* A number given as one or as a text. */
bool qsf_number(const json_t *object, const char *field, double *number);

void qsf_question(struct qsf *qsf, struct qsf_entry *entry);

/* New; NULL: it cannot be said, and *why may say why. Of a BooleanExpression, and of one entry of a question's skips. */
json_t *qsf_condition(struct qsf *qsf, const json_t *logic, const char **why);
json_t *qsf_skip_condition(struct qsf *qsf, const json_t *entry, const char **why);

/* Finds each rule's condition, and puts them on the questions. Counts what is kept and what is lost. */
void qsf_rules(struct qsf *qsf);
