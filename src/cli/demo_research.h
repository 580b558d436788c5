/* The demo's notes, code book, two people's codings and media weeks: demo/research.json, with what is drawn in between. */
#pragma once
#include "cli/cli.h"

struct demo_research {
    struct flow *flow;
    int64_t workspace_id, account_id; /* the account of the demo: one of the two coders */
    int32_t today;
    uint64_t seed;
    const char *password_hash; /* of the other coder's account, so that one can sign in as them too */
};

/* Told on stderr when false. */
bool demo_research_make(const struct demo_research *research) must_check;
