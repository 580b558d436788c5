/* Emotions are sets of bits: a share of those who named any is a scan with cells of its own. */
#include "understand/taking.h"

/* Cells of a set: 0 nobody named anything, 1 none of `wanted`, 2 one of them. */
static const uint8_t *emotion_cells(struct taking *t, unsigned wanted)
{
    uint8_t *cells = arena_take(t->arena, SCAN_CELLS_MAX);
    for (unsigned set = 1; cells && set < 1u << EMOTIONS; set++)
        cells[set + 1] = set & wanted ? 2 : 1;
    return cells;
}

enum err emotion_shares(struct taking *t, struct subject *subject)
{
    enum err err = ERR_NONE;
    for (int i = 0; i < EMOTIONS && err == ERR_NONE; i++) {
        const uint8_t *cells = emotion_cells(t, 1u << i);
        subject->emotion = str_of(emotion_names[i]);
        err = cells ? subject_scan(t, subject, NULL, cells, 3) : ERR_MEMORY;
    }
    return err;
}

static unsigned target_set(const struct touchpoint *touchpoint)
{
    unsigned set = 0;
    for (size_t i = 0; i < touchpoint->target_emotions.count; i++) {
        int index = emotion_index(touchpoint->target_emotions.items[i]);
        set |= index >= 0 ? 1u << index : 0;
    }
    return set;
}

struct targets {
    unsigned sets[1 << EMOTIONS / 2]; /* distinct ones; more than 64 are left to the last */
    size_t count;
    unsigned wanted;
    struct str_list slugs;
    struct arena *arena;
};

static bool target_seen(void *context, const struct touchpoint *touchpoint)
{
    struct targets *targets = context;
    unsigned set = target_set(touchpoint);
    bool known = set == 0 || targets->count == sizeof targets->sets / sizeof *targets->sets;
    for (size_t i = 0; i < targets->count && !known; i++)
        known = targets->sets[i] == set;
    if (!known)
        targets->sets[targets->count++] = set;
    return true;
}

static bool target_slug_seen(void *context, const struct touchpoint *touchpoint)
{
    struct targets *targets = context;
    if (target_set(touchpoint) != targets->wanted)
        return true;
    struct str *grown = arena_take_array(targets->arena, targets->slugs.count + 1, sizeof *grown);
    if (!grown)
        return false;
    if (targets->slugs.count)
        memcpy(grown, targets->slugs.items, targets->slugs.count * sizeof *grown);
    grown[targets->slugs.count++] = touchpoint->slug;
    targets->slugs.items = grown;
    return true;
}

/* Every distinct set of target emotions is one scan over the touchpoints that have it. */
enum err emotion_hits(struct taking *t, const struct subject *subject)
{
    struct targets targets = {.arena = t->arena};
    enum err err = ERR_NONE;
    listen_touchpoints(t->understand->listen, t->plan->workspace_id, target_seen, &targets);
    for (size_t i = 0; i < targets.count && err == ERR_NONE; i++) {
        struct lens lens = {subject->table, subject->survey, subject->about.touchpoint, t->arena, t->why};
        struct column_filter there;
        targets.wanted = targets.sets[i];
        targets.slugs = (struct str_list){0};
        listen_touchpoints(t->understand->listen, t->plan->workspace_id, target_slug_seen, &targets);
        const uint8_t *cells = emotion_cells(t, targets.wanted);
        err = cells ? lens_texts(&lens, "touchpoint", &targets.slugs, &there) : ERR_MEMORY;
        if (err == ERR_NONE)
            err = subject_scan(t, subject, &there, cells, 3);
    }
    return err;
}
