/* Listen: touchpoints, customers, encounters, surveys and responses.
 *
 * Memory held here: touchpoints and surveys of every workspace (customers, encounters and responses stay in the store). Threads: `ask`
 * functions run under flow_read_begin; store and apply run on the turn's thread. Pointers returned are valid until flow_read_end, except
 * published survey versions, which live as long as the program. */
#pragma once
#include "base/record.h"
#include "fact/due.h"
#include "fact/fact.h"
#include "listen/survey.h"
#include "listen_records.h" /* generated from api/listen.yaml: struct touchpoint_in, response_in, customer_in, encounter_in … */
#include "port/store.h"

struct listen;

struct workspace {
    int64_t id;
    struct str slug, name, time_zone, colour, logo_svg; /* colour "#rrggbb" or empty */
    struct str languages[LANGUAGES_MAX];
    size_t languages_count;
};

struct touchpoint {
    int64_t id, revision; /* revision: number of the last fact about it; the ETag */
    struct str slug;
    const json_t *name;                                /* per language */
    struct str stage, kind, direction, owner, promise; /* kind: physical, digital, unconscious */
    struct str moment, owner_function;                 /* moment: of listen/moments.def; both may be empty */
    struct str_list target_emotions;
    bool has_volume;
    int64_t volume_month; /* encounters a month, as declared */
    bool reviewed;
    int32_t reviewed_on; /* the local day somebody last went through it */
};

struct survey_version {
    int64_t survey_id, version, published_at_ms;
    struct actor published_by;
    const struct survey_definition *definition;
};

enum survey_state { SURVEY_DRAFT, SURVEY_PUBLISHED, SURVEY_CLOSED };
struct survey {
    int64_t id, revision, workspace_id;
    struct str slug;
    enum survey_state state;
    const struct survey_definition *draft;  /* what the editor shows; may be ahead of the published version */
    const struct survey_version *published; /* NULL until published */
};

/* The four verbs. */
enum err listen_open(struct store *store, struct listen **listen, struct fault *why) must_check; /* loads memory */
void listen_close(struct listen *listen);
enum err listen_store(struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
void listen_apply(struct listen *listen, const struct fact *fact);

/* What waits for time; `stage` is the struct listen, under flow_settings_begin. */
extern const struct chore listen_chores[];

/* ask */
const struct workspace *listen_workspace(const struct listen *listen, int64_t id);
const struct workspace *listen_workspace_by_slug(const struct listen *listen, struct str slug);
const struct workspace *listen_workspace_first(const struct listen *listen);
const struct touchpoint *listen_touchpoint(const struct listen *listen, int64_t workspace_id, struct str slug);
const struct touchpoint *listen_touchpoint_by_id(const struct listen *listen, int64_t workspace_id, int64_t id);
void listen_touchpoints(const struct listen *listen, int64_t workspace_id, bool (*each)(void *context, const struct touchpoint *t),
                        void *context);
/* `name` is a slug or a decimal id. */
const struct survey *listen_survey(const struct listen *listen, int64_t workspace_id, struct str name);
void listen_surveys(const struct listen *listen, int64_t workspace_id, bool (*each)(void *context, const struct survey *s), void *context);
