/* kuulo check: the same rows once more, into a second store, and the two compared. */
#include "understand/inside.h"

#include <stdio.h>

struct checking {
    void (*report)(void *context, const char *difference);
    void *context;
    struct arena *arena;
    size_t found;
};
enum { REPORT_MAX = 100, LABELS_BYTES = 64 << 20, ARENA_ROWS = 1 << 16 };

static void differs(struct checking *checking, const char *sentence)
{
    if (checking->found++ < REPORT_MAX)
        checking->report(checking->context, sentence);
}

/* What was written may have been forgotten since (the right to erasure): a missing text is no difference. */
static bool words(struct str column)
{
    struct layout_column about;
    return layout_read(column, &about) && (str_is(about.type, "story") || str_is(about.type, "text"));
}

static bool cells_equal(struct checking *checking, const struct column_table *held, size_t a, uint32_t code,
                        const struct column_table *fresh, size_t b, uint32_t other)
{
    if (!column_dictionary_of(fresh, b))
        return code == other || (words(column_name(fresh, b)) && code > other);
    struct str x = layout_label(held, a, (uint16_t)code, checking->arena), y = layout_label(fresh, b, (uint16_t)other, checking->arena);
    return !x.at == !y.at && str_equal(x, y);
}

static void row_check(struct checking *checking, const struct column_table *held, const struct column_table *fresh, uint64_t place)
{
    int64_t id, other_id;
    int32_t day, other_day;
    char sentence[512];
    column_row(held, place, &id, &day);
    column_row(fresh, place, &other_id, &other_day);
    if (id != other_id || day != other_day) {
        snprintf(sentence, sizeof sentence,
                 "In %.60s, row %llu is number %lld of day %d in the engine, and number %lld of day %d in the rows.",
                 column_table_name(held).at, (unsigned long long)place, (long long)id, day, (long long)other_id, other_day);
        differs(checking, sentence);
        return;
    }
    for (size_t b = 0; b < column_count(fresh); b++) {
        size_t a = column_find(held, column_name(fresh, b));
        uint32_t code = a == COLUMN_NONE ? 0 : column_cell_at(held, place, a), other = column_cell_at(fresh, place, b);
        if ((code || other) && (a == COLUMN_NONE || !cells_equal(checking, held, a, code, fresh, b, other))) {
            snprintf(sentence, sizeof sentence, "In %.60s, number %lld has another value of %.200s in the engine than in the rows.",
                     column_table_name(held).at, (long long)id, column_name(fresh, b).at);
            differs(checking, sentence);
        }
    }
}

/* A value in the engine of which the rows know nothing at all. */
static void extra_check(struct checking *checking, const struct column_table *held, const struct column_table *fresh, uint64_t place)
{
    for (size_t a = 0; a < column_count(held); a++) {
        struct str name = column_name(held, a);
        if (column_find(fresh, name) == COLUMN_NONE && column_cell_at(held, place, a) && !words(name)) {
            char sentence[512];
            snprintf(sentence, sizeof sentence, "In %.60s, the engine has a value of %.200s at place %llu that no row has.",
                     column_table_name(held).at, name.at, (unsigned long long)place);
            differs(checking, sentence);
        }
    }
}

static void table_check(struct checking *checking, const struct column_table *held, const struct column_table *fresh)
{
    char sentence[512];
    uint64_t rows = held ? column_table_rows(held) : 0, others = fresh ? column_table_rows(fresh) : 0;
    if (rows != others) {
        snprintf(sentence, sizeof sentence, "In %.60s, the engine holds %llu rows and the store %llu.",
                 column_table_name(held ? held : fresh).at, (unsigned long long)rows, (unsigned long long)others);
        differs(checking, sentence);
        return;
    }
    for (uint64_t place = 0; place < rows && checking->found < REPORT_MAX; place++) {
        if (place % ARENA_ROWS == 0) {
            arena_free(checking->arena);
            checking->arena = arena_new(LABELS_BYTES);
        }
        row_check(checking, held, fresh, place);
        extra_check(checking, held, fresh, place);
    }
}

static enum err house_check(struct checking *checking, const struct understand *understand, const struct house *held, struct store *store)
{
    struct house *fresh = house_new(held->workspace_id, understand->listen, NULL);
    enum err err = intake_tail(fresh, store, understand->listen);
    if (err == ERR_NONE && fresh->held != held->held)
        differs(checking, "Facts were written while the check was running; check again when the server rests.");
    for (size_t i = 0; i < column_tables(fresh->columns) && err == ERR_NONE; i++) {
        const struct column_table *table = column_table_at(fresh->columns, i);
        table_check(checking, column_table_find(held->columns, column_table_name(table)), table);
    }
    for (size_t i = 0; i < column_tables(held->columns) && err == ERR_NONE; i++) {
        const struct column_table *table = column_table_at(held->columns, i);
        if (!column_table_find(fresh->columns, column_table_name(table)))
            table_check(checking, table, NULL);
    }
    house_free(fresh);
    return err;
}

enum err understand_check(const struct understand *understand, struct store *store, void (*report)(void *context, const char *difference),
                          void *context)
{
    struct checking checking = {report, context, NULL, 0};
    enum err err = ERR_NONE;
    for (size_t i = 0; i < understand->houses_count && err == ERR_NONE; i++)
        err = house_check(&checking, understand, understand->houses[i], store);
    arena_free(checking.arena);
    return err;
}
