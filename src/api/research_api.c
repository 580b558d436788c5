/* Media, notes, the code book, codings and their figures: the contract of api/research.yaml. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/code_book.h"
#include "listen/media.h"
#include "listen/note.h"
#include "understand/coding_figures.h"

enum { PERIOD_DAYS = 364 };

static enum err period_check(int32_t from, int32_t to, struct fault *why)
{
    return from > to ? fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.") : ERR_NONE;
}

/* ---- media ---- */

static bool media_seen(void *context, const struct media_exposure *e)
{
    struct buf *out = context;
    char week[TIME_TEXT];
    day_format(e->week, week);
    buf_add_text(out, out->at[out->length - 1] == '[' ? "{" : ",{");
    buf_printf(out, "\"week\":\"%s\"", week);
    put_text(out, "medium", e->medium);
    put_text(out, "daypart", e->daypart);
    put_text(out, "segment", e->segment);
    buf_printf(out, ",\"spend_cents\":%lld,\"contacts\":%lld}", (long long)e->spend_cents, (long long)e->contacts);
    return true;
}

void op_media_exposure_list(struct call *call)
{
    const struct media_exposure_list_query *query = call->query;
    struct fault why = {0};
    int32_t to = query->has_to ? query->to : call_day(call);
    struct media_filter filter = {query->has_from ? query->from : to - PERIOD_DAYS, to, query->medium, query->segment};
    if (!call_fine(call, period_check(filter.from, filter.to, &why), &why))
        return;
    struct store *store = call_store(call);
    if (!store)
        return;
    struct buf body = buf_new(ANSWER_MAX);
    char from[TIME_TEXT], until[TIME_TEXT];
    day_format(filter.from, from);
    day_format(filter.to, until);
    buf_printf(&body, "{\"from\":\"%s\",\"to\":\"%s\",\"items\":[", from, until);
    enum err err = listen_media(store, call->principal.workspace_id, &filter, media_seen, &body);
    call_store_give(call, store);
    buf_add_text(&body, "]}");
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
    else
        buf_free(&body);
}

static void media_stored(struct call *call, struct proposal *proposal)
{
    const struct media_put *put = proposal->facts[0].body;
    struct buf body = buf_new(ANSWER_MAX);
    buf_printf(&body, "{\"stored\":%zu}", put->count);
    call_json(call, 200, &body, 0);
}

void op_media_exposure_put(struct call *call)
{
    struct media_put *put;
    struct fault why = {0};
    if (call_fine(call, listen_check_media(call->body, call->arena, &put, &why), &why))
        call_propose_one(call, FACT_MEDIA_PUT, put, media_stored);
}

/* ---- notes ---- */

static void note_write(struct call *call, struct buf *out, const struct note *note)
{
    char day[TIME_TEXT];
    day_format(note->day, day);
    buf_printf(out, "{\"id\":%lld,\"kind\":\"%s\",\"day\":\"%s\"", (long long)note->id, note_kind_name(note->kind), day);
    if (note->touchpoint.at)
        put_text(out, "touchpoint", note->touchpoint);
    if (note->element.at) {
        buf_add_text(out, ",\"element\":{\"slug\":");
        json_put_text(out, note->element);
        buf_add_text(out, ",\"name\":");
        buf_add_str(out, note->element_name);
        buf_add_char(out, '}');
    }
    put_text(out, "segment", note->segment);
    put_text(out, "language", note->language);
    if (note->customer.at)
        put_text(out, "customer", note->customer);
    buf_printf(out, ",\"author\":%lld", (long long)note->author_id);
    put_person(call, out, "author_name", note->author_id);
    if (note->text.at)
        put_text(out, "text", note->text);
    buf_printf(out, ",\"codings\":%lld,\"revision\":%lld", (long long)note->codings, (long long)note->revision);
    if (note->mine.at) {
        buf_add_text(out, ",\"mine\":");
        buf_add_str(out, note->mine);
    }
    buf_add_char(out, '}');
}

static bool note_seen(void *context, const struct note *note)
{
    struct listing *listing = context;
    listing_next(listing, note->id);
    note_write(listing->call, &listing->body, note);
    return true;
}

static enum err note_touchpoint(struct call *call, struct str slug, int64_t *id, struct fault *why)
{
    const struct touchpoint *touchpoint = slug.at ? listen_touchpoint(call_listen(call), call->principal.workspace_id, slug) : NULL;
    *id = touchpoint ? touchpoint->id : 0;
    if (!slug.at || touchpoint)
        return ERR_NONE;
    return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".", STR_ARGS(slug));
}

static int mine_of(struct str name)
{
    if (!name.at)
        return NOTES_ALL;
    return str_equal(name, STR("coded")) ? NOTES_CODED : str_equal(name, STR("open")) ? NOTES_OPEN : NOTES_DIFFERING;
}

void op_note_list(struct call *call)
{
    const struct note_list_query *query = call->query;
    struct fault why = {0};
    struct note_filter filter = {.reader_id = call->principal.id,
                                 .before = call_cursor(call, query->cursor),
                                 .limit = query->has_limit ? query->limit : PAGE_USUAL,
                                 .kind = query->kind.at ? (int)note_kind_of(query->kind) : 0,
                                 .code = query->code,
                                 .coder_id = query->has_coder ? query->coder : 0,
                                 .mine = mine_of(query->mine),
                                 .element = query->element,
                                 .segment = query->segment};
    if (filter.before < 0 || !call_fine(call, note_touchpoint(call, query->touchpoint, &filter.touchpoint_id, &why), &why))
        return;
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, (size_t)filter.limit);
    enum err err = listen_notes(store, call->principal.workspace_id, &filter, note_seen, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

struct one_note {
    struct call *call;
    struct buf body;
    int64_t revision;
};

static bool one_seen(void *context, const struct note *note)
{
    struct one_note *one = context;
    one->revision = note->revision;
    note_write(one->call, &one->body, note);
    return true;
}

static void note_answer(struct call *call, int status, int64_t id)
{
    struct fault why = {0};
    struct note_filter filter = {.reader_id = call->principal.id, .only = id, .limit = 1};
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    struct one_note one = {call, buf_new(ANSWER_MAX), 0};
    enum err err = id > 0 ? listen_notes(store, call->principal.workspace_id, &filter, one_seen, &one) : ERR_NOT_FOUND;
    call_store_give(call, store);
    if (call_fine(call, err == ERR_NONE && !one.revision ? ERR_NOT_FOUND : err, &why))
        call_json(call, status, &one.body, one.revision);
    else
        buf_free(&one.body);
}

void op_note_get(struct call *call)
{
    note_answer(call, 200, call_integer(call->path[0]));
}

static void note_added(struct call *call, struct proposal *proposal)
{
    note_answer(call, 201, proposal->facts[0].subject_id);
}

static void note_changed(struct call *call, struct proposal *proposal)
{
    note_answer(call, 200, proposal->facts[0].subject_id);
}

static void note_propose(struct call *call, int64_t id, void (*done)(struct call *call, struct proposal *proposal))
{
    const struct note_in *in = call->body;
    struct note_put *put;
    struct fault why = {0};
    enum err err = listen_check_note(in, call_day(call), call->arena, &put, &why);
    if (err == ERR_NONE)
        err = note_touchpoint(call, in->touchpoint, &put->touchpoint_id, &why);
    if (!call_fine(call, err, &why))
        return;
    put->note_id = id;
    call_propose_one(call, FACT_NOTE_PUT, put, done);
}

void op_note_add(struct call *call)
{
    note_propose(call, 0, note_added);
}

void op_note_change(struct call *call)
{
    note_propose(call, call_integer(call->path[0]), note_changed);
}

void op_note_remove(struct call *call)
{
    struct note_put *put = arena_new_object(call->arena, struct note_put);
    struct fault why = {0};
    if (!call_fine(call, put ? ERR_NONE : ERR_MEMORY, &why))
        return;
    put->note_id = call_integer(call->path[0]);
    call_propose_one(call, FACT_NOTE_REMOVED, put, call_gone);
}

/* ---- codings: read twice, first whether the caller's own is in ---- */

struct coding_listing {
    struct listing listing;
    bool mine_in;
};

static bool own_seen(void *context, const struct coding *coding)
{
    struct coding_listing *all = context;
    all->mine_in = all->mine_in || coding->coder_id == all->listing.call->principal.id;
    return true;
}

static bool coding_seen(void *context, const struct coding *coding)
{
    struct coding_listing *all = context;
    struct call *call = all->listing.call;
    struct buf *out = &all->listing.body;
    listing_next(&all->listing, coding->coder_id);
    buf_printf(out, "{\"coder\":%lld", (long long)coding->coder_id);
    put_person(call, out, "coder_name", coding->coder_id);
    buf_printf(out, ",\"mine\":%s", coding->coder_id == call->principal.id ? "true" : "false");
    put_moment(out, "coded_at", coding->coded_at_ms);
    if (all->mine_in) {
        buf_add_text(out, ",\"codes\":");
        buf_add_str(out, coding->codes);
    }
    buf_add_char(out, '}');
    return true;
}

void op_coding_list(struct call *call)
{
    struct fault why = {0};
    int64_t workspace_id = call->principal.workspace_id, id = call_integer(call->path[0]);
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    struct coding_listing all = {.listing = listing_new(call, 0)};
    enum err err = listen_codings(store, workspace_id, id, own_seen, &all);
    if (err == ERR_NONE)
        err = listen_codings(store, workspace_id, id, coding_seen, &all);
    call_store_give(call, store);
    listing_close(&all.listing, err, &why);
}

static void coding_stored(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    op_coding_list(call);
}

void op_coding_put(struct call *call)
{
    const struct coding_in *in = call->body;
    struct note_coded *coded = arena_new_object(call->arena, struct note_coded);
    struct fault why = {0};
    if (!call_fine(call, coded ? ERR_NONE : ERR_MEMORY, &why))
        return;
    *coded = (struct note_coded){call_integer(call->path[0]), in->codes};
    call_propose_one(call, FACT_NOTE_CODED, coded, coding_stored);
}

/* ---- the code book ---- */

static bool code_seen(void *context, const struct code *code)
{
    struct listing *listing = context;
    struct buf *out = &listing->body;
    listing_next(listing, code->id);
    buf_printf(out, "{\"id\":%lld", (long long)code->id);
    put_text(out, "slug", code->slug);
    buf_add_text(out, ",\"name\":");
    buf_add_str(out, code->name);
    buf_add_text(out, ",\"description\":");
    buf_add_str(out, code->description);
    buf_printf(out, ",\"valence\":\"%s\",\"retired\":%s,\"revision\":%lld}", valence_name(code->valence), code->retired ? "true" : "false",
               (long long)code->revision);
    return true;
}

void op_code_list(struct call *call)
{
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, 0);
    enum err err = listen_codes(store, call->principal.workspace_id, code_seen, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

struct one_code {
    struct listing listing; /* first: what code_seen writes into */
    int64_t id, revision;
};

static bool one_code_seen(void *context, const struct code *code)
{
    struct one_code *one = context;
    if (code->id != one->id)
        return true;
    one->revision = code->revision;
    (void)code_seen(&one->listing, code);
    return false;
}

static void code_answer(struct call *call, int status, int64_t id)
{
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return;
    struct one_code one = {.listing = {.call = call, .body = buf_new(ANSWER_MAX)}, .id = id};
    enum err err = listen_codes(store, call->principal.workspace_id, one_code_seen, &one);
    call_store_give(call, store);
    if (call_fine(call, err, &why))
        call_json(call, status, &one.listing.body, one.revision);
    else
        buf_free(&one.listing.body);
}

static void code_added(struct call *call, struct proposal *proposal)
{
    code_answer(call, 201, proposal->facts[0].subject_id);
}

static void code_changed(struct call *call, struct proposal *proposal)
{
    code_answer(call, 200, proposal->facts[0].subject_id);
}

void op_code_add(struct call *call)
{
    struct code_put *put;
    struct fault why = {0};
    if (!call_fine(call, listen_check_code(call->body, call->arena, &put, &why), &why))
        return;
    put->is_new = true;
    call_propose_one(call, FACT_CODE_PUT, put, code_added);
}

void op_code_change(struct call *call)
{
    struct code_put *put;
    struct fault why = {0};
    enum err err = listen_check_code(call->body, call->arena, &put, &why);
    if (err == ERR_NONE && !str_equal(put->slug, call->path[0])) {
        put->slug = call->path[0]; /* a code that is not there is missing, whatever the body says */
        put->is_new = false;
    }
    if (call_fine(call, err, &why))
        call_propose_one(call, FACT_CODE_PUT, put, code_changed);
}

/* ---- figures ---- */

static enum coding_by by_of(struct str name)
{
    if (!name.at)
        return CODING_TOGETHER;
    return str_equal(name, STR("touchpoint")) ? CODING_BY_TOUCHPOINT : str_equal(name, STR("segment")) ? CODING_BY_SEGMENT : CODING_BY_WEEK;
}

static void coders_write(struct call *call, struct buf *out, const int64_t coders[2])
{
    buf_add_text(out, ",\"coders\":[");
    for (int i = 0; i < 2; i++) {
        buf_printf(out, "%s{\"id\":%lld", i ? "," : "", (long long)coders[i]);
        put_person(call, out, "name", coders[i]);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

void op_coding_figures(struct call *call)
{
    const struct coding_figures_query *query = call->query;
    struct fault why = {0};
    int32_t to = query->has_to ? query->to : call_day(call);
    struct coding_ask ask = {call->principal.workspace_id, by_of(query->by), query->has_from ? query->from : to - PERIOD_DAYS, to};
    int64_t coders[2];
    if (!call_fine(call, period_check(ask.from, ask.to, &why), &why))
        return;
    struct store *store = call_store(call);
    if (!store)
        return;
    struct buf body = buf_new(ANSWER_MAX);
    buf_add_char(&body, '{');
    enum err err = understand_codings(store, &ask, &body, coders);
    call_store_give(call, store);
    if (err == ERR_NONE && coders[0]) {
        call_lock(call);
        coders_write(call, &body, coders);
        call_unlock(call);
    }
    buf_add_char(&body, '}');
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
    else
        buf_free(&body);
}
