/* Tells watchers what moved: merged per workspace, at most five times a second. A burst's first change goes out at once. */
#include "flow/inside.h"
#include "listen/encounter.h"
#include "listen/response.h"

#include <stdlib.h>

enum { SLUGS_MAX = 32, SLUG_MAX = 65, PAUSE_US = 200000, KINDS_MAX = 16, TEXT_MAX = 16384 };

struct slugs {
    char texts[SLUGS_MAX][SLUG_MAX];
    size_t count;
    bool many; /* more than fit: everything */
};

struct pending {
    int64_t workspace_id, fact, sent_us;
    struct slugs touchpoints, surveys;
    enum fact_kind kinds[KINDS_MAX];
    size_t kinds_count;
    bool waits;
};

struct watcher {
    int64_t workspace_id;
    void (*tell)(void *context, int64_t fact, struct str json);
    void *context;
    struct watcher *next;
};

struct telling {
    pthread_mutex_t lock; /* of the watchers */
    struct watcher *watchers;
    struct pending *pending; /* the turn's own; grows with the workspaces, at most WORKSPACES_MAX */
    size_t pending_count;
};

struct telling *telling_new(void)
{
    struct telling *telling = calloc(1, sizeof *telling);
    if (telling)
        pthread_mutex_init(&telling->lock, NULL);
    return telling;
}

void telling_free(struct telling *telling)
{
    if (!telling)
        return;
    while (telling->watchers) {
        struct watcher *next = telling->watchers->next;
        free(telling->watchers);
        telling->watchers = next;
    }
    free(telling->pending);
    free(telling);
}

static struct pending *pending_of(struct telling *telling, int64_t workspace_id)
{
    for (size_t i = 0; i < telling->pending_count; i++)
        if (telling->pending[i].workspace_id == workspace_id)
            return &telling->pending[i];
    struct pending *grown = realloc(telling->pending, (telling->pending_count + 1) * sizeof *grown);
    if (!grown)
        return NULL;
    telling->pending = grown;
    grown[telling->pending_count] = (struct pending){.workspace_id = workspace_id, .sent_us = INT64_MIN / 2};
    return &grown[telling->pending_count++];
}

static void slug_add(struct slugs *slugs, struct str slug)
{
    if (!slug.length || slug.length >= SLUG_MAX || slugs->many)
        return;
    for (size_t i = slugs->count; i-- > 0;)
        if (str_is(slug, slugs->texts[i]))
            return;
    if (slugs->count == SLUGS_MAX) {
        slugs->many = true;
        return;
    }
    memcpy(slugs->texts[slugs->count], slug.at, slug.length);
    slugs->texts[slugs->count++][slug.length] = 0;
}

static void kind_add(struct pending *pending, enum fact_kind kind)
{
    for (size_t i = 0; i < pending->kinds_count; i++)
        if (pending->kinds[i] == kind)
            return;
    if (pending->kinds_count < KINDS_MAX)
        pending->kinds[pending->kinds_count++] = kind;
}

static void response_note(struct pending *pending, const struct response_given *given)
{
    slug_add(&pending->surveys, given->survey_slug);
    slug_add(&pending->touchpoints, given->touchpoint);
    for (size_t i = 0; i < given->answers_count; i++)
        slug_add(&pending->touchpoints, given->answers[i].question->touchpoint);
}

void telling_note(struct telling *telling, const struct fact *fact)
{
    struct pending *pending = pending_of(telling, fact->workspace_id);
    if (!pending)
        return;
    pending->waits = true;
    pending->fact = fact->number;
    kind_add(pending, fact->kind);
    if (fact->kind == FACT_RESPONSE_GIVEN)
        response_note(pending, fact->body);
    else if (fact->kind == FACT_ENCOUNTER_HAPPENED)
        slug_add(&pending->touchpoints, ((const struct encounter_happened *)fact->body)->touchpoint);
}

void telling_note_all(struct telling *telling, int64_t workspace_id, int64_t number)
{
    struct pending *pending = pending_of(telling, workspace_id);
    if (!pending)
        return;
    pending->waits = pending->touchpoints.many = pending->surveys.many = true;
    pending->fact = number;
}

static void slugs_write(struct buf *out, const char *name, const struct slugs *slugs)
{
    if (slugs->many)
        return; /* absent: any of them may have moved */
    buf_printf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < slugs->count; i++)
        buf_printf(out, "%s\"%s\"", i ? "," : "", slugs->texts[i]);
    buf_add_char(out, ']');
}

static void pending_send(struct telling *telling, struct pending *pending, int64_t now_us)
{
    struct buf text = buf_new(TEXT_MAX);
    buf_printf(&text, "{\"fact\":%lld", (long long)pending->fact);
    slugs_write(&text, "touchpoints", &pending->touchpoints);
    slugs_write(&text, "surveys", &pending->surveys);
    buf_add_text(&text, ",\"kinds\":[");
    for (size_t i = 0; i < pending->kinds_count; i++)
        buf_printf(&text, "%s\"%s\"", i ? "," : "", fact_name(pending->kinds[i]));
    buf_add_text(&text, "]}");
    pthread_mutex_lock(&telling->lock);
    for (struct watcher *w = telling->watchers; w && !text.failed; w = w->next)
        if (w->workspace_id == pending->workspace_id)
            w->tell(w->context, pending->fact, buf_str(&text));
    pthread_mutex_unlock(&telling->lock);
    buf_free(&text);
    *pending = (struct pending){.workspace_id = pending->workspace_id, .fact = pending->fact, .sent_us = now_us};
}

int64_t telling_send(struct telling *telling, int64_t now_us)
{
    int64_t due_us = -1;
    for (size_t i = 0; i < telling->pending_count; i++) {
        struct pending *pending = &telling->pending[i];
        if (!pending->waits)
            continue;
        int64_t left_us = pending->sent_us + PAUSE_US - now_us;
        if (left_us <= 0)
            pending_send(telling, pending, now_us);
        else if (due_us < 0 || left_us < due_us)
            due_us = left_us;
    }
    return due_us;
}

enum err flow_watch(struct flow *flow, int64_t workspace_id, void (*tell)(void *context, int64_t fact, struct str json), void *context,
                    struct watcher **out)
{
    struct watcher *watcher = malloc(sizeof *watcher);
    if (!watcher)
        return ERR_MEMORY;
    struct telling *telling = flow->telling;
    pthread_mutex_lock(&telling->lock);
    *watcher = (struct watcher){workspace_id, tell, context, telling->watchers};
    telling->watchers = watcher;
    pthread_mutex_unlock(&telling->lock);
    *out = watcher;
    return ERR_NONE;
}

void flow_unwatch(struct flow *flow, struct watcher *watcher)
{
    struct telling *telling = flow->telling;
    pthread_mutex_lock(&telling->lock);
    for (struct watcher **at = &telling->watchers; *at; at = &(*at)->next)
        if (*at == watcher) {
            *at = watcher->next;
            break;
        }
    pthread_mutex_unlock(&telling->lock);
    free(watcher);
}
