/* check and rebuild: are the figures what the rows say? */
#include "cli/cli.h"

#include "listen/answer_file.h"
#include "understand/understand.h"

#include <stdio.h>
#include <stdlib.h>

struct findings {
    size_t count;
};

static void found(void *context, const char *problem)
{
    struct findings *findings = context;
    if (findings->count++ < 200)
        printf("%s\n", problem);
}

void cli_parts_close(struct cli_parts *parts)
{
    understand_close(parts->understand);
    listen_close(parts->listen);
    store_close(parts->store);
}

bool cli_parts_open(const struct options *options, struct cli_parts *parts)
{
    struct fault why = {0};
    enum err err = store_open(options->data, STORE_READ, &parts->store, &why);
    if (err == ERR_NONE)
        err = listen_open(parts->store, &parts->listen, &why);
    if (err == ERR_NONE)
        err = understand_open(options->data, parts->store, parts->listen, &parts->understand, &why);
    if (err == ERR_NONE)
        return true;
    if (!why.code)
        fault_set(&why, err, "open", "", "The data in %s cannot be read.", options->data);
    cli_fail(&why);
    cli_parts_close(parts);
    return false;
}

int cli_check(const struct options *options)
{
    struct cli_parts parts = {0};
    struct findings findings = {0};
    if (!cli_parts_open(options, &parts))
        return 1;
    enum err err = store_integrity(parts.store, found, &findings);
    if (err == ERR_NONE)
        err = files_check(parts.store, found, &findings);
    if (err == ERR_NONE)
        err = understand_check(parts.understand, parts.store, found, &findings);
    cli_parts_close(&parts);
    if (err != ERR_NONE) {
        fprintf(stderr, "kuulo: the check could not be finished: %s.\n", err_name(err));
        return 1;
    }
    if (findings.count) {
        printf("%zu differences.\n", findings.count);
        return 1;
    }
    puts("The store is whole, and every figure equals a recount of the rows.");
    if (options->analytics || getenv("KUULO_ANALYTICS"))
        puts("That is said of the figures counted here; what the analytics server holds is not read by this command.");
    return 0;
}

int cli_rebuild(const struct options *options)
{
    struct cli_parts parts = {0};
    if (understand_forget(options->data) != ERR_NONE) {
        fprintf(stderr, "kuulo: the snapshots in %s could not be removed.\n", options->data);
        return 1;
    }
    if (!cli_parts_open(options, &parts))
        return 1;
    cli_parts_close(&parts);
    printf("The figures were made anew from the rows. A running server takes them up when it starts next.\n");
    return 0;
}
