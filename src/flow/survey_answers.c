/* The answers of a survey that was brought in: each checked as one that comes over the API. */
#include "flow/survey_inside.h"
#include "listen/response.h"
#include "listen/surveys.h"
#include "listen_records.h"

#include <stdio.h>

enum { BATCH = 1000 };

static void trouble_add(struct survey_importing *m, const struct fault *why, bool left_out)
{
    for (size_t i = 0; i < m->troubles_count; i++)
        if (strcmp(m->troubles[i].field, why->field) == 0 && strcmp(m->troubles[i].slug, why->slug) == 0 &&
            m->troubles[i].left_out == left_out) {
            m->troubles[i].count++;
            return;
        }
    if (m->troubles_count == SURVEY_TROUBLES_MAX)
        return;
    struct survey_trouble *trouble = &m->troubles[m->troubles_count++];
    *trouble = (struct survey_trouble){.count = 1, .left_out = left_out};
    snprintf(trouble->field, sizeof trouble->field, "%s", why->field);
    snprintf(trouble->slug, sizeof trouble->slug, "%s", why->slug);
    snprintf(trouble->detail, sizeof trouble->detail, "%s", why->detail);
}

bool survey_answers_note(const struct survey_importing *m)
{
    for (size_t i = 0; i < m->troubles_count; i++) {
        char sentence[480];
        const struct survey_trouble *t = &m->troubles[i];
        const char *question = strncmp(t->field, "answers.", 8) == 0 ? t->field + 8 : t->field;
        snprintf(sentence, sizeof sentence, "%s %lld: %s", t->left_out ? "Responses left out," : "Responses that lost what did not fit,",
                 (long long)t->count, t->detail);
        if (!survey_note_add(m->report->notes, question, "lost", t->slug, sentence))
            return false;
    }
    return true;
}

/* The version that takes them. Under flow_read_begin. */
static const struct survey_version *version_of(const struct survey_importing *m)
{
    const struct survey *survey = listen_survey(flow_listen(m->config->flow), m->config->workspace_id, m->report->slug);
    return survey ? survey->published : NULL;
}

/* By every rule; then, when only answers break one, by those rules that a form not sent yet must keep: what fits stays. */
static enum err answer_check(struct survey_importing *m, const struct response_in *in, struct arena *arena, struct response_given **given,
                             struct fault *why)
{
    struct clock *clock = flow_clock(m->config->flow);
    const struct listen *listen = flow_listen(m->config->flow);
    const struct survey_version *version = version_of(m);
    struct fault rest = {0};
    int64_t now_ms = clock->now_ms(clock);
    if (!version)
        return fault_set(why, ERR_CONFLICT, "not_published", "", "The survey was closed or removed while its answers came in.");
    enum err err = listen_check_response(listen, m->config->workspace_id, version, in, now_ms, arena, given, why);
    if (err != ERR_INVALID || !json_is_object(in->answers))
        return err;
    if (listen_check_partial(listen, m->config->workspace_id, version, in, STR(""), now_ms, arena, given, &rest) != ERR_NONE)
        return err;
    trouble_add(m, why, false);
    return (*given)->answers_count ? ERR_NONE : err;
}

static enum err answer_take(struct survey_importing *m, const json_t *tree, struct arena *arena, struct fact *fact, bool *taken,
                            struct fault *why)
{
    struct response_in in;
    struct response_given *given;
    struct fault wrong = {0};
    *taken = false;
    m->rows++;
    enum err err = record_read(&record_response_in, arena, tree, &in, &wrong);
    if (err == ERR_NONE && !in.submission_key.length) /* by its place, so that a second run doubles nothing */
        in.submission_key = str_of(arena_printf(arena, "row-%lld", (long long)m->rows));
    if (err == ERR_NONE && !in.channel.length)
        in.channel = STR("import");
    flow_read_begin(m->config->flow);
    if (err == ERR_NONE)
        err = answer_check(m, &in, arena, &given, &wrong);
    flow_read_end(m->config->flow);
    if (err == ERR_INVALID) {
        m->rejected++;
        trouble_add(m, &wrong, true);
        return ERR_NONE;
    }
    *why = wrong.code && err != ERR_NONE ? wrong : *why;
    *taken = err == ERR_NONE;
    if (*taken)
        *fact = (struct fact){.kind = FACT_RESPONSE_GIVEN, .workspace_id = m->config->workspace_id, .body = given};
    return err;
}

/* The next answer; NULL at the child's last line. */
static enum err answer_next(struct survey_importing *m, struct arena *arena, const json_t **answer, struct fault *why)
{
    json_t *line;
    *answer = m->first;
    m->first = NULL;
    if (*answer)
        return ERR_NONE;
    enum err err = survey_line(m, arena, &line, why);
    if (err != ERR_NONE)
        return err;
    *answer = json_object_get(line, "answer");
    if (*answer)
        return ERR_NONE;
    m->told = json_deep_copy(line);
    return json_keep(m->config->arena, (json_t *)m->told);
}

static enum err next(void *context, struct arena *arena, struct fact **facts, size_t *count, bool *more, struct fault *why)
{
    struct survey_importing *m = context;
    enum err err = ERR_NONE;
    *facts = arena_take_array(arena, BATCH, sizeof **facts);
    *more = true;
    if (!*facts)
        return ERR_MEMORY;
    for (int rows = 0; err == ERR_NONE && *more && rows < BATCH; rows++) {
        const json_t *answer;
        bool taken = false;
        err = answer_next(m, arena, &answer, why);
        *more = answer != NULL;
        if (err == ERR_NONE && answer)
            err = answer_take(m, answer, arena, &(*facts)[*count], &taken, why);
        *count += taken;
    }
    if (err == ERR_MEMORY)
        return fault_set(why, err, "memory", "", "A batch of answers needs more memory than it may have.");
    return err;
}

static void count(void *context, struct import_counts *counts)
{
    const struct survey_importing *m = context;
    counts->rows = m->rows;
    counts->rejected = m->rejected;
    counts->bytes_read = child_taken(m->child);
}

enum err survey_answers(struct survey_importing *m, struct import_counts *counts, struct fault *why)
{
    const struct survey_import_config *c = m->config;
    struct import_store store = {c->flow, c->actor, c->progress, c->context};
    struct import_source source = {next, count, m};
    return import_batches(&store, &source, counts, why);
}
