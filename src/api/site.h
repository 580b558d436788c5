/* What is not the API: the respondent's pages, the web application's files, and the demo's card. */
#pragma once
#include "api/dispatch.h"

size_t site_body_max(struct str method, struct str path);
void site_handle(struct api *api, struct http_exchange *x);

/* visit.c: GET and POST /s/{slug}, GET /s/{slug}/thanks. `name` is "slug" or, in other than the first workspace, "workspace.slug". */
void visit_handle(struct api *api, struct http_exchange *x, struct str name, bool personal, bool thanks);
/* The survey of such a name, published or not; NULL when there is none. Under the read lock. */
const struct survey *visit_survey(const struct listen *listen, struct str name);
