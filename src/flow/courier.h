/* The courier takes the outbox's due messages and hands them to the mail port, from threads of its own, and tells the turn what became of
 * each. See listen/message.h for the states and what is promised about sending twice.
 *
 * Memory is that of one batch whatever waits. Refused for now: tried again after 10 s, 40 s, 160 s … at most 4 h, a quarter more or less by
 * chance, MESSAGE_TRIES_MAX times. A receiving domain gets at most so many messages a minute as its workspace's settings say. */
#pragma once
#include "flow/flow.h"
#include "port/mail.h"

struct courier;

struct courier_config {
    struct flow *flow;
    struct mail *mail;
    struct str public_url; /* of links, without a slash at the end; outlives the courier */
};

enum err courier_start(const struct courier_config *config, struct courier **courier) must_check;
void courier_stop(struct courier *courier); /* waits for what is being sent; NULL is fine */
