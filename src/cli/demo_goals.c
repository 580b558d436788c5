#include "cli/demo_goals.h"

#include "listen/survey.h"
#include "listen/touchpoint.h"
#include "understand/target_emotions.h"
#include "understand/weight_scheme.h"

#include <math.h>

enum { ARENA_MAX = 1 << 20, YEAR_DAYS = 365 };

/* The organisation's twice: it had set itself less before. */
static const struct {
    const char *touchpoint;
    int days_ago;
    const char *emotions[2];
    double share;
} targets[] = {{NULL, YEAR_DAYS, {"joy"}, 25},     {NULL, 150, {"joy", "trust"}, 40}, {"store-visit", 150, {NULL}, 40},
               {"returns-phone", 150, {NULL}, 25}, {"invoice", 150, {NULL}, 20},      {"delivery", 90, {NULL}, 22},
               {"advertisement", 60, {NULL}, 15}};

static const char members[] =
    "{\"slug\":\"customers\",\"name\":\"Asiakkaat / Customers\",\"margins\":[{\"by\":\"attributes.segment\",\"targets\":["
    "{\"value\":\"member\",\"share\":0.3},{\"value\":\"new\",\"share\":0.25},"
    "{\"value\":\"occasional\",\"share\":0.35},{\"value\":\"business\",\"share\":0.1}]}]}";

static bool target_set(struct flow *flow, int64_t workspace_id, int32_t today, size_t i, struct arena *arena)
{
    struct target_emotion_change change = {.deed = DEED_ADD, .from = today - targets[i].days_ago, .share = targets[i].share};
    for (size_t e = 0; e < 2 && targets[i].emotions[e]; e++)
        change.emotions |= 1u << emotion_index(str_of(targets[i].emotions[e]));
    if (targets[i].touchpoint) {
        const struct touchpoint *touchpoint = listen_touchpoint(flow_listen(flow), workspace_id, str_of(targets[i].touchpoint));
        if (!touchpoint)
            return false;
        change.touchpoint_id = touchpoint->id;
    }
    return cli_settle(flow, workspace_id, FACT_TARGET_EMOTION_CHANGED, &change, arena, NULL);
}

bool demo_goals_make(struct flow *flow, int64_t workspace_id, int32_t today)
{
    struct arena *arena = arena_new(ARENA_MAX);
    bool made = arena != NULL;
    for (size_t i = 0; made && i < sizeof targets / sizeof *targets; i++)
        made = target_set(flow, workspace_id, today, i, arena);
    struct weight_scheme_put scheme = {.is_new = true, .slug = STR("customers"), .definition = str_of(members)};
    made = made && cli_settle(flow, workspace_id, FACT_WEIGHT_SCHEME_PUT, &scheme, arena, NULL);
    arena_free(arena);
    return made;
}
