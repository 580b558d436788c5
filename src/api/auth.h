/* Who is asking: an API key (Authorization: Bearer; a source's also as the user name of Basic) or the web application's session cookie.
 *
 * A bearer key that is wrong is refused and never falls back to a cookie. A changing request that comes by cookie must carry the token of
 * its session in X-CSRF-Token and, where the browser tells, come from our own pages. The cookie is "__Host-kuulo_session" on secure
 * requests and "kuulo_session" otherwise; HttpOnly, SameSite=Lax, Path=/. */
#pragma once
#include "base/record.h"
#include "flow/flow.h"
#include "http/http.h"
#include "operations.h"
#include "people/people.h"

enum { CSRF_TOKEN_SIZE = 44, COOKIE_SIZE = 192 };

enum principal_kind { PRINCIPAL_NOBODY, PRINCIPAL_ACCOUNT, PRINCIPAL_KEY };
struct principal {
    enum principal_kind kind;
    enum role role; /* ROLE_PUBLIC for nobody */
    int64_t workspace_id, id /* account or key */, session_id;
    struct str_list touchpoints, units; /* slugs a worker is kept to, copied into the arena; empty: all */
    char csrf_token[CSRF_TOKEN_SIZE];   /* of a session; empty for a key */
};

/* Call with the stages' memory locked for reading. ERR_NONE with kind NOBODY when the request carries no credentials; ERR_UNAUTHENTICATED
 * when they are wrong, expired or revoked; ERR_NOT_ALLOWED (slug "csrf") when a changing request by cookie lacks its token or comes from
 * another site; ERR_MEMORY. *principal is nobody on every error. Also notes that the session was seen (a fact when it is due). */
enum err principal_of(struct flow *flow, struct http_exchange *x, struct arena *arena, int64_t now_ms, struct principal *principal,
                      struct fault *why) must_check;
/* ERR_UNAUTHENTICATED for nobody, ERR_NOT_ALLOWED for a role below `least`. ROLE_SOURCE lets in sources alone, and a source nowhere else.
 */
enum err principal_may(const struct principal *principal, enum role least, struct fault *why) must_check;
/* Workers see only what they were given; everybody else, and a worker with an empty list, sees all. */
bool principal_sees_touchpoint(const struct principal *principal, struct str slug);
bool principal_sees_unit(const struct principal *principal, struct str slug);
static inline bool principal_sees_customers(const struct principal *principal) /* who a customer is: their external id */
{
    return principal->role >= ROLE_MANAGER;
}
struct actor principal_actor(const struct principal *principal);

/* False when the browser says that the request was made by another site's page (Sec-Fetch-Site, else Origin against Host). */
bool request_same_origin(const struct http_exchange *x);

/* Set-Cookie of a fresh session, and the one that takes it away. */
void session_cookie(bool secure, const char *token, char cookie[COOKIE_SIZE]);
void session_cookie_gone(bool secure, char cookie[COOKIE_SIZE]);
/* The CSRF token of a session's token. */
void csrf_token_of(struct str session_token, char token[CSRF_TOKEN_SIZE]);
