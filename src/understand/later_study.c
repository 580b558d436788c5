#include "understand/later_study.h"
#include "engine/column/read.h"
#include "understand.sql.h"
#include "understand/inside.h"

#include <math.h>
#include <stdlib.h>

enum { READ_CUSTOMER, READ_CELLS, STUDY_SEED = 20, LOOK_ROWS = 4096 };

/* ---- the answers, under the lock ---- */
struct gathering {
    const struct understand *understand;
    const struct later_ask *ask;
    struct later_study *study;
    struct fault *why;
    /* the table at hand */
    const struct column_table *table;
    struct column_reading readings[READINGS_MAX];
    struct driver_subject scales[READINGS_MAX];
    size_t cells;
    size_t rows;
    enum err err;
};

static enum err answer_take(struct gathering *g, int64_t customer, int32_t day, int class)
{
    struct later_study *study = g->study;
    if (study->count == LATER_ANSWERS_MAX)
        return fault_set(g->why, ERR_INVALID, "too_many", "where",
                         "There are more than %d answers; choose a shorter period or fewer of them.", LATER_ANSWERS_MAX);
    if (study->count == study->capacity) {
        size_t capacity = study->capacity ? 2 * study->capacity : 4096;
        struct later_person *more = realloc(study->people, capacity * sizeof *more);
        if (!more)
            return ERR_MEMORY;
        study->people = more;
        study->capacity = capacity;
    }
    study->people[study->count++] = (struct later_person){customer, day, (int8_t) class, 0, 0};
    return ERR_NONE;
}

static bool row_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    struct gathering *g = context;
    (void)id;
    if (++g->rows % LOOK_ROWS == 0 && stop_now(g->ask->stop))
        g->err = ERR_STOPPED;
    for (size_t i = 0; i < g->cells && g->err == ERR_NONE && codes[READ_CUSTOMER] != COLUMN_CODE_MISSING; i++) {
        uint32_t code = codes[READ_CELLS + i];
        if (code != COLUMN_CODE_MISSING)
            g->err = answer_take(g, codes[READ_CUSTOMER], day, driver_experience(&g->scales[i], g->scales[i].low + code - 1));
    }
    return g->err == ERR_NONE;
}

static enum err table_take(struct gathering *g, struct str survey)
{
    struct layout_column about;
    enum err err = ERR_NONE;
    g->cells = 0;
    for (size_t i = 0; i < column_count(g->table) && err == ERR_NONE; i++) {
        if (!layout_read(column_name(g->table, i), &about) || !str_is(about.type, question_type_name(g->ask->type)))
            continue;
        if (READ_CELLS + g->cells == READINGS_MAX)
            return fault_set(g->why, ERR_INVALID, "too_many", "where", "A survey has too many questions for this; choose another.");
        struct lens lens = {g->table, survey, about.touchpoint, g->study->arena, g->why};
        const struct column_filter *filter;
        err = lens_ask(&lens, g->ask->where, &g->ask->scope, &filter);
        g->scales[g->cells] = (struct driver_subject){.type = g->ask->type, .low = (double)about.low, .high = (double)about.high};
        g->readings[READ_CELLS + g->cells++] = (struct column_reading){i, filter};
    }
    if (err != ERR_NONE || !g->cells)
        return err;
    g->readings[READ_CUSTOMER] = (struct column_reading){column_find(g->table, STR("customer")), NULL};
    struct column_read read = {g->table, g->study->first, g->study->last, g->readings, READ_CELLS + g->cells, 0, 0};
    err = executor_read(g->understand, g->ask->workspace_id, &read, row_seen, g, g->why);
    return err == ERR_NONE ? g->err : err;
}

static enum err place_find(struct gathering *g)
{
    struct str slug = g->ask->touchpoint;
    if (!slug.length)
        return ERR_NONE;
    const struct touchpoint *touchpoint = listen_touchpoint(g->understand->listen, g->ask->workspace_id, slug);
    if (!touchpoint || !scope_sees(&g->ask->scope, slug))
        return fault_set(g->why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".", STR_ARGS(slug));
    g->study->touchpoint_id = touchpoint->id;
    return ERR_NONE;
}

/* Answers take part whose days before and after are days of encounters. */
static void days_bound(struct later_study *study, const struct later_ask *ask, const struct house *house)
{
    const struct column_table *encounters = column_table_find(house->columns, LAYOUT_ENCOUNTERS);
    int32_t low = INT32_MAX, high = INT32_MIN;
    if (!encounters || !column_table_days(encounters, &low, &high))
        return;
    study->first = ask->from > low + ask->days - 1 ? ask->from : low + ask->days - 1;
    study->last = ask->to < ask->today - 1 - ask->days ? ask->to : ask->today - 1 - ask->days;
}

static int by_customer_and_day(const void *a, const void *b)
{
    const struct later_person *one = a, *other = b;
    if (one->customer != other->customer)
        return one->customer < other->customer ? -1 : 1;
    return (one->day > other->day) - (one->day < other->day);
}

static void first_kept(struct later_study *study)
{
    size_t kept = 0;
    if (study->count)
        qsort(study->people, study->count, sizeof *study->people, by_customer_and_day);
    for (size_t i = 0; i < study->count; i++)
        if (!kept || study->people[kept - 1].customer != study->people[i].customer)
            study->people[kept++] = study->people[i];
    study->count = kept;
}

enum err later_study_find(const struct understand *understand, const struct later_ask *ask, struct arena *arena, struct later_study *study,
                          struct fault *why)
{
    const struct house *house;
    struct gathering *g = arena_new_object(arena, struct gathering);
    *study = (struct later_study){.arena = arena, .first = 1};
    if (!g)
        return ERR_MEMORY;
    *g = (struct gathering){.understand = understand, .ask = ask, .study = study, .why = why};
    enum err err = house_of(understand, ask->workspace_id, &house, why);
    if (err == ERR_NONE)
        err = place_find(g);
    if (err != ERR_NONE || !house)
        return err;
    study->zone = zone_open(house->zone_name); /* a zone is one thread's */
    if (!study->zone)
        return ERR_MEMORY;
    days_bound(study, ask, house);
    for (size_t i = 0; i < column_tables(house->columns) && err == ERR_NONE; i++) {
        g->table = column_table_at(house->columns, i);
        int64_t survey_id = layout_survey(column_table_name(g->table));
        if (survey_id)
            err = table_take(g, survey_slug(understand->listen, ask->workspace_id, survey_id));
    }
    first_kept(study);
    return err;
}

/* ---- the encounters, without it ---- */
struct visiting {
    struct later_study *study;
    const struct later_ask *ask;
    size_t next, rows;
    enum err err;
};

static bool visit_seen(void *context, const struct understand_visits_row *row)
{
    struct visiting *v = context;
    if (++v->rows % LOOK_ROWS == 0 && stop_now(v->ask->stop)) {
        v->err = ERR_STOPPED;
        return false;
    }
    while (v->next < v->study->count && v->study->people[v->next].customer < row->customer_id)
        v->next++;
    if (v->next == v->study->count)
        return false;
    struct later_person *person = &v->study->people[v->next];
    bool counted = !v->study->touchpoint_id || v->study->touchpoint_id == row->touchpoint_id;
    if (person->customer != row->customer_id || !counted)
        return true;
    int32_t day = zone_day(v->study->zone, row->happened_at);
    person->prior += day <= person->day && day > person->day - v->ask->days;
    person->later += day > person->day && day <= person->day + v->ask->days;
    return true;
}

static enum err associate(struct later_study *study, const struct later_ask *ask)
{
    struct association_customer *customers = arena_take_array(study->arena, study->count + 1, sizeof *customers);
    struct bootstrap bootstrap = {study->arena, STUDY_SEED, BOOTSTRAP_REPLICATES, ask->stop};
    if (!customers)
        return ERR_MEMORY;
    for (size_t i = 0; i < study->count; i++) {
        const struct later_person *person = &study->people[i];
        double later = ask->stay ? person->later > 0 : person->later;
        struct later_class *class = &study->classes[person->class - EXPERIENCE_WEAK];
        class->n++;
        weighted_add(&class->prior, 1, person->prior, 1);
        weighted_add(&class->later, 1, later, 1);
        customers[i] = (struct association_customer){person->class, person->prior, later};
    }
    enum err err = association_find(customers, study->count, &bootstrap, &study->association, &study->few);
    return err == ERR_INVALID ? ERR_NONE : err;
}

enum err later_study_make(struct later_study *study, const struct later_ask *ask, struct store *store)
{
    struct visiting visiting = {.study = study, .ask = ask};
    enum err err = ERR_NONE;
    if (study->count) {
        struct understand_visits_in in = {ask->workspace_id, zone_day_start_ms(study->zone, study->first - ask->days + 1),
                                          zone_day_start_ms(study->zone, study->last + ask->days + 1)};
        err = sql_understand_visits(store, &in, visit_seen, &visiting);
        err = err == ERR_NONE ? visiting.err : err;
    }
    return err == ERR_NONE ? associate(study, ask) : err;
}

/* ---- writing ---- */
static void class_write(const struct later_study *study, const struct later_ask *ask, size_t at, struct buf *out)
{
    static const char *const names[] = {"weak", "good", "excellent"};
    const struct later_class *class = &study->classes[at];
    struct figure prior = weighted_figure(FIGURE_MEAN, &class->prior);
    struct figure later = weighted_figure(ask->stay ? FIGURE_SHARE : FIGURE_MEAN, &class->later);
    buf_add_char(out, '{');
    text_member(out, "class", str_of(names[at]));
    figure_member(out, "prior", &prior);
    figure_member(out, "later", &later);
    buf_add_char(out, '}');
}

/* In the unit of the outcome; of staying in per cent. */
static void effect_write(const char *class, const struct association_effect *effect, const struct later_ask *ask, struct buf *out)
{
    double unit = ask->stay ? 100 : 1;
    bool up = effect->interval.low > 0, down = effect->interval.high < 0;
    buf_add_char(out, '{');
    text_member(out, "class", str_of(class));
    count_member(out, "n", effect->n);
    real_member(out, "value", unit * effect->value);
    real_member(out, "low", unit * effect->interval.low);
    real_member(out, "high", unit * effect->interval.high);
    text_member(out, "verdict", str_of(verdict_name(up ? VERDICT_BETTER : down ? VERDICT_WORSE : VERDICT_NO_SHOWN_CHANGE)));
    buf_add_char(out, '}');
}

static void association_write(const struct later_study *study, const struct later_ask *ask, struct buf *out)
{
    const struct association *association = &study->association;
    json_member(out, "effects");
    buf_add_char(out, '[');
    if (!study->few.code) {
        effect_write("weak", &association->detractor, ask, out);
        buf_add_char(out, ',');
        effect_write("excellent", &association->promoter, ask, out);
    }
    buf_add_char(out, ']');
    if (study->few.code) {
        text_member(out, "reason", str_of(study->few.slug));
        return;
    }
    real_member(out, "r2", association->r2);
    count_member(out, "replicates", BOOTSTRAP_REPLICATES);
}

void later_study_write(const struct later_study *study, const struct later_ask *ask, struct buf *out)
{
    buf_add_char(out, '{');
    text_member(out, "label", str_of(association_label(false)));
    text_member(out, "measure", str_of(question_type_name(ask->type)));
    text_member(out, "outcome", ask->stay ? STR("retention") : STR("encounters"));
    text_member(out, "unit", ask->stay ? STR("percent") : STR("mean"));
    if (ask->touchpoint.length)
        text_member(out, "touchpoint", ask->touchpoint);
    count_member(out, "days", (uint64_t)ask->days);
    if (study->first <= study->last) {
        day_member(out, "from", study->first);
        day_member(out, "to", study->last);
    }
    count_member(out, "n", study->count);
    json_member(out, "classes");
    buf_add_char(out, '[');
    for (size_t i = 0; i < 3; i++) {
        buf_add_text(out, i ? "," : "");
        class_write(study, ask, i, out);
    }
    buf_add_char(out, ']');
    association_write(study, ask, out);
    buf_add_char(out, '}');
}

void later_study_close(struct later_study *study)
{
    free(study->people);
    if (study->zone)
        zone_close(study->zone);
}
