#include "understand/spill_study.h"
#include "engine/column/read.h"
#include "understand/inside.h"

#include <math.h>

enum { READ_CUSTOMER, READ_TOUCHPOINT, READ_CELLS, STUDY_SEED = 22 };

static const char *touchpoint_class_name(size_t class)
{
    static const char *const names[] = {"physical", "digital", "unconscious"};
    return names[class];
}

static enum touchpoint_class class_of(struct str kind)
{
    size_t class = 0;
    while (class < TOUCHPOINT_CLASSES && !str_is(kind, touchpoint_class_name(class)))
        class ++;
    return (enum touchpoint_class) class;
}

struct gathering {
    const struct understand *understand;
    const struct spill_ask *ask;
    struct spill_study *study;
    struct fault *why;
    /* the table at hand */
    const struct column_table *table;
    uint8_t *classes; /* of each code of its column "touchpoint" */
    struct column_reading readings[READINGS_MAX];
    uint8_t own[READINGS_MAX]; /* class of a question's own touchpoint; TOUCHPOINT_CLASSES + 1: the row's */
    struct driver_subject scales[READINGS_MAX];
    size_t cells;
    enum err err;
};

static uint8_t class_at(const struct gathering *g, struct str slug)
{
    const struct touchpoint *touchpoint = listen_touchpoint(g->understand->listen, g->ask->workspace_id, slug);
    bool in = touchpoint && (!g->ask->touchpoints.count || str_list_has(g->ask->touchpoints, slug));
    return (uint8_t)(in ? class_of(touchpoint->kind) : TOUCHPOINT_CLASSES);
}

/* Of the answers that are looked at: what the condition leaves out may have any scale. */
static enum err scale_take(struct gathering *g, const struct driver_subject *own)
{
    struct driver_subject *scale = &g->study->scale;
    bool known = scale->low <= scale->high;
    if (known && (scale->low != own->low || scale->high != own->high))
        return fault_set(g->why, ERR_INVALID, "scales_mixed", "where",
                         "It was asked on different scales, which are never averaged together; choose one survey.");
    *scale = *own;
    return ERR_NONE;
}

static bool row_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    struct gathering *g = context;
    struct spill_study *study = g->study;
    (void)id, (void)day;
    for (size_t i = 0; i < g->cells && g->err == ERR_NONE; i++) {
        uint32_t code = codes[READ_CELLS + i];
        uint8_t class = g->own[i] > TOUCHPOINT_CLASSES ? g->classes[codes[READ_TOUCHPOINT]] : g->own[i];
        if (code == COLUMN_CODE_MISSING || class >= TOUCHPOINT_CLASSES)
            continue;
        g->err = scale_take(g, &g->scales[i]);
        if (g->err != ERR_NONE)
            break;
        double value = study->scale.low + code - 1;
        study->classes[class].levels[driver_experience(&study->scale, value) - EXPERIENCE_WEAK]++;
        weighted_add(&study->classes[class].sum, 1, value, 1);
        if (codes[READ_CUSTOMER] != COLUMN_CODE_MISSING)
            g->err = crowd_add(&study->crowd, codes[READ_CUSTOMER], class, value);
    }
    return g->err == ERR_NONE;
}

static enum err column_take(struct gathering *g, struct str survey, size_t column, const struct layout_column *about)
{
    struct lens lens = {g->table, survey, about->touchpoint, g->study->arena, g->why};
    const struct column_filter *filter;
    if (READ_CELLS + g->cells == READINGS_MAX)
        return fault_set(g->why, ERR_INVALID, "too_many", "where", "A survey has too many questions for this; choose another.");
    enum err err = lens_ask(&lens, g->ask->where, &g->ask->scope, &filter);
    g->scales[g->cells] = (struct driver_subject){.type = g->ask->type, .low = (double)about->low, .high = (double)about->high};
    g->readings[READ_CELLS + g->cells] = (struct column_reading){column, filter};
    g->own[g->cells++] = about->touchpoint.length ? class_at(g, about->touchpoint) : (uint8_t)(TOUCHPOINT_CLASSES + 1);
    return err;
}

static enum err table_take(struct gathering *g, struct str survey)
{
    struct layout_column about;
    enum err err = ERR_NONE;
    size_t touchpoint = column_find(g->table, STR("touchpoint")),
           codes = touchpoint == COLUMN_NONE ? 1 : column_codes(g->table, touchpoint);
    g->cells = 0;
    for (size_t i = 0; i < column_count(g->table) && err == ERR_NONE; i++)
        if (layout_read(column_name(g->table, i), &about) && str_is(about.type, question_type_name(g->ask->type)))
            err = column_take(g, survey, i, &about);
    if (err != ERR_NONE || !g->cells)
        return err;
    g->classes = arena_take(g->study->arena, codes);
    if (!g->classes)
        return ERR_MEMORY;
    g->classes[0] = TOUCHPOINT_CLASSES;
    for (size_t code = 1; code < codes; code++)
        g->classes[code] = class_at(g, layout_label(g->table, touchpoint, (uint16_t)code, g->study->arena));
    g->readings[READ_CUSTOMER] = (struct column_reading){column_find(g->table, STR("customer")), NULL};
    g->readings[READ_TOUCHPOINT] = (struct column_reading){touchpoint, NULL};
    struct column_read read = {.table = g->table,
                               .day_from = g->ask->has_from ? g->ask->from : INT32_MIN,
                               .day_to = g->ask->has_to ? g->ask->to : INT32_MAX,
                               .readings = g->readings,
                               .count = READ_CELLS + g->cells,
                               .stop = g->ask->stop};
    err = executor_read(g->understand, g->ask->workspace_id, &read, row_seen, g, g->why);
    return err == ERR_NONE ? g->err : err;
}

static bool touchpoint_seen(void *context, const struct touchpoint *touchpoint)
{
    struct gathering *g = context;
    uint8_t class = scope_sees(&g->ask->scope, touchpoint->slug) ? class_at(g, touchpoint->slug) : TOUCHPOINT_CLASSES;
    if (class < TOUCHPOINT_CLASSES)
        g->study->classes[class].touchpoints++;
    return true;
}

enum err spill_study_find(const struct understand *understand, const struct spill_ask *ask, struct arena *arena, struct spill_study *study,
                          struct fault *why)
{
    const struct house *house = NULL;
    struct gathering *g = arena_new_object(arena, struct gathering);
    enum err err = g ? house_of(understand, ask->workspace_id, &house, why) : ERR_MEMORY;
    *study = (struct spill_study){.arena = arena, .scale = {.type = ask->type, .low = 1, .high = 0}};
    crowd_open(&study->crowd, TOUCHPOINT_CLASSES, CROWD_CELLS_MAX / 2);
    if (g) {
        *g = (struct gathering){.understand = understand, .ask = ask, .study = study, .why = why};
        listen_touchpoints(understand->listen, ask->workspace_id, touchpoint_seen, g);
    }
    for (size_t i = 0; house && i < column_tables(house->columns) && err == ERR_NONE; i++) {
        g->table = column_table_at(house->columns, i);
        int64_t survey_id = layout_survey(column_table_name(g->table));
        if (survey_id)
            err = table_take(g, survey_slug(understand->listen, ask->workspace_id, survey_id));
    }
    return err;
}

/* ---- the effects ---- */
static size_t customers_make(const struct spill_study *study, size_t of, size_t on, struct spill_customer *customers)
{
    const struct crowd *crowd = &study->crowd;
    size_t count = 0;
    for (size_t person = 0; person < crowd->count; person++) {
        const double *sums = crowd->sums + person * crowd->width;
        const uint32_t *counts = crowd->counts + person * crowd->width;
        if (!counts[of] || !counts[on])
            continue;
        int level = driver_experience(&study->scale, sums[of] / counts[of]) - EXPERIENCE_WEAK;
        customers[count] = (struct spill_customer){0};
        customers[count].n[level] = counts[on];
        customers[count++].sum[level] = sums[on];
    }
    return count;
}

static enum err whole_make(struct spill_study *study, const struct stop *stop)
{
    const struct crowd *crowd = &study->crowd;
    struct arena *arena = arena_new(SPILL_STUDY_BYTES);
    struct spill_person *people = arena ? arena_take_array(arena, crowd->count + 1, sizeof *people) : NULL;
    struct bootstrap bootstrap = {arena, STUDY_SEED, BOOTSTRAP_REPLICATES, stop};
    for (size_t i = 0; people && i < crowd->count; i++)
        for (size_t class = 0; class < TOUCHPOINT_CLASSES; class ++) {
            uint32_t n = crowd->counts[i * crowd->width + class];
            double sum = crowd->sums[i * crowd->width + class];
            people[i].n[class] = n;
            people[i].sum[class] = sum;
            people[i].level[class] = n ? (int)(driver_experience(&study->scale, sum / n) - EXPERIENCE_WEAK) : SPILL_UNMET;
        }
    enum err err = people ? spill_whole_find(people, crowd->count, study->effects, true, &bootstrap, &study->whole) : ERR_MEMORY;
    arena_free(arena);
    return err;
}

enum err spill_study_make(struct spill_study *study, const struct stop *stop)
{
    const struct crowd *crowd = &study->crowd;
    enum err err = ERR_NONE;
    for (size_t person = 0; person < crowd->count; person++)
        for (size_t class = 0; class < TOUCHPOINT_CLASSES; class ++)
            study->classes[class].customers += crowd->counts[person * crowd->width + class] > 0;
    for (size_t pair = 0; pair < TOUCHPOINT_CLASSES * TOUCHPOINT_CLASSES && err == ERR_NONE; pair++) {
        size_t of = pair / TOUCHPOINT_CLASSES, on = pair % TOUCHPOINT_CLASSES;
        if (of == on)
            continue;
        struct arena *arena = arena_new(SPILL_STUDY_BYTES);
        struct spill_customer *customers = arena ? arena_take_array(arena, crowd->count + 1, sizeof *customers) : NULL;
        struct bootstrap bootstrap = {arena, STUDY_SEED, BOOTSTRAP_REPLICATES, stop};
        err = customers ? spill_over_find(customers, customers_make(study, of, on, customers), true, &bootstrap, &study->effects[of][on])
                        : ERR_MEMORY;
        arena_free(arena);
    }
    return err == ERR_NONE ? whole_make(study, stop) : err;
}

/* ---- writing ---- */
static void shares_write(const struct spill_class *class, struct buf *out)
{
    static const char *const names[] = {"weak", "good", "excellent"};
    uint64_t n = class->levels[0] + class->levels[1] + class->levels[2];
    json_member(out, "shares");
    buf_add_char(out, '{');
    for (size_t i = 0; i < 3; i++) {
        struct figure share = figure_share(class->levels[i], n);
        figure_member(out, names[i], &share);
    }
    buf_add_char(out, '}');
}

static void class_write(const struct spill_study *study, size_t at, struct buf *out)
{
    const struct spill_class *class = &study->classes[at];
    struct figure mean = weighted_figure(FIGURE_MEAN, &class->sum);
    buf_add_char(out, '{');
    text_member(out, "class", str_of(touchpoint_class_name(at)));
    count_member(out, "touchpoints", class->touchpoints);
    count_member(out, "n", class->sum.n);
    count_member(out, "customers", class->customers);
    figure_member(out, "mean", &mean);
    shares_write(class, out);
    buf_add_char(out, '}');
}

static void effect_member(const char *name, const struct spill_effect *effect, struct buf *out)
{
    bool few = effect->verdict == VERDICT_TOO_FEW;
    json_member(out, name);
    buf_add_char(out, '{');
    real_member(out, "value", few ? NAN : effect->value);
    real_member(out, "low", few ? NAN : effect->interval.low);
    real_member(out, "high", few ? NAN : effect->interval.high);
    text_member(out, "verdict", str_of(verdict_name(effect->verdict)));
    buf_add_char(out, '}');
}

static void effect_write(const struct spill_study *study, size_t of, size_t on, struct buf *out)
{
    const struct spill_over *effect = &study->effects[of][on];
    buf_add_char(out, '{');
    text_member(out, "of", str_of(touchpoint_class_name(of)));
    text_member(out, "on", str_of(touchpoint_class_name(on)));
    count_member(out, "weak", effect->customers[0]);
    count_member(out, "good", effect->customers[1]);
    count_member(out, "excellent", effect->customers[2]);
    effect_member("lift", &effect->lift, out);
    effect_member("drag", &effect->drag, out);
    buf_add_char(out, '}');
}

void spill_study_write(const struct spill_study *study, const struct spill_ask *ask, struct buf *out)
{
    buf_add_char(out, '{');
    text_member(out, "measure", str_of(question_type_name(ask->type)));
    if (study->scale.low <= study->scale.high) {
        json_member(out, "scale");
        buf_printf(out, "{\"low\":%.15g,\"high\":%.15g}", study->scale.low, study->scale.high);
    }
    count_member(out, "customers", study->crowd.count);
    real_member(out, "sampled", crowd_share(&study->crowd));
    count_member(out, "replicates", BOOTSTRAP_REPLICATES);
    json_member(out, "classes");
    buf_add_char(out, '[');
    for (size_t class = 0; class < TOUCHPOINT_CLASSES; class ++) {
        buf_add_text(out, class ? "," : "");
        class_write(study, class, out);
    }
    buf_add_char(out, ']');
    json_member(out, "effects");
    buf_add_char(out, '[');
    bool first = true;
    for (size_t pair = 0; pair < TOUCHPOINT_CLASSES * TOUCHPOINT_CLASSES; pair++) {
        size_t of = pair / TOUCHPOINT_CLASSES, on = pair % TOUCHPOINT_CLASSES;
        if (of == on)
            continue;
        buf_add_text(out, first ? "" : ",");
        first = false;
        effect_write(study, of, on, out);
    }
    buf_add_text(out, "],\"whole\":{");
    count_member(out, "customers", study->whole.customers);
    effect_member("lift", &study->whole.lift, out);
    effect_member("drag", &study->whole.drag, out);
    buf_add_text(out, "}}");
}

void spill_study_close(struct spill_study *study)
{
    crowd_close(&study->crowd);
}
