#include "api/auth.h"

#include "people/token.h"

#include <sodium.h>
#include <stdio.h>
#include <strings.h>

_Static_assert((int)ROLE_VIEWER == PERSON_VIEWER && (int)ROLE_WORKER == PERSON_WORKER && (int)ROLE_MANAGER == PERSON_MANAGER &&
                   (int)ROLE_OWNER == PERSON_OWNER && (int)ROLE_SOURCE == PERSON_SOURCE,
               "the contract's roles are the people's");

enum { BASIC_MAX = 512 };

static const char *cookie_name(bool secure)
{
    return secure ? "__Host-kuulo_session" : "kuulo_session";
}

void session_cookie(bool secure, const char *token, char cookie[COOKIE_SIZE])
{
    snprintf(cookie, COOKIE_SIZE, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s", cookie_name(secure), token, SESSION_END_MS / 1000,
             secure ? "; Secure" : "");
}

void session_cookie_gone(bool secure, char cookie[COOKIE_SIZE])
{
    snprintf(cookie, COOKIE_SIZE, "%s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0%s", cookie_name(secure), secure ? "; Secure" : "");
}

void csrf_token_of(struct str session_token, char token[CSRF_TOKEN_SIZE])
{
    static const char purpose[] = "kuulo csrf 1";
    unsigned char hash[32];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)purpose, sizeof purpose - 1, (const unsigned char *)session_token.at,
                       session_token.length);
    sodium_bin2base64(token, CSRF_TOKEN_SIZE, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* "https://kuulo.example" of Origin against "kuulo.example" of Host. */
static bool origin_is_host(struct str origin, struct str host)
{
    const char *schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(schemes[i]);
        if (str_starts(origin, schemes[i]) && str_equal((struct str){origin.at + length, origin.length - length}, host))
            return true;
    }
    return false;
}

/* A browser's own word comes first: a proxy may have rewritten Host, and no page can forge Sec-Fetch-Site. */
bool request_same_origin(const struct http_exchange *x)
{
    struct str site = http_header_of(x, "Sec-Fetch-Site"), origin = http_header_of(x, "Origin");
    if (site.at)
        return str_is(site, "same-origin") || str_is(site, "none");
    return !origin.at || origin_is_host(origin, http_header_of(x, "Host"));
}

static enum err unknown(struct fault *why)
{
    return fault_set(why, ERR_UNAUTHENTICATED, "unauthenticated", "", "Please sign in, or send a valid API key.");
}

/* The scheme's name is case-insensitive (RFC 9110, 11.1). */
static bool bearer(struct str header, struct str *token)
{
    static const char scheme[] = "bearer ";
    if (header.length < sizeof scheme - 1 || strncasecmp(header.at, scheme, sizeof scheme - 1) != 0)
        return false;
    *token = str_trim((struct str){header.at + sizeof scheme - 1, header.length - (sizeof scheme - 1)});
    return true;
}

/* The write key as the user name of Basic authentication (RFC 7617), as Segment's clients send it; the password does not matter. */
static bool basic(struct str header, char name[KEY_SIZE], struct str *token)
{
    static const char scheme[] = "basic ";
    unsigned char text[BASIC_MAX];
    size_t length;
    if (header.length < sizeof scheme - 1 || strncasecmp(header.at, scheme, sizeof scheme - 1) != 0)
        return false;
    struct str coded = str_trim((struct str){header.at + sizeof scheme - 1, header.length - (sizeof scheme - 1)});
    if (sodium_base642bin(text, sizeof text, coded.at, coded.length, NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    const unsigned char *colon = memchr(text, ':', length);
    size_t size = colon ? (size_t)(colon - text) : length;
    if (size >= KEY_SIZE)
        return false;
    memcpy(name, text, size);
    *token = (struct str){name, size};
    return true;
}

static enum err by_key(struct flow *flow, struct str header, int64_t now_ms, struct principal *principal, struct fault *why)
{
    struct str token;
    char name[KEY_SIZE];
    unsigned char hash[TOKEN_HASH_SIZE];
    bool named = basic(header, name, &token);
    if (!named && !bearer(header, &token))
        return unknown(why);
    token_hash(token, hash);
    const struct key *key = people_key(flow_people(flow), hash, now_ms);
    if (!key || (named && key->role != PERSON_SOURCE))
        return unknown(why);
    *principal = (struct principal){.kind = PRINCIPAL_KEY, .role = (enum role)key->role, .workspace_id = key->workspace_id, .id = key->id};
    return ERR_NONE;
}

static enum err list_copy(struct arena *arena, struct str_list from, struct str_list *to)
{
    *to = (struct str_list){arena_take_array(arena, from.count ? from.count : 1, sizeof(struct str)), from.count};
    if (!to->items)
        return ERR_MEMORY;
    for (size_t i = 0; i < from.count; i++)
        if (!(to->items[i] = str_keep(arena, from.items[i])).at)
            return ERR_MEMORY;
    return ERR_NONE;
}

static enum err csrf_check(struct http_exchange *x, const char *expected, struct fault *why)
{
    struct str method = http_request_of(x)->method, given = http_header_of(x, "X-CSRF-Token");
    if (str_is(method, "GET") || str_is(method, "HEAD"))
        return ERR_NONE;
    bool fits = given.length == CSRF_TOKEN_SIZE - 1 && sodium_memcmp(given.at, expected, CSRF_TOKEN_SIZE - 1) == 0;
    if (fits && request_same_origin(x))
        return ERR_NONE;
    return fault_set(why, ERR_NOT_ALLOWED, "csrf", "", "This request did not come from Kuulo's own pages. Reload the page and try again.");
}

/* Nobody waits for it: a full queue only means that the next request asks again. */
static void seen_propose(struct flow *flow, const struct session *session, int64_t now_ms)
{
    struct arena *arena = arena_new(16384);
    struct proposal *proposal = arena ? arena_new_object(arena, struct proposal) : NULL;
    struct fact *fact = proposal ? arena_new_object(arena, struct fact) : NULL;
    struct session_seen *body = fact ? arena_new_object(arena, struct session_seen) : NULL;
    if (body) {
        const struct account *account = session->account;
        *body = (struct session_seen){session->id, now_ms};
        *fact = (struct fact){
            .kind = FACT_SESSION_SEEN, .workspace_id = account->workspace_id, .actor = {ACTOR_ACCOUNT, account->id}, .body = body};
        *proposal = (struct proposal){.facts = fact, .count = 1, .arena = arena};
        if (flow_propose(flow, proposal) == ERR_NONE)
            return;
    }
    arena_free(arena);
}

static enum err by_session(struct flow *flow, struct http_exchange *x, struct str token, struct arena *arena, int64_t now_ms,
                           struct principal *principal, struct fault *why)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    token_hash(token, hash);
    struct session *session = token.length == TOKEN_SIZE - 1 ? people_session(flow_people(flow), hash, now_ms) : NULL;
    if (!session)
        return unknown(why);
    const struct account *account = session->account;
    struct principal found = {.kind = PRINCIPAL_ACCOUNT,
                              .role = (enum role)account->role,
                              .workspace_id = account->workspace_id,
                              .id = account->id,
                              .session_id = session->id};
    csrf_token_of(token, found.csrf_token);
    enum err err = csrf_check(x, found.csrf_token, why);
    if (err == ERR_NONE)
        err = list_copy(arena, account->touchpoints, &found.touchpoints);
    if (err == ERR_NONE)
        err = list_copy(arena, account->units, &found.units);
    if (err != ERR_NONE)
        return err;
    if (session_seen(session, now_ms))
        seen_propose(flow, session, now_ms);
    *principal = found;
    return ERR_NONE;
}

enum err principal_of(struct flow *flow, struct http_exchange *x, struct arena *arena, int64_t now_ms, struct principal *principal,
                      struct fault *why)
{
    *principal = (struct principal){.kind = PRINCIPAL_NOBODY, .role = ROLE_PUBLIC};
    struct str authorization = http_header_of(x, "Authorization");
    if (authorization.at)
        return by_key(flow, authorization, now_ms, principal, why);
    struct str token = http_cookie_of(x, cookie_name(http_request_of(x)->secure));
    return token.at && token.length ? by_session(flow, x, token, arena, now_ms, principal, why) : ERR_NONE;
}

enum err principal_may(const struct principal *principal, enum role least, struct fault *why)
{
    if (least == ROLE_PUBLIC)
        return ERR_NONE;
    if (principal->kind == PRINCIPAL_NOBODY)
        return unknown(why);
    if (least == ROLE_SOURCE && principal->role != ROLE_SOURCE)
        return fault_set(why, ERR_NOT_ALLOWED, "not_a_source", "", "Events come in by a key with the role \"source\", and by no other.");
    if (principal->role >= least)
        return ERR_NONE;
    if (principal->role == ROLE_SOURCE)
        return fault_set(why, ERR_NOT_ALLOWED, "source_only", "", "This key only sends events in. Use a key with another role here.");
    return fault_set(why, ERR_NOT_ALLOWED, "role_too_low", "", "Your role does not allow this. Ask an owner of the workspace.");
}

static bool sees(const struct principal *principal, struct str_list list, struct str slug)
{
    return principal->role != ROLE_WORKER || !list.count || str_list_has(list, slug);
}

bool principal_sees_touchpoint(const struct principal *principal, struct str slug)
{
    return sees(principal, principal->touchpoints, slug);
}

bool principal_sees_unit(const struct principal *principal, struct str slug)
{
    return sees(principal, principal->units, slug);
}

struct actor principal_actor(const struct principal *principal)
{
    switch (principal->kind) {
    case PRINCIPAL_ACCOUNT:
        return (struct actor){ACTOR_ACCOUNT, principal->id};
    case PRINCIPAL_KEY:
        return (struct actor){ACTOR_KEY, principal->id};
    case PRINCIPAL_NOBODY:
        break;
    }
    return (struct actor){ACTOR_RESPONDENT, 0};
}
