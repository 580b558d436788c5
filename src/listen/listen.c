/* Listen's face: the four verbs, and the memory of touchpoints and surveys. */
#include "listen/answer_file.h"
#include "listen/customer_memory.h"
#include "listen/held.h"
#include "listen/import_kept.h"
#include "listen/inside.h"
#include "listen/partial.h"
#include "listen/picture.h"
#include "listen/preview.h"
#include "listen/suppression.h"

#include <stdlib.h>

enum { KEPT_MAX = 4 << 20 };

enum err pointer_add(void ***list, size_t *count, void *item)
{
    if ((*count & (*count - 1)) == 0) { /* at 0, 1, 2, 4, 8 … it is full */
        void **grown = realloc(*list, (*count ? *count * 2 : 1) * sizeof *grown);
        if (!grown)
            return ERR_MEMORY;
        *list = grown;
    }
    (*list)[(*count)++] = item;
    return ERR_NONE;
}

enum err listen_open(struct store *store, struct listen **out, struct fault *why)
{
    struct listen *listen = calloc(1, sizeof *listen);
    enum err err = listen ? workspaces_load(listen, store, why) : ERR_MEMORY;
    if (err == ERR_NONE && !(listen->customers = customer_memory_new()))
        err = ERR_MEMORY;
    if (err == ERR_NONE)
        err = touchpoints_load(listen, store, why);
    if (err == ERR_NONE)
        err = surveys_load(listen, store, why);
    if (err == ERR_NONE)
        err = event_rules_load(listen, store, why);
    if (err == ERR_NONE)
        err = ask_rules_load(listen, store, why);
    if (err == ERR_NONE)
        err = contact_budgets_load(listen, store, why);
    *out = err == ERR_NONE ? listen : NULL;
    if (err != ERR_NONE)
        listen_close(listen);
    return err;
}

void listen_close(struct listen *listen)
{
    if (!listen)
        return;
    for (size_t i = 0; i < listen->workspaces_count; i++)
        workspace_memory_free(listen->workspaces[i]);
    free(listen->workspaces);
    customer_memory_free(listen->customers);
    free(listen);
}

/* Where customers are met: touchpoints, what they are made of, and the journeys through them. */
static enum err place_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    switch (fact->kind) {
    case FACT_TOUCHPOINT_ADDED:
    case FACT_TOUCHPOINT_CHANGED:
    case FACT_TOUCHPOINT_REVIEWED:
        return touchpoint_store(store, fact, arena, why);
    case FACT_ELEMENT_ADDED:
    case FACT_ELEMENT_CHANGED:
    case FACT_ELEMENT_REMOVED:
    case FACT_ELEMENT_CHANGE_RECORDED:
        return element_store(store, fact, arena, why);
    case FACT_JOURNEY_ADDED:
    case FACT_JOURNEY_CHANGED:
    case FACT_JOURNEY_REMOVED:
        return journey_store(store, fact, arena, why);
    default:
        return ERR_NONE;
    }
}

/* Media, notes and the code book. */
static enum err research_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    switch (fact->kind) {
    case FACT_MEDIA_PUT:
        return media_store(store, fact, arena);
    case FACT_FILE_CHANGED:
        return file_store(store, fact, why);
    case FACT_PICTURE_CHANGED:
        return picture_store(store, fact, why);
    case FACT_CODE_PUT:
        return code_store(store, fact, arena, why);
    case FACT_NOTE_PUT:
    case FACT_NOTE_REMOVED:
    case FACT_NOTE_CODED:
        return note_store(store, fact, arena, why);
    default:
        return place_store(store, fact, arena, why);
    }
}

/* What concerns the mail: messages, whom they do not go to, its settings, its words. */
static enum err post_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    switch (fact->kind) {
    case FACT_MESSAGE_QUEUED:
    case FACT_MESSAGES_TAKEN:
    case FACT_MESSAGE_SENT:
    case FACT_MESSAGE_FAILED:
    case FACT_MESSAGE_BOUNCED:
    case FACT_ADDRESS_SUPPRESSED:
        return message_store(listen, store, fact, arena);
    case FACT_CONTACT_BAN_SET:
        return customer_store(listen, store, fact, arena, why);
    case FACT_SUPPRESSION_LIFTED:
        return suppression_store(store, fact, arena, why);
    case FACT_MAIL_CHANGED:
        return mail_setting_store(store, fact, why);
    case FACT_TEMPLATE_CHANGED:
        return template_store(store, fact, arena, why);
    default:
        return research_store(store, fact, arena, why);
    }
}

enum err listen_store(struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    switch (fact->kind) {
    case FACT_WORKSPACE_CREATED:
    case FACT_WORKSPACE_CHANGED:
        return workspace_store(store, fact, why);
    case FACT_CUSTOMER_PUT:
    case FACT_CUSTOMER_ERASED:
        return customer_store(listen, store, fact, arena, why);
    case FACT_ENCOUNTER_HAPPENED:
        return ((const struct encounter_happened *)fact->body)->event ? event_encounter_store(listen, store, fact, arena, why)
                                                                      : encounter_store(listen, store, fact, arena, why);
    case FACT_EVENT_RECEIVED:
    case FACT_EVENT_PROBLEMS_NOTED:
    case FACT_EVENTS_FORGOTTEN:
    case FACT_EVENT_SETTINGS_CHANGED:
        return event_store(listen, store, fact, arena);
    case FACT_EVENT_RULE_ADDED:
    case FACT_EVENT_RULE_CHANGED:
    case FACT_EVENT_RULE_REMOVED:
        return event_rule_store(listen, store, fact, arena, why);
    case FACT_CUSTOMER_IDENTIFIED:
    case FACT_CUSTOMER_LINKED:
        return identity_store(store, fact, arena);
    case FACT_SURVEY_ADDED:
    case FACT_SURVEY_CHANGED:
    case FACT_SURVEY_PUBLISHED:
    case FACT_SURVEY_CLOSED:
        return survey_store(store, fact, arena, why);
    case FACT_RESPONSE_GIVEN:
    case FACT_RESPONSE_REMOVED:
        return response_store(store, fact, arena, why);
    case FACT_INVITATION_MADE:
    case FACT_INVITATION_ENDED:
        return invitation_store(listen, store, fact, arena, why);
    case FACT_ASK_RULE_ADDED:
    case FACT_ASK_RULE_CHANGED:
    case FACT_ASK_RULE_REMOVED:
    case FACT_CONTACT_BUDGET_SET:
    case FACT_ASK_DECIDED:
    case FACT_ASKS_REOPENED:
    case FACT_EARSHOT_GOAL_SET:
    case FACT_CALL_LIST_DRAWN:
    case FACT_CAMPAIGN_ADDED:
    case FACT_CAMPAIGN_CHANGED:
    case FACT_CAMPAIGN_RUN_BEGUN:
    case FACT_CAMPAIGN_LOOKED:
    case FACT_CAMPAIGN_DECIDED:
    case FACT_CAMPAIGN_RUN_ENDED:
        return asking_store(listen, store, fact, arena, why);
    case FACT_PARTIAL_SAVED:
        return partial_store(store, fact);
    case FACT_RESUME_LINK_MADE:
        return resume_store(store, fact);
    case FACT_ANSWERS_RELEASED:
        return released_store(store, fact, arena);
    case FACT_PREVIEW_LINK_MADE:
        return preview_store(store, fact);
    case FACT_IMPORT_MAP_KEPT:
    case FACT_IMPORT_DONE:
        return import_kept_store(store, fact, arena);
    default:
        return post_store(listen, store, fact, arena, why);
    }
}

void listen_apply(struct listen *listen, const struct fact *fact)
{
    switch (fact->kind) {
    case FACT_WORKSPACE_CREATED:
    case FACT_WORKSPACE_CHANGED:
        workspace_apply(listen, fact);
        return;
    case FACT_TOUCHPOINT_ADDED:
    case FACT_TOUCHPOINT_CHANGED:
    case FACT_TOUCHPOINT_REVIEWED:
        touchpoint_apply(listen, fact);
        return;
    case FACT_SURVEY_ADDED:
    case FACT_SURVEY_CHANGED:
    case FACT_SURVEY_PUBLISHED:
    case FACT_SURVEY_CLOSED:
        survey_apply(listen, fact);
        return;
    case FACT_EVENT_RULE_ADDED:
    case FACT_EVENT_RULE_CHANGED:
    case FACT_EVENT_RULE_REMOVED:
        event_rule_apply(listen, fact);
        return;
    case FACT_ASK_RULE_ADDED:
    case FACT_ASK_RULE_CHANGED:
    case FACT_ASK_RULE_REMOVED:
        ask_rule_apply(listen, fact);
        return;
    case FACT_CONTACT_BUDGET_SET:
        contact_budget_apply(listen, fact);
        return;
    default:
        return;
    }
}

struct str json_kept(struct arena *arena, const json_t *tree)
{
    struct buf text = buf_new(KEPT_MAX);
    struct str kept = {0};
    if (!tree)
        return kept;
    json_put_tree(&text, tree);
    if (!text.failed)
        kept = str_keep(arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

struct str texts_kept(struct arena *arena, const struct str *texts, size_t count)
{
    struct buf json = buf_new(KEPT_MAX);
    buf_add_char(&json, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(&json, ',');
        json_put_text(&json, texts[i]);
    }
    buf_add_char(&json, ']');
    struct str kept = json.failed ? (struct str){0} : str_keep(arena, buf_str(&json));
    buf_free(&json);
    return kept;
}

enum err texts_read(struct arena *arena, struct str json, struct str **texts, size_t *count)
{
    json_t *tree;
    enum err err = json_read(arena, json, &tree, NULL);
    if (err != ERR_NONE)
        return err;
    size_t size = json_array_size(tree);
    *texts = arena_take_array(arena, size, sizeof **texts);
    if (!*texts)
        return ERR_MEMORY;
    for (size_t i = 0; i < size; i++)
        (*texts)[i] = json_str(json_array_get(tree, i));
    *count = size;
    return ERR_NONE;
}

enum err texts_check(const json_t *texts, const char *field, size_t most, struct fault *why)
{
    const char *language;
    json_t *value;
    enum err err = ERR_NONE;
    if (!json_object_size(texts))
        return fault_set(why, ERR_INVALID, "required", field, "The field \"%s\" needs a text in one language at least.", field);
    json_object_foreach((json_t *)texts, language, value)
    {
        if (!language_ok(str_of(language)))
            err = fault_set(why, ERR_INVALID, "unknown_language", language, "\"%.20s\" is not a language code such as \"fi\".", language);
        else if (!json_is_string(value) || !str_trim(json_str(value)).length)
            err = fault_set(why, ERR_INVALID, "not_a_text", language, "The text for \"%s\" must be a text that is not empty.", language);
        else if (str_characters(json_str(value)) > most)
            err = fault_set(why, ERR_INVALID, "too_long", language, "The text for \"%s\" is longer than %zu characters.", language, most);
        if (err != ERR_NONE) {
            fault_prefix(why, field);
            return err;
        }
    }
    return ERR_NONE;
}
