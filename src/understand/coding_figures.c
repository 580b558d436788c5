#include "understand/coding_figures.h"
#include "base/json.h"
#include "listen/code_book.h"
#include "research.sql.h"
#include "understand/agreement.h"
#include "understand/inside.h"

#include <math.h>
#include <stdlib.h>

struct both {
    int64_t codes[CODES_MAX]; /* ids, in the order of the code book: the bits of a note */
    size_t codes_count, notes_count, capacity;
    int64_t last_note_id;
    struct coded_note *notes;
    enum err err;
};

static bool code_seen(void *context, const struct code *code)
{
    struct both *both = context;
    if (both->codes_count == CODES_MAX)
        return false;
    both->codes[both->codes_count++] = code->id;
    return true;
}

static size_t code_index(const struct both *both, int64_t id)
{
    size_t i = 0;
    while (i < both->codes_count && both->codes[i] != id)
        i++;
    return i;
}

static enum err note_next(struct both *both, int64_t note_id)
{
    if (both->notes_count == CODED_BOTH_MAX)
        return ERR_TOO_LARGE;
    if (both->notes_count == both->capacity) {
        size_t capacity = both->capacity ? both->capacity * 2 : 256;
        struct coded_note *grown = realloc(both->notes, capacity * sizeof *grown);
        if (!grown)
            return ERR_MEMORY;
        both->notes = grown;
        both->capacity = capacity;
    }
    both->notes[both->notes_count++] = (struct coded_note){0};
    both->last_note_id = note_id;
    return ERR_NONE;
}

static bool both_row(void *context, const struct coding_both_row *row)
{
    struct both *both = context;
    size_t code = code_index(both, row->code_id);
    if (code == both->codes_count) /* added between two reads */
        return true;
    if (!both->notes_count || both->last_note_id != row->note_id)
        both->err = note_next(both, row->note_id);
    if (both->err != ERR_NONE)
        return false;
    struct coded_note *note = &both->notes[both->notes_count - 1];
    note->available |= UINT64_C(1) << code;
    note->first |= (uint64_t)(row->first != 0) << code;
    note->second |= (uint64_t)(row->second != 0) << code;
    return true;
}

static enum err both_read(struct store *store, const struct coding_ask *ask, struct both *both, int64_t coders[2])
{
    struct coder_pair_row pair = {0};
    enum err err = listen_codes(store, ask->workspace_id, code_seen, both);
    if (err == ERR_NONE)
        err = sql_coder_pair(store, &(struct coder_pair_in){ask->workspace_id, ask->from, ask->to}, NULL, &pair);
    if (err == ERR_NOT_FOUND)
        return ERR_NONE;
    coders[0] = pair.first_id;
    coders[1] = pair.second_id;
    if (err == ERR_NONE)
        err = sql_coding_both(store, &(struct coding_both_in){ask->workspace_id, coders[0], coders[1], ask->from, ask->to}, both_row, both);
    return err == ERR_NONE ? both->err : err;
}

static void agreement_write(const struct agreement *a, struct buf *out)
{
    bool hidden = a->quality == QUALITY_HIDDEN;
    buf_printf(out, "{\"n\":%llu,\"quality\":\"%s\"", (unsigned long long)a->n, quality_name(a->quality));
    if (hidden)
        buf_printf(out, ",\"missing\":%llu", (unsigned long long)(FIGURE_SHOWN_MIN - a->n));
    else {
        const char *const names[] = {"observed", "value", "low", "high"};
        const double values[] = {a->observed, a->value, a->low, a->high};
        for (size_t i = 0; i < 4; i++) {
            json_member(out, names[i]);
            json_put_real(out, values[i]);
        }
        if (!isnan(a->value))
            buf_printf(out, ",\"strength\":\"%s\"", agreement_strength(a->value));
    }
    buf_add_char(out, '}');
}

struct writing {
    struct buf *out;
    const struct both *both;
    enum coding_by by;
    int64_t code_id; /* whose groups are being written */
};

static void code_begin(struct writing *w, const struct code_frequency_row *row)
{
    size_t code = code_index(w->both, row->code_id);
    buf_add_text(w->out, w->code_id ? "]},{\"code\":" : "{\"code\":");
    json_put_text(w->out, row->slug);
    if (w->both->notes_count && code < w->both->codes_count) {
        struct decisions decisions = decisions_of(w->both->notes, w->both->notes_count, (unsigned)code);
        struct agreement agreement = agreement_of_code(&decisions);
        json_member(w->out, "agreement");
        agreement_write(&agreement, w->out);
    }
    buf_add_text(w->out, ",\"groups\":[");
    w->code_id = row->code_id;
}

static void group_name_write(const struct writing *w, const struct code_frequency_row *row)
{
    char day[TIME_TEXT];
    struct str name = w->by == CODING_BY_SEGMENT ? row->segment : row->touchpoint;
    if (w->by == CODING_BY_WEEK) {
        day_format((int32_t)row->week, day);
        name = str_of(day);
    }
    buf_add_text(w->out, "{\"group\":");
    json_put_text(w->out, name);
}

static bool frequency_row(void *context, const struct code_frequency_row *row)
{
    struct writing *w = context;
    struct figure share = figure_share((uint64_t)row->hits, (uint64_t)row->n);
    if (row->code_id != w->code_id)
        code_begin(w, row);
    else
        buf_add_char(w->out, ',');
    group_name_write(w, row);
    if (share.quality != QUALITY_HIDDEN)
        buf_printf(w->out, ",\"hits\":%lld", (long long)row->hits);
    figure_write(&share, true, w->out);
    buf_add_char(w->out, '}');
    return true;
}

static enum err codings_write(struct store *store, const struct coding_ask *ask, const struct both *both, struct buf *out)
{
    struct note_counts_row counts = {0};
    struct writing writing = {out, both, ask->by, 0};
    struct agreement overall = agreement_pooled(both->notes, both->notes_count);
    char from[TIME_TEXT], to[TIME_TEXT];
    day_format(ask->from, from);
    day_format(ask->to, to);
    enum err err = sql_note_counts(store, &(struct note_counts_in){ask->workspace_id, ask->from, ask->to}, NULL, &counts);
    buf_printf(out, "\"from\":\"%s\",\"to\":\"%s\",\"notes\":%lld,\"coded\":%lld,\"agreement\":", from, to, (long long)counts.notes,
               (long long)counts.coded);
    agreement_write(&overall, out);
    buf_add_text(out, ",\"codes\":[");
    if (err == ERR_NONE)
        err =
            sql_code_frequency(store, &(struct code_frequency_in){ask->workspace_id, ask->by, ask->from, ask->to}, frequency_row, &writing);
    buf_add_text(out, writing.code_id ? "]}]" : "]");
    return err;
}

enum err understand_codings(struct store *store, const struct coding_ask *ask, struct buf *out, int64_t coders[2])
{
    struct both *both = calloc(1, sizeof *both);
    coders[0] = coders[1] = 0;
    enum err err = both ? both_read(store, ask, both, coders) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = codings_write(store, ask, both, out);
    if (both)
        free(both->notes);
    free(both);
    return err;
}
