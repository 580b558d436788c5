#include "understand/emotion_study.h"
#include "engine/column/read.h"
#include "understand/inside.h"

#include <math.h>

enum { READ_TOUCHPOINT, READ_QUESTIONS, READ_EACH = 1 + EMOTIONS /* of a question: the set, then each intensity */, LOOK_ROWS = 4096 };

/* ---- the targets that were set ---- */
struct opening {
    struct emotion_study *study;
    const struct emotion_ask *ask;
    struct arena *arena;
    enum err err;
};

static struct emotion_place *place_add(struct emotion_study *study, struct arena *arena)
{
    uint64_t *named = study->count < EMOTION_PLACES_MAX ? arena_take_array(arena, EMOTIONS, sizeof *named) : NULL;
    if (!named)
        return NULL;
    struct emotion_place *place = &study->places[study->count++];
    *place = (struct emotion_place){.named = named, .share = NAN};
    return place;
}

/* The organisation's targets follow each other: each ends the one before. Of a touchpoint the last one that has begun counts. */
static bool target_seen(void *context, const struct target_emotion *target)
{
    struct opening *o = context;
    struct emotion_place *last = &o->study->places[o->study->count - 1], *place = last;
    if (target->from > o->ask->to)
        return true;
    bool same = target->touchpoint.at ? last->touchpoint.at && str_equal(last->touchpoint, target->touchpoint)
                                      : target->from <= last->from; /* set before the period began: the one in force so far never was */
    if (!same) {
        if (!target->touchpoint.at)
            last->to = target->from - 1;
        place = place_add(o->study, o->arena);
        if (!place) {
            o->err = ERR_MEMORY;
            return false;
        }
        place->touchpoint = target->touchpoint.at ? str_keep(o->arena, target->touchpoint) : (struct str){0};
        place->from = target->touchpoint.at || target->from < o->ask->from ? o->ask->from : target->from;
        place->to = o->ask->to;
    }
    place->target_id = target->id;
    place->targets = target->emotions;
    place->share = target->share;
    return true;
}

enum err emotion_study_open(struct store *store, const struct emotion_ask *ask, struct arena *arena, struct emotion_study *study)
{
    struct opening opening = {study, ask, arena, ERR_NONE};
    *study = (struct emotion_study){.places = arena_take_array(arena, EMOTION_PLACES_MAX, sizeof *study->places)};
    struct emotion_place *first = study->places ? place_add(study, arena) : NULL;
    if (!first)
        return ERR_MEMORY;
    first->from = ask->from;
    first->to = ask->to;
    enum err err = target_emotions(store, ask->workspace_id, 0, target_seen, &opening);
    return err == ERR_NONE ? opening.err : err;
}

/* ---- the answers ---- */
struct gathering {
    const struct understand *understand;
    const struct emotion_ask *ask;
    struct emotion_study *study;
    struct emotion_place *whole; /* of the days at hand */
    struct arena *arena;
    struct fault *why;
    /* the table at hand */
    const struct column_table *table;
    struct emotion_place **places; /* of each code of its column "touchpoint" */
    size_t places_count;
    struct column_reading readings[READINGS_MAX];
    struct emotion_place *own[QUESTIONS_MAX]; /* of a question that has a touchpoint of its own */
    bool has_own[QUESTIONS_MAX];
    size_t questions;
    size_t rows;
    enum err err;
};

static struct emotion_place *place_of(struct gathering *g, struct str touchpoint)
{
    for (size_t i = 0; i < g->study->count; i++)
        if (g->study->places[i].touchpoint.at && str_equal(g->study->places[i].touchpoint, touchpoint))
            return &g->study->places[i];
    return NULL;
}

static bool touchpoint_seen(void *context, const struct touchpoint *touchpoint)
{
    struct gathering *g = context;
    struct emotion_place *place = place_of(g, touchpoint->slug);
    struct fault none = {0};
    if (!place)
        place = place_add(g->study, g->arena);
    if (!place) {
        g->err = ERR_MEMORY;
        return false;
    }
    place->touchpoint = str_keep(g->arena, touchpoint->slug);
    place->from = g->ask->from;
    place->to = g->ask->to;
    if (emotions_of(&touchpoint->target_emotions, &place->targets, &none) != ERR_NONE)
        place->targets = 0; /* checked when it was stored */
    return true;
}

static void answer_take(struct emotion_place *place, uint32_t set, const uint8_t *intensity)
{
    if (!place)
        return;
    place->people++;
    for (int i = 0; i < EMOTIONS; i++)
        place->named[i] += set >> i & 1;
    place->hits += (set & place->targets) != 0;
    if (place->targets && place->targets != (1u << EMOTIONS) - 1)
        weighted_add(&place->accuracy, 1, emotion_accuracy(intensity, EMOTIONS, place->targets), 1);
}

/* A set's code is 1 + its bits; who named nothing said that it was nothing special. */
static bool row_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    struct gathering *g = context;
    (void)id, (void)day;
    if (++g->rows % LOOK_ROWS == 0 && stop_now(g->ask->stop))
        g->err = ERR_STOPPED;
    for (size_t q = 0; q < g->questions; q++) {
        const uint32_t *cell = &codes[READ_QUESTIONS + q * READ_EACH], set = cell[0];
        uint8_t intensity[EMOTIONS];
        if (set == COLUMN_CODE_MISSING || set == 1)
            continue;
        for (int i = 0; i < EMOTIONS; i++)
            intensity[i] = (uint8_t)cell[1 + i];
        answer_take(g->whole, set - 1, intensity);
        answer_take(g->has_own[q] ? g->own[q] : g->places[codes[READ_TOUCHPOINT]], set - 1, intensity);
    }
    return g->err == ERR_NONE;
}

static enum err filter_make(struct gathering *g, struct str survey, struct str touchpoint, const struct column_filter **out)
{
    struct lens lens = {g->table, survey, touchpoint, g->arena, g->why};
    return lens_ask(&lens, g->ask->where, &g->ask->scope, out);
}

/* The columns of one emotion question: they share everything but their part. */
static enum err question_take(struct gathering *g, struct str survey, size_t column, const struct layout_column *about)
{
    const struct column_filter *filter;
    struct column_reading *reading = &g->readings[READ_QUESTIONS + g->questions * READ_EACH];
    char name[LAYOUT_NAME];
    if (g->questions == QUESTIONS_MAX || READ_QUESTIONS + (g->questions + 1) * READ_EACH > READINGS_MAX)
        return fault_set(g->why, ERR_INVALID, "too_many", "where", "A survey asks about emotions too many times for this; choose another.");
    enum err err = filter_make(g, survey, about->touchpoint, &filter);
    *reading++ = (struct column_reading){column, filter};
    for (int i = 0; i < EMOTIONS; i++) {
        int length = snprintf(name, sizeof name, "answers.%.*s|emotion.all.%s|%lld|%lld|%.*s", STR_ARGS(about->question), emotion_names[i],
                              (long long)about->low, (long long)about->high, STR_ARGS(about->touchpoint));
        must(length > 0 && length < LAYOUT_NAME);
        *reading++ = (struct column_reading){column_find(g->table, (struct str){name, (size_t)length}), filter};
    }
    g->has_own[g->questions] = about->touchpoint.length > 0;
    g->own[g->questions] = about->touchpoint.length ? place_of(g, about->touchpoint) : NULL;
    g->questions++;
    return err;
}

static enum err table_take(struct gathering *g, struct str survey)
{
    struct layout_column about;
    enum err err = ERR_NONE;
    g->questions = 0;
    for (size_t i = 0; i < column_count(g->table) && err == ERR_NONE; i++)
        if (layout_read(column_name(g->table, i), &about) && str_is(about.type, "emotion"))
            err = question_take(g, survey, i, &about);
    if (err != ERR_NONE || !g->questions)
        return err;
    size_t touchpoint = column_find(g->table, STR("touchpoint"));
    g->places_count = touchpoint == COLUMN_NONE ? 1 : column_codes(g->table, touchpoint);
    g->places = arena_take_array(g->arena, g->places_count, sizeof(struct emotion_place *));
    if (!g->places)
        return ERR_MEMORY;
    for (size_t code = 1; code < g->places_count; code++)
        g->places[code] = place_of(g, layout_label(g->table, touchpoint, (uint16_t)code, g->arena));
    g->readings[READ_TOUCHPOINT] = (struct column_reading){touchpoint, NULL};
    struct column_read read = {g->table, g->whole->from, g->whole->to, g->readings, READ_QUESTIONS + g->questions * READ_EACH, 0, 0};
    err = executor_read(g->understand, g->ask->workspace_id, &read, row_seen, g, g->why);
    return err == ERR_NONE ? g->err : err;
}

static enum err days_take(struct gathering *g, const struct house *house)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; house && i < column_tables(house->columns) && err == ERR_NONE; i++) {
        g->table = column_table_at(house->columns, i);
        int64_t survey_id = layout_survey(column_table_name(g->table));
        if (survey_id)
            err = table_take(g, survey_slug(g->understand->listen, g->ask->workspace_id, survey_id));
    }
    return err;
}

enum err emotion_study_find(const struct understand *understand, const struct emotion_ask *ask, struct arena *arena,
                            struct emotion_study *study, struct fault *why)
{
    struct gathering *g = arena_new_object(arena, struct gathering);
    if (!g)
        return ERR_MEMORY;
    *g = (struct gathering){.understand = understand, .ask = ask, .study = study, .arena = arena, .why = why};
    listen_touchpoints(understand->listen, ask->workspace_id, touchpoint_seen, g);
    const struct house *house;
    enum err err = house_of(understand, ask->workspace_id, &house, why);
    if (err == ERR_NONE)
        err = g->err;
    for (size_t i = 0; i < study->count && err == ERR_NONE; i++)
        if (!study->places[i].touchpoint.at) {
            g->whole = &study->places[i];
            err = days_take(g, house);
        }
    return err;
}

/* ---- writing ---- */
static const char *target_state_name(const struct emotion_place *place, const struct figure *hit)
{
    static const char *const names[] = {[TARGET_REACHED] = "reached", [TARGET_OPEN] = "open", [TARGET_MISSED] = "missed"};
    return hit->quality == QUALITY_HIDDEN ? "too few" : names[figure_target(hit, place->share)];
}

static void target_write(const struct emotion_place *place, const struct emotion_hit *hit, struct buf *out)
{
    struct figure accuracy = emotion_accuracy_mean(&place->accuracy);
    figure_member(out, "hit", &hit->hit);
    if (place->targets != (1u << EMOTIONS) - 1)
        figure_member(out, "accuracy", &accuracy);
    if (isnan(place->share))
        return;
    real_member(out, "goal", place->share);
    text_member(out, "status", str_of(target_state_name(place, &hit->hit)));
}

static void place_write(const struct emotion_place *place, struct buf *out)
{
    struct emotion_profile profile = {EMOTIONS, place->named, place->people, place->hits};
    struct emotion_hit hit = emotion_hit(&profile, place->targets);
    buf_add_char(out, '{');
    if (place->touchpoint.at)
        text_member(out, "touchpoint", place->touchpoint);
    if (place->target_id)
        count_member(out, "target", (uint64_t)place->target_id);
    day_member(out, "from", place->from);
    day_member(out, "to", place->to);
    json_member(out, "targets");
    emotions_write(place->targets, out);
    count_member(out, "n", place->people);
    if (place->targets)
        target_write(place, &hit, out);
    if (hit.leader != SIZE_MAX && place->people >= FIGURE_SHOWN_MIN) {
        text_member(out, "leader", str_of(emotion_names[hit.leader]));
        figure_member(out, "leader_share", &hit.leader_share);
    }
    json_member(out, "emotions");
    buf_add_char(out, '{');
    for (int i = 0; i < EMOTIONS; i++) {
        struct figure share = figure_share(place->named[i], place->people);
        figure_member(out, emotion_names[i], &share);
    }
    buf_add_text(out, "}}");
}

/* Touchpoints that nobody wants anything of and nobody spoke of are left out, and those the asker may not see. */
void emotion_study_write(const struct emotion_study *study, const struct emotion_ask *ask, struct buf *out)
{
    bool first = true;
    buf_add_char(out, '{');
    day_member(out, "from", ask->from);
    day_member(out, "to", ask->to);
    json_member(out, "places");
    buf_add_char(out, '[');
    for (size_t i = 0; i < study->count; i++) {
        const struct emotion_place *place = &study->places[i];
        bool seen = !place->touchpoint.at || scope_sees(&ask->scope, place->touchpoint);
        if (!seen || (place->touchpoint.at && !place->targets && !place->people))
            continue;
        if (!first)
            buf_add_char(out, ',');
        first = false;
        place_write(place, out);
    }
    buf_add_text(out, "]}");
}
