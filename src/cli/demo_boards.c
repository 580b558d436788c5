#include "cli/demo_boards.h"

#include "understand/board.h"
#include "understand/segment.h"

enum { ARENA_MAX = 1 << 20, TILES = 6, SEGMENTS = 2 };

static const struct {
    const char *name, *condition;
} segments_of_demo[SEGMENTS] = {
    {"Pettyneet jäsenet / Members let down", "{\"all\":[{\"field\":\"attributes.segment\",\"op\":\"eq\",\"value\":\"member\"},"
                                             "{\"field\":\"answers.recommend\",\"op\":\"le\",\"value\":6}]}"},
    {"Verkossa asioineet / Online", "{\"field\":\"channel\",\"op\":\"eq\",\"value\":\"web\"}"},
};

/* Addresses as the browser writes them, to which the condition of a segment is added. */
static const struct {
    const char *name, *address;
    int segment; /* of segments_of_demo, −1 none */
} tiles[TILES] = {
    {"Suosittelu / Recommendation", "/explore?measure=nps&by=week&days=180", -1},
    {"Vaivattomuus / Ease", "/explore?measure=ces&by=week&days=180", -1},
    {"Verkossa asioineet / Online", "/explore?measure=nps&by=week&days=180", 1},
    {"Kohtaamispisteittäin / By touchpoint", "/explore?measure=nps&by=touchpoint&also=month&days=180", -1},
    {"Odotukset / Expectations", "/explore?measure=expectation&by=month&days=180", -1},
    {"Vastauksia viikossa / Answers a week", "/explore?measure=responses&by=week&days=180", -1},
};

struct making {
    struct flow *flow;
    struct arena *arena;
    int64_t workspace_id, account_id;
};

static bool settle(struct making *m, enum fact_kind kind, void *body, int64_t *id)
{
    struct fact fact = {.kind = kind, .workspace_id = m->workspace_id, .actor = {ACTOR_ACCOUNT, m->account_id}, .body = body};
    struct proposal proposal = {.facts = &fact, .count = 1, .arena = m->arena};
    if (flow_settle(m->flow, &proposal) != ERR_NONE) {
        cli_fail(&proposal.fault);
        return false;
    }
    *id = fact.subject_id;
    return true;
}

static bool segment_make(struct making *m, size_t i, int64_t *id)
{
    struct fault why = {0};
    json_t *condition;
    struct str text = str_of(segments_of_demo[i].condition);
    if (json_read(m->arena, text, &condition, &why) != ERR_NONE) {
        cli_fail(&why);
        return false;
    }
    struct segment_in in = {.name = str_of(segments_of_demo[i].name), .shared = true, .condition = condition};
    struct segment_change change = {.deed = DEED_ADD, .in = &in, .condition = text};
    return settle(m, FACT_SEGMENT_CHANGED, &change, id);
}

static bool view_make(struct making *m, size_t i, const int64_t segments[SEGMENTS], int64_t *id)
{
    int64_t segment = tiles[i].segment < 0 ? 0 : segments[tiles[i].segment];
    const char *address = tiles[i].address;
    if (segment)
        address = arena_printf(
            m->arena, "%s&where=%%5B%%7B%%22field%%22%%3A%%22segment%%22%%2C%%22op%%22%%3A%%22eq%%22%%2C%%22value%%22%%3A%lld%%7D%%5D",
            address, (long long)segment);
    if (!address)
        return false;
    struct saved_view_in in = {.name = str_of(tiles[i].name), .address = str_of(address), .shared = true};
    struct view_change change = {.deed = DEED_ADD, .in = &in, .segments = &segment, .segments_count = segment != 0};
    return settle(m, FACT_VIEW_CHANGED, &change, id);
}

bool demo_boards_make(struct flow *flow, int64_t workspace_id, int64_t account_id)
{
    struct making m = {flow, arena_new(ARENA_MAX), workspace_id, account_id};
    int64_t segments[SEGMENTS], view, board;
    struct board_tile_in pinned[TILES];
    bool made = m.arena != NULL;
    for (size_t i = 0; made && i < SEGMENTS; i++)
        made = segment_make(&m, i, &segments[i]);
    for (size_t i = 0; made && i < TILES; i++) {
        made = view_make(&m, i, segments, &view);
        pinned[i] = (struct board_tile_in){.view = view};
    }
    struct board_in in = {.name = STR("Viikkopalaveri / Weekly meeting"), .shared = true, .tiles = {pinned, TILES}};
    struct board_change change = {.deed = DEED_ADD, .in = &in};
    made = made && settle(&m, FACT_BOARD_CHANGED, &change, &board);
    arena_free(m.arena);
    return made;
}
