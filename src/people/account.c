#include "people/memory.h"

#include "people.sql.h"
#include "understand/board.h"

#include <stdlib.h>

/* ---- memory ---- */

struct account *account_at(const struct people *people, int64_t workspace_id, int64_t id)
{
    return map_get(people->accounts, place_str(&(struct place){workspace_id, id}));
}

void account_free(void *object)
{
    struct account *account = object;
    owned_text_free(&account->email);
    owned_text_free(&account->name);
    owned_text_free(&account->language);
    owned_text_free(&account->password_hash);
    owned_list_free(&account->touchpoints);
    owned_list_free(&account->units);
    free(account);
}

static void text_replace(struct str *old, struct str fresh)
{
    struct str copy = owned_text(fresh);
    owned_text_free(old);
    *old = copy;
}

static void list_replace(struct str_list *old, struct str_list fresh)
{
    struct str_list copy = owned_list(fresh);
    owned_list_free(old);
    *old = copy;
}

/* Takes a description that borrows, keeps a copy that owns. */
static void account_keep(struct people *people, const struct account *described)
{
    struct account *account = owned_new(sizeof *account);
    *account = *described;
    account->email = owned_text(described->email);
    account->name = owned_text(described->name);
    account->language = owned_text(described->language);
    account->password_hash = owned_text(described->password_hash);
    account->touchpoints = owned_list(described->touchpoints);
    account->units = owned_list(described->units);
    owned_put(people->accounts, place_str(&(struct place){account->workspace_id, account->id}), account);
    owned_put(people->emails, account->email, account);
}

struct loading {
    struct people *people;
    enum err err;
};

static bool account_seen(void *context, const struct account_all_row *row)
{
    struct loading *loading = context;
    struct account account = {.workspace_id = row->workspace_id,
                              .id = row->id,
                              .revision = row->revision,
                              .email = row->email,
                              .name = row->name,
                              .language = row->language,
                              .role = (enum person_role)row->role,
                              .disabled = row->disabled != 0,
                              .password_hash = row->password_hash};
    struct arena *arena = arena_new(1 << 20);
    loading->err = arena ? slugs_read(arena, row->touchpoints, &account.touchpoints) : ERR_MEMORY;
    if (loading->err == ERR_NONE)
        loading->err = slugs_read(arena, row->units, &account.units);
    if (loading->err == ERR_NONE)
        account_keep(loading->people, &account);
    arena_free(arena);
    return loading->err == ERR_NONE;
}

enum err account_load(struct people *people, struct store *store)
{
    struct loading loading = {people, ERR_NONE};
    enum err err = sql_account_all(store, NULL, account_seen, &loading);
    return err != ERR_NONE ? err : loading.err;
}

static void apply_added(struct people *people, const struct fact *fact)
{
    const struct account_added *body = fact->body;
    account_keep(people, &(struct account){.workspace_id = fact->workspace_id,
                                           .id = fact->number,
                                           .revision = fact->number,
                                           .email = body->email,
                                           .name = body->name,
                                           .language = body->language,
                                           .role = body->role,
                                           .touchpoints = body->touchpoints,
                                           .units = body->units,
                                           .password_hash = body->password_hash});
}

static void apply_changed(struct people *people, struct account *account, const struct fact *fact)
{
    const struct account_changed *body = fact->body;
    account->revision = fact->number;
    if (body->name.at)
        text_replace(&account->name, body->name);
    if (body->language.at)
        text_replace(&account->language, body->language);
    if (body->has_role)
        account->role = body->role;
    if (body->touchpoints.items)
        list_replace(&account->touchpoints, body->touchpoints);
    if (body->units.items)
        list_replace(&account->units, body->units);
    if (body->has_disabled)
        account->disabled = body->disabled;
    if (account->disabled)
        sessions_end(people, account, 0);
}

void account_apply(struct people *people, const struct fact *fact)
{
    struct account *account = account_at(people, fact->workspace_id, fact->subject_id);
    if (fact->kind == FACT_ACCOUNT_ADDED)
        apply_added(people, fact);
    else if (!account)
        return;
    else if (fact->kind == FACT_ACCOUNT_CHANGED)
        apply_changed(people, account, fact);
    else if (fact->kind == FACT_PASSWORD_CHANGED) {
        const struct password_changed *body = fact->body;
        text_replace(&account->password_hash, body->password_hash);
        sessions_end(people, account, body->session_kept);
    } else {
        sessions_end(people, account, 0);
        map_remove(people->emails, account->email);
        map_remove(people->accounts, place_str(&(struct place){account->workspace_id, account->id}));
        account_free(account);
    }
}

/* ---- store ---- */

static enum err missing(struct fault *why)
{
    return fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such account.");
}

static enum err account_get(struct store *store, const struct fact *fact, int64_t id, struct arena *arena, struct account_get_row *row,
                            struct fault *why)
{
    enum err err = sql_account_get(store, &(struct account_get_in){fact->workspace_id, id}, arena, row);
    return err == ERR_NOT_FOUND ? missing(why) : err;
}

static enum err slugs_check(struct str_list list, const char *field, struct fault *why)
{
    for (size_t i = 0; i < list.count; i++)
        if (!str_slug(list.items[i]))
            return fault_set(why, ERR_INVALID, "not_a_slug", field, "The list \"%s\" has an entry that is not a slug.", field);
    return ERR_NONE;
}

static enum err units_check(struct store *store, const struct fact *fact, struct str_list units, struct arena *arena, struct fault *why)
{
    struct unit_of_slug_row row;
    enum err err = slugs_check(units, "units", why);
    for (size_t i = 0; err == ERR_NONE && i < units.count; i++) {
        err = sql_unit_of_slug(store, &(struct unit_of_slug_in){fact->workspace_id, units.items[i]}, arena, &row);
        if (err == ERR_NOT_FOUND)
            err = fault_set(why, ERR_INVALID, "unknown_unit", "units", "There is no unit \"%.*s\".", STR_ARGS(units.items[i]));
    }
    return err;
}

static enum err payload_role(struct fact *fact, struct arena *arena, enum person_role role)
{
    const char *text = arena_printf(arena, "{\"role\":\"%s\"}", person_role_name(role));
    fact->payload = str_of(text);
    return text ? ERR_NONE : ERR_MEMORY;
}

static enum err room_check(struct store *store, const struct fact *fact, struct arena *arena, struct fault *why)
{
    struct account_count_row row;
    enum err err = sql_account_count(store, &(struct account_count_in){fact->workspace_id}, arena, &row);
    if (err == ERR_NONE && row.count >= ACCOUNTS_MAX)
        err = fault_set(why, ERR_CONFLICT, "too_many", "", "A workspace can have at most %d accounts.", ACCOUNTS_MAX);
    return err;
}

static enum err email_check(struct store *store, struct str email, struct arena *arena, struct fault *why)
{
    struct account_of_email_row row;
    enum err err = sql_account_of_email(store, &(struct account_of_email_in){email}, arena, &row);
    if (err == ERR_NOT_FOUND)
        return ERR_NONE;
    if (err != ERR_NONE)
        return err;
    return fault_set(why, ERR_CONFLICT, "email_taken", "email", "This e-mail address is in use already.");
}

enum err account_add_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct account_added *body = fact->body;
    enum err err = email_check(store, body->email, arena, why);
    if (err == ERR_NONE)
        err = room_check(store, fact, arena, why);
    if (err == ERR_NONE)
        err = slugs_check(body->touchpoints, "touchpoints", why);
    if (err == ERR_NONE)
        err = units_check(store, fact, body->units, arena, why);
    if (err != ERR_NONE)
        return err;
    struct account_insert_in in = {fact->workspace_id,
                                   fact->number,
                                   body->email,
                                   body->name,
                                   body->language,
                                   body->role,
                                   slugs_json(arena, body->touchpoints),
                                   slugs_json(arena, body->units),
                                   body->password_hash};
    fact->subject_id = fact->number;
    err = in.touchpoints.at && in.units.at ? sql_account_insert(store, &in, NULL) : ERR_MEMORY;
    return err != ERR_NONE ? err : payload_role(fact, arena, body->role);
}

static enum err owner_check(struct store *store, const struct fact *fact, int64_t id, struct arena *arena, struct fault *why)
{
    struct owner_others_row row;
    enum err err = sql_owner_others(store, &(struct owner_others_in){fact->workspace_id, id}, arena, &row);
    if (err == ERR_NONE && row.count == 0)
        err = fault_set(why, ERR_CONFLICT, "last_owner", "role", "This is the last owner. Make somebody else an owner first.");
    return err;
}

static bool is_owner(int64_t role, int64_t disabled)
{
    return role == PERSON_OWNER && !disabled;
}

static enum err change_check(struct store *store, struct fact *fact, const struct account_get_row *old, struct arena *arena,
                             struct fault *why)
{
    const struct account_changed *body = fact->body;
    if (fact->expected_revision && old->revision != fact->expected_revision)
        return fault_set(why, ERR_STALE, "changed_meanwhile", "", "Somebody changed this account meanwhile. Read it again first.");
    int64_t role = body->has_role ? body->role : old->role, disabled = body->has_disabled ? body->disabled : old->disabled;
    enum err err = ERR_NONE;
    if (is_owner(old->role, old->disabled) && !is_owner(role, disabled))
        err = owner_check(store, fact, body->account_id, arena, why);
    if (err == ERR_NONE)
        err = slugs_check(body->touchpoints, "touchpoints", why);
    return err == ERR_NONE ? units_check(store, fact, body->units, arena, why) : err;
}

/* What moved, by name of the field: the words themselves stay out of the ledger. */
static enum err payload_changed(struct fact *fact, struct arena *arena)
{
    const struct account_changed *body = fact->body;
    const char *role = body->has_role ? arena_printf(arena, ",\"role\":\"%s\"", person_role_name(body->role)) : "";
    const char *disabled = !body->has_disabled ? "" : body->disabled ? ",\"disabled\":true" : ",\"disabled\":false";
    const char *text = role ? arena_printf(arena, "{\"name\":%s,\"scope\":%s%s%s}", body->name.at ? "true" : "false",
                                           body->touchpoints.items || body->units.items ? "true" : "false", role, disabled)
                            : NULL;
    fact->payload = str_of(text);
    return text ? ERR_NONE : ERR_MEMORY;
}

enum err account_change_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct account_changed *body = fact->body;
    struct account_get_row old;
    fact->subject_id = body->account_id;
    enum err err = account_get(store, fact, body->account_id, arena, &old, why);
    if (err == ERR_NONE)
        err = change_check(store, fact, &old, arena, why);
    if (err != ERR_NONE)
        return err;
    struct account_update_in in = {fact->workspace_id,
                                   body->account_id,
                                   body->name.at ? body->name : old.name,
                                   body->language.at ? body->language : old.language,
                                   body->has_role ? body->role : old.role,
                                   body->has_disabled ? body->disabled : old.disabled,
                                   body->touchpoints.items ? slugs_json(arena, body->touchpoints) : old.touchpoints,
                                   body->units.items ? slugs_json(arena, body->units) : old.units,
                                   fact->number};
    err = in.touchpoints.at && in.units.at ? sql_account_update(store, &in, NULL) : ERR_MEMORY;
    if (err == ERR_NONE && in.disabled)
        err = sql_session_delete_all(store, &(struct session_delete_all_in){fact->workspace_id, body->account_id, 0}, NULL);
    return err == ERR_NONE ? payload_changed(fact, arena) : err;
}

enum err account_remove_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct account_removed *body = fact->body;
    struct account_get_row old;
    fact->subject_id = body->account_id;
    enum err err = account_get(store, fact, body->account_id, arena, &old, why);
    if (err == ERR_NONE && is_owner(old.role, old.disabled))
        err = owner_check(store, fact, body->account_id, arena, why);
    if (err == ERR_NONE)
        err = sql_session_delete_all(store, &(struct session_delete_all_in){fact->workspace_id, body->account_id, 0}, NULL);
    if (err == ERR_NONE)
        err = owned_forget(store, fact->workspace_id, body->account_id);
    if (err == ERR_NONE)
        err = sql_account_delete(store, &(struct account_delete_in){fact->workspace_id, body->account_id}, NULL);
    return err;
}

enum err password_change_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct password_changed *body = fact->body;
    struct account_get_row old;
    fact->subject_id = body->account_id;
    enum err err = account_get(store, fact, body->account_id, arena, &old, why);
    if (err == ERR_NONE && body->verified_hash.length && !str_equal(body->verified_hash, old.password_hash))
        err = fault_set(why, ERR_UNAUTHENTICATED, "wrong_password", "current", "The password was changed meanwhile. Please sign in again.");
    if (err == ERR_NONE)
        err = sql_account_password(store, &(struct account_password_in){fact->workspace_id, body->account_id, body->password_hash}, NULL);
    if (err == ERR_NONE)
        err =
            sql_session_delete_all(store, &(struct session_delete_all_in){fact->workspace_id, body->account_id, body->session_kept}, NULL);
    return err;
}

/* ---- ask ---- */

const struct account *people_account(const struct people *people, int64_t workspace_id, int64_t id)
{
    return account_at(people, workspace_id, id);
}

const struct account *people_account_by_email(const struct people *people, struct str email)
{
    return map_get(people->emails, email);
}

struct asking {
    int64_t workspace_id;
    bool (*each)(void *context, const struct account *account);
    void *context;
};

static bool account_tell(void *context, struct str key, void *value)
{
    (void)key;
    const struct asking *asking = context;
    const struct account *account = value;
    return account->workspace_id != asking->workspace_id || asking->each(asking->context, account);
}

void people_accounts(const struct people *people, int64_t workspace_id, bool (*each)(void *context, const struct account *a), void *context)
{
    map_each(people->accounts, account_tell, &(struct asking){workspace_id, each, context});
}
