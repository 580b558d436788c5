#include "listen/event_intake.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>

enum err event_intake_open(struct event_intake *intake, size_t messages)
{
    intake->capacity = messages * INTAKE_FACTS_EACH + 1;
    intake->facts = arena_take_array(intake->arena, intake->capacity, sizeof *intake->facts);
    intake->last = &intake->first;
    intake->counts = arena_new_object(intake->arena, struct event_counts);
    return intake->facts && intake->counts ? ERR_NONE : ERR_MEMORY;
}

enum err intake_text(struct event_intake *intake, struct str *text)
{
    if (text->length)
        *text = str_keep(intake->arena, *text);
    return text->at || !text->length ? ERR_NONE : ERR_MEMORY;
}

enum err intake_fact(struct event_intake *intake, enum fact_kind kind, void *body)
{
    if (!body)
        return ERR_MEMORY;
    must(intake->count < intake->capacity);
    intake->facts[intake->count++] = (struct fact){.kind = kind, .workspace_id = intake->workspace_id, .body = body};
    return ERR_NONE;
}

enum err intake_problem(struct event_intake *intake, struct str name, bool refused, const char *slug, const char *field, const char *detail,
                        ...)
{
    char sentence[sizeof(((struct fault *)0)->detail)];
    va_list arguments;
    intake->refused += refused;
    if (intake->problems == INTAKE_PROBLEMS_MAX)
        return ERR_NONE;
    struct event_problem *problem = arena_new_object(intake->arena, struct event_problem);
    if (!problem)
        return ERR_MEMORY;
    va_start(arguments, detail);
    vsnprintf(sentence, sizeof sentence, detail, arguments);
    va_end(arguments);
    *problem = (struct event_problem){.index = intake->messages, .refused = refused, .name = name};
    if (intake_text(intake, &problem->name) != ERR_NONE)
        return ERR_MEMORY;
    fault_fill(&problem->fault, ERR_INVALID, slug, field, "%s", sentence);
    *intake->last = problem;
    intake->last = &problem->next;
    intake->problems++;
    return ERR_NONE;
}

/* A batch usually tells of few people: the last links are remembered, so that each is proposed once. */
enum err intake_link(struct event_intake *intake, struct str anonymous_id, struct str external_id)
{
    enum { KEPT = sizeof intake->links / sizeof *intake->links };
    size_t kept = intake->links_count < KEPT ? intake->links_count : KEPT;
    for (size_t i = 0; i < kept; i++)
        if (str_equal(intake->links[i]->anonymous_id, anonymous_id))
            return ERR_NONE;
    struct customer_linked *link = arena_new_object(intake->arena, struct customer_linked);
    if (!link)
        return ERR_MEMORY;
    *link = (struct customer_linked){anonymous_id, external_id};
    if (intake_text(intake, &link->anonymous_id) != ERR_NONE || intake_text(intake, &link->external_id) != ERR_NONE)
        return ERR_MEMORY;
    intake->links[intake->links_count++ % KEPT] = link;
    return intake_fact(intake, FACT_CUSTOMER_LINKED, link);
}

/* A name that is not among the last ones gets another count, which is as good: they add up. */
static struct event_count *count_of(struct event_intake *intake, struct str name)
{
    enum { KEPT = sizeof intake->names / sizeof *intake->names };
    size_t kept = intake->names_count < KEPT ? intake->names_count : KEPT;
    for (size_t i = 0; i < kept; i++)
        if (str_equal(intake->names[i]->name, name))
            return intake->names[i];
    struct event_count *count = arena_new_object(intake->arena, struct event_count);
    if (!count || !(count->name = str_keep(intake->arena, name)).at)
        return NULL;
    count->next = intake->counts->first;
    intake->counts->first = count;
    intake->names[intake->names_count++ % KEPT] = count;
    return count;
}

static enum err texts_keep(struct event_intake *intake, struct event_received *event)
{
    event->counts = intake->counts;
    event->count = count_of(intake, event->name);
    if (!event->count)
        return ERR_MEMORY;
    event->name = event->count->name;
    enum err err = intake_text(intake, &event->user_id);
    return err == ERR_NONE ? intake_text(intake, &event->anonymous_id) : err;
}

/* What a rule may look at in the turn. */
static enum err tree_keep(struct event_intake *intake, const json_t **tree, bool ruled)
{
    if (*tree && ruled)
        return json_keep(intake->arena, json_incref((json_t *)*tree));
    *tree = NULL;
    return ERR_NONE;
}

enum err intake_event(struct event_intake *intake, struct event_received *event)
{
    bool ruled = listen_event_has_rule(intake->listen, intake->workspace_id, event->name);
    enum err err = texts_keep(intake, event);
    if (err == ERR_NONE)
        err = tree_keep(intake, &event->properties, ruled);
    if (err == ERR_NONE)
        err = tree_keep(intake, &event->context, ruled);
    if (err == ERR_NONE && event->user_id.length && event->anonymous_id.length)
        err = intake_link(intake, event->anonymous_id, event->user_id);
    if (err == ERR_NONE)
        err = intake_fact(intake, FACT_EVENT_RECEIVED, event);
    if (err == ERR_NONE && ruled)
        err = intake_fact(intake, FACT_ENCOUNTER_HAPPENED, event_encounter(intake->arena, event, 0));
    intake->counts->waiting += ruled ? 2 : 1;
    return err;
}

void intake_key(const char *sender, struct str a, struct str b, unsigned char key[EVENT_KEY_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, EVENT_KEY_SIZE);
    crypto_generichash_update(&state, (const unsigned char *)sender, strlen(sender) + 1);
    crypto_generichash_update(&state, (const unsigned char *)a.at, a.length);
    crypto_generichash_update(&state, (const unsigned char *)"", 1);
    crypto_generichash_update(&state, (const unsigned char *)b.at, b.length);
    crypto_generichash_final(&state, key, EVENT_KEY_SIZE);
}
