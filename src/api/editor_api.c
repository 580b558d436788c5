/* What the survey editor asks besides the survey itself: checks, a test run, versions, copies, the library. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "listen/survey_check.h"
#include "listen/survey_copy.h"
#include "listen/survey_library.h"
#include "listen/survey_trial.h"
#include "people/token.h"
#include "survey_check_records.h"

enum { EDITOR_ANSWER_MAX = 8 << 20, EDITOR_ARENA_MAX = 64 << 20, SEED_USUAL = 1 };

static const struct survey *survey_named(struct call *call)
{
    return listen_survey(call_listen(call), call->principal.workspace_id, call->path[0]);
}

/* ---- checks ---- */

static void put_finding(const struct finding *finding, struct buf *body)
{
    buf_printf(body, "{\"level\":\"%s\",\"code\":\"%s\",\"field\":", check_level_names[finding->level], finding->code);
    json_put_text(body, str_of(finding->field));
    json_put_member(body, "question", finding->question);
    json_put_member(body, "about", finding->about);
    json_put_member(body, "language", finding->language);
    buf_add_text(body, ",\"detail\":");
    json_put_text(body, str_of(finding->detail));
    buf_add_char(body, '}');
}

static void put_check(const struct survey_check *check, struct buf *body)
{
    buf_add_text(body, "{\"findings\":[");
    for (size_t i = 0; i < check->findings_count; i++) {
        if (i)
            buf_add_char(body, ',');
        put_finding(&check->findings[i], body);
    }
    buf_printf(body, "]%s,\"languages\":[", check->more ? ",\"more\":true" : "");
    for (size_t i = 0; i < check->translations_count; i++) {
        const struct translation *translation = &check->translations[i];
        buf_printf(body, "%s{\"language\":", i ? "," : "");
        json_put_text(body, translation->language);
        buf_printf(body, ",\"texts\":%zu,\"missing\":%zu", translation->texts, translation->missing);
        json_put_member(body, "next", str_of(translation->next));
        buf_add_char(body, '}');
    }
    buf_add_text(body, "]}");
}

/* Takes the arena, which the tree may live in: a request's own is too small for two hundred questions read three times. */
static void check_answer(struct call *call, const json_t *tree, struct arena *arena)
{
    struct survey_check *check;
    struct fault why = {0};
    call_unlock(call);
    enum err err = arena ? survey_check(tree, arena, &check) : ERR_MEMORY;
    if (call_fine(call, err, &why)) {
        struct buf body = buf_new(EDITOR_ANSWER_MAX);
        put_check(check, &body);
        call_json(call, 200, &body, 0);
    }
    arena_free(arena);
}

void op_survey_check(struct call *call)
{
    check_answer(call, call->tree, arena_new(EDITOR_ARENA_MAX));
}

void op_survey_check_stored(struct call *call)
{
    const struct survey *survey = survey_named(call);
    if (!survey) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    struct arena *arena = arena_new(EDITOR_ARENA_MAX);
    json_t *copy = json_deep_copy(survey->draft->source); /* the draft in memory may be replaced meanwhile */
    if (arena && json_keep(arena, copy) == ERR_NONE) {
        check_answer(call, copy, arena);
        return;
    }
    arena_free(arena);
    call_fail_code(call, ERR_MEMORY);
}

/* ---- test run ---- */

static void put_path(const struct trial_path *path, struct buf *body)
{
    buf_add_text(body, "{\"questions\":[");
    for (size_t i = 0; i < path->questions; i++)
        buf_printf(body, "%s\"%.*s\"", i ? "," : "", STR_ARGS(path->shown[i]->id));
    buf_printf(body, "],\"seconds\":%.0f}", path->seconds);
}

static void put_trial(const struct survey_definition *survey, const struct survey_trial *trial, struct buf *body)
{
    const char *comma = "";
    buf_printf(body, "{\"runs\":%lld,\"seed\":%lld,\"invalid\":%lld,\"seconds\":{\"low\":%.0f,\"middle\":%.0f,\"high\":%.0f},\"shortest\":",
               (long long)trial->runs, (long long)trial->seed, (long long)trial->invalid, trial->seconds_low, trial->seconds_middle,
               trial->seconds_high);
    put_path(&trial->shortest, body);
    buf_add_text(body, ",\"longest\":");
    put_path(&trial->longest, body);
    buf_add_text(body, ",\"questions\":[");
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        char name[QUESTION_NAME_TEXT];
        if (!question_is_seen(&survey->questions[i]) || !question_is_told(&survey->questions[i]))
            continue;
        question_name_text(&survey->questions[i], name);
        buf_printf(body, "%s{\"question\":\"%s\",\"shown\":%lld}", comma, name, (long long)trial->shown[i]);
        comma = ",";
    }
    buf_add_text(body, "]}");
}

void op_survey_trial(struct call *call)
{
    const struct survey_trial_query *query = call->query;
    struct survey_definition *survey;
    struct survey_trial trial;
    struct fault why = {0};
    call_unlock(call);
    struct arena *arena = arena_new(EDITOR_ARENA_MAX);
    enum err err = arena ? survey_read(arena, call->tree, true, &survey, &why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = survey_trial_run(survey, query->has_runs ? query->runs : TRIAL_RUNS_USUAL, query->has_seed ? query->seed : SEED_USUAL, arena,
                               &trial);
    if (call_fine(call, err, &why)) {
        struct buf body = buf_new(EDITOR_ANSWER_MAX);
        put_trial(survey, &trial, &body);
        call_json(call, 200, &body, 0);
    }
    arena_free(arena);
}

/* ---- versions ---- */

/* `responses` below 0: left out. */
static void put_version(struct call *call, const struct survey_version *version, int64_t responses, struct buf *body)
{
    buf_printf(body, "{\"version\":%lld", (long long)version->version);
    put_moment(body, "published_at", version->published_at_ms);
    if (version->published_by.kind == ACTOR_ACCOUNT)
        put_person(call, body, "published_by", version->published_by.id);
    if (responses >= 0)
        buf_printf(body, ",\"responses\":%lld", (long long)responses);
    buf_printf(body, ",\"questions\":%zu", json_array_size(json_object_get(version->definition->source, "questions")));
}

void op_survey_version_list(struct call *call)
{
    struct fault why = {0};
    struct store *store;
    const struct survey *survey = survey_named(call);
    size_t count = survey && survey->published ? (size_t)survey->published->version : 0;
    int64_t *responses = arena_take_array(call->arena, count + 1, sizeof *responses);
    enum err err = !survey ? ERR_NOT_FOUND : !responses ? ERR_MEMORY : flow_store_take(call->flow, &store);
    if (!call_fine(call, err, &why))
        return;
    err = listen_survey_version_responses(store, survey->workspace_id, survey->id, responses, count);
    flow_store_give(call->flow, store);
    if (!call_fine(call, err, &why))
        return;
    struct buf body = buf_new(EDITOR_ANSWER_MAX);
    buf_add_text(&body, "{\"items\":[");
    for (size_t i = count; i; i--) {
        put_version(call, listen_survey_version(call_listen(call), survey->workspace_id, survey->id, (int64_t)i), responses[i - 1], &body);
        buf_add_text(&body, i > 1 ? "}," : "}");
    }
    buf_add_text(&body, "]}");
    call_json(call, 200, &body, 0);
}

void op_survey_version_get(struct call *call)
{
    const struct survey *survey = survey_named(call);
    const struct survey_version *version =
        survey ? listen_survey_version(call_listen(call), survey->workspace_id, survey->id, call_integer(call->path[1])) : NULL;
    if (!version) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    struct buf body = buf_new(EDITOR_ANSWER_MAX);
    put_version(call, version, -1, &body);
    buf_add_text(&body, ",\"definition\":");
    json_put_tree(&body, version->definition->source);
    buf_add_char(&body, '}');
    call_json(call, 200, &body, 0);
}

/* ---- copies ---- */

/* The fact's body, and what is told when it is stored. */
struct copied {
    struct survey_put put; /* first: the turn reads this */
    const struct survey_copy *copy;
};

static void put_names(struct buf *body, const char *name, const struct copy_names *names)
{
    const struct str_list list = {(struct str *)names->items, names->count};
    put_texts(body, name, list);
}

/* Units are told apart here: listen knows them by name only. */
static void put_units(struct call *call, int64_t workspace_id, const struct copy_names *names, struct buf *body)
{
    struct copy_names unknown = {.count = 0};
    for (size_t i = 0; i < names->count; i++)
        if (!people_unit(flow_people(call->flow), workspace_id, names->items[i]))
            unknown.items[unknown.count++] = names->items[i];
    put_names(body, "units", &unknown);
}

static void copy_done(struct call *call, struct proposal *proposal)
{
    const struct fact *fact = &proposal->facts[0];
    const struct copied *copied = fact->body;
    const struct workspace *workspace = listen_workspace(call_listen(call), fact->workspace_id);
    struct buf body = buf_new(EDITOR_ANSWER_MAX);
    buf_add_text(&body, "{\"workspace\":{\"slug\":");
    json_put_text(&body, workspace->slug);
    json_put_member(&body, "name", workspace->name);
    buf_add_text(&body, "},\"slug\":");
    json_put_text(&body, copied->put.definition->slug);
    put_names(&body, "touchpoints", &copied->copy->touchpoints);
    put_units(call, fact->workspace_id, &copied->copy->units, &body);
    put_names(&body, "attributes", &copied->copy->attributes);
    buf_printf(&body, ",\"pictures\":%lld", (long long)copied->copy->pictures);
    buf_add_char(&body, '}');
    call_json(call, 201, &body, 0);
}

/* Who may there: whoever holds a key of a manager or an owner of it. Everything that is not one is the same refusal. */
static enum err copy_to(struct call *call, struct str given, int64_t *workspace_id, struct actor *actor, struct fault *why)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    if (!given.length)
        return ERR_NONE;
    token_hash(str_trim(given), hash);
    const struct key *key = people_key(flow_people(call->flow), hash, call->now_ms);
    if (!key || (key->role != PERSON_MANAGER && key->role != PERSON_OWNER))
        return fault_set(why, ERR_INVALID, "not_a_key", "key", "This is no access key of a manager or an owner.");
    *workspace_id = key->workspace_id;
    *actor = (struct actor){ACTOR_KEY, key->id};
    return ERR_NONE;
}

void op_survey_copy(struct call *call)
{
    const struct survey_copy_in *in = call->body;
    const struct survey *survey = survey_named(call);
    struct proposal *proposal = call_proposal(call, 1);
    struct copied *copied = arena_new_object(call->arena, struct copied);
    struct survey_copy *copy = NULL;
    struct fault why = {0};
    enum err err = !survey ? ERR_NOT_FOUND : !proposal || !copied ? ERR_MEMORY : ERR_NONE;
    if (err == ERR_NONE)
        err = copy_to(call, in->key, &proposal->facts[0].workspace_id, &proposal->facts[0].actor, &why);
    if (err == ERR_NONE)
        err =
            survey_copy(call_listen(call), proposal->facts[0].workspace_id, proposal->facts[0].workspace_id != call->principal.workspace_id,
                        survey->draft->source, in->slug, call->arena, &copy, &why);
    if (!call_fine(call, err, &why))
        return;
    *copied = (struct copied){*copy->put, copy};
    proposal->facts[0].kind = FACT_SURVEY_ADDED;
    proposal->facts[0].body = copied;
    call_propose(call, proposal, copy_done);
}

/* ---- library ---- */

void op_survey_library(struct call *call)
{
    struct fault why = {0};
    struct buf body = buf_new(EDITOR_ANSWER_MAX);
    enum err err = survey_library_write(&body);
    if (err == ERR_NONE) {
        call_json(call, 200, &body, 0);
        return;
    }
    buf_free(&body);
    call_refuse(call, err, &why);
}
