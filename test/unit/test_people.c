#include "people/password.h"
#include "people/people.h"
#include "people/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A little turn over the real store: begin, store, commit, apply. */
struct world {
    char place[64];
    struct store *store;
    struct people *people;
    struct arena *arena;
    int64_t number, now_ms;
    struct fault why;
    struct str payload;
};

static const int64_t start_ms = 1772352000000; /* 2026-03-01T08:00:00Z */

static void execute(const char *place, const char *sql)
{
    char path[96];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/kuulo.db", place);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    *w = (struct world){.place = "/tmp/kuulo-people-XXXXXX", .now_ms = start_ms, .arena = arena_new(16 << 20)};
    assert_non_null(mkdtemp(w->place));
    assert_int_equal(store_open(w->place, STORE_WRITE, &w->store, &w->why), ERR_NONE);
    execute(w->place,
            "INSERT INTO workspace (id, slug, name, time_zone, languages, created_at) VALUES (1, 'one', 'One', 'UTC', '[\"en\"]', 0),"
            "(2, 'two', 'Two', 'UTC', '[\"en\"]', 0)");
    assert_int_equal(people_open(w->store, &w->people, &w->why), ERR_NONE);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    char command[128];
    people_close(w->people);
    store_close(w->store);
    arena_free(w->arena);
    snprintf(command, sizeof command, "rm -r %s", w->place);
    int code = system(command);
    free(w);
    return code;
}

static enum err turn(struct world *w, int64_t workspace_id, enum fact_kind kind, void *body, int64_t *id)
{
    struct fact fact = {
        .kind = kind, .workspace_id = workspace_id, .number = ++w->number, .at_ms = w->now_ms, .actor = {ACTOR_SYSTEM, 0}, .body = body};
    w->why = (struct fault){0};
    assert_int_equal(store_begin(w->store), ERR_NONE);
    enum err err = people_store(w->people, w->store, &fact, w->arena, &w->why);
    if (err != ERR_NONE) {
        store_rollback(w->store);
        return err;
    }
    assert_int_equal(store_commit(w->store), ERR_NONE);
    if (!fact.repeated)
        people_apply(w->people, &fact);
    w->payload = fact.payload;
    if (id)
        *id = fact.subject_id;
    return ERR_NONE;
}

static void reload(struct world *w)
{
    people_close(w->people);
    assert_int_equal(people_open(w->store, &w->people, &w->why), ERR_NONE);
}

static int64_t add(struct world *w, int64_t workspace_id, const char *email, enum person_role role)
{
    struct account_added body = {
        .email = str_of(email), .name = STR("Some Body"), .language = STR("fi"), .role = role, .password_hash = STR("hash 1")};
    int64_t id = 0;
    assert_int_equal(turn(w, workspace_id, FACT_ACCOUNT_ADDED, &body, &id), ERR_NONE);
    return id;
}

static enum err sign_in(struct world *w, int64_t account_id, const char *token, const char *hash, int64_t *id)
{
    struct session_opened body = {.account_id = account_id, .verified_hash = str_of(hash)};
    token_hash(str_of(token), body.token_hash);
    return turn(w, 1, FACT_SESSION_OPENED, &body, id);
}

static struct session *session_of(struct world *w, const char *token)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    token_hash(str_of(token), hash);
    return people_session(w->people, hash, w->now_ms);
}

/* ---- secrets ---- */

static void counting_fill(struct randomness *random, void *bytes, size_t length)
{
    (void)random;
    for (size_t i = 0; i < length; i++)
        ((unsigned char *)bytes)[i] = (unsigned char)i;
}
static struct randomness counting = {counting_fill};
static const struct password_cost cheap = {1, 8192 * 2};

static void passwords_are_argon2id(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE];
    assert_int_equal(password_hash(password_cost_default, &counting, STR("correct horse"), hash), ERR_NONE);
    const char *expected = "$argon2id$v=19$m=65536,t=3,p=1$AAECAwQFBgcICQoLDA0ODw$";
    assert_memory_equal(hash, expected, strlen(expected));
    assert_int_equal(crypto_pwhash_str_verify(hash, "correct horse", 13), 0); /* the library's own reading of it */
    assert_true(password_fits(hash, STR("correct horse")));
    assert_false(password_fits(hash, STR("correct horsf")));
    assert_false(password_is_old(password_cost_default, hash));
    assert_true(password_is_old(cheap, hash));
}

static void composed_and_decomposed_letters_are_one_password(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE];
    assert_int_equal(password_hash(cheap, &counting, STR("p\xC3\xA4iv\xC3\xA4nkakkara"), hash), ERR_NONE); /* ä as one */
    assert_true(password_fits(hash, STR("pa\xCC\x88iva\xCC\x88nkakkara")));                                /* a and a mark */
    assert_false(password_fits(hash, STR("paivankakkara")));
}

static void nobody_has_a_hash_of_the_same_cost(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE];
    password_nobody(cheap, hash);
    assert_false(password_is_old(cheap, hash));
    assert_false(password_fits(hash, STR("")));
    assert_false(password_fits(hash, STR("password")));
}

static void tokens_hold_256_bits(void **state)
{
    (void)state;
    char token[TOKEN_SIZE], key[KEY_SIZE], hex[65];
    unsigned char hash[TOKEN_HASH_SIZE];
    token_new(&counting, token);
    assert_string_equal(token, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"); /* base64url of 00…1f */
    key_new(&counting, key);
    assert_string_equal(key, "kuulo_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    token_hash(STR("abc"), hash);
    assert_string_equal(sodium_bin2hex(hex, sizeof hex, hash, sizeof hash),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-2, B.1 */
}

static void addresses_are_folded(void **state)
{
    (void)state;
    struct arena *arena = arena_new(65536);
    struct str email;
    assert_int_equal(email_fold(arena, STR("  Maija.Meik\xC3\xA4l\xC3\xA4inen@Example.TEST "), &email, NULL), ERR_NONE);
    assert_true(str_is(email, "maija.meik\xC3\xA4l\xC3\xA4inen@example.test"));
    const char *wrong[] = {"", "@", "a@", "@b", "a b@c", "a@b@c", "a\n@b", "Name <a@b>"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(email_fold(arena, str_of(wrong[i]), &email, NULL), ERR_INVALID);
    arena_free(arena);
}

/* ---- accounts ---- */

static void accounts_are_found_again(void **state)
{
    struct world *w = *state;
    struct str slugs[] = {STR("store-visit"), STR("delivery")};
    struct account_added body = {.email = STR("w@example.test"),
                                 .name = STR("W"),
                                 .language = STR("sv"),
                                 .role = PERSON_WORKER,
                                 .touchpoints = {slugs, 2},
                                 .password_hash = STR("h")};
    int64_t id;
    assert_int_equal(turn(w, 1, FACT_ACCOUNT_ADDED, &body, &id), ERR_NONE);
    for (int i = 0; i < 2; i++, reload(w)) {
        const struct account *account = people_account_by_email(w->people, STR("w@example.test"));
        assert_non_null(account);
        assert_ptr_equal(account, people_account(w->people, 1, id));
        assert_null(people_account(w->people, 2, id));
        assert_int_equal(account->role, PERSON_WORKER);
        assert_int_equal(account->touchpoints.count, 2);
        assert_true(str_is(account->touchpoints.items[1], "delivery"));
        assert_int_equal(account->units.count, 0);
        assert_int_equal(account->revision, id);
    }
}

static void an_address_is_taken_once_in_the_installation(void **state)
{
    struct world *w = *state;
    add(w, 1, "a@example.test", PERSON_OWNER);
    struct account_added body = {.email = STR("a@example.test"), .role = PERSON_OWNER, .password_hash = STR("h")};
    assert_int_equal(turn(w, 2, FACT_ACCOUNT_ADDED, &body, NULL), ERR_CONFLICT);
    assert_string_equal(w->why.slug, "email_taken");
}

static void the_ledger_gets_no_personal_data(void **state)
{
    struct world *w = *state;
    int64_t id = add(w, 1, "a@example.test", PERSON_OWNER);
    assert_true(str_is(w->payload, "{\"role\":\"owner\"}"));
    add(w, 1, "b@example.test", PERSON_OWNER);
    struct account_changed change = {.account_id = id, .name = STR("New Name"), .has_role = true, .role = PERSON_VIEWER};
    assert_int_equal(turn(w, 1, FACT_ACCOUNT_CHANGED, &change, NULL), ERR_NONE);
    assert_true(str_is(w->payload, "{\"name\":true,\"scope\":false,\"role\":\"viewer\"}"));
}

static enum err change_role(struct world *w, int64_t id, enum person_role role)
{
    return turn(w, 1, FACT_ACCOUNT_CHANGED, &(struct account_changed){.account_id = id, .has_role = true, .role = role}, NULL);
}

static enum err disable(struct world *w, int64_t id, bool disabled)
{
    return turn(w, 1, FACT_ACCOUNT_CHANGED, &(struct account_changed){.account_id = id, .has_disabled = true, .disabled = disabled}, NULL);
}

static void a_workspace_keeps_an_owner(void **state)
{
    struct world *w = *state;
    int64_t first = add(w, 1, "a@example.test", PERSON_OWNER), second;
    add(w, 2, "other@example.test", PERSON_OWNER); /* another workspace's owner is no help */
    assert_int_equal(change_role(w, first, PERSON_MANAGER), ERR_CONFLICT);
    assert_string_equal(w->why.slug, "last_owner");
    assert_int_equal(disable(w, first, true), ERR_CONFLICT);
    assert_int_equal(turn(w, 1, FACT_ACCOUNT_REMOVED, &(struct account_removed){first}, NULL), ERR_CONFLICT);
    assert_int_equal(change_role(w, first, PERSON_OWNER), ERR_NONE);
    second = add(w, 1, "b@example.test", PERSON_OWNER);
    assert_int_equal(disable(w, second, true), ERR_NONE);
    assert_int_equal(change_role(w, first, PERSON_VIEWER), ERR_CONFLICT); /* a disabled owner cannot sign in */
    assert_int_equal(disable(w, second, false), ERR_NONE);
    assert_int_equal(turn(w, 1, FACT_ACCOUNT_REMOVED, &(struct account_removed){first}, NULL), ERR_NONE);
    assert_null(people_account_by_email(w->people, STR("a@example.test")));
    reload(w);
    assert_null(people_account(w->people, 1, first));
}

static void changes_are_refused_when_stale(void **state)
{
    struct world *w = *state;
    int64_t id = add(w, 1, "a@example.test", PERSON_OWNER);
    struct account_changed body = {.account_id = id, .name = STR("N")};
    struct fact fact = {.kind = FACT_ACCOUNT_CHANGED, .workspace_id = 1, .number = 90, .expected_revision = id + 1, .body = &body};
    assert_int_equal(store_begin(w->store), ERR_NONE);
    assert_int_equal(people_store(w->people, w->store, &fact, w->arena, &w->why), ERR_STALE);
    fact.expected_revision = id;
    assert_int_equal(people_store(w->people, w->store, &fact, w->arena, &w->why), ERR_NONE);
    fact.number = 91; /* in the same transaction: memory does not know yet, the store does */
    assert_int_equal(people_store(w->people, w->store, &fact, w->arena, &w->why), ERR_STALE);
    store_rollback(w->store);
}

static void foreign_is_missing(void **state)
{
    struct world *w = *state;
    int64_t id = add(w, 1, "a@example.test", PERSON_OWNER), session;
    add(w, 1, "b@example.test", PERSON_OWNER);
    assert_int_equal(sign_in(w, id, "t", "hash 1", &session), ERR_NONE);
    struct account_changed change = {.account_id = id, .name = STR("Mine")};
    assert_int_equal(turn(w, 2, FACT_ACCOUNT_CHANGED, &change, NULL), ERR_NOT_FOUND);
    assert_int_equal(turn(w, 2, FACT_ACCOUNT_REMOVED, &(struct account_removed){id}, NULL), ERR_NOT_FOUND);
    assert_int_equal(turn(w, 2, FACT_PASSWORD_CHANGED, &(struct password_changed){.account_id = id, .password_hash = STR("x")}, NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(turn(w, 2, FACT_SESSION_CLOSED, &(struct session_closed){id, session}, NULL), ERR_NOT_FOUND);
    assert_int_equal(turn(w, 1, FACT_SESSION_CLOSED, &(struct session_closed){id + 1, session}, NULL), ERR_NOT_FOUND);
    assert_non_null(session_of(w, "t"));
    assert_true(str_is(people_account(w->people, 1, id)->name, "Some Body"));
}

/* ---- sessions ---- */

static void sessions_end_by_idleness_and_age(void **state)
{
    struct world *w = *state;
    int64_t id = add(w, 1, "a@example.test", PERSON_OWNER);
    assert_int_equal(sign_in(w, id, "t", "hash 1", NULL), ERR_NONE);
    assert_null(session_of(w, "u"));
    w->now_ms = start_ms + SESSION_IDLE_MS - 1;
    assert_non_null(session_of(w, "t"));
    w->now_ms = start_ms + SESSION_IDLE_MS;
    assert_null(session_of(w, "t"));
    w->now_ms = start_ms;
    while (w->now_ms < start_ms + SESSION_END_MS) { /* in use every hour, it lives for its seven days */
        struct session *session = session_of(w, "t");
        assert_non_null(session);
        session_seen(session, w->now_ms);
        w->now_ms += 3600 * 1000;
    }
    assert_null(session_of(w, "t"));
}

static void being_seen_is_told_to_the_store_now_and_then(void **state)
{
    struct world *w = *state;
    int64_t id = add(w, 1, "a@example.test", PERSON_OWNER), session_id;
    assert_int_equal(sign_in(w, id, "t", "hash 1", &session_id), ERR_NONE);
    struct session *session = session_of(w, "t");
    assert_false(session_seen(session, start_ms + SESSION_SEEN_EVERY_MS - 1));
    assert_true(session_seen(session, start_ms + SESSION_SEEN_EVERY_MS));
    assert_false(session_seen(session, start_ms + SESSION_SEEN_EVERY_MS)); /* once */
    struct session_seen seen = {session_id, start_ms + SESSION_SEEN_EVERY_MS};
    assert_int_equal(turn(w, 1, FACT_SESSION_SEEN, &seen, NULL), ERR_NONE);
    reload(w);
    w->now_ms = start_ms + SESSION_IDLE_MS + 1;
    assert_non_null(session_of(w, "t"));
}

static void a_new_password_ends_the_other_sessions(void **state)
{
    struct world *w = *state;
    int64_t id = add(w, 1, "a@example.test", PERSON_OWNER), kept;
    assert_int_equal(sign_in(w, id, "other", "hash 1", NULL), ERR_NONE);
    assert_int_equal(sign_in(w, id, "kept", "hash 1", &kept), ERR_NONE);
    struct password_changed body = {id, STR("hash 2"), STR("hash 1"), kept};
    assert_int_equal(turn(w, 1, FACT_PASSWORD_CHANGED, &body, NULL), ERR_NONE);
    for (int i = 0; i < 2; i++, reload(w)) {
        assert_null(session_of(w, "other"));
        assert_non_null(session_of(w, "kept"));
    }
    assert_int_equal(turn(w, 1, FACT_PASSWORD_CHANGED, &body, NULL), ERR_UNAUTHENTICATED); /* was checked against the old hash */
    assert_int_equal(sign_in(w, id, "late", "hash 1", NULL), ERR_UNAUTHENTICATED);         /* so was this sign-in */
    assert_null(session_of(w, "late"));
}

static void disabling_and_removing_end_sessions(void **state)
{
    struct world *w = *state;
    add(w, 1, "owner@example.test", PERSON_OWNER);
    int64_t id = add(w, 1, "a@example.test", PERSON_VIEWER);
    assert_int_equal(sign_in(w, id, "t", "hash 1", NULL), ERR_NONE);
    assert_int_equal(disable(w, id, true), ERR_NONE);
    assert_null(session_of(w, "t"));
    assert_int_equal(sign_in(w, id, "u", "hash 1", NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(disable(w, id, false), ERR_NONE);
    assert_null(session_of(w, "t")); /* it does not come back */
    assert_int_equal(sign_in(w, id, "u", "hash 1", NULL), ERR_NONE);
    assert_int_equal(turn(w, 1, FACT_ACCOUNT_REMOVED, &(struct account_removed){id}, NULL), ERR_NONE);
    assert_null(session_of(w, "u"));
    reload(w);
    assert_null(session_of(w, "u"));
}

static void an_account_has_so_many_sessions_at_most(void **state)
{
    struct world *w = *state;
    int64_t id = add(w, 1, "a@example.test", PERSON_OWNER);
    char token[16];
    for (int i = 0; i <= SESSIONS_MAX; i++) {
        snprintf(token, sizeof token, "t%d", i);
        assert_int_equal(sign_in(w, id, token, "hash 1", NULL), ERR_NONE);
    }
    for (int i = 0; i < 2; i++, reload(w)) {
        assert_null(session_of(w, "t0"));
        assert_non_null(session_of(w, "t1"));
        assert_non_null(session_of(w, token));
    }
}

static void a_sign_in_may_renew_the_hash(void **state)
{
    struct world *w = *state;
    int64_t id = add(w, 1, "a@example.test", PERSON_OWNER);
    struct session_opened body = {.account_id = id, .verified_hash = STR("hash 1"), .rehash = STR("hash 2")};
    assert_int_equal(turn(w, 1, FACT_SESSION_OPENED, &body, NULL), ERR_NONE);
    for (int i = 0; i < 2; i++, reload(w))
        assert_true(str_is(people_account(w->people, 1, id)->password_hash, "hash 2"));
}

/* ---- keys and units ---- */

static const struct key *key_of(struct world *w, const char *secret)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    token_hash(str_of(secret), hash);
    return people_key(w->people, hash, w->now_ms);
}

static void keys_expire_and_are_revoked(void **state)
{
    struct world *w = *state;
    struct key_added body = {.name = STR("k"), .role = PERSON_MANAGER, .expires_at_ms = start_ms + 1000};
    int64_t id;
    token_hash(STR("kuulo_a"), body.hash);
    assert_int_equal(turn(w, 1, FACT_KEY_ADDED, &body, &id), ERR_NONE);
    assert_int_equal(key_of(w, "kuulo_a")->role, PERSON_MANAGER);
    assert_null(key_of(w, "kuulo_b"));
    w->now_ms = start_ms + 1000;
    assert_null(key_of(w, "kuulo_a"));
    assert_int_equal(turn(w, 1, FACT_KEY_ADDED, &body, NULL), ERR_INVALID); /* has expired before it began */
    w->now_ms = start_ms;
    assert_int_equal(turn(w, 2, FACT_KEY_REVOKED, &(struct key_revoked){id}, NULL), ERR_NOT_FOUND);
    assert_int_equal(turn(w, 1, FACT_KEY_REVOKED, &(struct key_revoked){id}, NULL), ERR_NONE);
    for (int i = 0; i < 2; i++, reload(w)) {
        assert_null(key_of(w, "kuulo_a"));
        assert_int_equal(people_key_by_id(w->people, 1, id)->revoked_at_ms, start_ms);
    }
    assert_int_equal(turn(w, 1, FACT_KEY_REVOKED, &(struct key_revoked){id}, NULL), ERR_NOT_FOUND);
}

static void units_have_slugs_of_their_workspace(void **state)
{
    struct world *w = *state;
    struct unit_put body = {STR("kamppi"), STR("{\"fi\":\"Kamppi\"}")};
    assert_int_equal(turn(w, 1, FACT_UNIT_ADDED, &body, NULL), ERR_NONE);
    assert_int_equal(turn(w, 1, FACT_UNIT_ADDED, &body, NULL), ERR_CONFLICT);
    assert_null(people_unit(w->people, 2, STR("kamppi")));
    assert_int_equal(turn(w, 2, FACT_UNIT_ADDED, &body, NULL), ERR_NONE);
    body.name_json = STR("{\"fi\":\"Kampin kauppa\"}");
    assert_int_equal(turn(w, 1, FACT_UNIT_CHANGED, &body, NULL), ERR_NONE);
    for (int i = 0; i < 2; i++, reload(w)) {
        assert_true(str_is(people_unit(w->people, 1, STR("kamppi"))->name_json, "{\"fi\":\"Kampin kauppa\"}"));
        assert_true(str_is(people_unit(w->people, 2, STR("kamppi"))->name_json, "{\"fi\":\"Kamppi\"}"));
    }
    struct str missing[] = {STR("nowhere")};
    struct account_added account = {
        .email = STR("a@example.test"), .role = PERSON_WORKER, .units = {missing, 1}, .password_hash = STR("h")};
    assert_int_equal(turn(w, 1, FACT_ACCOUNT_ADDED, &account, NULL), ERR_INVALID);
    assert_string_equal(w->why.slug, "unknown_unit");
}

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_argon2id),
        cmocka_unit_test(composed_and_decomposed_letters_are_one_password),
        cmocka_unit_test(nobody_has_a_hash_of_the_same_cost),
        cmocka_unit_test(tokens_hold_256_bits),
        cmocka_unit_test(addresses_are_folded),
        IN_A_WORLD(accounts_are_found_again),
        IN_A_WORLD(an_address_is_taken_once_in_the_installation),
        IN_A_WORLD(the_ledger_gets_no_personal_data),
        IN_A_WORLD(a_workspace_keeps_an_owner),
        IN_A_WORLD(changes_are_refused_when_stale),
        IN_A_WORLD(foreign_is_missing),
        IN_A_WORLD(sessions_end_by_idleness_and_age),
        IN_A_WORLD(being_seen_is_told_to_the_store_now_and_then),
        IN_A_WORLD(a_new_password_ends_the_other_sessions),
        IN_A_WORLD(disabling_and_removing_end_sessions),
        IN_A_WORLD(an_account_has_so_many_sessions_at_most),
        IN_A_WORLD(a_sign_in_may_renew_the_hash),
        IN_A_WORLD(keys_expire_and_are_revoked),
        IN_A_WORLD(units_have_slugs_of_their_workspace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
