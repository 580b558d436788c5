/* bounce: a delivery report, piped in by the mail server that got it. */
#include "cli/cli.h"

#include "listen/bounce.h"
#include "listen/message.h"

#include <stdio.h>

enum { REPORT_MAX = 1 << 20 };

static bool report_store(struct flow *flow, const struct bounce *bounce, struct arena *arena)
{
    struct message_bounced body = {.id = bounce->message_id, .address_fine = !bounce->unknown_address, .status = str_of(bounce->status)};
    return cli_settle(flow, bounce->workspace_id, FACT_MESSAGE_BOUNCED, &body, arena, NULL);
}

int cli_bounce(const struct options *options)
{
    struct flow *flow = cli_open(options, false);
    struct arena *arena = arena_new(2 * REPORT_MAX);
    char *text = arena ? arena_take(arena, REPORT_MAX) : NULL;
    struct bounce bounce;
    int code = 1;
    if (flow && text) {
        struct str mail = {text, fread(text, 1, REPORT_MAX, stdin)};
        if (bounce_read(flow_secret(flow), mail, &bounce))
            code = report_store(flow, &bounce, arena) ? 0 : 1;
        else {
            puts("This is no report of a message of ours that could not be delivered. Nothing was changed.");
            code = 0;
        }
    }
    flow_close(flow);
    arena_free(arena);
    return code;
}
