/* Templates: the words of a message, in Markdown with merge fields, per language. Two have standard words: "invitation" and "reminder".
 *
 * Merge fields: {{greeting}} {{customer.name}} {{survey.title}} {{touchpoint.name}} {{workspace.name}} {{attributes.NAME}} {{link}}
 * {{first_question}}. The subject takes all but the last two; only {{link}} may be the target of a link. A field we do not know is refused
 * when the template is saved, with its line, and never sent as it stands. */
#pragma once
#include "listen/listen.h"

enum { TEMPLATES_MAX = 100, TEMPLATE_SUBJECT_MAX = 200, TEMPLATE_BODY_MAX = 20000 };

struct template_words {
    struct str subject, body;
};

/* Body of FACT_TEMPLATE_CHANGED: the whole template; texts NULL: it is removed, and the standard words hold again. */
struct template_put {
    struct str slug;
    const json_t *texts; /* {"fi":{"subject":"…","body":"…"}} */
};

/* Pure. ERR_INVALID with the path ("texts.fi.body") and the line. */
enum err listen_check_template(struct str slug, const json_t *texts, struct arena *arena, struct template_put **put,
                               struct fault *why) must_check;
/* The words of a template in a language: the workspace's, else the standard ones (of a reminder when `reminder`). In the arena. */
enum err template_words_get(struct store *store, int64_t workspace_id, struct str slug, bool reminder, struct str language,
                            struct arena *arena, struct template_words *words) must_check;
/* {"slug","texts","standard","revision"}: the standard ones first, then the workspace's own by slug. */
enum err listen_templates(struct store *store, int64_t workspace_id,
                          bool (*each)(void *context, struct str slug, struct str texts, bool standard, int64_t revision),
                          void *context) must_check;
struct template_words template_standard(bool reminder, struct str language);
