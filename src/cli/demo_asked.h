/* What the demo's asking rules led to, decided as a running server decides it, and talks over the phone. */
#pragma once
#include "base/json.h"
#include "cli/cli.h"

/* A request that this customer answers. */
struct demo_request {
    struct str survey, customer; /* slug, external id; during the call */
    int64_t invitation_id;
};

/* Decides everything that is due, and hands over every fourth request. Told on stderr when false. */
bool demo_asks_decide(struct flow *flow, int64_t workspace_id, int64_t now_ms, bool (*answer)(void *context, const struct demo_request *),
                      void *context) must_check;

/* One call list, and the first of it talked with by this account: a talk for each of the talks. */
bool demo_talks_make(struct flow *flow, int64_t workspace_id, int64_t account_id, int64_t now_ms, const json_t *talks) must_check;
