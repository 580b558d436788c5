#include "listen/ask_rule.h"
#include "asking.sql.h"
#include "listen/ask_inside.h"
#include "listen/inside.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEMORY_MAX = 1 << 20, DEFINITION_MAX = 1 << 18, WEEK_HOURS = 168, DAY_HOURS = 24 };

static const char *const channel_names[] = {[ASK_EMAIL] = "email", [ASK_LINK] = "link"};

/* ---- reading a rule ---- */

bool minute_parse(struct str text, int *minute)
{
    struct str rest = text, hour_text;
    int64_t hour, of_hour;
    if (!str_cut(&rest, ':', &hour_text) || rest.length != 2 || !str_integer(hour_text, &hour) || !str_integer(rest, &of_hour))
        return false;
    *minute = (int)(hour * 60 + of_hour);
    return hour >= 0 && hour < DAY_HOURS && of_hour >= 0 && of_hour < 60;
}

static bool path_known(void *context, struct str field)
{
    struct condition_path path;
    (void)context;
    if (!condition_path(field, &path))
        return false;
    return path.root == FIELD_ROOT_ATTRIBUTES || path.root == FIELD_ROOT_CUSTOMER_ATTRIBUTES || path.root == FIELD_ROOT_TOUCHPOINT ||
           path.root == FIELD_ROOT_CHANNEL || path.root == FIELD_ROOT_UNIT;
}

enum err ask_condition_read(struct arena *arena, const json_t *tree, const struct condition **where, struct fault *why)
{
    *where = NULL;
    if (!tree)
        return ERR_NONE;
    enum err err = condition_read(arena, tree, path_known, NULL, where, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "where");
    return err;
}

static enum err read_minute(struct str text, const char *field, int *minute, struct fault *why)
{
    if (minute_parse(text, minute))
        return ERR_NONE;
    return fault_set(why, ERR_INVALID, "not_a_time", field, "The time of day must be written like 08:30.");
}

static enum err read_delay(const struct ask_delay_in *in, struct ask_delay *delay, struct fault *why)
{
    *delay = (struct ask_delay){.minute = -1};
    if (!in)
        return ERR_NONE;
    delay->hours = in->hours;
    delay->days = in->days;
    return in->at.at ? read_minute(in->at, "delay.at", &delay->minute, why) : ERR_NONE;
}

enum err quiet_hours_read(const struct quiet_hours_in *in, struct quiet_hours *quiet, struct fault *why)
{
    *quiet = (struct quiet_hours){0};
    if (!in)
        return ERR_NONE;
    quiet->weekends = in->weekends;
    if (!in->from.at && !in->to.at)
        return ERR_NONE;
    enum err err = read_minute(in->from, "quiet.from", &quiet->from_minute, why);
    return err == ERR_NONE ? read_minute(in->to, "quiet.to", &quiet->to_minute, why) : err;
}

static enum err add_touchpoint(const struct listen *listen, struct ask_rule *rule, struct str slug, struct fault *why)
{
    const struct touchpoint *touchpoint = listen_touchpoint(listen, rule->workspace_id, slug);
    if (!touchpoint)
        return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".", STR_ARGS(slug));
    if (!ask_rule_covers(rule, touchpoint->id))
        rule->touchpoint_ids[rule->touchpoints_count++] = touchpoint->id;
    return ERR_NONE;
}

static enum err read_touchpoints(const struct listen *listen, const struct ask_rule_in *in, struct arena *arena, struct ask_rule *rule,
                                 struct fault *why)
{
    enum err err = ERR_NONE;
    rule->touchpoint_ids = arena_take_array(arena, in->touchpoints.count + 1, sizeof *rule->touchpoint_ids);
    if (!rule->touchpoint_ids)
        return ERR_MEMORY;
    if (in->touchpoint.at)
        err = add_touchpoint(listen, rule, in->touchpoint, why);
    for (size_t i = 0; err == ERR_NONE && i < in->touchpoints.count; i++)
        err = add_touchpoint(listen, rule, in->touchpoints.items[i], why);
    if (err == ERR_NONE && !rule->touchpoints_count)
        return fault_set(why, ERR_INVALID, "required", "touchpoint", "A rule needs a touchpoint: whose encounters lead to the question?");
    return err;
}

static enum err read_survey(const struct listen *listen, const struct ask_rule_in *in, struct ask_rule *rule, struct fault *why)
{
    const struct survey *survey = listen_survey(listen, rule->workspace_id, in->survey);
    if (!survey)
        return fault_set(why, ERR_INVALID, "unknown_survey", "survey", "There is no survey \"%.*s\".", STR_ARGS(in->survey));
    rule->survey_id = survey->id;
    rule->survey = survey->slug;
    rule->name = in->name.at ? in->name : survey->slug;
    return ERR_NONE;
}

static enum err read_expiry(const struct ask_rule_in *in, struct ask_rule *rule, struct fault *why)
{
    int64_t delay_hours = rule->delay.hours + rule->delay.days * DAY_HOURS;
    rule->expiry_hours = in->has_expiry_hours ? in->expiry_hours : delay_hours + WEEK_HOURS;
    if (rule->expiry_hours > delay_hours)
        return ERR_NONE;
    return fault_set(why, ERR_INVALID, "before_delay", "expiry_hours",
                     "The question would expire before its delay is over; make the expiry longer than %lld hours.", (long long)delay_hours);
}

/* Everything of *rule but id, revision and removed. Borrows from in. */
static enum err read_rule(const struct listen *listen, const struct ask_rule_in *in, struct arena *arena, struct ask_rule *rule,
                          struct fault *why)
{
    rule->channel = str_is(in->channel, "link") ? ASK_LINK : ASK_EMAIL;
    rule->share = in->has_share ? in->share : 1;
    rule->priority = in->priority;
    rule->active = in->has_active ? in->active : true;
    rule->where_source = in->where;
    enum err err = read_survey(listen, in, rule, why);
    if (err == ERR_NONE)
        err = read_touchpoints(listen, in, arena, rule, why);
    if (err == ERR_NONE)
        err = ask_condition_read(arena, in->where, &rule->where, why);
    if (err == ERR_NONE)
        err = read_delay(in->delay, &rule->delay, why);
    if (err == ERR_NONE)
        err = quiet_hours_read(in->quiet, &rule->quiet, why);
    return err == ERR_NONE ? read_expiry(in, rule, why) : err;
}

enum err listen_check_ask_rule(const struct listen *listen, int64_t workspace_id, const struct ask_rule_in *in, struct arena *arena,
                               struct ask_rule_put **put, struct fault *why)
{
    *put = arena_new_object(arena, struct ask_rule_put);
    if (!*put)
        return ERR_MEMORY;
    (*put)->rule.workspace_id = workspace_id;
    enum err err = read_rule(listen, in, arena, &(*put)->rule, why);
    if (err != ERR_NONE)
        return err;
    struct buf definition = buf_new(DEFINITION_MAX);
    record_write(&record_ask_rule_in, in, &definition);
    (*put)->definition = definition.failed ? (struct str){0} : str_keep(arena, buf_str(&definition));
    buf_free(&definition);
    return (*put)->definition.at ? ERR_NONE : ERR_MEMORY;
}

/* ---- memory ---- */

void ask_rule_memory_free(struct ask_rule_memory *memory)
{
    arena_free(memory->arena);
    free(memory);
}

static enum err read_definition(const struct listen *listen, struct str definition, struct arena *arena, struct ask_rule *rule)
{
    json_t *tree;
    struct fault why = {0};
    struct ask_rule_in *in = arena_new_object(arena, struct ask_rule_in);
    struct str kept = str_keep(arena, definition);
    enum err err = in && kept.at ? json_read(arena, kept, &tree, &why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = record_read(&record_ask_rule_in, arena, tree, in, &why);
    return err == ERR_NONE ? read_rule(listen, in, arena, rule, &why) : err;
}

static struct ask_rule_memory *find(const struct workspace_memory *workspace, int64_t id)
{
    size_t low = 0, high = workspace ? workspace->ask_rules_count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        struct ask_rule_memory *memory = workspace->ask_rules[middle];
        if (memory->rule.id == id)
            return memory;
        if (memory->rule.id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The rule of the id becomes what the definition says; made when there is none. */
static enum err remember(const struct listen *listen, struct workspace_memory *workspace, int64_t id, int64_t revision,
                         struct str definition)
{
    struct arena *arena = arena_new(MEMORY_MAX);
    struct ask_rule rule = {.id = id, .revision = revision, .workspace_id = workspace->workspace.id};
    enum err err = arena ? read_definition(listen, definition, arena, &rule) : ERR_MEMORY;
    struct ask_rule_memory *memory = find(workspace, id), *fresh = NULL;
    if (err == ERR_NONE && !memory) {
        memory = fresh = calloc(1, sizeof *fresh);
        err = fresh ? pointer_add((void ***)&workspace->ask_rules, &workspace->ask_rules_count, fresh) : ERR_MEMORY;
    }
    if (err != ERR_NONE) {
        free(fresh);
        arena_free(arena);
        return err;
    }
    arena_free(memory->arena);
    *memory = (struct ask_rule_memory){rule, arena};
    return ERR_NONE;
}

struct loading {
    struct listen *listen;
    enum err err;
};

static bool load_row(void *context, const struct ask_rule_all_row *row)
{
    struct loading *loading = context;
    struct workspace_memory *workspace = workspace_memory(loading->listen, row->workspace_id);
    loading->err = workspace ? remember(loading->listen, workspace, row->id, row->revision, row->definition) : ERR_INTERNAL;
    if (loading->err == ERR_NONE && row->removed) {
        struct ask_rule *rule = &find(workspace, row->id)->rule;
        rule->removed = true;
        rule->active = false;
    }
    return loading->err == ERR_NONE;
}

enum err ask_rules_load(struct listen *listen, struct store *store, struct fault *why)
{
    struct loading loading = {listen, ERR_NONE};
    enum err err = sql_ask_rule_all(store, NULL, load_row, &loading);
    err = err == ERR_NONE ? loading.err : err;
    return err == ERR_NONE ? err : fault_set(why, err, "store_read", "", "The asking rules could not be read from the store.");
}

void ask_rule_apply(struct listen *listen, const struct fact *fact)
{
    struct workspace_memory *workspace = workspace_memory(listen, fact->workspace_id);
    const struct ask_rule_put *put = fact->body;
    must(workspace);
    if (fact->kind != FACT_ASK_RULE_REMOVED) {
        must(remember(listen, workspace, fact->subject_id, fact->number, put->definition) == ERR_NONE);
        return;
    }
    struct ask_rule_memory *memory = find(workspace, fact->subject_id);
    must(memory);
    memory->rule.removed = true;
    memory->rule.active = false;
    memory->rule.revision = fact->number;
}

/* ---- store ---- */

static enum err insert(struct store *store, struct fact *fact, const struct ask_rule_put *put, struct fault *why)
{
    struct ask_rule_count_row row;
    enum err err = sql_ask_rule_count(store, &(struct ask_rule_count_in){fact->workspace_id}, NULL, &row);
    if (err == ERR_NONE && row.count >= RULES_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "There can be at most %d asking rules.", RULES_MAX);
    fact->subject_id = fact->number;
    return err != ERR_NONE ? err
                           : sql_ask_rule_insert(store,
                                                 &(struct ask_rule_insert_in){fact->workspace_id, fact->number, put->rule.survey_id,
                                                                              put->rule.active, put->definition},
                                                 NULL);
}

static enum err check_revision(struct store *store, const struct fact *fact, const struct ask_rule_put *put, struct fault *why)
{
    struct ask_rule_find_row row;
    int64_t expected = put->expected_revision;
    enum err err = sql_ask_rule_find(store, &(struct ask_rule_find_in){fact->workspace_id, put->rule.id}, NULL, &row);
    if (err == ERR_NOT_FOUND || (err == ERR_NONE && row.removed))
        return fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such asking rule.");
    if (err == ERR_NONE && expected && expected != row.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The asking rule was changed meanwhile; read it again.");
    return err;
}

/* What is not asked yet is looked at again under the new rule, by the chore, a thousand at a time. */
static enum err change(struct store *store, struct fact *fact, const struct ask_rule_put *put)
{
    enum err err = fact->kind == FACT_ASK_RULE_REMOVED
                       ? sql_ask_rule_remove(store, &(struct ask_rule_remove_in){fact->workspace_id, put->rule.id, fact->number}, NULL)
                       : sql_ask_rule_update(store,
                                             &(struct ask_rule_update_in){fact->workspace_id, put->rule.id, put->rule.survey_id,
                                                                          put->rule.active, put->definition, fact->number},
                                             NULL);
    if (err != ERR_NONE)
        return err;
    return asks_reopen_begin(store, fact, put->rule.id);
}

enum err ask_rule_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct ask_rule_put *put = fact->body;
    if (fact->kind == FACT_ASK_RULE_ADDED)
        return insert(store, fact, put, why);
    fact->subject_id = put->rule.id;
    enum err err = check_revision(store, fact, put, why);
    return err == ERR_NONE ? change(store, fact, put) : err;
}

/* ---- ask ---- */

const struct ask_rule *listen_ask_rule(const struct listen *listen, int64_t workspace_id, int64_t id)
{
    const struct ask_rule_memory *memory = find(workspace_memory(listen, workspace_id), id);
    return memory ? &memory->rule : NULL;
}

const struct ask_rule *listen_ask_rule_at(const struct listen *listen, int64_t workspace_id, size_t index)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    return workspace && index < workspace->ask_rules_count ? &workspace->ask_rules[index]->rule : NULL;
}

void listen_ask_rules(const struct listen *listen, int64_t workspace_id, bool (*each)(void *context, const struct ask_rule *rule),
                      void *context)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    for (size_t i = 0; workspace && i < workspace->ask_rules_count; i++)
        if (!workspace->ask_rules[i]->rule.removed && !each(context, &workspace->ask_rules[i]->rule))
            return;
}

bool ask_rule_covers(const struct ask_rule *rule, int64_t touchpoint_id)
{
    for (size_t i = 0; i < rule->touchpoints_count; i++)
        if (rule->touchpoint_ids[i] == touchpoint_id)
            return true;
    return false;
}

/* ---- writing ---- */

static void put_minute(struct buf *out, const char *name, int minute)
{
    buf_printf(out, "\"%s\":\"%02d:%02d\"", name, minute / 60, minute % 60);
}

static void write_touchpoints(const struct listen *listen, const struct ask_rule *rule, struct buf *out)
{
    buf_add_text(out, ",\"touchpoints\":[");
    for (size_t i = 0; i < rule->touchpoints_count; i++) {
        const struct touchpoint *touchpoint = listen_touchpoint_by_id(listen, rule->workspace_id, rule->touchpoint_ids[i]);
        if (i)
            buf_add_char(out, ',');
        json_put_text(out, touchpoint->slug);
    }
    buf_add_char(out, ']');
}

static void write_delay(const struct ask_delay *delay, struct buf *out)
{
    buf_printf(out, ",\"delay\":{\"hours\":%lld,\"days\":%lld", (long long)delay->hours, (long long)delay->days);
    if (delay->minute >= 0) {
        buf_add_char(out, ',');
        put_minute(out, "at", delay->minute);
    }
    buf_add_char(out, '}');
}

void quiet_hours_write(const struct quiet_hours *quiet, struct buf *out)
{
    if (quiet->from_minute == quiet->to_minute && !quiet->weekends)
        return;
    buf_add_text(out, ",\"quiet\":{");
    put_minute(out, "from", quiet->from_minute);
    buf_add_char(out, ',');
    put_minute(out, "to", quiet->to_minute);
    buf_printf(out, ",\"weekends\":%s}", quiet->weekends ? "true" : "false");
}

void ask_rule_write(const struct listen *listen, const struct ask_rule *rule, struct buf *out)
{
    buf_printf(out, "{\"id\":%lld,\"revision\":%lld,\"name\":", (long long)rule->id, (long long)rule->revision);
    json_put_text(out, rule->name);
    buf_add_text(out, ",\"survey\":");
    json_put_text(out, rule->survey);
    write_touchpoints(listen, rule, out);
    if (rule->where_source) {
        buf_add_text(out, ",\"where\":");
        json_put_tree(out, rule->where_source);
    }
    buf_printf(out, ",\"channel\":\"%s\"", channel_names[rule->channel]);
    write_delay(&rule->delay, out);
    buf_add_text(out, ",\"share\":");
    json_put_real(out, rule->share);
    buf_printf(out, ",\"priority\":%lld", (long long)rule->priority);
    quiet_hours_write(&rule->quiet, out);
    buf_printf(out, ",\"expiry_hours\":%lld,\"active\":%s}", (long long)rule->expiry_hours, rule->active ? "true" : "false");
}
