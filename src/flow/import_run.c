#include "flow/import_run.h"

struct running {
    const struct import_run_config *config;
    struct import *import;        /* of responses */
    struct import_record *record; /* of the others */
};

static enum err prepare(const struct import_run_config *c, enum import_step step, struct fault *why)
{
    struct fact *facts;
    size_t count;
    flow_read_begin(c->flow);
    enum err err = import_prepare(flow_listen(c->flow), c->workspace_id, c->map, step, c->arena, &facts, &count, why);
    flow_read_end(c->flow);
    if (err != ERR_NONE || !count)
        return err;
    for (size_t i = 0; i < count; i++)
        facts[i].actor = c->actor;
    struct proposal proposal = {.facts = facts, .count = count, .arena = c->arena};
    err = flow_settle(c->flow, &proposal);
    *why = proposal.fault;
    return err;
}

static enum err open_file(struct running *running, struct fault *why)
{
    const struct import_run_config *c = running->config;
    struct clock *clock = flow_clock(c->flow);
    flow_read_begin(c->flow);
    struct import_config config = {.listen = flow_listen(c->flow),
                                   .workspace_id = c->workspace_id,
                                   .now_ms = clock->now_ms(clock),
                                   .map = c->map,
                                   .read = c->read,
                                   .reject = c->reject,
                                   .context = c->context};
    enum err err =
        c->kind == IMPORT_RESPONSES ? import_open(&config, &running->import, why) : import_record_open(&config, &running->record, why);
    flow_read_end(c->flow);
    return err;
}

static void count(void *context, struct import_counts *counts)
{
    const struct running *running = context;
    struct import_progress progress = running->import ? import_progress(running->import) : import_record_progress(running->record);
    counts->rows = progress.rows;
    counts->rejected = progress.rejected;
    counts->bytes_read = progress.bytes_read;
}

static enum err next_responses(struct running *running, struct arena *arena, struct fact **facts, size_t *count, bool *more,
                               struct fault *why)
{
    struct response_given *given = NULL;
    enum err err = import_next(running->import, arena, &given, count, more, why);
    *facts = err == ERR_NONE && *count ? arena_take_array(arena, *count, sizeof **facts) : NULL;
    for (size_t i = 0; *facts && i < *count; i++)
        (*facts)[i] = (struct fact){.kind = FACT_RESPONSE_GIVEN, .workspace_id = running->config->workspace_id, .body = &given[i]};
    return err == ERR_NONE && *count && !*facts ? ERR_MEMORY : err;
}

static enum err next_records(struct running *running, struct arena *arena, struct fact **facts, size_t *count, bool *more,
                             struct fault *why)
{
    flow_read_begin(running->config->flow);
    enum err err = import_record_next(running->record, arena, facts, count, more, why);
    flow_read_end(running->config->flow);
    return err;
}

static enum err next(void *context, struct arena *arena, struct fact **facts, size_t *facts_count, bool *more, struct fault *why)
{
    struct running *running = context;
    return running->import ? next_responses(running, arena, facts, facts_count, more, why)
                           : next_records(running, arena, facts, facts_count, more, why);
}

enum err import_run(const struct import_run_config *config, struct import_counts *counts, struct fault *why)
{
    struct running running = {.config = config};
    struct import_source source = {next, count, &running};
    struct import_store store = {config->flow, config->actor, config->progress, config->context};
    *counts = (struct import_counts){0};
    enum err err = prepare(config, IMPORT_TOUCHPOINTS, why);
    if (err == ERR_NONE && config->kind == IMPORT_RESPONSES)
        err = prepare(config, IMPORT_SURVEY, why);
    if (err == ERR_NONE)
        err = open_file(&running, why);
    if (err == ERR_NONE)
        err = import_batches(&store, &source, counts, why);
    import_close(running.import);
    import_record_close(running.record);
    return err;
}
