/* Accounts, keys, units, and the audit trail. */
#include "api/answer.h"

#include "flow.sql.h"
#include "listen/listen.h"
#include "people/password.h"
#include "people/token.h"

enum { UNIT_NAME_MAX = 200 };

/* Lists: items with commas between them. */
struct listing {
    const struct call *call;
    struct buf out;
    const char *between;
};

static struct listing listing_begin(const struct call *call)
{
    struct listing listing = {call, buf_new(ANSWER_MAX), ""};
    buf_add_text(&listing.out, "{\"items\":[");
    return listing;
}

static void listing_next(struct listing *listing)
{
    buf_add_text(&listing->out, listing->between);
    listing->between = ",";
}

/* ---- accounts ---- */

static void put_account(struct buf *out, const struct account *account)
{
    buf_printf(out, "{\"id\":%lld", (long long)account->id);
    put_text(out, "email", account->email);
    put_text(out, "name", account->name);
    put_text(out, "role", str_of(person_role_name(account->role)));
    put_text(out, "language", account->language);
    buf_printf(out, ",\"disabled\":%s", account->disabled ? "true" : "false");
    put_texts(out, "touchpoints", account->touchpoints);
    put_texts(out, "units", account->units);
    buf_add_char(out, '}');
}

static bool account_item(void *context, const struct account *account)
{
    struct listing *listing = context;
    listing_next(listing);
    put_account(&listing->out, account);
    return true;
}

void op_account_list(struct call *call)
{
    struct listing listing = listing_begin(call);
    people_accounts(flow_people(call->flow), call->principal.workspace_id, account_item, &listing);
    buf_add_text(&listing.out, "]}");
    call_json(call, 200, &listing.out, 0);
}

static void account_answer(struct call *call, int status, int64_t id)
{
    const struct account *account = people_account(flow_people(call->flow), call->principal.workspace_id, id);
    struct buf out = buf_new(ANSWER_MAX);
    if (!account) { /* removed since, and now its making is repeated */
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    put_account(&out, account);
    call_json(call, status, &out, account->revision);
}

/* Units are checked by people's store; touchpoints are listen's. */
static enum err touchpoints_check(struct call *call, struct str_list list, struct fault *why)
{
    for (size_t i = 0; i < list.count; i++)
        if (!listen_touchpoint(flow_listen(call->flow), call->principal.workspace_id, list.items[i]))
            return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoints", "There is no touchpoint \"%.*s\".",
                             STR_ARGS(list.items[i]));
    return ERR_NONE;
}

struct adding {
    struct call *call;
    struct account_added body;
    struct str password;
    char hash[PASSWORD_HASH_SIZE];
};

static void account_added_done(struct call *call, struct proposal *proposal)
{
    account_answer(call, 201, proposal->facts[0].subject_id);
}

static void account_add_work(void *context)
{
    struct adding *adding = context;
    struct call *call = adding->call;
    struct proposal *proposal = call_proposal(call, 1);
    if (!proposal || password_hash(password_cost_default, flow_random(call->flow), adding->password, adding->hash) != ERR_NONE) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    adding->body.password_hash = str_of(adding->hash);
    proposal->facts[0].kind = FACT_ACCOUNT_ADDED;
    proposal->facts[0].body = &adding->body;
    call_propose(call, proposal, account_added_done);
}

void op_account_add(struct call *call)
{
    const struct account_in *in = call->body;
    struct adding *adding = arena_new_object(call->arena, struct adding);
    struct fault why = {0};
    enum err err = adding ? email_fold(call->arena, in->email, &adding->body.email, &why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = touchpoints_check(call, in->touchpoints, &why);
    if (err != ERR_NONE) {
        call_refuse(call, err, &why);
        return;
    }
    struct account_added *body = &adding->body;
    adding->call = call;
    adding->password = in->password;
    body->name = in->name;
    body->language = in->language.at ? in->language : STR(""); /* of the browser, until somebody says otherwise */
    body->touchpoints = in->touchpoints;
    body->units = in->units;
    must(person_role_of(in->role, &body->role)); /* the contract knows the same four */
    call_work(call, account_add_work, adding);
}

struct changing {
    struct call *call;
    struct account_changed changed;
    struct password_changed password;
    struct str fresh; /* empty: the password stays */
    char hash[PASSWORD_HASH_SIZE];
};

static void account_changed_done(struct call *call, struct proposal *proposal)
{
    account_answer(call, 200, proposal->facts[0].subject_id);
}

static void account_change_propose(struct changing *changing)
{
    struct call *call = changing->call;
    struct proposal *proposal = call_proposal(call, changing->fresh.length ? 2 : 1);
    if (!proposal) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    proposal->facts[0].kind = FACT_ACCOUNT_CHANGED;
    proposal->facts[0].body = &changing->changed;
    if (changing->fresh.length) {
        proposal->facts[1].kind = FACT_PASSWORD_CHANGED;
        proposal->facts[1].body = &changing->password;
    }
    call_propose(call, proposal, account_changed_done);
}

static void account_change_work(void *context)
{
    struct changing *changing = context;
    struct call *call = changing->call;
    if (password_hash(password_cost_default, flow_random(call->flow), changing->fresh, changing->hash) != ERR_NONE) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    bool own = call->principal.kind == PRINCIPAL_ACCOUNT && call->principal.id == changing->changed.account_id;
    changing->password = (struct password_changed){.account_id = changing->changed.account_id,
                                                   .password_hash = str_of(changing->hash),
                                                   .session_kept = own ? call->principal.session_id : 0};
    account_change_propose(changing);
}

static void change_fill(struct changing *changing, const struct account_change *in, int64_t id)
{
    changing->changed = (struct account_changed){.account_id = id,
                                                 .name = in->name,
                                                 .language = in->language,
                                                 .has_role = in->role.at != NULL,
                                                 .has_disabled = in->has_disabled,
                                                 .disabled = in->disabled,
                                                 .touchpoints = in->touchpoints,
                                                 .units = in->units};
    must(!in->role.at || person_role_of(in->role, &changing->changed.role));
    changing->fresh = in->password;
}

void op_account_change(struct call *call)
{
    const struct account_change *in = call->body;
    int64_t id = call_integer(call->path[0]);
    struct fault why = {0};
    struct changing *changing = arena_new_object(call->arena, struct changing);
    enum err err = changing ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && !people_account(flow_people(call->flow), call->principal.workspace_id, id))
        err = ERR_NOT_FOUND;
    if (err == ERR_NONE)
        err = touchpoints_check(call, in->touchpoints, &why);
    if (err != ERR_NONE) {
        call_refuse(call, err, &why);
        return;
    }
    changing->call = call;
    change_fill(changing, in, id);
    if (in->password.length)
        call_work(call, account_change_work, changing);
    else
        account_change_propose(changing);
}

static void empty_done(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    call_empty(call);
}

/* One fact whose body is the id in the path, answered with nothing. */
static void id_propose(struct call *call, enum fact_kind kind, int64_t id)
{
    struct proposal *proposal = call_proposal(call, 1);
    int64_t *body = arena_copy(call->arena, &id, sizeof id);
    if (!proposal || !body) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    proposal->facts[0].kind = kind;
    proposal->facts[0].body = body;
    call_propose(call, proposal, empty_done);
}
_Static_assert(sizeof(struct account_removed) == sizeof(int64_t) && sizeof(struct key_revoked) == sizeof(int64_t), "bodies are one id");

void op_account_remove(struct call *call)
{
    int64_t id = call_integer(call->path[0]);
    if (people_account(flow_people(call->flow), call->principal.workspace_id, id))
        id_propose(call, FACT_ACCOUNT_REMOVED, id);
    else
        call_fail_code(call, ERR_NOT_FOUND);
}

/* ---- keys ---- */

static void put_key(struct buf *out, const struct key *key, const char *secret)
{
    buf_printf(out, "{\"id\":%lld", (long long)key->id);
    put_text(out, "name", key->name);
    put_text(out, "role", str_of(person_role_name(key->role)));
    put_moment(out, "created_at", key->created_at_ms);
    if (key->expires_at_ms)
        put_moment(out, "expires_at", key->expires_at_ms);
    buf_printf(out, ",\"revoked\":%s", key->revoked_at_ms ? "true" : "false");
    if (secret)
        put_text(out, "key", str_of(secret));
    buf_add_char(out, '}');
}

static bool key_item(void *context, const struct key *key)
{
    struct listing *listing = context;
    listing_next(listing);
    put_key(&listing->out, key, NULL);
    return true;
}

void op_key_list(struct call *call)
{
    struct listing listing = listing_begin(call);
    people_keys(flow_people(call->flow), call->principal.workspace_id, key_item, &listing);
    buf_add_text(&listing.out, "]}");
    call_json(call, 200, &listing.out, 0);
}

struct key_adding {
    struct key_added body;
    char secret[KEY_SIZE];
};

/* The secret is shown this once: a repeat under the same Idempotency-Key gets the key without it. */
static void key_added_done(struct call *call, struct proposal *proposal)
{
    const struct fact *fact = &proposal->facts[0];
    const struct key_adding *adding = fact->body;
    const struct key *key = people_key_by_id(flow_people(call->flow), call->principal.workspace_id, fact->subject_id);
    struct buf out = buf_new(ANSWER_MAX);
    must(key); /* keys are never removed */
    put_key(&out, key, fact->repeated ? NULL : adding->secret);
    call_json(call, 201, &out, 0);
}

void op_key_add(struct call *call)
{
    const struct key_in *in = call->body;
    struct proposal *proposal = call_proposal(call, 1);
    struct key_adding *adding = arena_new_object(call->arena, struct key_adding);
    if (!proposal || !adding) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    adding->body = (struct key_added){.name = in->name, .expires_at_ms = in->has_expires_at ? in->expires_at : 0};
    must(key_role_of(in->role, &adding->body.role));
    key_new(flow_random(call->flow), adding->secret);
    token_hash(str_of(adding->secret), adding->body.hash);
    proposal->facts[0].kind = FACT_KEY_ADDED;
    proposal->facts[0].body = &adding->body;
    call_propose(call, proposal, key_added_done);
}

void op_key_revoke(struct call *call)
{
    int64_t id = call_integer(call->path[0]);
    const struct key *key = people_key_by_id(flow_people(call->flow), call->principal.workspace_id, id);
    if (key && !key->revoked_at_ms)
        id_propose(call, FACT_KEY_REVOKED, id);
    else
        call_fail_code(call, ERR_NOT_FOUND);
}

/* ---- units ---- */

static void put_unit(struct buf *out, const struct unit *unit)
{
    buf_printf(out, "{\"id\":%lld", (long long)unit->id);
    put_text(out, "slug", unit->slug);
    buf_add_text(out, ",\"name\":");
    buf_add_str(out, unit->name_json);
    buf_add_char(out, '}');
}

static bool unit_item(void *context, const struct unit *unit)
{
    struct listing *listing = context;
    if (!principal_sees_unit(&listing->call->principal, unit->slug))
        return true;
    listing_next(listing);
    put_unit(&listing->out, unit);
    return true;
}

void op_unit_list(struct call *call)
{
    struct listing listing = listing_begin(call);
    people_units(flow_people(call->flow), call->principal.workspace_id, unit_item, &listing);
    buf_add_text(&listing.out, "]}");
    call_json(call, 200, &listing.out, 0);
}

static enum err name_check(const json_t *name, struct fault *why)
{
    const char *language;
    json_t *text;
    if (!json_object_size(name))
        return fault_set(why, ERR_INVALID, "required", "name", "Give the unit a name in at least one language.");
    json_object_foreach((json_t *)name, language, text)
    {
        size_t length = json_is_string(text) ? str_characters(json_str(text)) : 0;
        if (length >= 1 && length <= UNIT_NAME_MAX && strlen(language) <= 10)
            continue;
        return fault_set(why, ERR_INVALID, "not_a_text", "name", "Each name must be a text of 1 to %d characters.", UNIT_NAME_MAX);
    }
    return ERR_NONE;
}

static enum err name_json(struct arena *arena, const json_t *name, struct str *json)
{
    struct buf out = buf_new(65536);
    json_put_tree(&out, name);
    *json = out.failed ? (struct str){0} : str_keep(arena, buf_str(&out));
    buf_free(&out);
    return json->at ? ERR_NONE : ERR_MEMORY;
}

static void unit_put_done(struct call *call, struct proposal *proposal)
{
    struct buf out = buf_new(ANSWER_MAX);
    const struct unit *unit = people_unit_by_id(flow_people(call->flow), call->principal.workspace_id, proposal->facts[0].subject_id);
    must(unit); /* units are never removed */
    put_unit(&out, unit);
    call_json(call, proposal->facts[0].kind == FACT_UNIT_ADDED ? 201 : 200, &out, unit->revision);
}

static void unit_put(struct call *call, enum fact_kind kind, struct str slug, const json_t *name)
{
    struct fault why = {0};
    struct proposal *proposal = call_proposal(call, 1);
    struct unit_put *body = arena_new_object(call->arena, struct unit_put);
    enum err err = proposal && body ? name_check(name, &why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = name_json(call->arena, name, &body->name_json);
    if (err != ERR_NONE) {
        call_refuse(call, err, &why);
        return;
    }
    body->slug = slug;
    proposal->facts[0].kind = kind;
    proposal->facts[0].body = body;
    call_propose(call, proposal, unit_put_done);
}

void op_unit_add(struct call *call)
{
    const struct unit_in *in = call->body;
    unit_put(call, FACT_UNIT_ADDED, in->slug, in->name);
}

void op_unit_change(struct call *call)
{
    const struct unit_change *in = call->body;
    unit_put(call, FACT_UNIT_CHANGED, call->path[0], in->name);
}

/* ---- audit ---- */

struct audit {
    struct buf out;
    int64_t rows, limit, last;
};

static const char *actor_kind_name(int64_t kind)
{
    switch ((enum actor_kind)kind) {
    case ACTOR_ACCOUNT:
        return "account";
    case ACTOR_KEY:
        return "key";
    case ACTOR_RESPONDENT:
        return "respondent";
    case ACTOR_SYSTEM:
        break;
    }
    return "system";
}

static void put_actor(struct buf *out, int64_t kind, int64_t id)
{
    buf_printf(out, ",\"actor\":\"%s", actor_kind_name(kind));
    if (id)
        buf_printf(out, ":%lld", (long long)id);
    buf_add_char(out, '"');
}

static bool audit_row(void *context, const struct fact_before_row *row)
{
    struct audit *audit = context;
    const char *kind = fact_name((enum fact_kind)row->kind);
    if (audit->rows++ == audit->limit) /* one more than asked for: there is a next page */
        return false;
    buf_printf(&audit->out, "%s{\"number\":%lld", audit->rows > 1 ? "," : "", (long long)row->number);
    put_moment(&audit->out, "at", row->at);
    put_text(&audit->out, "kind", str_of(kind ? kind : "unknown"));
    put_actor(&audit->out, row->actor_kind, row->actor_id);
    buf_printf(&audit->out, ",\"subject\":%lld,\"payload\":", (long long)row->subject_id);
    buf_add_str(&audit->out, row->payload);
    buf_add_char(&audit->out, '}');
    audit->last = row->number;
    return true;
}

void op_audit_list(struct call *call)
{
    const struct audit_list_query *query = call->query;
    struct audit audit = {buf_new(ANSWER_MAX), 0, query->has_limit ? query->limit : 50, 0};
    int64_t before = call_cursor(call, query->cursor);
    struct store *store = before < 0 ? NULL : call_store(call);
    if (!store)
        return; /* answered */
    buf_add_text(&audit.out, "{\"items\":[");
    enum err err =
        sql_fact_before(store, &(struct fact_before_in){call->principal.workspace_id, before, audit.limit + 1}, audit_row, &audit);
    call_store_give(call, store);
    if (err != ERR_NONE) {
        buf_free(&audit.out);
        call_fail_code(call, err);
        return;
    }
    buf_add_char(&audit.out, ']');
    if (audit.rows > audit.limit)
        buf_printf(&audit.out, ",\"next\":\"%lld\"", (long long)audit.last);
    buf_add_char(&audit.out, '}');
    call_json(call, 200, &audit.out, 0);
}
