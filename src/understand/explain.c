#include "understand/explain.h"
#include "engine/column/read.h"
#include "understand/driver_study.h"
#include "understand/inside.h"

#include <math.h>

/* ---- a condition in words ---- */
static void operand_write(const json_t *value, struct buf *out)
{
    json_put_tree(out, value);
}

static void leaf_sentence(const struct condition *leaf, struct buf *out)
{
    static const char *const words[] = {[OP_EQ] = "is",
                                        [OP_NE] = "is not",
                                        [OP_LT] = "is under",
                                        [OP_LE] = "is at most",
                                        [OP_GT] = "is over",
                                        [OP_GE] = "is at least",
                                        [OP_IN] = "is one of",
                                        [OP_NOT_IN] = "is none of",
                                        [OP_CONTAINS] = "holds",
                                        [OP_ANSWERED] = "was answered",
                                        [OP_NOT_ANSWERED] = "was not answered"};
    buf_add_str(out, leaf->field);
    buf_add_char(out, ' ');
    buf_add_text(out, words[leaf->op]);
    if (leaf->op == OP_ANSWERED || leaf->op == OP_NOT_ANSWERED)
        return;
    buf_add_char(out, ' ');
    operand_write(leaf->value, out);
}

static void node_sentence(const struct condition *condition, bool inside, struct buf *out)
{
    if (condition->node == NODE_LEAF) {
        leaf_sentence(condition, out);
        return;
    }
    bool brackets = condition->node == NODE_NOT || (inside && condition->count > 1);
    if (condition->node == NODE_NOT)
        buf_add_text(out, "not ");
    if (condition->node != NODE_NOT && condition->count == 0)
        buf_add_text(out, condition->node == NODE_ALL ? "everything" : "nothing");
    if (brackets)
        buf_add_char(out, '(');
    size_t count = condition->node == NODE_NOT ? 1 : condition->count;
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_text(out, condition->node == NODE_ALL ? " and " : " or ");
        node_sentence(condition->parts[i], true, out);
    }
    if (brackets)
        buf_add_char(out, ')');
}

void condition_sentence(const struct condition *condition, struct buf *out)
{
    if (condition)
        node_sentence(condition, false, out);
    else
        buf_add_text(out, "everything");
}

static void condition_member(const struct condition *condition, struct buf *out)
{
    struct buf sentence = buf_new(64 << 10);
    condition_sentence(condition, &sentence);
    text_member(out, "condition", sentence.failed ? STR("…") : buf_str(&sentence));
    buf_free(&sentence);
}

static void days_member(bool has, int32_t from, int32_t to, struct buf *out)
{
    char day[TIME_TEXT];
    if (!has)
        return;
    day_format(from, day);
    text_member(out, "from", str_of(day));
    day_format(to, day);
    text_member(out, "to", str_of(day));
}

static void number_member(struct buf *out, const char *name, double value)
{
    json_member(out, name);
    json_put_real(out, value);
}

/* ---- formulas ---- */
struct formula {
    const char *name, *text, *interval, *interval_text;
};
enum formula_kind { FORMULA_COUNT, FORMULA_NET, FORMULA_SHARE, FORMULA_MEAN };
static const struct formula formulas[] = {
    [FORMULA_COUNT] = {"count", "how many there are", "none", "a count has no interval"},
    [FORMULA_NET] =
        {"net", "100 × (plus − minus) ÷ n", "adjusted_wald",
         "adjusted Wald, 95 %: three quarters of an answer more on either side and one and a half in the middle, then ± 1.96 standard "
         "errors of +1, 0 and −1"},
    [FORMULA_SHARE] = {"share", "100 × hits ÷ n", "wilson", "Wilson's score interval of a share, 95 %"},
    [FORMULA_MEAN] = {"mean", "sum of the scores ÷ n", "t", "Student's t, 95 %: mean ± t × s ÷ √n"},
};

static enum formula_kind formula_of(const struct figure *figure)
{
    return figure->kind == FIGURE_NET     ? FORMULA_NET
           : figure->kind == FIGURE_SHARE ? FORMULA_SHARE
           : figure->kind == FIGURE_MEAN  ? FORMULA_MEAN
                                          : FORMULA_COUNT;
}

/* Which answers are plus, minus, hits. */
static const char *classes_of(enum measure measure)
{
    switch (measure) {
    case MEASURE_NPS:
    case MEASURE_ENPS:
        return "plus: answers of 9 and 10; minus: answers of 0 to 6";
    case MEASURE_EXPECTATION:
        return "plus: above what was expected; minus: below";
    case MEASURE_STRENGTHENING:
        return "plus: encounters that strengthened; minus: that weakened";
    case MEASURE_CES_TOP:
        return "hits: answers of 5 to 7";
    case MEASURE_CSAT:
        return "hits: the two best answers of the scale";
    case MEASURE_EMOTION_SHARE:
        return "hits: who named the emotion, of all who named any";
    case MEASURE_EMOTION_HIT:
        return "hits: who named a target emotion of the touchpoint, of all who named any";
    case MEASURE_EMOTION_NET:
        return "score of a person: mean of the positive intensities − mean of the negative ones";
    default:
        return "";
    }
}

static void numbers_write(enum measure measure, const struct tally *tally, struct buf *out)
{
    const struct histogram h = {tally->low, tally->cells, tally->counts};
    double divisor = measure == MEASURE_EMOTION_NET ? NET_DIVISOR : 1, sum = 0;
    bool nps = measure == MEASURE_NPS || measure == MEASURE_ENPS;
    json_member(out, "numbers");
    buf_add_char(out, '{');
    switch (formula_of(&tally->now)) {
    case FORMULA_NET:
        number_member(out, "plus", (double)(nps ? histogram_between(&h, 9, 10) : histogram_between(&h, 1, 3)));
        number_member(out, "minus", (double)(nps ? histogram_between(&h, 0, 6) : histogram_between(&h, -3, -1)));
        break;
    case FORMULA_SHARE:
        number_member(out, "hits", round(tally->now.value * (double)tally->now.n / 100));
        break;
    case FORMULA_MEAN:
        for (size_t i = 0; i < h.cells; i++)
            sum += (double)h.counts[i] * ((double)h.low + (double)i) / divisor;
        number_member(out, "sum", sum);
        break;
    case FORMULA_COUNT:
        break;
    }
    number_member(out, "n", (double)tally->now.n);
    buf_add_char(out, '}');
}

static void group_write(const struct tallies *tallies, const struct tally *tally, struct buf *out)
{
    json_member(out, "group");
    buf_add_char(out, '{');
    for (size_t i = 0; i < tallies->by_count; i++) {
        char name[LAYOUT_NAME];
        size_t length = tallies->by[i].length < sizeof name - 1 ? tallies->by[i].length : sizeof name - 1;
        memcpy(name, tallies->by[i].at, length);
        name[length] = '\0';
        text_member(out, name, tally->labels[i].at ? tally->labels[i] : STR(""));
    }
    buf_add_char(out, '}');
}

static void item_write(const struct plan *plan, const struct tallies *tallies, const struct tally *tally, struct buf *out)
{
    buf_add_char(out, '{');
    group_write(tallies, tally, out);
    figure_write(&tally->now, true, out);
    json_member(out, "scale");
    buf_printf(out, "\"%lld-%lld\"", (long long)tally->low, (long long)tally->high);
    if (tally->now.quality != QUALITY_HIDDEN)
        numbers_write(plan->measure, tally, out);
    buf_add_char(out, '}');
}

/* How an interval was drawn: enough to draw it again. */
struct redrawn {
    const char *what;   /* is drawn, with replacement */
    size_t rows, dealt; /* of them; the most that are drawn one by one, beyond which they are dealt to as many groups and those are drawn */
    uint64_t seed;
};

static void redrawn_write(const struct redrawn *redrawn, struct buf *out)
{
    json_member(out, "bootstrap");
    buf_add_char(out, '{');
    text_member(out, "resampled", str_of(redrawn->what));
    count_member(out, "rows", redrawn->rows);
    count_member(out, "groups", redrawn->rows < redrawn->dealt ? redrawn->rows : redrawn->dealt);
    count_member(out, "replicates", BOOTSTRAP_REPLICATES);
    count_member(out, "seed", redrawn->seed);
    text_member(out, "percentiles", STR("2.5 and 97.5, quantiles of type 7 (Hyndman & Fan 1996)"));
    buf_add_char(out, '}');
}

static void formula_write(const struct formula *formula, const char *classes, const struct redrawn *redrawn, struct buf *out)
{
    json_member(out, "formula");
    buf_add_char(out, '{');
    text_member(out, "name", str_of(formula->name));
    text_member(out, "text", str_of(formula->text));
    if (*classes)
        text_member(out, "classes", str_of(classes));
    buf_add_char(out, '}');
    json_member(out, "interval");
    buf_add_char(out, '{');
    text_member(out, "name", str_of(formula->interval));
    text_member(out, "text", str_of(formula->interval_text));
    if (redrawn)
        redrawn_write(redrawn, out);
    buf_add_char(out, '}');
}

/* ---- the first rows ---- */
struct showing {
    const struct understand *understand;
    const struct plan *plan;
    struct arena *arena;
    struct buf *out;
    size_t count;
    const struct column_table *table;
    struct layout_column about;
    struct str survey;
    size_t columns[3]; /* score, touchpoint, channel */
};

static bool row_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    struct showing *s = context;
    (void)day;
    struct str touchpoint = s->about.touchpoint;
    if (!touchpoint.length && codes[1])
        touchpoint = layout_label(s->table, s->columns[1], (uint16_t)codes[1], s->arena);
    buf_add_text(s->out, s->count++ ? ",{" : "{");
    json_member(s->out, "response");
    buf_printf(s->out, "%lld", (long long)id);
    text_member(s->out, "survey", s->survey);
    text_member(s->out, "question", s->about.question);
    text_member(s->out, "touchpoint", touchpoint.at ? touchpoint : STR(""));
    text_member(s->out, "channel", codes[2] ? layout_label(s->table, s->columns[2], (uint16_t)codes[2], s->arena) : STR(""));
    number_member(s->out, "score", ((double)s->about.low + codes[0] - 1));
    buf_add_char(s->out, '}');
    return true;
}

static enum err column_show(struct showing *s, size_t column, struct fault *why)
{
    const struct plan *plan = s->plan;
    struct lens lens = {s->table, s->survey, s->about.touchpoint, s->arena, why};
    struct column_filter parts[2], filter = {.node = FILTER_ALL, .parts = parts};
    enum err err = plan->where ? lens_condition(&lens, plan->where, &parts[filter.count++]) : ERR_NONE;
    if (err == ERR_NONE && (plan->scope.touchpoints.count || plan->scope.units.count))
        err = lens_scope(&lens, &plan->scope, &parts[filter.count++]);
    if (err != ERR_NONE)
        return err;
    s->columns[0] = column;
    s->columns[1] = column_find(s->table, STR("touchpoint"));
    s->columns[2] = column_find(s->table, STR("channel"));
    const struct column_reading readings[] = {{column, filter.count ? &filter : NULL}, {s->columns[1], NULL}, {s->columns[2], NULL}};
    struct column_read read = {.table = s->table,
                               .day_from = plan->has_from ? plan->from : INT32_MIN,
                               .day_to = plan->has_to ? plan->to : INT32_MAX,
                               .readings = readings,
                               .count = sizeof readings / sizeof *readings,
                               .limit = EXPLAIN_ROWS_MAX - s->count,
                               .stop = plan->stop};
    return executor_read(s->understand, plan->workspace_id, &read, row_seen, s, why);
}

struct named {
    int64_t id;
    bool by_name;
};

static bool survey_seen(void *context, const struct survey *survey)
{
    struct named *named = context;
    if (survey->id == named->id)
        named->by_name = survey->published && survey->published->definition->anonymity == ANONYMITY_IDENTIFIED;
    return survey->id != named->id;
}

static enum err rows_show(struct showing *s, const struct house *house, struct fault *why)
{
    enum question_type type = measure_question(s->plan->measure);
    enum err err = ERR_NONE;
    if (type == QUESTION_TYPES || type == QUESTION_EMOTION)
        return ERR_NONE; /* encounters, and what is no one score */
    for (size_t i = 0; i < column_tables(house->columns) && err == ERR_NONE; i++) {
        s->table = column_table_at(house->columns, i);
        struct named named = {.id = layout_survey(column_table_name(s->table))};
        if (named.id)
            listen_surveys(s->understand->listen, s->plan->workspace_id, survey_seen, &named);
        /* kept: rows may come while the settings are let go */
        s->survey = str_keep(s->arena, named.by_name ? survey_slug(s->understand->listen, s->plan->workspace_id, named.id) : STR(""));
        if (!s->survey.at)
            return ERR_MEMORY;
        for (size_t c = 0; c < column_count(s->table) && named.by_name && err == ERR_NONE && s->count < EXPLAIN_ROWS_MAX; c++)
            if (layout_read(column_name(s->table, c), &s->about) && str_is(s->about.type, question_type_name(type)))
                err = column_show(s, c, why);
    }
    return err;
}

static enum err explain_metrics(const struct understand *understand, const struct plan *plan, struct buf *out, struct fault *why)
{
    struct arena *arena = arena_new(TALLY_BYTES);
    struct tallies tallies = {0};
    const struct house *house = house_find(understand, plan->workspace_id);
    enum err err = arena ? tally_take(understand, plan, arena, &tallies, why) : ERR_MEMORY;
    bool hidden = tallies.count == 0;
    if (err == ERR_NONE) {
        buf_add_text(out, "{\"figure\":\"metrics\"");
        text_member(out, "measure", str_of(measure_name(plan->measure)));
        condition_member(plan->where, out);
        days_member(tallies.has_days, tallies.from, tallies.to, out);
        struct figure none = figure_count(0);
        formula_write(&formulas[formula_of(tallies.count ? &tallies.rows[0]->now : &none)], classes_of(plan->measure), NULL, out);
        json_member(out, "items");
        buf_add_char(out, '[');
        for (size_t i = 0; i < tallies.count && i < EXPLAIN_ITEMS_MAX; i++) {
            buf_add_text(out, i ? "," : "");
            item_write(plan, &tallies, tallies.rows[i], out);
            hidden |= tallies.rows[i]->now.quality == QUALITY_HIDDEN; /* the rest of a whole would tell the hidden one */
        }
        buf_add_text(out, "],\"rows\":[");
        struct showing showing = {.understand = understand, .plan = plan, .arena = arena, .out = out};
        err = hidden || !house ? ERR_NONE : rows_show(&showing, house, why);
        buf_add_text(out, "]}");
    }
    arena_free(arena);
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}

/* ---- drivers ---- */
static enum err explain_drivers(const struct understand *understand, const struct driver_people_ask *ask, struct buf *out,
                                struct fault *why)
{
    static const struct formula formula = {
        "relative_weights", "Johnson's relative weights: Λ = R^½, β = Λ⁻¹r, weight j = Σ Λ²ⱼₖβ²ₖ, as shares of their sum", "bootstrap",
        "percentiles of a thousand draws of people with replacement, 95 %; a driver is shown when that of its weight less a noise "
        "variable's lies above zero"};
    struct arena *arena = arena_new(TALLY_BYTES);
    struct driver_people *people = arena ? arena_new_object(arena, struct driver_people) : NULL;
    enum err err = people ? driver_people_find(understand, ask, arena, people, why) : ERR_MEMORY;
    if (err == ERR_NONE) {
        buf_add_text(out, "{\"figure\":\"drivers\"");
        text_member(out, "outcome", ask->outcome);
        text_member(out, "of", people->touchpoints ? STR("touchpoints") : STR("questions"));
        condition_member(ask->where, out);
        days_member(people->from <= people->to, people->from, people->to, out);
        uint64_t taken = 0, rated[DRIVERS_MAX] = {0};
        for (size_t person = 0; person < people->rated.count; person++) {
            const uint32_t *counts = people->rated.counts + person * people->rated.width;
            size_t two = 0;
            for (size_t i = 0; i < people->k; i++) {
                rated[i] += counts[i] > 0;
                two += counts[i] > 0;
            }
            taken += two >= 2 && counts[people->k];
        }
        formula_write(&formula, "row: a person; rated: the mean of what the person answered about it",
                      &(struct redrawn){"people", taken, DRIVERS_GROUPS, DRIVER_STUDY_SEED}, out);
        json_member(out, "people");
        buf_printf(out, "{\"answered\":%zu,\"taken\":%llu,\"needed\":%zu,\"ratings\":%llu}", people->rated.count, (unsigned long long)taken,
                   people->k * DRIVERS_N_EACH > DRIVERS_N_MIN ? people->k * DRIVERS_N_EACH : (size_t)DRIVERS_N_MIN,
                   (unsigned long long)people->answers);
        buf_add_text(out, ",\"items\":[");
        for (size_t i = 0; i < people->k; i++) {
            buf_add_text(out, i ? ",{" : "{");
            text_member(out, "name", people->subjects[i].name);
            number_member(out, "n", (double)rated[i]);
            buf_add_char(out, '}');
        }
        buf_add_text(out, "],\"rows\":[]}");
    }
    if (people)
        driver_people_close(people);
    arena_free(arena);
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}

/* ---- what is asked ---- */
static enum err needed(struct str text, const char *field, struct fault *why)
{
    return text.at ? ERR_NONE : fault_set(why, ERR_INVALID, "required", field, "This figure needs \"%s\".", field);
}

static enum err metrics_explain(const struct understand *understand, const struct explain_ask *ask, struct buf *out, struct fault *why)
{
    struct plan plan = {.workspace_id = ask->workspace_id,
                        .where = ask->where,
                        .has_from = ask->has_from,
                        .from = ask->from,
                        .has_to = ask->has_to,
                        .to = ask->to,
                        .scope = ask->scope,
                        .stop = ask->stop};
    enum err err = needed(ask->measure, "measure", why);
    if (err == ERR_NONE && !measure_of(ask->measure, &plan.measure))
        err = fault_set(why, ERR_INVALID, "unknown_value", "measure", "There is no such measure.");
    if (err == ERR_NONE)
        err = plan_by(&plan, ask->by, why);
    if (err == ERR_NONE && plan_is_by(&plan, "customer"))
        err = fault_set(why, ERR_INVALID, "unknown_value", "by", "Groups of single customers are not explained.");
    return err == ERR_NONE ? explain_metrics(understand, &plan, out, why) : err;
}

enum err understand_explain(const struct understand *understand, const struct explain_ask *ask, struct buf *out, struct fault *why)
{
    if (ask->has_from && ask->has_to && ask->from > ask->to)
        return fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.");
    if (!ask->drivers)
        return metrics_explain(understand, ask, out, why);
    struct driver_people_ask drivers = {.workspace_id = ask->workspace_id,
                                        .outcome = ask->outcome,
                                        .where = ask->where,
                                        .has_from = ask->has_from,
                                        .from = ask->from,
                                        .has_to = ask->has_to,
                                        .to = ask->to,
                                        .scope = ask->scope,
                                        .stop = ask->stop};
    enum err err = needed(ask->outcome, "outcome", why);
    if (err == ERR_NONE)
        err = needed(ask->of, "of", why);
    if (err == ERR_NONE)
        err = driver_people_of(ask->of, &drivers, why);
    return err == ERR_NONE ? explain_drivers(understand, &drivers, out, why) : err;
}
