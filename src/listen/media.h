/* Media exposure: what the organisation showed, as sums by medium, daypart, segment and week. Nobody is followed (S5).
 *
 * Nothing is held in memory. Money is in hundredths of the currency the workspace counts in, so that sums are exact. */
#pragma once
#include "listen/listen.h"
#include "research_records.h"

enum { MEDIA_PUT_MAX = 1000, MEDIA_LIST_MAX = 20000 };

struct media_exposure {
    int32_t week;                        /* its Monday */
    struct str medium, daypart, segment; /* daypart empty: the whole day; segment empty: everybody */
    int64_t spend_cents, contacts;
};

/* Body of FACT_MEDIA_PUT: all rows or none. */
struct media_put {
    struct media_exposure *items;
    size_t count;
};

struct media_filter {
    int32_t from, to;
    struct str medium, segment; /* {NULL,0}: any */
};

/* One row. Pure. ERR_INVALID with the field: a week begins on Monday. The exposure borrows from in. */
enum err listen_check_exposure(const struct media_exposure_in *in, struct media_exposure *exposure, struct fault *why) must_check;
/* Pure. ERR_INVALID with the field's path: each as above, and no row stands there twice. The body borrows from in. */
enum err listen_check_media(const struct media_exposures_in *in, struct arena *arena, struct media_put **put, struct fault *why) must_check;
/* By week, medium, daypart, segment; at most MEDIA_LIST_MAX. Texts are valid during the call. */
enum err listen_media(struct store *store, int64_t workspace_id, const struct media_filter *filter,
                      bool (*each)(void *context, const struct media_exposure *exposure), void *context) must_check;
