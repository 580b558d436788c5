#include "understand/inside.h"

enum err house_of(const struct understand *understand, int64_t workspace_id, const struct house **house, struct fault *why)
{
    *house = house_find(understand, workspace_id);
    if (!understand->analytics || (*house && (*house)->carried))
        return ERR_NONE;
    enum err err =
        fault_set(why, ERR_BUSY, "analytics_behind", "",
                  "The answers are still on their way to the analytics server; figures are shown when all of them are there. Nothing is "
                  "lost; try again soon.");
    if (why)
        why->retry_s = 5;
    return err;
}

static struct analytics_view view_of(const struct understand *understand, int64_t workspace_id)
{
    const struct house *house = house_find(understand, workspace_id);
    must(house);
    struct analytics_view view = house->view;
    view.memory = understand->memory;
    return view;
}

/* ---- the settings are let go while the server counts ---- */
struct pause {
    const struct understand_pause *world;
    uint64_t stamp;
    bool over, moved;
    scan_each each; /* of a scan */
    void *context;
};

static struct pause pause_begin(const struct understand *understand, scan_each each, void *context)
{
    return (struct pause){
        .world = &understand->pause, .stamp = understand->pause.begin(understand->pause.context), .each = each, .context = context};
}

static void pause_over(struct pause *pause)
{
    if (!pause->over)
        pause->moved = !pause->world->end(pause->world->context, pause->stamp);
    pause->over = true;
}

static enum err pause_end(struct pause *pause, enum err err, struct fault *why)
{
    pause_over(pause);
    return err == ERR_NONE && pause->moved ? fault_set(why, ERR_STALE, "settings_moved", "", "The settings were changed meanwhile.") : err;
}

/* Counts come when all of them are here. */
static void group_give(void *context, const uint32_t codes[SCAN_SOURCES_MAX], const uint64_t *counts, size_t cells)
{
    struct pause *pause = context;
    pause_over(pause);
    if (!pause->moved)
        pause->each(pause->context, codes, counts, cells);
}

enum err executor_scan(const struct understand *understand, int64_t workspace_id, const struct column_scan *scan, scan_each each,
                       void *context, struct fault *why)
{
    struct analytics *a = understand->analytics;
    if (!a)
        return column_scan(understand->pool, scan, each, context);
    struct analytics_view view = view_of(understand, workspace_id);
    struct pause pause = pause_begin(understand, each, context);
    return pause_end(&pause, a->scan(a, &view, scan, group_give, &pause, why), why);
}

enum err executor_rank(const struct understand *understand, int64_t workspace_id, const struct column_ranking *ranking,
                       struct column_ranked *out, size_t *count, struct fault *why)
{
    struct analytics *a = understand->analytics;
    if (!a)
        return column_rank(understand->pool, ranking, out, count);
    struct analytics_view view = view_of(understand, workspace_id);
    struct pause pause = pause_begin(understand, NULL, NULL);
    return pause_end(&pause, a->rank(a, &view, ranking, out, count, why), why);
}

enum err executor_read(const struct understand *understand, int64_t workspace_id, const struct column_read *read, read_each each,
                       void *context, struct fault *why)
{
    struct analytics *a = understand->analytics;
    if (!a)
        return column_read(read, each, context);
    struct analytics_view view = view_of(understand, workspace_id);
    struct pause pause = pause_begin(understand, NULL, NULL);
    return pause_end(&pause, a->read(a, &view, read, each, context, why), why);
}

enum err executor_pick(const struct understand *understand, int64_t workspace_id, const struct column_scan *scan, uint64_t nth, int64_t *id,
                       struct fault *why)
{
    struct analytics *a = understand->analytics;
    if (!a)
        return column_pick(scan, nth, id);
    struct analytics_view view = view_of(understand, workspace_id);
    struct pause pause = pause_begin(understand, NULL, NULL);
    return pause_end(&pause, a->pick(a, &view, scan, nth, id, why), why);
}
