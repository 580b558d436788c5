/* Templates: the words of a message, in Markdown with merge fields, per language. Two have standard words: "invitation" and "reminder".
 *
 * A template of one's own is the words of one survey (of its invitations, or of its reminders), or is chosen when customers are asked.
 *
 * Merge fields: {{greeting}} {{customer.name}} {{survey.title}} {{touchpoint.name}} {{workspace.name}} {{attributes.NAME}} {{link}}
 * {{first_question}}. The subject takes all but the last two; only {{link}} may be the target of a link. A field we do not know is refused
 * when the template is saved, with its line, and never sent as it stands. */
#pragma once
#include "listen/listen.h"

enum { TEMPLATES_MAX = 100, TEMPLATE_NAME_MAX = 100, TEMPLATE_SUBJECT_MAX = 200, TEMPLATE_BODY_MAX = 20000 };

struct template_words {
    struct str subject, body;
};

/* Body of FACT_TEMPLATE_CHANGED: the whole template; texts NULL: it is removed, and the standard words hold again. ERR_CONFLICT
 * "survey_has_words" in the store when another template is the words of that survey. */
struct template_put {
    struct str slug, name;
    bool reminder;       /* the words of reminders */
    int64_t survey_id;   /* 0: of no one survey */
    const json_t *texts; /* {"fi":{"subject":"…","body":"…"}} */
};

/* Pure. ERR_INVALID with the path ("texts.fi.body") and the line. Name, kind and survey are the caller's to add. */
enum err listen_check_template(struct str slug, const json_t *texts, struct arena *arena, struct template_put **put,
                               struct fault *why) must_check;

struct template_wanted {
    int64_t workspace_id, survey_id;
    struct str slug; /* of an invitation: chosen when it was made; empty: none */
    bool reminder;
    struct str language;
};
/* The words: of the template that was chosen, else the survey's own, else the workspace's usual ones, else the standard ones; the first
 * that has the language. In the arena. */
enum err template_words_get(struct store *store, const struct template_wanted *wanted, struct arena *arena,
                            struct template_words *words) must_check;

struct template
{
    struct str slug, name, texts, survey; /* texts: JSON; survey: slug, empty: of no one survey */
    bool reminder, standard;
    int64_t revision;
};
/* The standard ones that nothing has replaced, and the workspace's own by slug. Texts are valid during the call. */
enum err listen_templates(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct template *template),
                          void *context) must_check;
struct template_words template_standard(bool reminder, struct str language);
