/* What was asked and answered before in the same question, word for word. */
#include "port/analytics/inside.h"

#include <stdlib.h>

enum { MEMORY_MAX = 32 << 20 }; /* of one question; what does not fit is asked again */

struct kept {
    struct kept *next;
    size_t sql_length, answer_length;
    char bytes[]; /* the SQL, then the answer */
};
struct analytics_memory {
    struct kept *first;
    size_t bytes;
};

struct analytics_memory *analytics_memory_new(void)
{
    return calloc(1, sizeof(struct analytics_memory));
}

void analytics_memory_free(struct analytics_memory *memory)
{
    for (struct kept *kept = memory ? memory->first : NULL, *next; kept; kept = next) {
        next = kept->next;
        free(kept);
    }
    free(memory);
}

static bool memory_find(const struct analytics_memory *memory, struct str sql, struct str *answer)
{
    for (const struct kept *kept = memory ? memory->first : NULL; kept; kept = kept->next)
        if (kept->sql_length == sql.length && memcmp(kept->bytes, sql.at, sql.length) == 0) {
            *answer = (struct str){kept->bytes + sql.length, kept->answer_length};
            return true;
        }
    return false;
}

static void memory_put(struct analytics_memory *memory, struct str sql, const struct buf *answer)
{
    size_t size = sizeof(struct kept) + sql.length + answer->length;
    struct kept *kept = answer->failed || memory->bytes + size > MEMORY_MAX ? NULL : malloc(size);
    if (!kept)
        return;
    *kept = (struct kept){.next = memory->first, .sql_length = sql.length, .answer_length = answer->length};
    memcpy(kept->bytes, sql.at, sql.length);
    if (answer->length)
        memcpy(kept->bytes + sql.length, answer->at, answer->length);
    memory->first = kept;
    memory->bytes += size;
}

enum err clickhouse_question(struct clickhouse *clickhouse, const struct analytics_view *view, struct str sql, const struct stop *stop,
                             bool (*each)(void *context, struct str *rest), void *context, const bool *enough, struct fault *why)
{
    struct str answer;
    struct buf kept = buf_new(MEMORY_MAX);
    struct records records = {.each = each, .context = context, .enough = enough, .kept = view->memory ? &kept : NULL};
    if (!sql.at || !memory_find(view->memory, sql, &answer)) {
        enum err err = clickhouse_records(clickhouse, sql, stop, &records, why);
        if (err == ERR_NONE && view->memory && !records.ended)
            memory_put(view->memory, sql, &kept);
        buf_free(&kept);
        return err;
    }
    records.kept = NULL;
    records.left = buf_new(64);
    (void)records_take(&records, answer.at, answer.length);
    buf_free(&records.left);
    return ERR_NONE;
}
