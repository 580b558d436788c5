#include "understand/view_ask.h"
#include "base/time.h"
#include "understand/segment.h"

enum { DAYS_USUAL = 28, DAYS_LEAST = 7, DAYS_MOST = 366, BY_DAY_MOST = 21, BY_WEEK_MOST = 120, LEAVES_MAX = 12 };

/* A value is JSON where it is more than a word: "90", "[…]", and a text that would be taken for such stands in quotes. */
enum err view_ask_pair(struct view_ask *ask, struct str name, struct str value, struct arena *arena)
{
    json_t *tree = NULL;
    enum err err = json_read(arena, value, &tree, NULL);
    if (err == ERR_MEMORY)
        return err;
    struct str text = err == ERR_NONE && json_is_string(tree) ? json_str(tree) : value;
    if (str_is(name, "measure"))
        ask->measure = text;
    else if (str_is(name, "by"))
        ask->by = text;
    else if (str_is(name, "also"))
        ask->also = text;
    else if (str_is(name, "weight"))
        ask->weight = text;
    else if (str_is(name, "any"))
        ask->any = json_is_true(tree);
    else if (str_is(name, "where") && json_is_array(tree))
        ask->where = tree;
    else if (str_is(name, "days") && json_is_integer(tree))
        ask->days = json_integer_value(tree);
    else if (str_is(name, "from"))
        ask->has_from = day_parse(text, &ask->from);
    else if (str_is(name, "to"))
        ask->has_to = day_parse(text, &ask->to);
    return ERR_NONE;
}

/* A leaf without a value was still being written. */
static enum err where_make(const struct view_ask *ask, struct store *store, int64_t workspace_id, struct arena *arena,
                           const struct condition **out, struct fault *why)
{
    json_t *leaves = json_array(), *leaf;
    size_t i;
    json_array_foreach((json_t *)ask->where, i, leaf)
    {
        const json_t *value = json_object_get(leaf, "value");
        bool told =
            json_is_object(leaf) && json_object_get(leaf, "field") && value && !(json_is_string(value) && !json_string_length(value));
        if (told && json_array_size(leaves) < LEAVES_MAX && json_array_append(leaves, leaf) != 0)
            break;
    }
    bool some = json_array_size(leaves) > 0;
    json_t *tree = json_pack("{s:o}", ask->any ? "any" : "all", leaves);
    enum err err = json_keep(arena, tree);
    *out = NULL;
    return err == ERR_NONE && some ? segment_condition_read(store, workspace_id, 0, arena, tree, out, why) : err;
}

static void days_make(const struct view_ask *ask, int32_t today, struct plan *plan)
{
    bool own = ask->has_from && ask->has_to && ask->from <= ask->to;
    int64_t days = ask->days >= DAYS_LEAST && ask->days <= DAYS_MOST ? ask->days : DAYS_USUAL;
    plan->has_from = plan->has_to = true;
    plan->to = own ? ask->to : today;
    plan->from = own ? ask->from : today - (int32_t)days + 1;
}

static bool is_period(struct str name)
{
    enum period period;
    return name.length && period_of(name, &period);
}

static void run_make(const struct view_ask *ask, struct plan *run)
{
    struct str by = ask->by.length ? ask->by : STR("touchpoint");
    struct str period = is_period(by) ? by : is_period(ask->also) ? ask->also : (struct str){0}, key = is_period(by) ? ask->also : by;
    int32_t days = run->to - run->from + 1;
    run->compare_previous = false;
    if (period.length && key.length && !str_is(key, "none") && !is_period(key))
        run->by[run->by_count++] = key;
    if (!period.length)
        period = days > BY_WEEK_MOST ? STR("month") : days > BY_DAY_MOST ? STR("week") : STR("day");
    run->by[run->by_count++] = period;
}

enum err view_plans_make(const struct view_ask *ask, struct store *store, int64_t workspace_id, int32_t today, struct arena *arena,
                         struct view_plans *out, struct fault *why)
{
    struct plan plan = {.workspace_id = workspace_id, .weight = ask->weight, .compare_previous = true, .store = store};
    if (!measure_of(ask->measure.length ? ask->measure : STR("nps"), &plan.measure))
        return fault_set(why, ERR_INVALID, "unknown_value", "measure", "There is no such measure.");
    if (plan.measure == MEASURE_RESPONSES || plan.measure == MEASURE_VOLUME)
        plan.weight = (struct str){0}; /* what is counted is not weighted */
    days_make(ask, today, &plan);
    enum err err = where_make(ask, store, workspace_id, arena, &plan.where, why);
    *out = (struct view_plans){plan, plan, plan.measure != MEASURE_EMOTION_SHARE};
    run_make(ask, &out->run);
    return err;
}
