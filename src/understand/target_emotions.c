#include "understand/target_emotions.h"
#include "listen/survey.h"
#include "target_emotions.sql.h"

#include <math.h>

enum err emotions_of(const struct str_list *names, uint32_t *emotions, struct fault *why)
{
    char field[32];
    *emotions = 0;
    for (size_t i = 0; i < names->count; i++) {
        int index = emotion_index(names->items[i]);
        snprintf(field, sizeof field, "emotions[%zu]", i);
        if (index < 0)
            return fault_set(why, ERR_INVALID, "unknown_emotion", field, "\"%.40s\" is not one of the emotions.", names->items[i].at);
        if (*emotions >> index & 1)
            return fault_set(why, ERR_INVALID, "twice", field, "An emotion is named twice.");
        *emotions |= 1u << index;
    }
    return ERR_NONE;
}

void emotions_write(uint32_t emotions, struct buf *out)
{
    bool first = true;
    buf_add_char(out, '[');
    for (int i = 0; i < EMOTIONS; i++)
        if (emotions >> i & 1) {
            buf_printf(out, "%s\"%s\"", first ? "" : ",", emotion_names[i]);
            first = false;
        }
    buf_add_char(out, ']');
}

/* Our own list, as emotions_write wrote it: names that a later program no longer knows are left out. */
static uint32_t emotions_read(struct str text)
{
    uint32_t emotions = 0;
    json_t *tree = json_loadb(text.at, text.length, 0, NULL), *name;
    size_t i;
    json_array_foreach(tree, i, name)
    {
        int index = json_is_string(name) ? emotion_index(json_str(name)) : -1;
        emotions |= index >= 0 ? 1u << index : 0;
    }
    json_decref(tree);
    return emotions;
}

struct reading {
    bool (*each)(void *context, const struct target_emotion *target);
    void *context;
};

static bool row_seen(void *context, const struct target_emotion_all_row *row)
{
    struct reading *reading = context;
    struct target_emotion target = {.id = row->id,
                                    .revision = row->revision,
                                    .touchpoint = row->touchpoint,
                                    .from = (int32_t)row->from_day,
                                    .emotions = emotions_read(row->emotions),
                                    .share = row->has_share ? row->share : NAN};
    return reading->each(reading->context, &target);
}

enum err target_emotions(struct store *store, int64_t workspace_id, int64_t only,
                         bool (*each)(void *context, const struct target_emotion *target), void *context)
{
    struct reading reading = {each, context};
    return sql_target_emotion_all(store, &(struct target_emotion_all_in){workspace_id, only}, row_seen, &reading);
}

/* ERR_CONFLICT when another one begins there on that day. */
static enum err place_check(struct store *store, const struct fact *fact, const struct target_emotion_change *change, struct fault *why)
{
    struct target_emotion_at_row row;
    struct target_emotion_at_in in = {fact->workspace_id, change->touchpoint_id, change->from};
    enum err err = sql_target_emotion_at(store, &in, NULL, &row);
    if (err == ERR_NOT_FOUND || (err == ERR_NONE && row.id == change->id))
        return ERR_NONE;
    return err == ERR_NONE
               ? fault_set(why, ERR_CONFLICT, "taken", "from", "There is a target from that day already; change it instead of adding one.")
               : err;
}

static enum err target_add(struct store *store, struct fact *fact, const struct target_emotion_change *change, struct str emotions,
                           struct fault *why)
{
    struct target_emotion_count_row all = {0};
    enum err err = sql_target_emotion_count(store, &(struct target_emotion_count_in){fact->workspace_id}, NULL, &all);
    if (err == ERR_NONE && all.count >= TARGET_EMOTIONS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "There can be at most %d target emotions.", TARGET_EMOTIONS_MAX);
    fact->subject_id = fact->number;
    return err == ERR_NONE ? sql_target_emotion_insert(store,
                                                       &(struct target_emotion_insert_in){.workspace_id = fact->workspace_id,
                                                                                          .id = fact->number,
                                                                                          .has_touchpoint_id = change->touchpoint_id != 0,
                                                                                          .touchpoint_id = change->touchpoint_id,
                                                                                          .from_day = change->from,
                                                                                          .emotions = emotions,
                                                                                          .has_share = !isnan(change->share),
                                                                                          .share = change->share},
                                                       NULL)
                           : err;
}

static enum err target_change(struct store *store, const struct fact *fact, const struct target_emotion_change *change, struct str emotions)
{
    return sql_target_emotion_update(store,
                                     &(struct target_emotion_update_in){.workspace_id = fact->workspace_id,
                                                                        .id = change->id,
                                                                        .has_touchpoint_id = change->touchpoint_id != 0,
                                                                        .touchpoint_id = change->touchpoint_id,
                                                                        .from_day = change->from,
                                                                        .emotions = emotions,
                                                                        .has_share = !isnan(change->share),
                                                                        .share = change->share,
                                                                        .revision = fact->number},
                                     NULL);
}

enum err target_emotion_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct target_emotion_change *change = fact->body;
    struct target_emotion_standing_row row = {0};
    struct buf emotions = buf_new(1024);
    enum err err = ERR_NONE;
    fact->payload = deed_payload(change->deed);
    fact->subject_id = change->id;
    if (change->deed != DEED_ADD)
        err = sql_target_emotion_standing(store, &(struct target_emotion_standing_in){fact->workspace_id, change->id}, NULL, &row);
    if (err == ERR_NONE && change->deed != DEED_ADD && fact->expected_revision && fact->expected_revision != row.revision)
        err = fault_set(why, ERR_STALE, "stale", "", "The target was changed meanwhile; read it again.");
    if (err == ERR_NONE && change->deed == DEED_REMOVE)
        return sql_target_emotion_delete(store, &(struct target_emotion_delete_in){fact->workspace_id, change->id}, NULL);
    if (err == ERR_NONE)
        err = place_check(store, fact, change, why);
    emotions_write(change->emotions, &emotions);
    if (err == ERR_NONE)
        err = emotions.failed            ? ERR_MEMORY
              : change->deed == DEED_ADD ? target_add(store, fact, change, buf_str(&emotions), why)
                                         : target_change(store, fact, change, buf_str(&emotions));
    buf_free(&emotions);
    return err;
}
