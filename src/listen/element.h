/* Elements: the small things inside a touchpoint (the invoice's wording, how the phone is answered), and the days they changed (S1).
 *
 * Nothing is held in memory: they are read from the store. Texts given to callbacks are valid during the call. */
#pragma once
#include "journey_records.h"
#include "listen/listen.h"

enum { ELEMENTS_MAX = 100 /* of a touchpoint */, ELEMENT_CHANGES_MAX = 1000 /* of an element */ };

/* Body of FACT_ELEMENT_ADDED, FACT_ELEMENT_CHANGED (element_id set; touchpoint_id unused) and FACT_ELEMENT_REMOVED (element_id only).
 * ERR_CONFLICT "taken", ERR_NOT_FOUND, ERR_STALE, ERR_INVALID "too_many": all decided in the store. */
struct element_put {
    int64_t touchpoint_id, element_id;
    struct str slug, owner;
    const json_t *name, *state;
};
/* Body of FACT_ELEMENT_CHANGE_RECORDED. */
struct element_changed {
    int64_t element_id;
    int32_t changed_on;
    const json_t *note, *state; /* state NULL: as it was */
};

struct element {
    int64_t id, revision, touchpoint_id;
    struct str slug, owner, name, state; /* name, state: JSON, a text per language */
    int64_t notes;                       /* how many notes speak of it; −1: not asked */
};
struct element_change {
    int64_t id, element_id, touchpoint_id;
    struct str name, note; /* the element's name and what changed: JSON */
    int32_t changed_on;
};

/* Pure. ERR_INVALID with the field's path. The body borrows from in. */
enum err listen_check_element(const struct element_in *in, struct arena *arena, struct element_put **put, struct fault *why) must_check;
/* `today`: the workspace's local day; a change may not lie after it. */
enum err listen_check_element_change(const struct element_change_in *in, int32_t today, struct arena *arena,
                                     struct element_changed **changed, struct fault *why) must_check;

enum err listen_elements(struct store *store, int64_t workspace_id, int64_t touchpoint_id,
                         bool (*each)(void *context, const struct element *element), void *context) must_check;
/* Changes on the days from…to of one touchpoint, or of all with touchpoint_id 0; newest first. */
enum err listen_element_changes(struct store *store, int64_t workspace_id, int64_t touchpoint_id, int32_t from, int32_t to,
                                bool (*each)(void *context, const struct element_change *change), void *context) must_check;
