/* The analytics server that serve and doctor are told of. */
#pragma once
#include "cli/cli.h"
#include "port/analytics.h"

/* By --analytics or KUULO_ANALYTICS, with KUULO_ANALYTICS_PASSWORD; *analytics NULL: neither is given. False after telling what is wrong.
 */
bool cli_analytics_open(const struct options *options, struct analytics **analytics);
