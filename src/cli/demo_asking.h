/* The demo's customers by name, and two asking rules over the last days. A draw of its own, so that the rest of the demo stays what it is
 * under the same seed. */
#pragma once
#include "cli/cli.h"

/* Customers A-(10000 + first) … with names, addresses that lead nowhere, margins, and mostly with consent; with margins of
 * each year up to this one, when it is not 0. Told on stderr when false. */
bool demo_customers_make(struct flow *flow, int64_t workspace_id, unsigned first, unsigned count, int year, uint64_t seed) must_check;
/* How this customer takes things, −0.45 to 0.45: the same in every answer. */
double demo_temper(unsigned number);
/* What happens after this call is asked about; a rule asks nobody by mail, so that the demo sends nothing. */
/* A campaign whose first run lies ahead: an opened demo sends nothing by itself. */
bool demo_campaign_make(struct flow *flow, int64_t workspace_id, int64_t now_ms);
bool demo_rules_make(struct flow *flow, int64_t workspace_id) must_check;
