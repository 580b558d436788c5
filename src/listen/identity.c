/* Who sent it: what systems tell of their customers, and anonymous ids that turn out to be one of them. */
#include "event.sql.h"
#include "listen/answer.h"
#include "listen/customer.h"
#include "listen/event.h"
#include "listen/inside.h"

static struct str given_or(struct str given, struct str stored)
{
    return given.at ? given : stored;
}

/* Null takes an attribute away. What there is no room for is noted, by its name. */
static enum err merge(struct store *store, const struct fact *fact, json_t *into, const json_t *from)
{
    const char *name;
    json_t *value;
    enum err err = ERR_NONE;
    json_object_foreach((json_t *)from, name, value)
    {
        if (json_is_null(value))
            (void)json_object_del(into, name);
        else if (json_object_get(into, name) || json_object_size(into) < ATTRIBUTES_MAX)
            err = json_object_set(into, name, value) == 0 ? ERR_NONE : ERR_MEMORY;
        else {
            struct event_problem problem = {.name = STR("identify")};
            fault_fill(&problem.fault, ERR_INVALID, "too_many", name, "A customer can have at most %d attributes.", ATTRIBUTES_MAX);
            err = event_problem_note(store, fact, &problem);
        }
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err attributes_merged(struct store *store, const struct fact *fact, struct arena *arena, struct str stored, struct str *merged)
{
    const struct customer_identified *c = fact->body;
    json_t *tree = NULL;
    *merged = stored;
    if (!c->attributes)
        return ERR_NONE;
    enum err err = stored.length ? json_read(arena, stored, &tree, NULL) : json_keep(arena, tree = json_object());
    if (err == ERR_NONE)
        err = merge(store, fact, tree, c->attributes);
    if (err != ERR_NONE)
        return err;
    *merged = json_object_size(tree) ? json_kept(arena, tree) : (struct str){0};
    return json_object_size(tree) && !merged->at ? ERR_MEMORY : ERR_NONE;
}

static enum err identified_store(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct customer_identified *c = fact->body;
    struct customer_whole_row row;
    struct str attributes;
    enum err err = customer_find_or_make(store, fact->workspace_id, c->external_id, fact->at_ms, &fact->subject_id);
    if (err == ERR_NONE)
        err = sql_customer_whole(store, &(struct customer_whole_in){fact->workspace_id, fact->subject_id}, arena, &row);
    if (err == ERR_NONE)
        err = attributes_merged(store, fact, arena, row.attributes, &attributes);
    if (err == ERR_NONE)
        err = customer_margins_store(store, fact->workspace_id, fact->subject_id, &c->margins);
    if (err != ERR_NONE)
        return err;
    return customer_change(store, fact->workspace_id,
                           &(struct customer){.id = fact->subject_id,
                                              .name = given_or(c->name, row.name),
                                              .email = given_or(c->email, row.email),
                                              .phone = given_or(c->phone, row.phone),
                                              .language = given_or(c->language, row.language),
                                              .attributes = attributes,
                                              .has_margin = c->has_margin || row.has_margin,
                                              .margin = c->has_margin ? c->margin : row.margin,
                                              .consent_surveys = c->has_consent ? c->consent_surveys : row.consent_surveys,
                                              .contact_ban = c->contact_ban || row.contact_ban,
                                              .complaint_open = c->has_complaint ? c->complaint_open : row.complaint_open});
}

static enum err linked_store(struct store *store, struct fact *fact)
{
    const struct customer_linked *link = fact->body;
    struct customer_link_find_row known = {0};
    enum err err = sql_customer_link_find(store, &(struct customer_link_find_in){fact->workspace_id, link->anonymous_id}, NULL, &known);
    fact->repeated = err == ERR_NONE;
    fact->subject_id = known.customer_id;
    if (err != ERR_NOT_FOUND)
        return err;
    err = customer_find_or_make(store, fact->workspace_id, link->external_id, fact->at_ms, &fact->subject_id);
    int64_t ws = fact->workspace_id, id = fact->subject_id;
    if (err == ERR_NONE)
        err = sql_customer_link_insert(store, &(struct customer_link_insert_in){ws, link->anonymous_id, id, fact->at_ms}, NULL);
    if (err == ERR_NONE)
        err = sql_event_encounters_join(store, &(struct event_encounters_join_in){ws, link->anonymous_id, id}, NULL);
    return err == ERR_NONE ? sql_event_join(store, &(struct event_join_in){ws, link->anonymous_id, id}, NULL) : err;
}

enum err identity_store(struct store *store, struct fact *fact, struct arena *arena)
{
    return fact->kind == FACT_CUSTOMER_IDENTIFIED ? identified_store(store, fact, arena) : linked_store(store, fact);
}
