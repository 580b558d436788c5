#include "understand/annotation.h"
#include "board.sql.h"

struct reading {
    bool (*each)(void *context, const struct annotation *annotation);
    void *context;
};

static bool row_seen(void *context, const struct annotation_all_row *row)
{
    struct reading *reading = context;
    struct annotation annotation = {row->id, row->revision, (int32_t)row->day, row->touchpoint, row->text};
    return reading->each(reading->context, &annotation);
}

enum err annotations(struct store *store, int64_t workspace_id, const struct annotation_filter *filter,
                     bool (*each)(void *context, const struct annotation *annotation), void *context)
{
    struct reading reading = {each, context};
    return sql_annotation_all(store,
                              &(struct annotation_all_in){.workspace_id = workspace_id,
                                                          .only = filter->only,
                                                          .touchpoint_id = filter->touchpoint_id,
                                                          .from_day = filter->from,
                                                          .to_day = filter->to,
                                                          .count = ANNOTATIONS_SHOWN_MAX},
                              row_seen, &reading);
}

static enum err annotation_add(struct store *store, struct fact *fact, const struct annotation_change *change, struct fault *why)
{
    struct annotation_count_row all = {0};
    enum err err = sql_annotation_count(store, &(struct annotation_count_in){fact->workspace_id}, NULL, &all);
    if (err == ERR_NONE && all.count >= ANNOTATIONS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "There can be at most %d annotations.", ANNOTATIONS_MAX);
    fact->subject_id = fact->number;
    return err == ERR_NONE ? sql_annotation_insert(store,
                                                   &(struct annotation_insert_in){.workspace_id = fact->workspace_id,
                                                                                  .id = fact->number,
                                                                                  .has_touchpoint_id = change->touchpoint_id != 0,
                                                                                  .touchpoint_id = change->touchpoint_id,
                                                                                  .day = change->day,
                                                                                  .text = change->text},
                                                   NULL)
                           : err;
}

enum err annotation_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct annotation_change *change = fact->body;
    struct annotation_standing_row row = {0};
    fact->payload = deed_payload(change->deed);
    if (change->deed == DEED_ADD)
        return annotation_add(store, fact, change, why);
    fact->subject_id = change->annotation_id;
    enum err err = sql_annotation_standing(store, &(struct annotation_standing_in){fact->workspace_id, change->annotation_id}, NULL, &row);
    if (err != ERR_NONE)
        return err;
    if (fact->expected_revision && fact->expected_revision != row.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The annotation was changed meanwhile; read it again.");
    if (change->deed == DEED_REMOVE)
        return sql_annotation_delete(store, &(struct annotation_delete_in){fact->workspace_id, change->annotation_id}, NULL);
    return sql_annotation_update(store,
                                 &(struct annotation_update_in){.workspace_id = fact->workspace_id,
                                                                .id = change->annotation_id,
                                                                .has_touchpoint_id = change->touchpoint_id != 0,
                                                                .touchpoint_id = change->touchpoint_id,
                                                                .day = change->day,
                                                                .text = change->text,
                                                                .revision = fact->number},
                                 NULL);
}
