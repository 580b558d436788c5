/* The demo's invitations: some of the web shop's customers asked by mail, and some of them answering. Nothing leaves the machine. */
#pragma once
#include "cli/cli.h"

/* Asks the customers A-10000 … of the survey; a seeded draw decides who answers. Told on stderr when false. */
/* Some of them unsubscribe, complain about the mail, or have an address that nobody has: they stand in the suppression list. */
bool demo_invite(struct flow *flow, int64_t workspace_id, const char *survey, int64_t now_ms, uint64_t seed) must_check;
/* A letter of the company's own for the survey "delivery". Told on stderr when false. */
bool demo_letter_make(struct flow *flow, int64_t workspace_id) must_check;
