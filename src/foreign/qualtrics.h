/* What the files of the Qualtrics reader share: a survey exported as .qsf, which is JSON. Nobody else includes this.
 *
 * Questions are laid out in the order of the survey's flow (qualtrics.c), each becomes one question of ours or several
 * (qualtrics_question.c), and then the rules, of which each covers a run of them, are put into our words (qualtrics_logic.c) and on the
 * questions (qualtrics_rules.c). */
#pragma once
#include "foreign/leaf.h"

enum { QSF_ENTRIES_MAX = 1000, QSF_RULES_MAX = 2000, QSF_FLOW_DEPTH_MAX = 12, QSF_LOOPS_MAX = 100 };

/* A block that is repeated: once for each answer to another question, as a group of ours; or once for each row of a table that the survey's
 * maker wrote, as so many questions, because what differs from round to round stands in the table. */
struct qsf_loop {
    struct str name;       /* of the block */
    const json_t *options; /* LoopingOptions */
    size_t from, to;       /* entries: [from, to) */
    json_t *group;         /* in foreign->questions; NULL: none, or not yet */
    json_t *once;          /* id of the question whose one answer it is asked about; NULL: none */
};

/* A question of the file in its place. */
struct qsf_entry {
    struct str qid, name; /* "QID7"; its export tag, as people know it; in a round of a table "2_QID7", as files of answers name it */
    struct str round;     /* "2_", or empty */
    const json_t *fields; /* of the round: {"1": "apples"} */
    size_t loop;          /* its place in qsf->loops and 1 more; 0: asked once */
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
    struct str code;   /* CHOICE: of the choice, row or column */
    bool column;       /* CHOICE: of a matrix's columns */
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
    struct qsf_loop *loops;
    size_t loops_count;
    const json_t **quotas; /* payloads, borrowed from the tree */
    size_t quotas_count;
};

/* A member of an object, or of a list by its place: the writer of these files makes lists of objects whose keys happen to run from 0. */
const json_t *qsf_member(const json_t *container, struct str key);
/* The members as a list: itself, or the object's values; borrowed. */
const json_t *qsf_values(struct qsf *qsf, const json_t *container);
struct str qsf_text(const json_t *object, const char *field); /* a text; "" when missing */
/* A number given as one or as a text. */
bool qsf_number(const json_t *object, const char *field, double *number);

void qsf_question(struct qsf *qsf, struct qsf_entry *entry);

/* New; NULL: it cannot be said, and *why may say why. Of a BooleanExpression, and of one entry of a question's skips. `round`: of the
 * question it stands at; it speaks of the same round. */
json_t *qsf_condition(struct qsf *qsf, const json_t *logic, struct str round, const char **why);
json_t *qsf_skip_condition(struct qsf *qsf, const json_t *entry, struct str round, const char **why);
/* What became of a question of the file, of the same round when there is one: {"id","type",…}; NULL when nothing did. */
const json_t *qsf_known(const struct qsf *qsf, struct str round, struct str qid);

/* qualtrics_loop.c */
bool qsf_is_loop(const json_t *block);
/* How often the block is laid out: once, or for each row of the table. *rows: {"1": {"1": "apples"}}, or NULL. Kept in scratch. */
size_t qsf_loop_rounds(struct qsf *qsf, const json_t *block, const json_t **rows);
/* Before the first question of a loop, and when all questions and rules are there. */
void qsf_loop_begin(struct qsf *qsf, struct qsf_loop *loop);
void qsf_loops_end(struct qsf *qsf);
/* What stands in place of ${lm://…} in a text of that entry. False: nothing can. */
bool qsf_loop_pipe(const struct qsf *qsf, const struct qsf_entry *entry, struct str inside, struct buf *out);

/* qualtrics_quota.c: after the rules. */
void qsf_quotas(struct qsf *qsf);

/* qualtrics_rules.c */
/* Calls for each entry that the condition looks at; false: a call said false. */
bool qsf_looks(const struct qsf *qsf, const json_t *condition, bool (*each)(void *context, size_t entry), void *context);
/* The condition looks at answers given in rounds, other than those of `own` (NULL: any). */
bool qsf_looks_into_rounds(const struct qsf *qsf, const json_t *condition, const struct qsf_loop *own);

/* Finds each rule's condition, and puts them on the questions. Counts what is kept and what is lost. */
void qsf_rules(struct qsf *qsf);

/* qualtrics_offers.c */
/* Puts a condition on the choice, row or column of that code; false when none of ours is that, or it can bear no more. */
bool qsf_offer(struct qsf *qsf, const json_t *known, bool column, struct str code, const json_t *condition);
void qsf_carries(struct qsf *qsf); /* what questions carry forward, when all are known; counted and noted */
