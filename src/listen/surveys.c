#include "listen/surveys.h"
#include "listen/survey_expected.h"
#include "listen.sql.h"
#include "listen/inside.h"
#include "listen/picture.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEMORY_MAX = 32 << 20 };

struct survey_memory *survey_memory_by_id(const struct workspace_memory *workspace, int64_t id)
{
    size_t low = 0, high = workspace->surveys_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (workspace->surveys[middle]->survey.id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < workspace->surveys_count && workspace->surveys[low]->survey.id == id ? workspace->surveys[low] : NULL;
}

void survey_memory_free(struct survey_memory *memory)
{
    for (size_t i = 0; i < memory->versions_count; i++) {
        arena_free(memory->versions[i]->arena);
        free(memory->versions[i]);
    }
    free(memory->versions);
    arena_free(memory->arena);
    free(memory);
}

/* What is stored was checked once; it is read as a draft, so that a stricter program still opens it. */
static enum err definition_copy(struct arena *arena, const json_t *source, struct survey_definition **definition)
{
    json_t *copy = json_deep_copy(source);
    enum err err = json_keep(arena, copy);
    return err == ERR_NONE ? survey_read(arena, copy, true, definition, NULL) : err;
}

static enum err draft_set(struct survey_memory *memory, const json_t *source)
{
    struct arena *arena = arena_new(MEMORY_MAX);
    struct survey_definition *definition;
    enum err err = arena ? definition_copy(arena, source, &definition) : ERR_MEMORY;
    if (err != ERR_NONE) {
        arena_free(arena);
        return err;
    }
    arena_free(memory->arena);
    memory->arena = arena;
    memory->survey.draft = definition;
    memory->survey.slug = definition->slug;
    return ERR_NONE;
}

static enum err remember(struct workspace_memory *workspace, const struct survey *survey, const json_t *draft)
{
    struct survey_memory *memory = calloc(1, sizeof *memory);
    if (!memory)
        return ERR_MEMORY;
    memory->survey = *survey;
    enum err err = draft_set(memory, draft);
    if (err == ERR_NONE)
        err = map_put(workspace->surveys_by_slug, memory->survey.slug, memory, NULL);
    if (err == ERR_NONE)
        return pointer_add((void ***)&workspace->surveys, &workspace->surveys_count, memory);
    survey_memory_free(memory);
    return err;
}

static enum err version_add(struct survey_memory *memory, int64_t number, int64_t published_at_ms, struct actor by, const json_t *source)
{
    struct version_memory *version = calloc(1, sizeof *version);
    struct survey_definition *definition;
    if (!version)
        return ERR_MEMORY;
    version->arena = arena_new(MEMORY_MAX);
    enum err err = version->arena ? definition_copy(version->arena, source, &definition) : ERR_MEMORY;
    if (err == ERR_NONE) {
        version->version = (struct survey_version){memory->survey.id, number, published_at_ms, by, definition};
        err = pointer_add((void ***)&memory->versions, &memory->versions_count, version);
    }
    if (err == ERR_NONE) {
        memory->survey.published = &version->version;
        return ERR_NONE;
    }
    arena_free(version->arena);
    free(version);
    return err;
}

struct loading {
    struct listen *listen;
    enum err err;
};

static bool load_survey(void *context, const struct survey_all_row *row)
{
    struct loading *loading = context;
    struct workspace_memory *workspace = workspace_memory(loading->listen, row->workspace_id);
    struct survey survey = {
        .id = row->id, .revision = row->revision, .workspace_id = row->workspace_id, .state = (enum survey_state)row->state};
    struct arena *arena = arena_new(MEMORY_MAX);
    json_t *tree;
    loading->err = arena ? json_read(arena, row->draft, &tree, NULL) : ERR_MEMORY;
    if (loading->err == ERR_NONE && workspace)
        loading->err = remember(workspace, &survey, tree);
    arena_free(arena);
    return loading->err == ERR_NONE;
}

static bool load_version(void *context, const struct survey_version_all_row *row)
{
    struct loading *loading = context;
    struct workspace_memory *workspace = workspace_memory(loading->listen, row->workspace_id);
    struct survey_memory *memory = workspace ? survey_memory_by_id(workspace, row->survey_id) : NULL;
    struct arena *arena = arena_new(MEMORY_MAX);
    json_t *tree;
    loading->err = arena ? json_read(arena, row->definition, &tree, NULL) : ERR_MEMORY;
    if (loading->err == ERR_NONE && memory)
        loading->err =
            version_add(memory, row->version, row->published_at, (struct actor){(enum actor_kind)row->actor_kind, row->actor_id}, tree);
    arena_free(arena);
    return loading->err == ERR_NONE;
}

enum err surveys_load(struct listen *listen, struct store *store, struct fault *why)
{
    struct loading loading = {listen, ERR_NONE};
    enum err err = sql_survey_all(store, NULL, load_survey, &loading);
    if (err == ERR_NONE && loading.err == ERR_NONE)
        err = sql_survey_version_all(store, NULL, load_version, &loading);
    err = err == ERR_NONE ? loading.err : err;
    return err == ERR_NONE ? err : fault_set(why, err, "store_read", "", "The surveys could not be read from the store.");
}

void survey_apply(struct listen *listen, const struct fact *fact)
{
    struct workspace_memory *workspace = workspace_memory(listen, fact->workspace_id);
    must(workspace);
    if (fact->kind == FACT_SURVEY_ADDED) {
        struct survey survey = {.id = fact->subject_id, .revision = fact->number, .workspace_id = fact->workspace_id};
        must(remember(workspace, &survey, ((const struct survey_put *)fact->body)->definition->source) == ERR_NONE);
        return;
    }
    struct survey_memory *memory = survey_memory_by_id(workspace, fact->subject_id);
    must(memory);
    memory->survey.revision = fact->number;
    if (fact->kind == FACT_SURVEY_CHANGED)
        must(draft_set(memory, ((const struct survey_put *)fact->body)->definition->source) == ERR_NONE);
    if (fact->kind == FACT_SURVEY_CLOSED)
        memory->survey.state = SURVEY_CLOSED;
    if (fact->kind == FACT_SURVEY_PUBLISHED) {
        const struct survey_published *published = fact->body;
        memory->survey.state = SURVEY_PUBLISHED;
        must(version_add(memory, published->version, fact->at_ms, fact->actor, published->definition->source) == ERR_NONE);
    }
}

/* ---- store ---- */

static enum err find(struct store *store, struct fact *fact, struct str slug, int64_t expected, struct arena *arena,
                     struct survey_find_row *row, struct fault *why)
{
    enum err err = sql_survey_find(store, &(struct survey_find_in){fact->workspace_id, slug}, arena, row);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, err, "not_found", "", "There is no survey \"%.*s\".", STR_ARGS(slug));
    if (err == ERR_NONE && expected && expected != row->revision)
        return fault_set(why, ERR_STALE, "stale", "", "The survey \"%.*s\" was changed meanwhile; read it again.", STR_ARGS(slug));
    fact->subject_id = row->id;
    return err;
}

static enum err add(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct survey_definition *d = ((const struct survey_put *)fact->body)->definition;
    struct str draft = json_kept(arena, d->source);
    if (!draft.at)
        return ERR_MEMORY;
    enum err err = pictures_check(store, fact->workspace_id, d, why);
    if (err == ERR_NONE)
        err = sql_survey_insert(store, &(struct survey_insert_in){fact->workspace_id, fact->number, d->slug, draft}, NULL);
    fact->subject_id = fact->number;
    if (err == ERR_CONFLICT)
        return fault_set(why, err, "taken", "slug", "There is already a survey \"%.*s\".", STR_ARGS(d->slug));
    return err;
}

static enum err change(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct survey_put *put = fact->body;
    struct survey_find_row row;
    struct str draft = json_kept(arena, put->definition->source);
    if (!draft.at)
        return ERR_MEMORY;
    enum err err = pictures_check(store, fact->workspace_id, put->definition, why);
    if (err == ERR_NONE)
        err = find(store, fact, put->definition->slug, put->expected_revision, arena, &row, why);
    return err == ERR_NONE
               ? sql_survey_draft_update(store, &(struct survey_draft_update_in){fact->workspace_id, row.id, draft, fact->number}, NULL)
               : err;
}

static enum err publish(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    struct survey_published *p = fact->body;
    struct survey_find_row row;
    struct str text = json_kept(arena, p->definition->source);
    if (!text.at)
        return ERR_MEMORY;
    enum err err = find(store, fact, p->definition->slug, p->expected_revision, arena, &row, why);
    if (err == ERR_NONE)
        err = pictures_check(store, fact->workspace_id, p->definition, why);
    if (err != ERR_NONE)
        return err;
    p->version = row.version + 1;
    err = sql_survey_version_insert(
        store,
        &(struct survey_version_insert_in){fact->workspace_id, row.id, p->version, text, fact->at_ms, fact->actor.kind, fact->actor.id},
        NULL);
    if (err == ERR_NONE)
        err = sql_survey_state_update(
            store, &(struct survey_state_update_in){fact->workspace_id, row.id, SURVEY_PUBLISHED, p->version, fact->number}, NULL);
    const char *payload = arena_printf(arena, "{\"version\":%lld}", (long long)p->version);
    fact->payload = str_of(payload);
    return err == ERR_NONE && !payload ? ERR_MEMORY : err;
}

static enum err close_survey(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    struct survey_find_row row;
    enum err err = find(store, fact, ((const struct survey_closed *)fact->body)->slug, 0, arena, &row, why);
    if (err != ERR_NONE)
        return err;
    if (row.state != SURVEY_PUBLISHED)
        return fault_set(why, ERR_CONFLICT, "not_published", "", "Only a published survey can be closed.");
    return sql_survey_state_update(
        store, &(struct survey_state_update_in){fact->workspace_id, row.id, SURVEY_CLOSED, row.version, fact->number}, NULL);
}

enum err survey_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    switch (fact->kind) {
    case FACT_SURVEY_ADDED:
        return add(store, fact, arena, why);
    case FACT_SURVEY_CHANGED:
        return change(store, fact, arena, why);
    case FACT_SURVEY_PUBLISHED:
        return publish(store, fact, arena, why);
    default:
        return close_survey(store, fact, arena, why);
    }
}

/* ---- check ---- */

static enum err check_touchpoints(const struct listen *listen, int64_t workspace_id, const struct survey_definition *d, struct fault *why)
{
    if (d->touchpoint.length && !listen_touchpoint(listen, workspace_id, d->touchpoint))
        return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%s\".", d->touchpoint.at);
    for (size_t i = 0; i < d->questions_count; i += 1 + d->questions[i].parts_count) {
        struct str slug = d->questions[i].touchpoint;
        if (!slug.length || listen_touchpoint(listen, workspace_id, slug))
            continue;
        char at[QUESTION_PLACE_TEXT], place[QUESTION_PLACE_TEXT + 16];
        question_place_text(&d->questions[i], at);
        snprintf(place, sizeof place, "%s.touchpoint", at);
        return fault_set(why, ERR_INVALID, "unknown_touchpoint", place, "There is no touchpoint \"%s\".", slug.at);
    }
    return ERR_NONE;
}

enum err listen_check_survey(const struct listen *listen, int64_t workspace_id, const json_t *tree, struct arena *arena,
                             struct survey_put **put, struct fault *why)
{
    struct survey_definition *definition;
    *put = arena_new_object(arena, struct survey_put);
    if (!*put)
        return ERR_MEMORY;
    enum err err = survey_read(arena, tree, true, &definition, why);
    if (err != ERR_NONE)
        return err;
    (*put)->definition = definition;
    return check_touchpoints(listen, workspace_id, definition, why);
}

/* What was expected in another survey must be asked there, on the same scale. */
static enum err check_expected(const struct listen *listen, int64_t workspace_id, const struct survey_definition *survey, struct fault *why)
{
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        if (!q->expected_survey.length)
            continue;
        char place[QUESTION_PLACE_TEXT + 16], own[QUESTION_PLACE_TEXT];
        question_place_text(q, own);
        snprintf(place, sizeof place, "%s.expected", own);
        const struct survey *other = listen_survey(listen, workspace_id, q->expected_survey);
        const struct question *before = other && other->published ? survey_question(other->published->definition, q->expected) : NULL;
        if (!before || !expected_fits(before, q))
            return fault_set(why, ERR_INVALID, before ? "other_scale" : "unknown_question", place,
                             "The survey \"%.*s\", as it is published, does not ask \"%.*s\" on the same scale.",
                             STR_ARGS(q->expected_survey), STR_ARGS(q->expected));
    }
    return ERR_NONE;
}

enum err listen_check_publish(const struct listen *listen, int64_t workspace_id, const struct survey *survey, struct arena *arena,
                              struct survey_published **published, struct fault *why)
{
    struct survey_definition *definition;
    json_t *copy = json_deep_copy(survey->draft->source); /* the draft in memory may be replaced before the turn */
    *published = arena_new_object(arena, struct survey_published);
    if (json_keep(arena, copy) != ERR_NONE || !*published)
        return ERR_MEMORY;
    enum err err = survey_read(arena, copy, false, &definition, why);
    if (err != ERR_NONE)
        return err;
    if (survey->published && definition->anonymity < survey->published->definition->anonymity)
        return fault_set(why, ERR_INVALID, "weaker", "anonymity",
                         "This survey was published as %s. People answered under that promise, so a later version cannot be %s.",
                         anonymity_name(survey->published->definition->anonymity), anonymity_name(definition->anonymity));
    if ((err = check_expected(listen, workspace_id, definition, why)) != ERR_NONE)
        return err;
    **published = (struct survey_published){definition, survey->revision, 0};
    return check_touchpoints(listen, workspace_id, definition, why);
}

enum err listen_check_open(const struct survey *survey, struct fault *why)
{
    if (survey->state == SURVEY_CLOSED)
        return fault_set(why, ERR_CONFLICT, "closed", "", "The survey \"%.*s\" is closed and takes no more answers.",
                         STR_ARGS(survey->slug));
    if (survey->state == SURVEY_DRAFT || !survey->published)
        return fault_set(why, ERR_CONFLICT, "not_published", "", "The survey \"%.*s\" is not published yet.", STR_ARGS(survey->slug));
    return ERR_NONE;
}

/* ---- ask ---- */

const struct survey *listen_survey(const struct listen *listen, int64_t workspace_id, struct str name)
{
    int64_t id;
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    const struct survey_memory *memory = workspace ? map_get(workspace->surveys_by_slug, name) : NULL;
    if (!memory && workspace && str_integer(name, &id))
        memory = survey_memory_by_id(workspace, id);
    return memory ? &memory->survey : NULL;
}

void listen_surveys(const struct listen *listen, int64_t workspace_id, bool (*each)(void *context, const struct survey *s), void *context)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    for (size_t i = 0; workspace && i < workspace->surveys_count; i++)
        if (!each(context, &workspace->surveys[i]->survey))
            return;
}

const struct survey_version *listen_survey_version(const struct listen *listen, int64_t workspace_id, int64_t survey_id, int64_t version)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    const struct survey_memory *memory = workspace ? survey_memory_by_id(workspace, survey_id) : NULL;
    if (!memory || version < 1 || (size_t)version > memory->versions_count)
        return NULL;
    return &memory->versions[version - 1]->version; /* versions run 1, 2, 3 … without a gap */
}

enum err listen_survey_responses(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t *count)
{
    struct survey_response_count_row row = {0};
    enum err err = sql_survey_response_count(store, &(struct survey_response_count_in){workspace_id, survey_id}, NULL, &row);
    *count = row.count;
    return err;
}

struct version_counts {
    int64_t *counts;
    size_t versions;
};

static bool version_count(void *context, const struct survey_version_response_count_row *row)
{
    const struct version_counts *into = context;
    if (row->version >= 1 && (size_t)row->version <= into->versions)
        into->counts[row->version - 1] = row->count;
    return true;
}

enum err listen_survey_version_responses(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t *counts, size_t versions)
{
    struct version_counts into = {counts, versions};
    memset(counts, 0, versions * sizeof *counts);
    return sql_survey_version_response_count(store, &(struct survey_version_response_count_in){workspace_id, survey_id}, version_count,
                                             &into);
}

enum err listen_survey_left(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t *count)
{
    struct survey_left_count_row row = {0};
    enum err err = sql_survey_left_count(store, &(struct survey_left_count_in){workspace_id, survey_id}, NULL, &row);
    *count = row.count;
    return err;
}

void survey_write(const struct survey *s, int64_t responses, struct str url, struct buf *out)
{
    static const char *const states[] = {"draft", "published", "closed"};
    char at[TIME_TEXT];
    buf_printf(out, "{\"id\":%lld,\"slug\":", (long long)s->id);
    json_put_text(out, s->slug);
    buf_printf(out, ",\"state\":\"%s\"", states[s->state]);
    if (s->published) {
        time_format(s->published->published_at_ms, at);
        buf_printf(out, ",\"version\":%lld,\"published_at\":\"%s\",\"changed_since_published\":%s", (long long)s->published->version, at,
                   json_equal(s->draft->source, s->published->definition->source) ? "false" : "true");
    }
    if (responses >= 0)
        buf_printf(out, ",\"responses\":%lld", (long long)responses);
    buf_printf(out, ",\"revision\":%lld", (long long)s->revision);
    if (url.length) {
        buf_add_text(out, ",\"url\":");
        json_put_text(out, url);
    }
    buf_add_text(out, ",\"definition\":");
    json_put_tree(out, s->draft->source);
    buf_add_char(out, '}');
}

struct str survey_public_name(const struct listen *listen, const struct survey *survey, struct arena *arena)
{
    const struct workspace *first = listen_workspace_first(listen), *own = listen_workspace(listen, survey->workspace_id);
    if (first && first->id == survey->workspace_id)
        return survey->slug;
    return str_of(arena_printf(arena, "%.*s.%.*s", STR_ARGS(own->slug), STR_ARGS(survey->slug)));
}
