/* What the demo's company wants its customers to feel, how many of them, and what its customers are like as a whole. */
#pragma once
#include "cli/cli.h"

/* Told on stderr when false. */
bool demo_goals_make(struct flow *flow, int64_t workspace_id, int32_t today) must_check;
