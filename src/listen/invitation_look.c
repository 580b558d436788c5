#include "listen/invitation_look.h"
#include "listen/ask_inside.h"
#include "listen/customer.h"

enum { PAGE_ROWS = 500, PAGE_ARENA_MAX = 64 << 20 };

struct looking {
    struct store *store;
    const struct invitation_look *look;
    struct arena *arena; /* of the answer */
    struct arena *page;  /* of some rows */
    struct ask_contacts *contacts;
    struct invitation_seen *seen;
    int64_t last;
    size_t rows;
    enum err err;
};

/* ---- the condition ---- */

static bool path_known(void *context, struct str field)
{
    struct condition_path path;
    (void)context;
    return condition_path(field, &path) &&
           (path.root == FIELD_ROOT_CUSTOMER_ATTRIBUTES || path.root == FIELD_ROOT_LANGUAGE || path.root == FIELD_ROOT_CUSTOMER);
}

enum err invitation_look_condition(struct arena *arena, const json_t *tree, const struct condition **where, struct fault *why)
{
    enum err err = condition_read(arena, tree, path_known, NULL, where, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "where");
    return err;
}

struct sight {
    struct looking *looking;
    const struct customer *customer;
    struct ask_sight attributes;
};

static const json_t *text_of(struct sight *sight, struct str text)
{
    json_t *value = text.length ? json_stringn(text.at, text.length) : NULL;
    return value && json_keep(sight->looking->page, value) == ERR_NONE ? value : NULL;
}

static const json_t *value_of(void *context, struct str field)
{
    struct sight *sight = context;
    struct condition_path path;
    if (condition_path(field, &path) && path.root == FIELD_ROOT_LANGUAGE)
        return text_of(sight, sight->customer->language);
    if (path.root == FIELD_ROOT_CUSTOMER)
        return text_of(sight, sight->customer->external_id);
    return ask_value_of(&sight->attributes, field);
}

/* ---- one customer ---- */

static enum err not_asked(struct looking *l, struct str external_id, enum ask_reason reason)
{
    int64_t at = l->seen->not_asked[reason]++;
    if (at < LOOK_NAMED_MAX)
        l->seen->names[reason][at] = str_keep(l->arena, external_id);
    return ERR_NONE;
}

/* The first are told by name; the rest are counted, and looked at again from there. */
static void reached(struct looking *l, const struct customer *customer)
{
    struct invitation_seen *seen = l->seen;
    seen->reached++;
    if (seen->ids_count < INVITATIONS_MAX) {
        seen->ids[seen->ids_count++] = str_keep(l->arena, customer->external_id);
        l->last = customer->id;
    } else
        seen->next = l->last;
}

static enum err look_at(struct looking *l, struct sight *sight)
{
    const struct invitation_look *look = l->look;
    const struct customer *customer = sight->customer;
    const struct ask_judging judging = {l->store,      look->workspace_id, look->survey_id,   look->now_ms,
                                        look->channel, look->budget,       look->over_budget, l->contacts};
    struct ask_person person;
    struct str attributes;
    enum ask_reason reason = ASK_ASKED;
    l->seen->matched++;
    enum err err = ask_person_load(l->store, look->workspace_id, customer->id, l->page, &person, &attributes);
    if (err == ERR_NONE)
        err = ask_judge(&judging, customer->id, &person, &sight->attributes, &reason);
    if (err != ERR_NONE)
        return err;
    if (reason != ASK_ASKED)
        return not_asked(l, customer->external_id, reason);
    reached(l, customer);
    return ERR_NONE;
}

static bool customer_row(void *context, const struct customer *customer)
{
    struct looking *l = context;
    struct sight sight = {l, customer, {.customer_attributes = customer->attributes, .arena = l->page}};
    l->rows++;
    if (condition_holds(l->look->where, value_of, &sight))
        l->err = look_at(l, &sight);
    return l->err == ERR_NONE;
}

/* ---- all of them ---- */

struct place {
    struct looking *looking;
    int64_t before;
};

static bool place_row(void *context, const struct customer *customer)
{
    struct place *place = context;
    place->before = customer->id;
    return customer_row(place->looking, customer);
}

/* What some rows needed is given back before the next. */
static enum err page_anew(struct looking *l)
{
    arena_free(l->page);
    l->page = arena_new(PAGE_ARENA_MAX);
    return l->page ? ERR_NONE : ERR_MEMORY;
}

static enum err chosen_look(struct looking *l)
{
    struct place place = {l, l->look->before};
    enum err err = ERR_NONE;
    do {
        l->rows = 0;
        err = page_anew(l);
        if (err == ERR_NONE)
            err = listen_customers(l->store, l->look->workspace_id, place.before, PAGE_ROWS, place_row, &place);
    } while (err == ERR_NONE && l->err == ERR_NONE && l->rows == PAGE_ROWS);
    return err == ERR_NONE ? l->err : err;
}

static enum err named_look(struct looking *l)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < l->look->named_count; i++) {
        struct customer customer;
        err = page_anew(l);
        if (err == ERR_NONE)
            err = listen_customer(l->store, l->look->workspace_id, l->look->named[i], l->page, &customer);
        if (err == ERR_NOT_FOUND) {
            l->seen->matched++;
            err = not_asked(l, l->look->named[i], ASK_UNKNOWN_CUSTOMER);
        } else if (err == ERR_NONE) {
            customer_row(l, &customer);
            err = l->err;
        }
    }
    return err;
}

enum err listen_invitation_look(struct store *store, const struct invitation_look *look, struct arena *arena, struct invitation_seen *seen)
{
    struct looking l = {.store = store, .look = look, .arena = arena, .seen = seen};
    l.contacts = arena_new_object(arena, struct ask_contacts);
    *seen = (struct invitation_seen){0};
    enum err err = !l.contacts ? ERR_MEMORY : look->named ? named_look(&l) : chosen_look(&l);
    arena_free(l.page);
    return err;
}
