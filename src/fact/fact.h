/* Facts: what happened, immutable and numbered.
 *
 * A fact is proposed with a typed body, stored by the stage that owns its kind together with the rows it changes, written to the ledger in
 * the same transaction, and applied by every stage after the commit. The ledger holds references and numbers only, never names, addresses
 * or anybody's words.
 *
 * Numbers run per workspace from 1. The id of an object is the number of the fact that made it. */
#pragma once
#include "base/str.h"

enum fact_kind {
    FACT_NONE = 0,
#define KIND(constant, name, number, room) FACT_##constant = number,
#include "fact/kinds.def"
#undef KIND
};

/* Listen or people remember something of it. A turn without such facts moves figures at most, and leaves the settings unlocked. */
bool fact_changes_settings(enum fact_kind kind);
/* The store of this kind refuses nothing that was proposed: it fails only when the disk or the memory does. */
bool fact_never_refused(enum fact_kind kind);
/* Facts of this kind may come by the hundred, and each has a row of its own under its number: those of one proposal that follow one another
 * are one line of the ledger, with the number of the last, the subject of the first and {"count":n}. Whoever looks for the line of a number
 * takes the first line that is not below it. */
bool fact_shares_line(enum fact_kind kind);
const char *fact_name(enum fact_kind kind);   /* "response_given"; NULL for an unknown kind */
enum fact_kind fact_kind_of(struct str name); /* FACT_NONE when unknown */

enum actor_kind { ACTOR_SYSTEM = 1, ACTOR_ACCOUNT = 2, ACTOR_KEY = 3, ACTOR_RESPONDENT = 4 };
struct actor {
    enum actor_kind kind;
    int64_t id; /* account or key; 0 for the others */
};

struct fact {
    enum fact_kind kind;
    int64_t workspace_id;
    int64_t number;     /* given by the turn just before store; the stage uses it as the id of what it creates */
    int64_t at_ms;      /* when the turn stored it */
    int64_t subject_id; /* the object it is about; set by the stage's store (for a new object: number) */
    struct actor actor;
    void *body;                /* the kind's struct, declared by the stage that owns the kind; immutable once proposed */
    struct str payload;        /* compact JSON for the ledger, set by store, from the fact's arena; empty: {} */
    int64_t expected_revision; /* If-Match of the object as the caller read it; 0: whatever it is; a stage refuses with ERR_STALE when it
                                  differs */
    bool unrecorded; /* set by store: rows were written that must leave no line in the ledger (an anonymous answer that waits, a half-filled
                        form): the fact keeps no number and nothing is applied */
    bool repeated;   /* set by store: this was said before (subject_id names the first); nothing is written, nothing is applied */
};
