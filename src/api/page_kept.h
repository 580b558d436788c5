/* Pages kept ready. A survey's page is the same for every visitor but for its submission key: it is rendered and compressed once, around
 * the place of the key, and a visit costs a copy. Bounded: KEPT_PAGES_MAX pages of KEPT_PAGE_BYTES_MAX; the oldest goes. Any thread. */
#pragma once
#include "base/str.h"

enum { KEPT_PAGES_MAX = 64, KEPT_PAGE_BYTES_MAX = 512 << 10, KEPT_NAME_MAX = 600 };

struct kept_pages;
struct kept_pages *kept_pages_new(void); /* NULL when memory is out */
void kept_pages_free(struct kept_pages *pages);

/* The page of that name with this key in it, in the arena; gzip or plain. False when it is not kept, or was kept under another stamp (the
 * settings it was made from have changed since). */
bool kept_page_find(struct kept_pages *pages, struct str name, uint64_t stamp, struct str key, bool gzip, struct arena *arena,
                    struct str *body) must_check;
/* Keeps a page rendered with `key`. Does nothing when the key does not stand in it exactly once, or when it is too large. */
void kept_page_add(struct kept_pages *pages, struct str name, uint64_t stamp, struct str html, struct str key);
