/* What the files of doctor share. */
#pragma once
#include "cli/cli.h"

struct visit {
    const struct options *options;
    size_t advice;
};

void doctor_well(const char *text);
void doctor_advise(struct visit *visit, const char *text); /* counted */

/* Whether mail can leave and will be believed: the relay, and what the DNS says of each domain that messages come from. Silent where no
 * mail leaves. Name servers: the machine's, or the one in KUULO_DNS (ADDRESS:PORT). */
void doctor_look_at_mail(struct visit *visit, struct flow *flow);
