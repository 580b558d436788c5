#include "listen/campaign.h"
#include "campaign.sql.h"
#include "listen/ask_inside.h"
#include "listen/campaign_inside.h"
#include "listen/surveys.h"

#include <stdio.h>

enum { DEFINITION_MAX = 1 << 18, MINUTE_USUAL = 10 * 60 };

static const char *const state_names[] = {[CAMPAIGN_PAUSED] = "paused", [CAMPAIGN_ACTIVE] = "active", [CAMPAIGN_STOPPED] = "stopped"};
static const char *const every_names[] = {[CAMPAIGN_ONCE] = "once", [CAMPAIGN_WEEKS] = "weeks", [CAMPAIGN_MONTHS] = "months"};

const char *campaign_state_name(enum campaign_state state)
{
    must(state <= CAMPAIGN_STOPPED);
    return state_names[state];
}

/* ---- reading ---- */

/* The survey is about nothing that happened, so only the customer can be looked at. */
static bool path_known(void *context, struct str field)
{
    struct condition_path path;
    (void)context;
    return condition_path(field, &path) && path.root == FIELD_ROOT_CUSTOMER_ATTRIBUTES;
}

static enum campaign_every every_of(struct str name)
{
    return str_is(name, every_names[CAMPAIGN_WEEKS])    ? CAMPAIGN_WEEKS
           : str_is(name, every_names[CAMPAIGN_MONTHS]) ? CAMPAIGN_MONTHS
                                                        : CAMPAIGN_ONCE;
}

/* What in leaves out is filled into it too, so that the schedule means the same tomorrow. */
static enum err read_schedule(struct campaign_schedule_in *in, int32_t today, struct campaign_schedule *s, struct fault *why)
{
    *s = (struct campaign_schedule){.every = every_of(in->every), .minute = MINUTE_USUAL};
    s->at_once = s->every == CAMPAIGN_ONCE && !in->has_from && !in->at.at;
    if (in->at.at && !minute_parse(in->at, &s->minute))
        return fault_set(why, ERR_INVALID, "not_a_time", "schedule.at", "The time of day must be written like 08:30.");
    if (s->at_once)
        return ERR_NONE;
    if (!in->has_from)
        in->from = today;
    if (!in->has_weekday)
        in->weekday = (in->from + 3) % 7 + 1; /* 1970-01-01 was a Thursday */
    if (!in->has_interval)
        in->interval = 1;
    in->has_from = in->has_weekday = in->has_interval = true;
    s->from_day = in->from;
    s->weekday = (int)in->weekday - 1;
    s->interval = in->interval;
    return ERR_NONE;
}

/* Everything of *campaign but its ids, revision and next moment. Borrows from in. */
static enum err read_campaign(struct campaign_in *in, int32_t today, struct arena *arena, struct campaign *campaign, struct fault *why)
{
    campaign->name = in->name.at ? in->name : campaign->survey;
    campaign->share = in->has_share ? in->share : 1;
    campaign->state = str_is(in->state, state_names[CAMPAIGN_PAUSED])    ? CAMPAIGN_PAUSED
                      : str_is(in->state, state_names[CAMPAIGN_STOPPED]) ? CAMPAIGN_STOPPED
                                                                         : CAMPAIGN_ACTIVE;
    campaign->where_source = in->where;
    enum err err = in->where ? condition_read(arena, in->where, path_known, NULL, &campaign->where, why) : ERR_NONE;
    if (err == ERR_INVALID)
        fault_prefix(why, "where");
    if (err == ERR_NONE)
        err = read_schedule(in->schedule, today, &campaign->schedule, why);
    return err == ERR_NONE ? quiet_hours_read(in->quiet, &campaign->quiet, why) : err;
}

static enum err check_moment(const struct campaign *campaign, int64_t now_ms, struct zone *zone, struct fault *why)
{
    const struct campaign_schedule *s = &campaign->schedule;
    if (campaign->state != CAMPAIGN_ACTIVE || s->at_once || campaign_next_ms(s, now_ms, zone))
        return ERR_NONE;
    return fault_set(why, ERR_INVALID, "over", "schedule.from", "This moment is over already; choose a later one.");
}

enum err listen_check_campaign(const struct listen *listen, int64_t workspace_id, struct campaign_in *in, int64_t now_ms,
                               struct arena *arena, struct campaign_put **put, struct fault *why)
{
    const struct survey *survey = listen_survey(listen, workspace_id, in->survey);
    struct zone *zone = zone_open(listen_workspace(listen, workspace_id)->time_zone);
    enum err err = ERR_MEMORY;
    *put = arena_new_object(arena, struct campaign_put);
    if (zone && *put && !survey)
        err = fault_set(why, ERR_INVALID, "unknown_survey", "survey", "There is no survey \"%.*s\".", STR_ARGS(in->survey));
    else if (zone && *put) {
        (*put)->campaign = (struct campaign){.workspace_id = workspace_id, .survey_id = survey->id, .survey = survey->slug};
        err = read_campaign(in, zone_day(zone, now_ms), arena, &(*put)->campaign, why);
        if (err == ERR_NONE)
            err = check_moment(&(*put)->campaign, now_ms, zone, why);
    }
    zone_close(zone);
    if (err != ERR_NONE)
        return err;
    struct buf definition = buf_new(DEFINITION_MAX);
    record_write(&record_campaign_in, in, &definition);
    (*put)->definition = definition.failed ? (struct str){0} : str_keep(arena, buf_str(&definition));
    buf_free(&definition);
    return (*put)->definition.at ? ERR_NONE : ERR_MEMORY;
}

enum err campaign_read(struct str definition, struct arena *arena, struct campaign *campaign)
{
    json_t *tree;
    struct fault why = {0};
    struct campaign_in *in = arena_new_object(arena, struct campaign_in);
    enum err err = in ? json_read(arena, definition, &tree, &why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = record_read(&record_campaign_in, arena, tree, in, &why);
    return err == ERR_NONE ? read_campaign(in, 0, arena, campaign, &why) : err;
}

/* ---- store ---- */

bool campaign_anonymous(const struct listen *listen, int64_t workspace_id, int64_t survey_id)
{
    const struct survey_memory *survey = survey_memory_by_id(workspace_memory(listen, workspace_id), survey_id);
    return survey && survey->survey.published && survey->survey.published->definition->anonymity == ANONYMITY_ANONYMOUS;
}

static enum err check_rival(const struct listen *listen, struct store *store, const struct fact *fact, const struct campaign *campaign,
                            struct fault *why)
{
    struct campaign_rival_row rival;
    if (campaign->state == CAMPAIGN_STOPPED || !campaign_anonymous(listen, fact->workspace_id, campaign->survey_id))
        return ERR_NONE;
    enum err err =
        sql_campaign_rival(store, &(struct campaign_rival_in){fact->workspace_id, campaign->survey_id, campaign->id}, NULL, &rival);
    if (err == ERR_NONE)
        return fault_set(why, ERR_INVALID, "survey_in_use", "survey",
                         "Another campaign sends this anonymous survey; its answers could not be told apart. Stop that one first.");
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err check_count(struct store *store, const struct fact *fact, struct fault *why)
{
    struct campaign_count_row row;
    enum err err = sql_campaign_count(store, &(struct campaign_count_in){fact->workspace_id}, NULL, &row);
    if (err == ERR_NONE && row.count >= CAMPAIGNS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "There can be at most %d campaigns.", CAMPAIGNS_MAX);
    return err;
}

static enum err check_revision(struct store *store, const struct fact *fact, const struct campaign_put *put, struct arena *arena,
                               struct fault *why)
{
    struct campaign_get_row row;
    enum err err = sql_campaign_get(store, &(struct campaign_get_in){fact->workspace_id, put->campaign.id}, arena, &row);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such campaign.");
    if (err == ERR_NONE && put->expected_revision && put->expected_revision != row.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The campaign was changed meanwhile; read it again.");
    return err;
}

/* What asks at once asks once, however often it is paused. */
static enum err next_find(const struct listen *listen, struct store *store, const struct fact *fact, const struct campaign *campaign,
                          int64_t *next_ms)
{
    struct campaign_ran_row ran;
    struct zone *zone = workspace_zone(workspace_memory(listen, fact->workspace_id));
    *next_ms = 0;
    if (campaign->state != CAMPAIGN_ACTIVE)
        return ERR_NONE;
    if (!campaign->schedule.at_once) {
        *next_ms = zone ? campaign_next_ms(&campaign->schedule, fact->at_ms, zone) : 0;
        return zone ? ERR_NONE : ERR_INTERNAL;
    }
    enum err err = sql_campaign_ran(store, &(struct campaign_ran_in){fact->workspace_id, campaign->id}, NULL, &ran);
    if (err == ERR_NOT_FOUND)
        *next_ms = fact->at_ms;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err campaign_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct campaign_put *put = fact->body;
    const struct campaign *c = &put->campaign;
    bool added = fact->kind == FACT_CAMPAIGN_ADDED;
    int64_t next_ms = 0;
    fact->subject_id = added ? fact->number : c->id;
    enum err err = added ? check_count(store, fact, why) : check_revision(store, fact, put, arena, why);
    if (err == ERR_NONE)
        err = check_rival(listen, store, fact, c, why);
    if (err == ERR_NONE)
        err = next_find(listen, store, fact, c, &next_ms);
    if (err != ERR_NONE)
        return err;
    if (added)
        return sql_campaign_insert(
            store,
            &(struct campaign_insert_in){fact->workspace_id, fact->number, c->survey_id, c->state, next_ms != 0, next_ms, put->definition},
            NULL);
    return sql_campaign_update(store,
                               &(struct campaign_update_in){fact->workspace_id, c->id, c->survey_id, c->state, next_ms != 0, next_ms,
                                                            put->definition, fact->number},
                               NULL);
}

/* ---- writing ---- */

static void write_schedule(const struct campaign_schedule *s, struct buf *out)
{
    char from[TIME_TEXT];
    buf_printf(out, ",\"schedule\":{\"every\":\"%s\"", every_names[s->every]);
    if (!s->at_once) {
        day_format(s->from_day, from);
        if (s->every != CAMPAIGN_ONCE)
            buf_printf(out, ",\"interval\":%lld,\"weekday\":%d", (long long)s->interval, s->weekday + 1);
        buf_printf(out, ",\"from\":\"%s\",\"at\":\"%02d:%02d\"", from, s->minute / 60, s->minute % 60);
    }
    buf_add_char(out, '}');
}

void campaign_write(const struct campaign *c, struct buf *out)
{
    char next[TIME_TEXT];
    buf_printf(out, "{\"id\":%lld,\"revision\":%lld,\"name\":", (long long)c->id, (long long)c->revision);
    json_put_text(out, c->name);
    json_put_member(out, "survey", c->survey);
    if (c->where_source) {
        buf_add_text(out, ",\"where\":");
        json_put_tree(out, c->where_source);
    }
    buf_add_text(out, ",\"share\":");
    json_put_real(out, c->share);
    write_schedule(&c->schedule, out);
    quiet_hours_write(&c->quiet, out);
    buf_printf(out, ",\"state\":\"%s\"", state_names[c->state]);
    if (c->next_at_ms) {
        time_format(c->next_at_ms, next);
        buf_printf(out, ",\"next_at\":\"%s\"", next);
    }
}
