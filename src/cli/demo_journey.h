/* The demo's journey: elements with their changes, the journey itself, and customers who walked it. A draw of its own, so that the rest of
 * the demo stays what it is under the same seed. */
#pragma once
#include "cli/cli.h"

#include "base/json.h"

struct demo_journey {
    struct flow *flow;
    int64_t workspace_id, now_ms;
    const json_t *company;
    struct zone *zone;
    int32_t today;
    uint64_t seed;
    int64_t met; /* out: encounters made */
};
/* Told on stderr when false. */
bool demo_journey_make(struct demo_journey *demo) must_check;
