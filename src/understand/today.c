/* The morning picture: how are we doing, where does it hurt, who was heard, and two voices drawn by lot. */
#include "base/mix.h"
#include "understand/inside.h"
#include "understand.sql.h"

#include <stdlib.h>

enum { HURTS_MAX = 50, VOICE_TRIES = 20, DAYS_A_MONTH_TENTHS = 304 };

struct picture {
    const struct understand *understand;
    struct store *store;
    const struct today_ask *ask;
    struct arena *arena;
    struct buf *out;
    struct fault *why;
    struct tallies whole; /* nps of everything */
    struct str worst;
};

static struct plan plan_new(const struct picture *picture, enum measure measure, const char *by)
{
    struct plan plan = {.workspace_id = picture->ask->workspace_id,
                        .measure = measure,
                        .where = picture->ask->where,
                        .has_from = true,
                        .from = picture->ask->to - picture->ask->days + 1,
                        .has_to = true,
                        .to = picture->ask->to,
                        .compare_previous = true,
                        .scope = picture->ask->scope,
                        .stop = picture->ask->stop};
    if (by)
        plan.by[plan.by_count++] = str_of(by);
    return plan;
}

static enum err take(const struct picture *picture, const struct plan *plan, struct tallies *tallies)
{
    return tally_take(picture->understand, plan, picture->arena, tallies, picture->why);
}

static void number_member(struct buf *out, const char *name, uint64_t number)
{
    json_member(out, name);
    buf_printf(out, "%llu", (unsigned long long)number);
}

static enum verdict tally_verdict(const struct tally *tally, enum measure measure)
{
    return tally->has_previous ? figure_verdict(&tally->now, &tally->previous, measure_up_is_good(measure)) : VERDICT_TOO_FEW;
}

/* figure, previous and verdict of a row. */
static void moved_write(const struct tally *tally, enum measure measure, struct buf *out)
{
    json_member(out, "figure");
    buf_add_char(out, '{');
    figure_write(&tally->now, true, out);
    buf_add_char(out, '}');
    if (tally->has_previous) {
        json_member(out, "previous");
        buf_add_char(out, '{');
        figure_write(&tally->previous, true, out);
        buf_add_char(out, '}');
    }
    text_member(out, "verdict", str_of(verdict_name(tally_verdict(tally, measure))));
}

/* ---- headlines ---- */
static void headline_write(const struct picture *picture, enum measure measure, struct str emotion, const struct tally *tally)
{
    struct buf *out = picture->out;
    if (out->at[out->length - 1] != '[')
        buf_add_char(out, ',');
    buf_add_char(out, '{');
    text_member(out, "measure", str_of(measure_name(measure)));
    text_member(out, "unit", str_of(measure_unit(measure)));
    if (emotion.at)
        text_member(out, "emotion", emotion);
    range_write(measure, tally, out);
    moved_write(tally, measure, out);
    buf_add_char(out, '}');
}

static enum err headline(struct picture *picture, enum measure measure)
{
    struct plan plan = plan_new(picture, measure, NULL);
    struct tallies tallies;
    enum err err = take(picture, &plan, &tallies);
    if (err == ERR_NONE && tallies.count) /* of several scales, the one with the most answers: it stands first */
        headline_write(picture, measure, (struct str){0}, tallies.rows[0]);
    if (measure == MEASURE_NPS)
        picture->whole = tallies;
    return err;
}

struct wanted {
    const struct understand_scope *scope;
    struct arena *arena;
    size_t counts[EMOTIONS];
    int emotion; /* −1 while counting */
    struct str_list slugs;
};

static bool slug_add(struct arena *arena, struct str_list *list, struct str slug)
{
    struct str *grown = arena_take_array(arena, list->count + 1, sizeof *grown);
    if (!grown)
        return false;
    if (list->count)
        memcpy(grown, list->items, list->count * sizeof *grown);
    grown[list->count++] = slug;
    list->items = grown;
    return true;
}

static bool target_seen(void *context, const struct touchpoint *touchpoint)
{
    struct wanted *wanted = context;
    if (!scope_sees(wanted->scope, touchpoint->slug))
        return true;
    for (size_t i = 0; i < touchpoint->target_emotions.count; i++) {
        int index = emotion_index(touchpoint->target_emotions.items[i]);
        if (index >= 0 && wanted->emotion < 0)
            wanted->counts[index]++;
        else if (index >= 0 && index == wanted->emotion && !slug_add(wanted->arena, &wanted->slugs, touchpoint->slug))
            return false;
    }
    return true;
}

/* The target emotion most touchpoints have, where it is wanted: a share of those who named any. */
static enum err headline_emotion(struct picture *picture)
{
    struct wanted wanted = {.scope = &picture->ask->scope, .arena = picture->arena, .emotion = -1};
    int most = 0;
    listen_touchpoints(picture->understand->listen, picture->ask->workspace_id, target_seen, &wanted);
    for (int i = 1; i < EMOTIONS; i++)
        most = wanted.counts[i] > wanted.counts[most] ? i : most;
    if (wanted.counts[most] == 0)
        return ERR_NONE;
    wanted.emotion = most;
    listen_touchpoints(picture->understand->listen, picture->ask->workspace_id, target_seen, &wanted);
    struct plan plan = plan_new(picture, MEASURE_EMOTION_SHARE, "emotion");
    struct tallies tallies;
    plan.scope.touchpoints = wanted.slugs;
    enum err err = take(picture, &plan, &tallies);
    for (size_t i = 0; i < tallies.count && err == ERR_NONE; i++)
        if (str_is(tallies.rows[i]->labels[0], emotion_names[most]))
            headline_write(picture, MEASURE_EMOTION_HIT, str_of(emotion_names[most]), tallies.rows[i]);
    return err;
}

/* ---- where it hurts ---- */
struct hurt {
    const struct tally *tally;
    const struct touchpoint *touchpoint;
    double weight;
};

static int hurt_order(const void *a, const void *b)
{
    const struct hurt *x = a, *y = b;
    bool few_x = x->tally->now.quality == QUALITY_HIDDEN, few_y = y->tally->now.quality == QUALITY_HIDDEN;
    if (few_x != few_y)
        return few_x - few_y; /* too few to say anything: last */
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->tally < y->tally ? -1 : x->tally > y->tally;
}

static uint64_t encounters_of(const struct tallies *volume, struct str slug)
{
    for (size_t i = 0; i < volume->count; i++)
        if (str_equal(volume->rows[i]->labels[0], slug))
            return volume->rows[i]->n;
    return 0;
}

/* Encounters of the period: those stored, else as declared a month, else as many as answered. */
static double encounters_known(const struct picture *picture, const struct touchpoint *touchpoint, const struct tallies *volume,
                               struct str slug, uint64_t n)
{
    uint64_t stored = encounters_of(volume, slug);
    if (stored)
        return (double)stored;
    if (touchpoint && touchpoint->has_volume && touchpoint->volume_month > 0)
        return (double)touchpoint->volume_month * picture->ask->days * 10 / DAYS_A_MONTH_TENTHS;
    return (double)n;
}

static void hurts_write(struct picture *picture, const struct hurt *hurts, size_t count)
{
    struct buf *out = picture->out;
    json_member(out, "hurts");
    buf_add_char(out, '[');
    for (size_t i = 0; i < count && i < HURTS_MAX; i++) {
        buf_add_text(out, i ? ",{" : "{");
        text_member(out, "touchpoint", hurts[i].tally->labels[0]);
        moved_write(hurts[i].tally, MEASURE_NPS, out);
        if (hurts[i].touchpoint && hurts[i].touchpoint->has_volume)
            number_member(out, "volume_month", (uint64_t)hurts[i].touchpoint->volume_month);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

/* Shown to be worse than before; else wholly under the whole; else nobody stands out. */
static void worst_find(struct picture *picture, const struct hurt *hurts, size_t count)
{
    const struct tally *under = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct tally *tally = hurts[i].tally;
        if (tally_verdict(tally, MEASURE_NPS) == VERDICT_WORSE) {
            picture->worst = tally->labels[0];
            return;
        }
        bool below = tally->now.quality != QUALITY_HIDDEN && picture->whole.count && tally->now.high < picture->whole.rows[0]->now.low;
        if (below && (!under || tally->now.value < under->now.value))
            under = tally;
    }
    if (under)
        picture->worst = under->labels[0];
}

static enum err hurts(struct picture *picture)
{
    struct plan plan = plan_new(picture, MEASURE_NPS, "touchpoint"), volume_plan = plan_new(picture, MEASURE_VOLUME, "touchpoint");
    struct tallies tallies, volume;
    volume_plan.compare_previous = false;
    enum err err = take(picture, &plan, &tallies);
    if (err == ERR_NONE)
        err = take(picture, &volume_plan, &volume);
    struct hurt *list = err == ERR_NONE ? arena_take_array(picture->arena, tallies.count + 1, sizeof *list) : NULL;
    if (err != ERR_NONE || !list)
        return err != ERR_NONE ? err : ERR_MEMORY;
    size_t count = 0;
    for (size_t i = 0; i < tallies.count; i++) {
        const struct tally *tally = tallies.rows[i];
        if (!tally->labels[0].at)
            continue;
        const struct touchpoint *touchpoint = listen_touchpoint(picture->understand->listen, plan.workspace_id, tally->labels[0]);
        struct histogram h = {tally->low, tally->cells, tally->counts};
        double critics = (double)histogram_between(&h, 0, 6) / (double)tally->n;
        list[count++] =
            (struct hurt){tally, touchpoint, critics * encounters_known(picture, touchpoint, &volume, tally->labels[0], tally->n)};
    }
    qsort(list, count, sizeof *list, hurt_order);
    hurts_write(picture, list, count);
    worst_find(picture, list, count);
    return ERR_NONE;
}

/* ---- stories ---- */
struct stories { /* of one survey's story question */
    const struct column_table *table;
    size_t column;
    struct layout_column about;
    int64_t survey_id;
    struct column_scan scan;
    uint64_t count;
};

static void story_counted(void *context, const uint32_t codes[SCAN_SOURCES_MAX], const uint64_t *counts, size_t cells)
{
    struct stories *stories = context;
    (void)codes;
    for (size_t i = 1; i < cells; i++)
        stories->count += counts[i];
}

/* outcome NULL: any. What passes is counted; the scan stays usable for picking. */
static enum err stories_count(const struct picture *picture, struct stories *stories, const char *outcome, int32_t from, int32_t to)
{
    static const uint8_t written[256] = {[1] = 1};
    struct column_filter *parts = arena_take_array(picture->arena, 4, sizeof *parts),
                         *all = arena_new_object(picture->arena, struct column_filter);
    if (!parts || !all)
        return ERR_MEMORY;
    struct lens lens = {stories->table, survey_slug(picture->understand->listen, picture->ask->workspace_id, stories->survey_id),
                        stories->about.touchpoint, picture->arena, picture->why};
    parts[0] = (struct column_filter){.node = FILTER_COLUMN, .column = stories->column, .pass = written};
    enum err err = lens_scope(&lens, &picture->ask->scope, &parts[1]);
    struct str text = str_of(outcome);
    size_t count = 2;
    if (err == ERR_NONE && outcome)
        err = lens_texts(&lens, "outcome", &(struct str_list){&text, 1}, &parts[count++]);
    if (err == ERR_NONE && picture->ask->where)
        err = lens_condition(&lens, picture->ask->where, &parts[count++]);
    *all = (struct column_filter){.node = FILTER_ALL, .parts = parts, .count = count};
    stories->scan = (struct column_scan){
        .table = stories->table, .filter = all, .day_from = from, .day_to = to, .score = stories->column, .stop = picture->ask->stop};
    return err == ERR_NONE
               ? executor_scan(picture->understand, picture->ask->workspace_id, &stories->scan, story_counted, stories, picture->why)
               : err;
}

/* Calls once per story question of every survey, until an error. */
static enum err stories_each(const struct picture *picture, enum err (*each)(void *context, struct stories *stories), void *context)
{
    const struct house *house = house_find(picture->understand, picture->ask->workspace_id);
    enum err err = ERR_NONE;
    for (size_t i = 0; house && i < column_tables(house->columns); i++) {
        struct stories stories = {.table = column_table_at(house->columns, i)};
        stories.survey_id = layout_survey(column_table_name(stories.table));
        for (size_t c = 0; stories.survey_id && c < column_count(stories.table) && err == ERR_NONE; c++) {
            stories.column = c;
            stories.count = 0;
            if (layout_read(column_name(stories.table, c), &stories.about) && str_is(stories.about.type, "story"))
                err = each(context, &stories);
        }
    }
    return err;
}

struct counting {
    const struct picture *picture;
    const char *outcome;
    int32_t from, to;
    uint64_t total;
    bool drawing; /* the nth is sought */
    uint64_t nth;
    int64_t id;
    struct str question, touchpoint;
    const struct column_table *table;
};

static enum err story_each(void *context, struct stories *stories)
{
    struct counting *counting = context;
    enum err err = stories_count(counting->picture, stories, counting->outcome, counting->from, counting->to);
    if (err != ERR_NONE)
        return err;
    counting->total += stories->count;
    if (!counting->drawing || counting->id)
        return ERR_NONE;
    if (counting->nth >= stories->count) {
        counting->nth -= stories->count;
        return ERR_NONE;
    }
    counting->question = stories->about.question;
    counting->touchpoint = stories->about.touchpoint;
    counting->table = stories->table;
    return executor_pick(counting->picture->understand, counting->picture->ask->workspace_id, &stories->scan, counting->nth, &counting->id,
                         counting->picture->why);
}

/* ---- voices ---- */
static void feelings_write(const struct counting *counting, const json_t *answers, struct buf *out)
{
    bool emotion = false, score = false;
    for (size_t i = 0; i < column_count(counting->table); i++) {
        struct layout_column about;
        if (!layout_read(column_name(counting->table, i), &about))
            continue;
        const json_t *answer = json_object_getn(answers, about.question.at, about.question.length);
        const json_t *strongest = json_object_get(answer, "strongest");
        if (!emotion && str_is(about.type, "emotion") && json_is_string(strongest)) {
            text_member(out, "emotion", json_str(strongest));
            emotion = true;
        }
        if (!score && str_is(about.type, "nps") && json_is_integer(answer)) {
            json_member(out, "score");
            buf_printf(out, "%lld", (long long)json_integer_value(answer));
            score = true;
        }
    }
}

static enum err voice_write(const struct picture *picture, const struct counting *counting, const struct understand_voice_row *row,
                            const char *name)
{
    struct buf *out = picture->out;
    char at[TIME_TEXT];
    json_t *answers = NULL;
    enum err err = json_read(picture->arena, row->answers, &answers, picture->why);
    const struct touchpoint *touchpoint =
        row->has_touchpoint_id ? listen_touchpoint_by_id(picture->understand->listen, picture->ask->workspace_id, row->touchpoint_id)
                               : NULL;
    time_format(row->given_at, at);
    json_member(out, name);
    buf_add_char(out, '{');
    number_member(out, "response", (uint64_t)counting->id);
    text_member(out, "text", row->text);
    text_member(out, "touchpoint", counting->touchpoint.length ? counting->touchpoint : touchpoint ? touchpoint->slug : STR(""));
    text_member(out, "channel", row->channel);
    text_member(out, "language", row->language);
    text_member(out, "at", str_of(at));
    feelings_write(counting, answers, out);
    buf_add_char(out, '}');
    return err;
}

/* A story whose words were forgotten since is passed over. */
static enum err voice(const struct picture *picture, const char *name, const char *plural, const char *outcome, uint64_t seed)
{
    struct counting counting = {
        .picture = picture, .outcome = outcome, .from = picture->ask->to - picture->ask->days + 1, .to = picture->ask->to};
    enum err err = stories_each(picture, story_each, &counting);
    uint64_t total = counting.total;
    for (uint64_t i = 0; i < VOICE_TRIES && i < total && err == ERR_NONE; i++) {
        struct understand_voice_row row;
        counting.drawing = true;
        counting.id = 0;
        counting.nth = (mix64(seed) % total + i) % total;
        err = stories_each(picture, story_each, &counting);
        if (err != ERR_NONE)
            return err;
        struct understand_voice_in in = {picture->ask->workspace_id, counting.id, counting.question};
        err = sql_understand_voice(picture->store, &in, picture->arena, &row);
        if (err == ERR_NONE) {
            err = voice_write(picture, &counting, &row, name);
            break;
        }
        err = err == ERR_NOT_FOUND ? ERR_NONE : err;
    }
    number_member(picture->out, plural, total);
    return err;
}

/* ---- heard and silent ---- */
static enum err heard(const struct picture *picture)
{
    static const char *const names[] = {"good", "middle", "poor"};
    struct plan plan = plan_new(picture, MEASURE_RESPONSES, "outcome");
    struct counting stories = {.picture = picture, .from = picture->ask->to, .to = picture->ask->to};
    struct tallies tallies;
    struct buf *out = picture->out;
    char day[TIME_TEXT];
    uint64_t counts[3] = {0};
    plan.from = plan.to;
    plan.compare_previous = false;
    enum err err = take(picture, &plan, &tallies);
    if (err == ERR_NONE)
        err = stories_each(picture, story_each, &stories);
    if (err != ERR_NONE)
        return err;
    for (size_t i = 0; i < tallies.count; i++)
        for (size_t k = 0; k < 3; k++)
            if (str_is(tallies.rows[i]->labels[0], names[k]))
                counts[k] += tallies.rows[i]->n;
    day_format(picture->ask->to, day);
    json_member(out, "heard");
    buf_add_char(out, '{');
    text_member(out, "day", str_of(day));
    number_member(out, "responses", counts[0] + counts[1] + counts[2]);
    for (size_t k = 0; k < 3; k++)
        number_member(out, names[k], counts[k]);
    number_member(out, "stories", stories.total);
    buf_add_char(out, '}');
    return ERR_NONE;
}

struct silence {
    const struct picture *picture;
    struct tallies volume, answered[6];
    size_t answered_count;
    bool first;
};

static bool touchpoint_seen(void *context, const struct touchpoint *touchpoint)
{
    struct silence *silence = context;
    const struct picture *picture = silence->picture;
    bool volume = (touchpoint->has_volume && touchpoint->volume_month > 0) || encounters_of(&silence->volume, touchpoint->slug);
    if (!volume || !scope_sees(&picture->ask->scope, touchpoint->slug))
        return true;
    for (size_t i = 0; i < silence->answered_count; i++)
        if (encounters_of(&silence->answered[i], touchpoint->slug))
            return true;
    if (!silence->first)
        buf_add_char(picture->out, ',');
    silence->first = false;
    json_put_text(picture->out, touchpoint->slug);
    return true;
}

/* Touchpoints that customers meet and of which nobody answered anything in the period. */
static enum err silent(const struct picture *picture)
{
    static const enum measure measures[] = {MEASURE_RESPONSES, MEASURE_NPS, MEASURE_CES, MEASURE_CSAT, MEASURE_RATING, MEASURE_EXPECTATION};
    struct silence silence = {.picture = picture, .first = true};
    struct plan plan = plan_new(picture, MEASURE_VOLUME, "touchpoint");
    plan.compare_previous = false;
    enum err err = take(picture, &plan, &silence.volume);
    for (; silence.answered_count < sizeof measures / sizeof *measures && err == ERR_NONE; silence.answered_count++) {
        plan.measure = measures[silence.answered_count];
        err = take(picture, &plan, &silence.answered[silence.answered_count]);
    }
    if (err != ERR_NONE)
        return err;
    json_member(picture->out, "silent");
    buf_add_char(picture->out, '[');
    listen_touchpoints(picture->understand->listen, picture->ask->workspace_id, touchpoint_seen, &silence);
    buf_add_char(picture->out, ']');
    return ERR_NONE;
}

static enum err headlines(struct picture *picture)
{
    json_member(picture->out, "headlines");
    buf_add_char(picture->out, '[');
    enum err err = headline(picture, MEASURE_NPS);
    if (err == ERR_NONE)
        err = headline(picture, MEASURE_CES);
    if (err == ERR_NONE)
        err = headline(picture, MEASURE_EXPECTATION);
    if (err == ERR_NONE)
        err = headline_emotion(picture);
    if (err == ERR_NONE)
        err = headline(picture, MEASURE_CSAT);
    buf_add_char(picture->out, ']');
    return err;
}

static enum err picture_write(struct picture *picture)
{
    struct buf *out = picture->out;
    int32_t to = picture->ask->to;
    char day[TIME_TEXT];
    buf_add_char(out, '{');
    day_format(to - picture->ask->days + 1, day);
    text_member(out, "from", str_of(day));
    day_format(to, day);
    text_member(out, "to", str_of(day));
    enum err err = headlines(picture);
    if (err == ERR_NONE)
        err = hurts(picture);
    if (err == ERR_NONE && picture->worst.at)
        text_member(out, "worst", picture->worst);
    if (err == ERR_NONE)
        err = heard(picture);
    if (err == ERR_NONE)
        err = silent(picture);
    if (err == ERR_NONE)
        err = voice(picture, "praise", "praises", "good", (uint64_t)to * 2);
    if (err == ERR_NONE)
        err = voice(picture, "pain", "pains", "poor", (uint64_t)to * 2 + 1);
    number_member(out, "draw", (uint64_t)to);
    buf_add_char(out, '}');
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}

enum err understand_today(const struct understand *understand, struct store *store, const struct today_ask *ask, struct arena *arena,
                          struct buf *out, struct fault *why)
{
    struct arena *own = arena_new(TALLY_BYTES);
    (void)arena;
    if (!own)
        return ERR_MEMORY;
    struct picture picture = {.understand = understand, .store = store, .ask = ask, .arena = own, .out = out, .why = why};
    enum err err = picture_write(&picture);
    arena_free(own);
    return err;
}
