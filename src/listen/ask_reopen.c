/* A rule changed: what is not asked yet under it is looked at again, a piece at a time, so that no turn stands still for a million asks.
 * The rule's row says how far it has come. */
#include "asking.sql.h"
#include "listen/ask_inside.h"

enum { PIECE = 1000 };

enum err asks_reopen_begin(struct store *store, const struct fact *fact, int64_t rule_id)
{
    return sql_ask_reopen_from(store,
                               &(struct ask_reopen_from_in){.workspace_id = fact->workspace_id,
                                                            .id = rule_id,
                                                            .has_at = true,
                                                            .at = fact->at_ms,
                                                            .has_due = true,
                                                            .due = fact->at_ms, /* what is due by now is looked at anyway */
                                                            .has_encounter = true,
                                                            .encounter = INT64_MAX},
                               NULL);
}

/* The last of the next piece; *more is false when it is the last piece, which ends with the last there may be. */
static enum err piece_end(struct store *store, const struct fact *fact, int64_t rule_id, const struct ask_reopening_row *from,
                          struct ask_piece_end_row *end, bool *more)
{
    enum err err = sql_ask_piece_end(
        store, &(struct ask_piece_end_in){fact->workspace_id, rule_id, from->reopen_due, from->reopen_encounter, PIECE - 1}, NULL, end);
    *more = err == ERR_NONE;
    if (err != ERR_NOT_FOUND)
        return err;
    *end = (struct ask_piece_end_row){INT64_MAX, INT64_MAX};
    return ERR_NONE;
}

/* Asks of encounters after the change were made under it; what was decided after it was decided by it. */
enum err asks_reopened_store(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct asks_reopened *body = fact->body;
    struct ask_reopening_row from;
    struct ask_piece_end_row end;
    int64_t ws = fact->workspace_id, rule = fact->subject_id = body->rule_id, count = 0;
    bool more = false;
    enum err err = sql_ask_reopening(store, &(struct ask_reopening_in){ws, rule}, NULL, &from);
    fact->repeated = err == ERR_NOT_FOUND;
    if (err != ERR_NONE)
        return fact->repeated ? ERR_NONE : err;
    err = piece_end(store, fact, rule, &from, &end, &more);
    if (err == ERR_NONE)
        err = sql_ask_reopen(store,
                             &(struct ask_reopen_in){ws, rule, fact->at_ms, from.reopen_due, from.reopen_encounter, end.due_at,
                                                     end.encounter_id, from.revision, from.reopen_at},
                             &count);
    if (err == ERR_NONE)
        err = sql_ask_reopen_from(
            store, &(struct ask_reopen_from_in){ws, rule, more, from.reopen_at, more, end.due_at, more, end.encounter_id}, NULL);
    const char *payload = arena_printf(arena, "{\"asks\":%lld}", (long long)count);
    fact->payload = str_of(payload);
    return err == ERR_NONE && !payload ? ERR_MEMORY : err;
}

static bool reopening_row(void *context, const struct ask_reopening_all_row *row)
{
    struct due *due = context;
    struct asks_reopened *body = arena_new_object(due->arena, struct asks_reopened);
    if (!body)
        return false; /* those are found in a second */
    body->rule_id = row->id;
    due->more = true;
    return due_add(
        due, &(struct fact){.kind = FACT_ASKS_REOPENED, .workspace_id = row->workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = body});
}

enum err asks_reopening(const void *stage, struct store *store, struct due *due)
{
    (void)stage;
    return sql_ask_reopening_all(store, NULL, reopening_row, due);
}
