/* What the files of listen/ share; nobody else includes this. */
#pragma once
#include "base/map.h"
#include "listen/event_rule.h"
#include "listen/ask_rule.h"
#include "listen/contact_budget.h"
#include "listen/listen.h"

struct touchpoint_memory {
    struct touchpoint touchpoint; /* first: what the map holds is both */
    struct arena *arena;
};

struct version_memory {
    struct survey_version version;
    struct arena *arena;
};

struct survey_memory {
    struct survey survey; /* first */
    struct arena *arena;  /* of slug and draft */
    struct version_memory **versions;
    size_t versions_count;
};

struct event_rule_memory {
    struct event_rule rule; /* first */
    struct arena *arena;
};

struct ask_rule_memory {
    struct ask_rule rule; /* first */
    struct arena *arena;
};

/* Arrays run by id, because ids only grow. */
struct workspace_memory {
    struct workspace workspace;
    struct arena *arena;
    struct touchpoint_memory **touchpoints;
    size_t touchpoints_count;
    struct map *touchpoints_by_slug;
    struct survey_memory **surveys;
    size_t surveys_count;
    struct map *surveys_by_slug;
    struct event_rule_memory **event_rules;
    size_t event_rules_count;
    struct ask_rule_memory **ask_rules; /* removed ones too */
    size_t ask_rules_count;
    struct contact_budget contact_budget;
    struct arena *contact_budget_arena; /* NULL: the defaults */
    struct zone *zone;                  /* of time_zone; the turn's thread only */
};

struct listen {
    struct workspace_memory **workspaces;
    size_t workspaces_count;
    struct customer_memory *customers; /* the turn's */
};

struct workspace_memory *workspace_memory(const struct listen *listen, int64_t id); /* NULL when missing */
/* The zone of the workspace, opened when it is first asked for: the turn's thread only. NULL when its name is unknown. */
struct zone *workspace_zone(struct workspace_memory *workspace);
struct survey_memory *survey_memory_by_id(const struct workspace_memory *workspace, int64_t id);
/* Grows a pointer array by one. ERR_MEMORY. */
enum err pointer_add(void ***list, size_t *count, void *item) must_check;

/* Loading at start, then applying facts: the first three ones of each noun take rows, the last facts. The memory of a fact cannot be
 * refused, so its shortage ends the program, which starts again from the store. */
enum err workspaces_load(struct listen *listen, struct store *store, struct fault *why) must_check;
enum err touchpoints_load(struct listen *listen, struct store *store, struct fault *why) must_check;
enum err surveys_load(struct listen *listen, struct store *store, struct fault *why) must_check;
enum err event_rules_load(struct listen *listen, struct store *store, struct fault *why) must_check;
void workspace_apply(struct listen *listen, const struct fact *fact);
void touchpoint_apply(struct listen *listen, const struct fact *fact);
void survey_apply(struct listen *listen, const struct fact *fact);
void event_rule_apply(struct listen *listen, const struct fact *fact);
enum err ask_rules_load(struct listen *listen, struct store *store, struct fault *why) must_check;
enum err contact_budgets_load(struct listen *listen, struct store *store, struct fault *why) must_check;
void ask_rule_apply(struct listen *listen, const struct fact *fact);
void contact_budget_apply(struct listen *listen, const struct fact *fact);
void workspace_memory_free(struct workspace_memory *workspace);
void touchpoint_memory_free(struct touchpoint_memory *touchpoint);
void survey_memory_free(struct survey_memory *survey);
void event_rule_memory_free(struct event_rule_memory *rule);

void ask_rule_memory_free(struct ask_rule_memory *rule);

/* Each stores its own kinds; see listen_store. */
enum err workspace_store(struct store *store, struct fact *fact, struct fault *why) must_check;
enum err touchpoint_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err customer_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena,
                        struct fault *why) must_check;
enum err element_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err journey_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err encounter_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena,
                         struct fault *why) must_check;
enum err survey_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err response_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err invitation_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena,
                          struct fault *why) must_check;

enum err message_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena) must_check;
enum err mail_setting_store(struct store *store, struct fact *fact, struct fault *why) must_check;
enum err template_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;

/* Chores. */
enum err reminders_due(const void *stage, struct store *store, struct due *due) must_check;
enum err invitations_expired(const void *stage, struct store *store, struct due *due) must_check;

/* event.c, event_rule.c, identity.c */
enum err event_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena) must_check;
enum err event_rule_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena,
                          struct fault *why) must_check;
enum err identity_store(struct store *store, struct fact *fact, struct arena *arena) must_check;
/* An encounter that an event may make: judges the rules, then stores it as any other. */
enum err event_encounter_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena,
                               struct fault *why) must_check;
/* A fact of a request's events has been stored, or repeated: the last one writes what was counted. */
enum err event_counts_close(struct store *store, int64_t workspace_id, struct event_counts *counts) must_check;
enum err event_matched(struct store *store, int64_t workspace_id,
                       const struct event_received *event) must_check; /* an encounter came of it */
enum err event_problem_note(struct store *store, const struct fact *fact, const struct event_problem *problem) must_check;
enum err event_erase(struct store *store, int64_t workspace_id, int64_t customer_id) must_check;
enum err events_due(const void *stage, struct store *store, struct due *due) must_check;
/* Rules, budget, decisions, earshot. */
enum err asking_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena,
                      struct fault *why) must_check;
/* With the encounter's fact: a row for each rule of its touchpoint. customer_id 0: nobody knows whose it was. */
enum err asks_wait(const struct listen *listen, struct store *store, const struct fact *fact, int64_t customer_id,
                   struct arena *arena) must_check;
enum err asks_due(const void *stage, struct store *store, struct due *due) must_check; /* a chore */
enum err campaigns_due(const void *stage, struct store *store, struct due *due) must_check;
enum err asks_reopening(const void *stage, struct store *store, struct due *due) must_check;

/* Research: media.c, note.c, code_book.c */
enum err media_store(struct store *store, struct fact *fact, struct arena *arena) must_check;
enum err note_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err code_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
/* The customer's words and the links to them; codings stay, they are numbers. */
enum err note_erase(struct store *store, int64_t workspace_id, int64_t customer_id) must_check;
enum err note_element_forget(struct store *store, int64_t workspace_id,
                             int64_t element_id) must_check; /* the element goes, its notes stay */

/* {"a":"…"} of a JSON value, NUL-terminated in the arena; NULL tree or no memory: {NULL,0}. */
struct str json_kept(struct arena *arena, const json_t *tree);
/* A list of texts as JSON, the other way round. */
struct str texts_kept(struct arena *arena, const struct str *texts, size_t count) must_check;
enum err texts_read(struct arena *arena, struct str json, struct str **texts, size_t *count) must_check;
/* A text per language with at most `most` characters each. ERR_INVALID with field and language. */
enum err texts_check(const json_t *texts, const char *field, size_t most, struct fault *why) must_check;
