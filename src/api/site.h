/* What is not the API: the respondent's pages, the web application's files, and the demo's card. */
#pragma once
#include "api/visit.h"

size_t site_body_max(struct str method, struct str path);
void site_handle(struct api *api, struct http_exchange *x);

/* visit.c: GET and POST /s/{slug}, what lies below it, and GET /k/{slug}. `name` is "slug" or, in other than the first workspace,
 * "workspace.slug"; of a personal link, GET and POST /r/{token}, its token. */
void visit_handle(struct api *api, struct http_exchange *x, struct str name, bool personal, enum visit_door door);
/* visit_link.c: GET /c/{token} and GET /p/{token}. */
void visit_resume_handle(struct api *api, struct http_exchange *x, struct str token);
void visit_preview_handle(struct api *api, struct http_exchange *x, struct str token);
/* unsubscribe.c: GET and POST /unsubscribe/{token}. */
void unsubscribe_handle(struct api *api, struct http_exchange *x, struct str token);
size_t unsubscribe_body_max(void);
/* picture_api.c: GET /pictures/{hash}. */
bool picture_path(struct str path, struct str *hash);
void picture_handle(struct api *api, struct http_exchange *x, struct str hash);
/* The survey of such a name, published or not; NULL when there is none. Under the read lock. */
const struct survey *visit_survey(const struct listen *listen, struct str name);
