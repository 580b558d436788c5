#include "understand/driver_people.h"
#include "engine/column/read.h"
#include "understand/inside.h"
#include "understand.sql.h"

#include <stdlib.h>

enum { CANDIDATES_MAX = 2048, READ_CUSTOMER = 0, READ_TOUCHPOINT, READ_CELLS, READ_ENCOUNTERED = 0 };

/* A touchpoint by one type of question on one scale. */
struct candidate {
    struct driver_subject subject;
    uint64_t answers;
    size_t at; /* place among the subjects + 1; 0: not chosen */
};

/* What a column's codes mean. */
enum cell_kind { CELL_OUTCOME, CELL_SUBJECT, CELL_BY_TOUCHPOINT /* whose rating it is, the row's touchpoint says */ };
struct cell {
    enum cell_kind kind;
    size_t at;            /* SUBJECT: subject or, among touchpoints, candidate */
    const size_t *places; /* BY_TOUCHPOINT: candidate + 1 of each touchpoint's code */
    struct layout_column about;
    const uint8_t *hits; /* of an outcome that is one answer: 1 for the codes that are it */
};

struct gathering {
    const struct understand *understand;
    const struct house *house;
    const struct driver_people_ask *ask;
    struct driver_people *people;
    struct arena *arena;
    struct fault *why;
    struct str outcome_type, outcome_question, outcome_value; /* type: of a measure */
    struct candidate *candidates;
    size_t candidates_count;
    bool counting; /* the pass that counts what each touchpoint is rated by */
    bool known[DRIVERS_MAX], outcome_known;
    bool scaled[DRIVERS_MAX + 1]; /* the scale of subjects, and last of the outcome, was seen */
    /* the table at hand */
    const struct column_table *table;
    struct cell cells[READINGS_MAX];
    struct column_reading readings[READINGS_MAX];
    size_t cells_count;
    enum err err;
};

enum err driver_people_of(struct str text, struct driver_people_ask *ask, struct fault *why)
{
    struct str part;
    if (str_is(text, "touchpoints"))
        return ERR_NONE;
    while (str_cut(&text, ',', &part)) {
        if (ask->questions_count == DRIVERS_MAX)
            return fault_set(why, ERR_INVALID, "too_many", "of", "At most %d drivers at once.", DRIVERS_MAX);
        ask->questions[ask->questions_count++] = str_trim(part);
    }
    return ask->questions_count >= DRIVERS_MIN
               ? ERR_NONE
               : fault_set(why, ERR_INVALID, "too_few", "of", "Name \"touchpoints\" or at least %d questions.", DRIVERS_MIN);
}

static enum err unknown(struct gathering *g, const char *field, struct str name)
{
    return fault_set(g->why, ERR_INVALID, "unknown_value", field, "There is no question \"%.*s\" with answers.",
                     name.length > 100 ? 100 : (int)name.length, name.at);
}

/* ---- the outcome ---- */
static enum err outcome_read(struct gathering *g)
{
    struct str rest = g->ask->outcome, part;
    enum measure measure;
    if (str_starts(rest, "answers.")) {
        rest.at += 8;
        rest.length -= 8;
        (void)(str_cut(&rest, '=', &part));
        g->outcome_question = part;
        g->outcome_value = rest.length ? rest : (struct str){0};
        g->people->outcome.name = str_keep(g->arena, g->ask->outcome);
        return g->people->outcome.name.at ? ERR_NONE : ERR_MEMORY;
    }
    bool known = measure_of(rest, &measure);
    bool scored = known && (measure == MEASURE_NPS || measure == MEASURE_ENPS || measure == MEASURE_CES || measure == MEASURE_CES_TOP ||
                            measure == MEASURE_CSAT || measure == MEASURE_CSAT_MEAN || measure == MEASURE_RATING ||
                            measure == MEASURE_EXPECTATION || measure == MEASURE_EMOTION_NET);
    if (!scored)
        return fault_set(
            g->why, ERR_INVALID, known ? "not_scored" : "unknown_value", "outcome",
            "Drivers are of a score where more is better: nps, enps, ces, csat, rating, expectation, emotion_net or one question's "
            "answer, as answers.QUESTION or answers.QUESTION=VALUE.");
    g->outcome_type = measure == MEASURE_EMOTION_NET ? STR("emotion.net") : str_of(question_type_name(measure_question(measure)));
    return ERR_NONE;
}

/* ---- columns ---- */
static enum question_type scored_type(struct str type)
{
    static const enum question_type scored[] = {QUESTION_NPS,  QUESTION_ENPS,   QUESTION_CES,
                                                QUESTION_CSAT, QUESTION_RATING, QUESTION_EXPECTATION};
    for (size_t i = 0; i < sizeof scored / sizeof *scored; i++)
        if (str_is(type, question_type_name(scored[i])))
            return scored[i];
    return QUESTION_TYPES;
}

static bool is_outcome(const struct gathering *g, const struct layout_column *about)
{
    if (g->outcome_type.at)
        return str_equal(about->type, g->outcome_type);
    return str_equal(about->question, g->outcome_question) && !str_starts(about->type, "emotion.");
}

static size_t candidate_find(struct gathering *g, struct str touchpoint, const struct layout_column *about)
{
    enum question_type type = scored_type(about->type);
    for (size_t i = 0; i < g->candidates_count; i++) {
        const struct driver_subject *subject = &g->candidates[i].subject;
        if (subject->type == type && subject->low == (double)about->low && subject->high == (double)about->high &&
            str_equal(subject->name, touchpoint))
            return i;
    }
    if (g->candidates_count == CANDIDATES_MAX) {
        g->err = fault_set(g->why, ERR_INVALID, "too_many", "of", "There are too many touchpoints and scales; add a condition.");
        return 0;
    }
    struct str name = str_keep(g->arena, touchpoint);
    g->err = g->err == ERR_NONE && !name.at ? ERR_MEMORY : g->err;
    g->candidates[g->candidates_count] = (struct candidate){.subject = {name, type, (double)about->low, (double)about->high}};
    return g->candidates_count++;
}

/* Of every touchpoint that rows of the table may have. */
static enum err places_make(struct gathering *g, struct cell *cell)
{
    size_t column = column_find(g->table, STR("touchpoint")), codes = column == COLUMN_NONE ? 1 : column_codes(g->table, column);
    size_t *places = arena_take_array(g->arena, codes, sizeof *places);
    if (!places)
        return ERR_MEMORY;
    for (size_t code = 1; code < codes; code++)
        places[code] = candidate_find(g, layout_label(g->table, column, (uint16_t)code, g->arena), &cell->about) + 1;
    cell->kind = CELL_BY_TOUCHPOINT;
    cell->places = places;
    return g->err;
}

/* Codes of a scored column mean themselves: the label is the number. */
static enum err hits_make(struct gathering *g, size_t column, struct cell *cell)
{
    size_t codes = column_codes(g->table, column);
    uint8_t *hits = arena_take(g->arena, codes);
    if (!hits)
        return ERR_MEMORY;
    for (size_t code = 1; code < codes; code++)
        hits[code] = str_equal(layout_label(g->table, column, (uint16_t)code, g->arena), g->outcome_value);
    cell->hits = hits;
    return ERR_NONE;
}

static enum err outcome_cell(struct gathering *g, size_t column, struct cell *cell)
{
    g->outcome_known = true;
    cell->kind = CELL_OUTCOME;
    if (str_is(cell->about.type, "emotion.net")) {
        cell->about.low = -NET_LIMIT;
        cell->about.high = NET_LIMIT;
        return ERR_NONE;
    }
    bool words = str_is(cell->about.type, "story") || str_is(cell->about.type, "text") || str_is(cell->about.type, "emotion");
    if (words || (!g->outcome_value.at && scored_type(cell->about.type) == QUESTION_TYPES))
        return fault_set(g->why, ERR_INVALID, "not_scored", "outcome",
                         "The answers to \"%.*s\" are no scores; say which answer is wanted: answers.QUESTION=VALUE.",
                         STR_ARGS(cell->about.question));
    return g->outcome_value.at ? hits_make(g, column, cell) : ERR_NONE;
}

static enum err question_cell(struct gathering *g, struct cell *cell, bool *wanted)
{
    for (size_t i = 0; i < g->ask->questions_count; i++) {
        if (!str_equal(cell->about.question, g->ask->questions[i]))
            continue;
        g->known[i] = *wanted = true;
        cell->kind = CELL_SUBJECT;
        cell->at = i;
        return scored_type(cell->about.type) != QUESTION_TYPES
                   ? ERR_NONE
                   : fault_set(g->why, ERR_INVALID, "not_scored", "of", "The answers to \"%.*s\" are no scores where more is better.",
                               STR_ARGS(cell->about.question));
    }
    return ERR_NONE;
}

static enum err touchpoint_cell(struct gathering *g, struct cell *cell, bool *wanted)
{
    *wanted = scored_type(cell->about.type) != QUESTION_TYPES;
    if (!*wanted)
        return ERR_NONE;
    if (!cell->about.touchpoint.length)
        return places_make(g, cell);
    cell->kind = CELL_SUBJECT;
    cell->at = candidate_find(g, cell->about.touchpoint, &cell->about);
    return g->err;
}

static enum err cell_make(struct gathering *g, size_t column, struct cell *cell, bool *wanted)
{
    *wanted = false;
    if (!layout_read(column_name(g->table, column), &cell->about))
        return ERR_NONE;
    if (is_outcome(g, &cell->about)) {
        for (size_t i = 0; i < g->ask->questions_count; i++)
            if (str_equal(cell->about.question, g->ask->questions[i]))
                return fault_set(g->why, ERR_INVALID, "repeated", "of", "\"%.*s\" is the outcome itself; it cannot drive it.",
                                 STR_ARGS(cell->about.question));
        *wanted = true;
        return outcome_cell(g, column, cell);
    }
    if (str_starts(cell->about.type, "emotion."))
        return ERR_NONE;
    return g->people->touchpoints ? touchpoint_cell(g, cell, wanted) : question_cell(g, cell, wanted);
}

/* ---- filters: one for each touchpoint a question may have of its own ---- */
static enum err filter_make(struct gathering *g, struct str survey, struct str touchpoint, const struct column_filter **out)
{
    struct lens lens = {g->table, survey, touchpoint, g->arena, g->why};
    return lens_ask(&lens, g->ask->where, &g->ask->scope, out);
}

static enum err filters_make(struct gathering *g, struct str survey)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < g->cells_count && err == ERR_NONE; i++) {
        size_t same = 0;
        while (same < i && !str_equal(g->cells[same].about.touchpoint, g->cells[i].about.touchpoint))
            same++;
        if (same < i)
            g->readings[READ_CELLS + i].filter = g->readings[READ_CELLS + same].filter;
        else
            err = filter_make(g, survey, g->cells[i].about.touchpoint, &g->readings[READ_CELLS + i].filter);
    }
    return err;
}

/* ---- a pass over the rows ---- */
static enum err scale_check(struct gathering *g, const struct cell *cell, size_t figure, struct driver_subject *subject)
{
    double low = cell->hits ? 0 : (double)cell->about.low, high = cell->hits ? 1 : (double)cell->about.high;
    double divisor = str_is(cell->about.type, "emotion.net") ? NET_DIVISOR : 1;
    if (g->scaled[figure] && subject->low == low / divisor && subject->high == high / divisor)
        return ERR_NONE;
    if (g->scaled[figure])
        return fault_set(g->why, ERR_INVALID, "scales_mixed", "where",
                         "\"%.*s\" was asked on different scales, which are never averaged together; choose one survey.",
                         STR_ARGS(cell->about.question));
    g->scaled[figure] = true;
    subject->type = scored_type(cell->about.type);
    subject->low = low / divisor;
    subject->high = high / divisor;
    return ERR_NONE;
}

static void cell_take(struct gathering *g, const struct cell *cell, int64_t person, uint32_t touchpoint, uint32_t code)
{
    struct driver_people *people = g->people;
    size_t figure = cell->kind == CELL_BY_TOUCHPOINT ? cell->places[touchpoint] - 1 : cell->at;
    if (cell->kind == CELL_OUTCOME) {
        double divisor = str_is(cell->about.type, "emotion.net") ? NET_DIVISOR : 1;
        double value = cell->hits ? cell->hits[code] : ((double)cell->about.low + code - 1) / divisor;
        g->err = scale_check(g, cell, people->k, &people->outcome);
        if (g->err == ERR_NONE)
            g->err = crowd_add(&people->rated, person, people->k, value);
        return;
    }
    if (people->touchpoints) {
        if (figure == SIZE_MAX || g->candidates[figure].at == 0)
            return;
        figure = g->candidates[figure].at - 1;
    }
    people->answers++;
    g->err = people->touchpoints ? ERR_NONE : scale_check(g, cell, figure, &people->subjects[figure]);
    if (g->err == ERR_NONE)
        g->err = crowd_add(&people->rated, person, figure, (double)cell->about.low + code - 1);
}

static bool row_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    struct gathering *g = context;
    (void)day;
    uint32_t customer = codes[READ_CUSTOMER], touchpoint = codes[READ_TOUCHPOINT];
    int64_t person = g->people->touchpoints && customer ? (int64_t)customer : -id;
    for (size_t i = 0; i < g->cells_count && g->err == ERR_NONE; i++) {
        const struct cell *cell = &g->cells[i];
        uint32_t code = codes[READ_CELLS + i];
        if (code == COLUMN_CODE_MISSING || (cell->kind == CELL_BY_TOUCHPOINT && cell->places[touchpoint] == 0))
            continue;
        if (!g->counting)
            cell_take(g, cell, person, touchpoint, code);
        else if (cell->kind != CELL_OUTCOME)
            g->candidates[cell->kind == CELL_BY_TOUCHPOINT ? cell->places[touchpoint] - 1 : cell->at].answers++;
    }
    return g->err == ERR_NONE;
}

static enum err table_read(struct gathering *g)
{
    struct column_read read = {.table = g->table,
                               .day_from = g->ask->has_from ? g->ask->from : INT32_MIN,
                               .day_to = g->ask->has_to ? g->ask->to : INT32_MAX,
                               .readings = g->readings,
                               .count = READ_CELLS + g->cells_count,
                               .stop = g->ask->stop};
    g->readings[READ_CUSTOMER] = (struct column_reading){column_find(g->table, STR("customer")), NULL};
    g->readings[READ_TOUCHPOINT] = (struct column_reading){column_find(g->table, STR("touchpoint")), NULL};
    enum err err = executor_read(g->understand, g->ask->workspace_id, &read, row_seen, g, g->why);
    return err == ERR_NONE ? g->err : err;
}

static void days_widen(struct gathering *g)
{
    int32_t low, high;
    if (!column_table_days(g->table, &low, &high))
        return;
    g->people->from = low < g->people->from ? low : g->people->from;
    g->people->to = high > g->people->to ? high : g->people->to;
}

static enum err table_take(struct gathering *g, struct str survey)
{
    bool outcome = false, subject = false, wanted;
    enum err err = ERR_NONE;
    g->cells_count = 0;
    for (size_t i = 0; i < column_count(g->table) && err == ERR_NONE; i++) {
        struct cell *cell = &g->cells[g->cells_count];
        *cell = (struct cell){0};
        err = cell_make(g, i, cell, &wanted);
        if (err != ERR_NONE || !wanted)
            continue;
        if (g->cells_count == READINGS_MAX - READ_CELLS - 1)
            return fault_set(g->why, ERR_INVALID, "too_many", "where", "A survey has too many questions for this; name some of them.");
        outcome |= cell->kind == CELL_OUTCOME;
        subject |= cell->kind != CELL_OUTCOME;
        g->readings[READ_CELLS + g->cells_count++] = (struct column_reading){i, NULL};
    }
    /* Of questions, both must stand in one response; a customer may have said the one here and the other there. */
    bool here = g->people->touchpoints ? outcome || subject : outcome && subject;
    if (err != ERR_NONE || !here)
        return err;
    err = filters_make(g, survey);
    days_widen(g);
    return err == ERR_NONE ? table_read(g) : err;
}

static enum err pass_take(struct gathering *g)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < column_tables(g->house->columns) && err == ERR_NONE; i++) {
        g->table = column_table_at(g->house->columns, i);
        int64_t survey_id = layout_survey(column_table_name(g->table));
        if (survey_id)
            err = table_take(g, survey_slug(g->understand->listen, g->ask->workspace_id, survey_id));
    }
    return err;
}

/* ---- touchpoints: which there are, by what they are rated, and who met them ---- */
static bool candidate_before(const struct candidate *a, const struct candidate *b)
{
    if (a->answers != b->answers)
        return a->answers > b->answers;
    return a->subject.type != b->subject.type ? a->subject.type < b->subject.type : a->subject.high < b->subject.high;
}

static void candidates_choose(struct gathering *g)
{
    struct driver_people *people = g->people;
    while (people->k < DRIVERS_MAX) {
        struct candidate *best = NULL;
        for (size_t i = 0; i < g->candidates_count; i++) {
            struct candidate *one = &g->candidates[i];
            bool taken = one->answers == 0;
            for (size_t j = 0; j < people->k && !taken; j++)
                taken = str_equal(people->subjects[j].name, one->subject.name);
            if (!taken && (!best || candidate_before(one, best)))
                best = one;
        }
        if (!best)
            return;
        people->subjects[people->k++] = best->subject;
        best->at = people->k;
    }
}

/* Notes the encounter; whose it was stands in its row. */
static bool encounter_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    struct gathering *g = context;
    (void)day;
    struct driver_people *people = g->people;
    if (codes[READ_ENCOUNTERED] == COLUMN_CODE_MISSING)
        return true;
    if (people->encounters_count == people->encounters_capacity) {
        size_t capacity = people->encounters_capacity ? 2 * people->encounters_capacity : 4096;
        struct driver_encounter *more =
            capacity > ENCOUNTERS_NOTED_MAX ? NULL : realloc(people->encounters, capacity * sizeof *people->encounters);
        if (!more) {
            g->err = capacity > ENCOUNTERS_NOTED_MAX ? ERR_TOO_LARGE : ERR_MEMORY;
            return false;
        }
        people->encounters = more;
        people->encounters_capacity = capacity;
    }
    people->encounters[people->encounters_count++] = (struct driver_encounter){id, g->cells[0].places[codes[READ_ENCOUNTERED]]};
    return true;
}

static enum err encounters_read(struct gathering *g, size_t touchpoint)
{
    struct column_reading reading = {touchpoint, NULL};
    struct column_read read = {.table = g->table,
                               .day_from = g->ask->has_from ? g->ask->from : INT32_MIN,
                               .day_to = g->ask->has_to ? g->ask->to : INT32_MAX,
                               .readings = &reading,
                               .count = 1,
                               .stop = g->ask->stop};
    enum err err = filter_make(g, STR(""), STR(""), &reading.filter);
    if (err == ERR_NONE)
        err = executor_read(g->understand, g->ask->workspace_id, &read, encounter_seen, g, g->why);
    if (err == ERR_NONE && g->err != ERR_TOO_LARGE)
        return g->err;
    g->people->encounters_count = 0; /* too many to look at: reach is then that of the answers */
    g->err = ERR_NONE;
    return err;
}

static enum err encounters_take(struct gathering *g)
{
    g->table = column_table_find(g->house->columns, LAYOUT_ENCOUNTERS);
    size_t touchpoint = g->table ? column_find(g->table, STR("touchpoint")) : COLUMN_NONE;
    size_t codes = touchpoint == COLUMN_NONE ? 1 : column_codes(g->table, touchpoint);
    size_t *places = arena_take_array(g->arena, codes, sizeof *places);
    if (touchpoint == COLUMN_NONE || !places)
        return places ? ERR_NONE : ERR_MEMORY;
    for (size_t code = 1; code < codes; code++)
        for (size_t i = 0; i < g->people->k; i++)
            if (str_equal(layout_label(g->table, touchpoint, (uint16_t)code, g->arena), g->people->subjects[i].name))
                places[code] = i + 1;
    g->cells[0] = (struct cell){.places = places};
    return encounters_read(g, touchpoint);
}

static enum err touchpoints_take(struct gathering *g)
{
    g->candidates = arena_take_array(g->arena, CANDIDATES_MAX, sizeof *g->candidates);
    if (!g->candidates)
        return ERR_MEMORY;
    g->counting = true;
    enum err err = pass_take(g);
    g->counting = false;
    candidates_choose(g);
    return err == ERR_NONE ? encounters_take(g) : err;
}

static enum err questions_take(struct gathering *g)
{
    struct driver_people *people = g->people;
    people->k = g->ask->questions_count;
    for (size_t i = 0; i < people->k; i++) {
        people->subjects[i] = (struct driver_subject){.name = str_keep(g->arena, g->ask->questions[i]), .type = QUESTION_TYPES};
        if (!people->subjects[i].name.at)
            return ERR_MEMORY;
        for (size_t j = 0; j < i; j++)
            if (str_equal(people->subjects[i].name, people->subjects[j].name))
                return fault_set(g->why, ERR_INVALID, "repeated", "of", "\"%.*s\" stands twice.", STR_ARGS(people->subjects[i].name));
    }
    return ERR_NONE;
}

/* A question that stands in no survey of the outcome, and one that nobody knows. */
static enum err known_check(struct gathering *g)
{
    if (g->outcome_question.at && !g->outcome_known)
        return unknown(g, "outcome", g->outcome_question);
    for (size_t i = 0; i < g->ask->questions_count; i++)
        if (!g->known[i])
            return unknown(g, "of", g->ask->questions[i]);
    return ERR_NONE;
}

enum err driver_people_find(const struct understand *understand, const struct driver_people_ask *ask, struct arena *arena,
                            struct driver_people *people, struct fault *why)
{
    struct gathering *g = arena_new_object(arena, struct gathering);
    *people = (struct driver_people){
        .arena = arena, .touchpoints = ask->questions_count == 0, .from = INT32_MAX, .to = INT32_MIN, .stop = ask->stop};
    if (!g)
        return ERR_MEMORY;
    g->understand = understand;
    g->ask = ask;
    g->people = people;
    g->arena = arena;
    g->why = why;
    people->outcome.type = QUESTION_TYPES;
    enum err err = house_of(understand, ask->workspace_id, &g->house, why);
    if (err == ERR_NONE)
        err = outcome_read(g);
    if (err == ERR_NONE && !people->touchpoints)
        err = questions_take(g);
    if (err == ERR_NONE && people->touchpoints && g->house)
        err = touchpoints_take(g);
    if (err == ERR_NONE)
        crowd_open(&people->rated, people->k + 1, CROWD_CELLS_MAX);
    if (err == ERR_NONE && g->house)
        err = pass_take(g);
    if (err == ERR_NONE)
        err = known_check(g);
    people->from = ask->has_from ? ask->from : people->from;
    people->to = ask->has_to ? ask->to : people->to;
    return err;
}

/* ---- who met what, without the lock ---- */
struct meeting {
    struct driver_people *people;
    size_t next;
    enum err err;
};

static bool customer_seen(void *context, const struct understand_encounter_customers_row *row)
{
    struct meeting *m = context;
    struct driver_people *people = m->people;
    while (m->next < people->encounters_count && people->encounters[m->next].id < row->id)
        m->next++;
    if (m->next == people->encounters_count)
        return false;
    if (people->encounters[m->next].id != row->id)
        return true;
    size_t place = people->encounters[m->next].place;
    m->err = crowd_add(&people->met, row->customer_id, people->k, 1);
    if (m->err == ERR_NONE && place)
        m->err = crowd_add(&people->met, row->customer_id, place - 1, 1);
    return m->err == ERR_NONE;
}

/* Who rated a touchpoint met it, whether an encounter was recorded or not. */
static enum err raters_meet(struct driver_people *people)
{
    enum err err = ERR_NONE;
    const struct crowd *rated = &people->rated;
    for (size_t i = 0; i < rated->count && err == ERR_NONE; i++) {
        if (rated->people[i] < 0)
            continue;
        err = crowd_add(&people->met, rated->people[i], people->k, 1);
        for (size_t j = 0; j < people->k && err == ERR_NONE; j++)
            if (rated->counts[i * rated->width + j])
                err = crowd_add(&people->met, rated->people[i], j, 1);
    }
    return err;
}

enum err driver_people_meet(struct driver_people *people, struct store *store, int64_t workspace_id)
{
    size_t count = people->encounters_count;
    struct meeting meeting = {.people = people};
    if (count == 0)
        return ERR_NONE;
    crowd_open(&people->met, people->k + 1, CROWD_CELLS_MAX);
    struct understand_encounter_customers_in in = {workspace_id, people->encounters[0].id, people->encounters[count - 1].id};
    enum err err = sql_understand_encounter_customers(store, &in, customer_seen, &meeting);
    err = err == ERR_NONE ? meeting.err : err;
    /* Raters of a halved crowd are fewer than those who met: they would tilt the shares. */
    if (err == ERR_NONE && people->met.count && people->rated.halved == 0)
        err = raters_meet(people);
    return err;
}

double driver_reach(const struct driver_people *people, size_t subject)
{
    const struct crowd *crowd = people->met.count ? &people->met : &people->rated;
    size_t met = 0;
    for (size_t i = 0; i < crowd->count; i++)
        met += crowd->counts[i * crowd->width + subject] > 0;
    return crowd->count ? (double)met / (double)crowd->count : 0;
}

void driver_people_close(struct driver_people *people)
{
    crowd_close(&people->rated);
    crowd_close(&people->met);
    free(people->encounters);
}
