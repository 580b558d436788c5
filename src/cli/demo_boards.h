/* What the demo's company looks at every week: two segments, and a shared board of saved views. */
#pragma once
#include "cli/cli.h"

/* Told on stderr when false. */
bool demo_boards_make(struct flow *flow, int64_t workspace_id, int64_t account_id) must_check;
