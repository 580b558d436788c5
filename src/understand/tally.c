/* From a question to rows: which columns answer it, one scan each, the groups brought together by their labels. */
#include "understand/taking.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>

enum { TALLIES_MAX = 100000, MADE_MAX = 4096, NET_CELLS = 2 * NET_LIMIT + 1 };

/* ---- by ---- */
static bool column_dimension(struct str name, bool encounters)
{
    return str_is(name, "channel") || str_is(name, "unit") || str_starts(name, "attributes.") ||
           (encounters ? str_is(name, "effect") || str_is(name, "initiator") : str_is(name, "language") || str_is(name, "outcome"));
}

static bool by_read(const struct plan *plan, struct str name, struct by *by)
{
    bool encounters = measure_of_encounters(plan->measure), questions = measure_question(plan->measure) != QUESTION_TYPES;
    by->name = name;
    if (str_is(name, "touchpoint"))
        by->kind = BY_TOUCHPOINT;
    else if (period_of(name, &by->period))
        by->kind = BY_PERIOD;
    else if (column_dimension(name, encounters))
        by->kind = BY_COLUMN;
    else if (str_is(name, "survey") && !encounters)
        by->kind = BY_SURVEY;
    else if (str_is(name, "question") && questions)
        by->kind = BY_QUESTION;
    else if (str_is(name, "round") && questions)
        by->kind = BY_ROUND;
    else if (str_is(name, "emotion") && plan->measure == MEASURE_EMOTION_SHARE)
        by->kind = BY_EMOTION;
    else if (str_is(name, "customer") && !encounters && plan->measure != MEASURE_EMOTION_SHARE)
        by->kind = BY_CUSTOMER;
    else if (!encounters && str_starts(name, "answers.") && condition_path(name, &by->path))
        by->kind = BY_ANSWER;
    else
        return false;
    return true;
}

static enum err by_all(struct taking *t)
{
    t->out->period_at = BY_MAX;
    for (size_t i = 0; i < t->plan->by_count; i++) {
        struct str name = t->plan->by[i];
        if (!by_read(t->plan, name, &t->by[i]))
            return fault_set(t->why, ERR_INVALID, "unknown_value", "by", "%s cannot be grouped by \"%.*s\".",
                             measure_name(t->plan->measure), name.length > 100 ? 100 : (int)name.length, name.at);
        if (t->by[i].kind == BY_PERIOD) {
            if (t->out->period_at != BY_MAX)
                return fault_set(t->why, ERR_INVALID, "too_many", "by", "One period at a time can be grouped by.");
            t->out->period_at = i;
            t->out->period = t->by[i].period;
        }
        if (t->by[i].kind == BY_CUSTOMER && t->plan->by_count > 1)
            return fault_set(t->why, ERR_INVALID, "alone", "by", "Customers are grouped by alone; add a condition instead.");
        for (size_t j = 0; j < i; j++)
            if (str_equal(t->by[j].name, name))
                return fault_set(t->why, ERR_INVALID, "repeated", "by", "\"%.*s\" stands twice.", STR_ARGS(name));
    }
    t->by_count = t->plan->by_count;
    return ERR_NONE;
}

/* A share of emotions always says of which. */
static enum err by_emotion(struct taking *t)
{
    bool there = t->plan->measure != MEASURE_EMOTION_SHARE;
    for (size_t i = 0; i < t->by_count; i++)
        there |= t->by[i].kind == BY_EMOTION;
    if (!there && t->by_count == BY_MAX)
        return fault_set(t->why, ERR_INVALID, "too_many", "by", "emotion_share is always by emotion, and by two more at most.");
    if (!there)
        t->by[t->by_count++] = (struct by){.kind = BY_EMOTION, .name = STR("emotion")};
    for (size_t i = 0; i < t->by_count; i++)
        t->out->by[i] = t->by[i].name;
    t->out->by_count = t->by_count;
    return ERR_NONE;
}

/* ---- rows ---- */
static struct str row_key(struct taking *t, const struct str labels[BY_MAX], int64_t low, int64_t high)
{
    struct str key = {0};
    size_t length = sizeof low * 2;
    for (size_t i = 0; i < t->by_count; i++)
        length += labels[i].length + 2 + sizeof(uint32_t);
    char *at = arena_take(t->arena, length);
    if (!at)
        return key;
    key = (struct str){at, length};
    for (size_t i = 0; i < t->by_count; i++) {
        uint32_t size = (uint32_t)labels[i].length;
        *at++ = labels[i].at ? '+' : '-';
        memcpy(at, &size, sizeof size);
        at += sizeof size;
        if (size)
            memcpy(at, labels[i].at, size);
        at += size + 1;
    }
    memcpy(at, &low, sizeof low);
    memcpy(at + sizeof low, &high, sizeof high);
    return key;
}

static struct tally *tally_new(struct taking *t, struct str key, const struct str labels[BY_MAX])
{
    struct tallies *out = t->out;
    if (out->count == TALLIES_MAX) {
        t->err = fault_set(t->why, ERR_INVALID, "too_many", "by", "These groupings make more than 100,000 groups; add a condition.");
        return NULL;
    }
    struct tally *tally = arena_new_object(t->arena, struct tally);
    if (tally)
        tally->counts = arena_take_array(t->arena, t->cells, sizeof *tally->counts);
    if (tally && t->weighing && !(tally->sums = arena_take_array(t->arena, SIDE_SAMPLE, sizeof *tally->sums)))
        tally->counts = NULL;
    if (out->count == out->capacity) {
        size_t capacity = out->capacity ? out->capacity * 2 : 64;
        struct tally **rows = arena_take_array(t->arena, capacity, sizeof *rows);
        if (rows && out->count)
            memcpy(rows, out->rows, out->count * sizeof *rows);
        out->rows = rows;
        out->capacity = capacity;
    }
    if (!tally || !tally->counts || !out->rows || map_put(t->rows, key, tally, NULL) != ERR_NONE) {
        t->err = ERR_MEMORY;
        return NULL;
    }
    memcpy(tally->labels, labels, sizeof tally->labels);
    tally->low = t->low;
    tally->high = t->high;
    tally->cells = t->cells;
    out->rows[out->count++] = tally;
    return tally;
}

static struct str label_text(struct taking *t, size_t i, const uint32_t *codes, int32_t *start)
{
    const struct label *label = &t->labels[i];
    if (label->kind == LABEL_FIXED)
        return label->fixed;
    const struct column_source *source = &t->scan->sources[label->source];
    uint32_t code = codes[label->source];
    if (label->kind == LABEL_CUSTOMER) {
        *start = (int32_t)code; /* they stand in the order they were chosen in */
        return t->customers->names[code - 1];
    }
    if (label->kind == LABEL_SOURCE) {
        uint16_t in_column;
        size_t column = column_source_column(t->scan->table, source, code, &in_column);
        return column == COLUMN_NONE ? (struct str){0} : layout_label(t->scan->table, column, in_column, t->arena);
    }
    int32_t day = source->day_first;
    while (source->day_code[day - source->day_first] < code)
        day++;
    *start = period_start(t->out->period, day);
    char text[TIME_TEXT];
    period_format(t->out->period, *start, text);
    return str_keep(t->arena, str_of(text));
}

/* Made once for each code: a scan by month and place meets a place in every month. */
static struct str label_of(struct taking *t, size_t i, const uint32_t *codes, int32_t *start)
{
    const struct label *label = &t->labels[i];
    if (label->kind == LABEL_FIXED)
        return label->fixed;
    uint32_t code = codes[label->source];
    struct made *made = code < label->made_count ? &label->made[code] : NULL;
    if (!made)
        return label_text(t, i, codes, start);
    if (!made->there) {
        made->text = label_text(t, i, codes, &made->start);
        made->there = true;
    }
    if (label->kind != LABEL_SOURCE)
        *start = made->start;
    return made->text;
}

/* The row of a group; NULL when nobody is there now, or with t->err. */
static struct tally *tally_find(struct taking *t, const uint32_t *codes)
{
    struct str labels[BY_MAX] = {{0}};
    int32_t start = 0;
    if (t->last_known && memcmp(codes, t->last_codes, t->group_sources * sizeof *codes) == 0)
        return t->last;
    for (size_t i = 0; i < t->by_count; i++)
        labels[i] = label_of(t, i, codes, &start);
    struct str key = row_key(t, labels, t->low, t->high);
    struct tally *tally = key.at ? map_get(t->rows, key) : NULL;
    if (!tally && key.at && t->side == SIDE_NOW)
        tally = tally_new(t, key, labels);
    if (!key.at)
        t->err = ERR_MEMORY;
    if (tally)
        tally->start = start;
    memcpy(t->last_codes, codes, sizeof t->last_codes);
    t->last = tally;
    t->last_known = true;
    return tally;
}

/* What an answer of this group weighs. Of the sample: counted in its cell. *carried: by the margin of an earlier year. */
static double group_weight(struct taking *t, const uint32_t *codes, uint64_t n, bool *carried)
{
    struct str labels[WEIGHT_MARGINS_MAX];
    int32_t start;
    size_t cell;
    if (!t->weighing)
        return 1;
    if (!t->weighing->scheme.count)
        return weighing_margin(t->weighing, codes[t->labels[t->by_count].source], carried);
    for (size_t i = 0; i < t->weigh_count; i++)
        labels[i] = label_of(t, t->by_count + i, codes, &start);
    if (!weighing_cell(t->weighing, labels, &cell))
        return 0;
    if (t->side == SIDE_SAMPLE)
        weighing_count(t->weighing, cell, n);
    return t->side == SIDE_SAMPLE ? 0 : t->weighing->weights[cell];
}

static void group_seen(void *context, const uint32_t codes[SCAN_SOURCES_MAX], const uint64_t *counts, size_t cells)
{
    struct taking *t = context;
    size_t skip = t->scan->score != COLUMN_NONE; /* cell 0: no score */
    uint64_t n = 0;
    for (size_t i = skip; i < cells; i++)
        n += counts[i];
    if (t->err != ERR_NONE)
        return;
    bool carried = false;
    double weight = group_weight(t, codes, n, &carried);
    struct tally *tally = t->side == SIDE_SAMPLE ? NULL : tally_find(t, codes);
    if (!tally)
        return;
    uint64_t **into = t->side == SIDE_NOW ? &tally->counts : t->side == SIDE_BEFORE ? &tally->before : &tally->shared;
    if (!*into)
        *into = arena_take_array(t->arena, tally->cells, sizeof **into);
    if (!*into) {
        t->err = ERR_MEMORY;
        return;
    }
    if (carried && t->side == SIDE_NOW)
        tally->carried += n;
    for (size_t i = skip; i < cells && i - skip < tally->cells; i++) {
        (*into)[i - skip] += counts[i];
        if (tally->sums && weight > 0)
            weighted_add(&tally->sums[t->side], weight,
                         measure_score(t->plan->measure, t->high, t->low + (int64_t)(i - skip)) / measure_divisor(t->plan->measure),
                         counts[i]);
    }
}

/* ---- one scan ---- */
static enum err source_period(struct taking *t, const struct column_table *table, struct column_source *source)
{
    int32_t low, high;
    if (!column_table_days(table, &low, &high))
        return ERR_NONE;
    uint16_t *codes = arena_take_array(t->arena, (size_t)(high - low) + 1, sizeof *codes);
    if (!codes)
        return ERR_MEMORY;
    uint16_t code = 0;
    int32_t next = period_next(t->out->period, period_start(t->out->period, low));
    for (int32_t day = low; day <= high; day++) {
        if (day == next) {
            code = (uint16_t)(code + (code < UINT16_MAX)); /* 179 years of days */
            next = period_next(t->out->period, next);
        }
        codes[day - low] = code;
    }
    *source = (struct column_source){.day_code = codes, .day_first = low, .day_codes = (size_t)code + 1};
    return ERR_NONE;
}

static void source_answer(const struct column_table *table, const struct condition_path *path, struct column_source *source)
{
    for (size_t i = 0; i < column_count(table) && source->count < SOURCE_COLUMNS_MAX; i++) {
        struct layout_column about;
        if (!layout_read(column_name(table, i), &about) || !str_equal(about.question, path->name))
            continue;
        bool strongest = str_is(about.type, "emotion.strongest");
        bool whole =
            path->part == FIELD_PART_WHOLE && (strongest || !str_starts(about.type, "emotion")); /* an emotion answer: its strongest */
        bool part = path->part == FIELD_PART_INTENSITY && str_starts(about.type, "emotion.all.") &&
                    str_is((struct str){about.type.at + 12, about.type.length - 12}, emotion_names[path->emotion]);
        if (whole || part || (path->part == FIELD_PART_STRONGEST && strongest))
            source->columns[source->count++] = i;
    }
}

static enum err label_make(struct taking *t, const struct subject *subject, size_t i, struct column_scan *scan)
{
    const struct by *by = &t->by[i];
    struct label *label = &t->labels[i];
    struct column_source *source = &scan->sources[scan->sources_count];
    struct str round = {0}, question = subject->about.question;
    *label = (struct label){.kind = LABEL_FIXED};
    switch (by->kind) {
    case BY_SURVEY:
        label->fixed = subject->survey;
        return ERR_NONE;
    case BY_QUESTION: /* a question of a group is one question, however many rounds it is asked in */
    case BY_ROUND:
        if (layout_round(subject->about.question, t->arena, &round, &question) && !question.length)
            return ERR_MEMORY;
        label->fixed = by->kind == BY_ROUND ? round : question;
        return ERR_NONE;
    case BY_EMOTION:
        label->fixed = subject->emotion;
        return ERR_NONE;
    case BY_TOUCHPOINT:
        if (subject->about.touchpoint.length) {
            label->fixed = subject->about.touchpoint;
            return ERR_NONE;
        }
        break;
    default:
        break;
    }
    *label = (struct label){.kind = by->kind == BY_PERIOD     ? LABEL_PERIOD
                                    : by->kind == BY_CUSTOMER ? LABEL_CUSTOMER
                                                              : LABEL_SOURCE,
                            .source = scan->sources_count++};
    *source = (struct column_source){.count = 0};
    if (by->kind == BY_PERIOD)
        return source_period(t, scan->table, source);
    if (by->kind == BY_ANSWER)
        source_answer(scan->table, &by->path, source);
    else {
        source->columns[0] = column_find(scan->table, by->name);
        source->count = 1;
        source->through = by->kind == BY_CUSTOMER ? t->customers->through : by->kind == BY_MARGIN ? t->weighing->stretches->through : NULL;
        source->through_codes = by->kind == BY_CUSTOMER ? t->customers->count + 1
                                : by->kind == BY_MARGIN ? weighing_margin_codes(t->weighing)
                                                        : 0;
    }
    return ERR_NONE;
}

static enum err label_room(struct taking *t, struct label *label, const struct column_scan *scan)
{
    if (label->kind == LABEL_FIXED)
        return ERR_NONE;
    size_t codes = column_source_codes(scan->table, &scan->sources[label->source]);
    label->made_count = codes < MADE_MAX ? codes : MADE_MAX;
    label->made = arena_take_array(t->arena, label->made_count, sizeof *label->made);
    if (!label->made)
        return ERR_MEMORY;
    memset(label->made, 0, label->made_count * sizeof *label->made);
    return ERR_NONE;
}

static enum err subject_filter(struct taking *t, const struct subject *subject, const struct column_filter *more, struct column_filter *out)
{
    struct lens lens = {subject->table, subject->survey, subject->about.touchpoint, t->arena, t->why};
    struct column_filter *parts = arena_take_array(t->arena, 5, sizeof *parts);
    if (!parts)
        return ERR_MEMORY;
    size_t count = 0;
    enum err err = ERR_NONE;
    bool sample = t->side == SIDE_SAMPLE; /* the weights are the same whatever is looked at, and by whom */
    const struct condition *where = sample ? t->weighing->scheme.sample : t->plan->where;
    if (where && (t->side != SIDE_BEFORE || !t->plan->against))
        err = lens_condition(&lens, where, &parts[count++]);
    if (err == ERR_NONE && t->plan->against && (t->side == SIDE_BEFORE || t->side == SIDE_SHARED)) {
        err = lens_condition(&lens, t->plan->against, &parts[count++]);
        if (err != ERR_NONE && t->why->code)
            snprintf(t->why->field, sizeof t->why->field, "compare");
    }
    if (err == ERR_NONE && !sample && (t->plan->scope.touchpoints.count || t->plan->scope.units.count))
        err = lens_scope(&lens, &t->plan->scope, &parts[count++]);
    if (more)
        parts[count++] = *more;
    if (t->customers && !t->customers->collecting)
        parts[count++] = (struct column_filter){.node = FILTER_COLUMN,
                                                .column = column_find(subject->table, STR("customer")),
                                                .pass = t->customers->chosen,
                                                .near = t->customers->near};
    *out = count == 1 ? parts[0] : (struct column_filter){.node = FILTER_ALL, .parts = parts, .count = count};
    return err;
}

static enum err days_scan(struct taking *t, struct column_scan *scan)
{
    t->last_known = false;
    t->scan = scan;
    enum err err = executor_scan(t->understand, t->plan->workspace_id, scan, group_seen, t, t->why);
    if (err == ERR_TOO_LARGE && !t->why->code)
        return fault_set(t->why, ERR_INVALID, "too_many", "by", "These groupings make too many groups; add a condition.");
    return err == ERR_NONE ? t->err : err;
}

/* By margin: a scan for each stretch of days, because the same customer weighs otherwise in another year. */
static enum err stretches_scan(struct taking *t, struct column_scan *scan)
{
    const struct weighing *w = t->weighing;
    enum err err = ERR_NONE;
    for (size_t i = 0; i < w->stretches_count && err == ERR_NONE; i++) {
        int32_t last = i + 1 < w->stretches_count ? w->stretches[i + 1].from - 1 : INT32_MAX;
        scan->day_from = t->from > w->stretches[i].from ? t->from : w->stretches[i].from;
        scan->day_to = t->to < last ? t->to : last;
        scan->sources[t->labels[t->by_count].source].through = w->stretches[i].through;
        if (scan->day_from <= scan->day_to)
            err = days_scan(t, scan);
    }
    return err;
}

enum err subject_scan(struct taking *t, const struct subject *subject, const struct column_filter *more, const uint8_t *score_cell,
                      size_t cells)
{
    struct column_scan scan = {
        .table = subject->table, .day_from = t->from, .day_to = t->to, .score = subject->score, .stop = t->plan->stop};
    struct column_filter filter;
    int32_t low, high;
    if (!column_table_days(subject->table, &low, &high) || low > t->to || high < t->from)
        return ERR_NONE;
    enum err err = subject_filter(t, subject, more, &filter);
    if (err != ERR_NONE)
        return err;
    bool every = filter.node == FILTER_ALL && filter.count == 0;
    scan.filter = every ? NULL : &filter;
    scan.score_cell = score_cell;
    scan.cells = cells;
    if (t->customers && t->customers->collecting)
        return customers_offer(t->customers, t->plan, &scan, t->low, t->high, t->arena, t->why);
    for (size_t i = 0; i < t->by_count && err == ERR_NONE && t->side != SIDE_SAMPLE; i++)
        err = label_make(t, subject, i, &scan);
    t->group_sources = scan.sources_count;
    for (size_t i = 0; i < t->weigh_count && err == ERR_NONE; i++)
        err = label_make(t, subject, t->by_count + i, &scan);
    if (err != ERR_NONE)
        return err;
    for (size_t i = t->side == SIDE_SAMPLE ? t->by_count : 0; i < t->by_count + t->weigh_count && err == ERR_NONE; i++)
        err = label_room(t, &t->labels[i], &scan);
    if (err != ERR_NONE)
        return err;
    return t->weighing && !t->weighing->scheme.count ? stretches_scan(t, &scan) : days_scan(t, &scan);
}

/* ---- tables ---- */
static enum err subject_take(struct taking *t, struct subject *subject)
{
    switch (t->plan->measure) {
    case MEASURE_EMOTION_SHARE:
    case MEASURE_EMOTION_HIT:
        t->low = 0, t->high = 1, t->cells = 2;
        return t->plan->measure == MEASURE_EMOTION_SHARE ? emotion_shares(t, subject) : emotion_hits(t, subject);
    case MEASURE_EMOTION_NET:
        t->low = -NET_LIMIT, t->high = NET_LIMIT, t->cells = NET_CELLS;
        return subject_scan(t, subject, NULL, NULL, 0);
    default:
        t->low = subject->about.low, t->high = subject->about.high;
        t->cells = (size_t)(t->high - t->low) + 1;
        return subject_scan(t, subject, NULL, NULL, 0);
    }
}

static enum err table_questions(struct taking *t, struct subject *subject)
{
    const char *wanted = t->plan->measure == MEASURE_EMOTION_NET ? "emotion.net" : question_type_name(measure_question(t->plan->measure));
    enum err err = ERR_NONE;
    for (size_t i = 0; i < column_count(subject->table) && err == ERR_NONE; i++) {
        if (!layout_read(column_name(subject->table, i), &subject->about) || !str_is(subject->about.type, wanted))
            continue;
        subject->score = i;
        err = subject_take(t, subject);
    }
    return err;
}

struct sought {
    int64_t id;
    struct str slug;
};

static bool survey_seen(void *context, const struct survey *survey)
{
    struct sought *sought = context;
    if (survey->id == sought->id)
        sought->slug = survey->slug;
    return survey->id != sought->id;
}

struct str survey_slug(const struct listen *listen, int64_t workspace_id, int64_t survey_id)
{
    struct sought sought = {survey_id, STR("")};
    if (survey_id)
        listen_surveys(listen, workspace_id, survey_seen, &sought);
    return sought.slug;
}

/* Encounters of which is known what they did to the customer's picture of us, as −1, 0, +1. */
static enum err effects_take(struct taking *t, struct subject *subject)
{
    static const char *const names[] = {"weakened", "unchanged", "strengthened"};
    subject->score = column_find(subject->table, STR("effect"));
    uint8_t *cells = subject->score == COLUMN_NONE ? NULL : arena_take(t->arena, SCAN_CELLS_MAX);
    if (!cells)
        return subject->score == COLUMN_NONE ? ERR_NONE : ERR_MEMORY;
    for (size_t code = 1; code < column_codes(subject->table, subject->score); code++)
        for (uint8_t i = 0; i < 3; i++)
            if (str_is(layout_label(subject->table, subject->score, (uint16_t)code, t->arena), names[i]))
                cells[code] = (uint8_t)(i + 1);
    t->low = -1, t->high = 1, t->cells = 3;
    return subject_scan(t, subject, NULL, cells, 4);
}

static enum err pass_take(struct taking *t)
{
    const struct column_store *columns = t->house->columns;
    enum err err = ERR_NONE;
    for (size_t i = 0; i < column_tables(columns) && err == ERR_NONE; i++) {
        struct subject subject = {.table = column_table_at(columns, i), .score = COLUMN_NONE};
        int64_t survey_id = layout_survey(column_table_name(subject.table));
        if ((survey_id == 0) != measure_of_encounters(t->plan->measure))
            continue;
        subject.survey = survey_slug(t->understand->listen, t->plan->workspace_id, survey_id);
        if (measure_question(t->plan->measure) != QUESTION_TYPES)
            err = table_questions(t, &subject);
        else if (t->plan->measure == MEASURE_STRENGTHENING)
            err = effects_take(t, &subject);
        else {
            t->low = 0, t->high = 0, t->cells = 1;
            err = subject_scan(t, &subject, NULL, NULL, 0);
        }
    }
    return err;
}

/* ---- figures ---- */
static int label_order(struct str a, struct str b)
{
    if (!a.at || !b.at)
        return (a.at == NULL) - (b.at == NULL); /* missing last */
    size_t shared = a.length < b.length ? a.length : b.length;
    int bytes = shared ? memcmp(a.at, b.at, shared) : 0;
    return bytes ? bytes : (a.length > b.length) - (a.length < b.length);
}

static int tally_order(const void *a, const void *b)
{
    const struct tally *x = *(struct tally *const *)a, *y = *(struct tally *const *)b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    for (size_t i = 0; i < BY_MAX; i++) {
        int order = label_order(x->labels[i], y->labels[i]);
        if (order)
            return order;
    }
    return (x->high > y->high) - (x->high < y->high);
}

/* Among periods, the compared one is the period just before in the same group. */
static enum err previous_periods(struct taking *t)
{
    size_t at = t->out->period_at;
    for (size_t i = 0; i < t->out->count; i++) {
        struct tally *tally = t->out->rows[i];
        struct str labels[BY_MAX];
        char text[TIME_TEXT];
        memcpy(labels, tally->labels, sizeof labels);
        period_format(t->out->period, period_start(t->out->period, tally->start - 1), text);
        labels[at] = str_of(text);
        struct str key = row_key(t, labels, tally->low, tally->high);
        if (!key.at)
            return ERR_MEMORY;
        const struct tally *before = map_get(t->rows, key);
        tally->before = before ? before->counts : NULL;
        if (before && tally->sums)
            tally->sums[SIDE_BEFORE] = before->sums[SIDE_NOW];
    }
    return ERR_NONE;
}

static void figures_make(struct taking *t)
{
    struct tallies *out = t->out;
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        struct tally *tally = out->rows[i];
        tally->now = measure_figure(t->plan->measure, tally->low, tally->high, tally->counts, tally->cells);
        tally->n = tally->now.n;
        tally->has_previous = tally->before != NULL;
        if (tally->has_previous)
            tally->previous = measure_figure(t->plan->measure, tally->low, tally->high, tally->before, tally->cells);
        if (tally->sums) {
            tally->persons = tally->now;
            tally->now = weighted_figure(measure_kind(t->plan->measure), &tally->sums[SIDE_NOW]);
            tally->previous = weighted_figure(measure_kind(t->plan->measure), &tally->sums[SIDE_BEFORE]);
        }
        out->scales_mixed |= i > 0 && (tally->low != out->rows[0]->low || tally->high != out->rows[0]->high);
        if (tally->n)
            out->rows[kept++] = tally;
    }
    out->count = kept;
    if (kept)
        qsort(out->rows, kept, sizeof *out->rows, tally_order);
}

static void days_make(struct taking *t)
{
    struct tallies *out = t->out;
    for (size_t i = 0; i < column_tables(t->house->columns); i++) {
        const struct column_table *table = column_table_at(t->house->columns, i);
        int32_t low, high;
        if ((layout_survey(column_table_name(table)) == 0) != measure_of_encounters(t->plan->measure) ||
            !column_table_days(table, &low, &high))
            continue;
        out->from = out->has_days && out->from < low ? out->from : low;
        out->to = out->has_days && out->to > high ? out->to : high;
        out->has_days = true;
    }
    out->from = t->plan->has_from ? t->plan->from : out->from;
    out->to = t->plan->has_to ? t->plan->to : out->to;
    out->has_days |= t->plan->has_from && t->plan->has_to;
}

/* By customer: a pass that notes what would be counted, and the choice of those that are. */
static enum err customers_take(struct taking *t)
{
    if (t->by_count == 0 || t->by[0].kind != BY_CUSTOMER)
        return ERR_NONE;
    t->customers = arena_new_object(t->arena, struct customers);
    if (!t->customers)
        return ERR_MEMORY;
    t->customers->collecting = true;
    enum err err = pass_take(t);
    return err == ERR_NONE ? customers_choose(t->customers, t->understand, t->plan, t->arena, t->why) : err;
}

static enum err against_take(struct taking *t)
{
    t->side = SIDE_BEFORE;
    enum err err = pass_take(t);
    t->side = SIDE_SHARED;
    return err == ERR_NONE ? pass_take(t) : err;
}

/* ---- weights ---- */
static enum err weigh_margin(struct taking *t)
{
    size_t codes = 1;
    int32_t low, high, from = INT32_MAX, to = INT32_MIN;
    for (size_t i = 0; i < column_tables(t->house->columns); i++) {
        const struct column_table *table = column_table_at(t->house->columns, i);
        size_t customer = column_find(table, STR("customer"));
        if (!column_table_days(table, &low, &high))
            continue;
        from = low < from ? low : from;
        to = high > to ? high : to;
        if (customer != COLUMN_NONE && column_codes(table, customer) > codes)
            codes = column_codes(table, customer);
    }
    t->by[t->by_count + t->weigh_count++] = (struct by){.kind = BY_MARGIN, .name = STR("customer")};
    return weighing_margins(t->weighing, t->plan->store, t->plan->workspace_id, codes, from, to);
}

static enum err weigh_scheme(struct taking *t)
{
    struct weight_scheme *scheme = &t->weighing->scheme;
    enum err err = weight_scheme_read(t->plan->store, t->plan->workspace_id, t->plan->weight, t->arena, scheme, t->why);
    if (err == ERR_NOT_FOUND)
        return fault_set(t->why, ERR_INVALID, "unknown_value", "weight", "There is no weight scheme \"%.*s\".", STR_ARGS(t->plan->weight));
    for (size_t i = 0; i < scheme->count && err == ERR_NONE; i++)
        if (!by_read(t->plan, scheme->margins[i].by, &t->by[t->by_count + t->weigh_count++]))
            err = fault_set(t->why, ERR_INVALID, "unknown_value", "weight", "%s cannot be weighted by \"%.*s\".",
                            measure_name(t->plan->measure), STR_ARGS(scheme->margins[i].by));
    return err;
}

static enum err weigh_open(struct taking *t)
{
    if (!t->plan->weight.length)
        return ERR_NONE;
    if (measure_kind(t->plan->measure) == FIGURE_COUNT)
        return fault_set(t->why, ERR_INVALID, "not_a_score", "weight", "What is counted is not weighted; choose a score.");
    if (t->by_count && t->by[0].kind == BY_CUSTOMER)
        return fault_set(t->why, ERR_INVALID, "alone", "weight", "Customers one by one are not weighted.");
    t->weighing = arena_new_object(t->arena, struct weighing);
    if (!t->weighing)
        return ERR_MEMORY;
    t->weighing->arena = t->arena;
    return str_is(t->plan->weight, "margin") ? weigh_margin(t) : weigh_scheme(t);
}

/* Rakes a scheme to the answers of the days at hand. */
static enum err sample_take(struct taking *t)
{
    if (!t->weighing || !t->weighing->scheme.count)
        return ERR_NONE;
    enum side side = t->side;
    enum err err = weighing_begin(t->weighing);
    t->side = SIDE_SAMPLE;
    if (err == ERR_NONE)
        err = pass_take(t);
    t->side = side;
    if (err == ERR_NONE)
        err = weighing_rake(t->weighing, t->why);
    if (err == ERR_NONE && side == SIDE_NOW) {
        t->out->has_trimmed = true;
        t->out->trimmed = t->weighing->trimmed;
    }
    return err;
}

static enum err passes_take(struct taking *t)
{
    bool compare = t->plan->compare_previous, periods = t->out->period_at != BY_MAX;
    if (compare && !periods && !t->plan->has_from)
        return fault_set(t->why, ERR_INVALID, "required", "from", "A comparison needs the first day of the period.");
    days_make(t);
    t->from = t->plan->has_from ? t->plan->from : INT32_MIN;
    t->to = t->plan->has_to ? t->plan->to : INT32_MAX;
    enum err err = customers_take(t);
    if (err == ERR_NONE)
        err = sample_take(t);
    if (err == ERR_NONE)
        err = pass_take(t);
    if (err == ERR_NONE && t->plan->against)
        return against_take(t);
    if (err != ERR_NONE || !compare)
        return err;
    if (periods)
        return previous_periods(t);
    int32_t days = t->out->to - t->from + 1;
    t->side = SIDE_BEFORE;
    t->to = t->from - 1;
    t->from -= days > 0 ? days : 0;
    err = sample_take(t);
    return err == ERR_NONE ? pass_take(t) : err;
}

enum err tally_take(const struct understand *understand, const struct plan *plan, struct arena *arena, struct tallies *out,
                    struct fault *why)
{
    struct taking t = {.understand = understand, .plan = plan, .arena = arena, .why = why, .out = out};
    *out = (struct tallies){.period_at = BY_MAX};
    enum err err = by_all(&t);
    if (err == ERR_NONE)
        err = by_emotion(&t);
    if (err == ERR_NONE)
        err = house_of(understand, plan->workspace_id, &t.house, why);
    if (err != ERR_NONE || !t.house)
        return err;
    err = weigh_open(&t);
    if (err != ERR_NONE)
        return err;
    t.rows = map_new();
    err = t.rows ? passes_take(&t) : ERR_MEMORY;
    if (err == ERR_NONE)
        figures_make(&t);
    if (t.rows)
        map_free(t.rows, NULL);
    return err;
}
