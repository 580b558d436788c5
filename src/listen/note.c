#include "listen/note.h"
#include "listen/answer.h"
#include "listen/customer.h"
#include "listen/inside.h"
#include "research.sql.h"

static const char *const kind_names[] = {"", "interview", "diary", "quote", "observation"};

const char *note_kind_name(enum note_kind kind)
{
    must(kind >= NOTE_INTERVIEW && kind <= NOTE_OBSERVATION);
    return kind_names[kind];
}

enum note_kind note_kind_of(struct str name)
{
    enum note_kind kind = NOTE_INTERVIEW;
    while (!str_equal(name, str_of(kind_names[kind])))
        must(++kind <= NOTE_OBSERVATION);
    return kind;
}

static struct str trimmed(struct str text)
{
    return text.at ? str_trim(text) : STR("");
}

enum err listen_check_note(const struct note_in *in, int32_t today, struct arena *arena, struct note_put **put, struct fault *why)
{
    *put = arena_new_object(arena, struct note_put);
    if (!*put)
        return ERR_MEMORY;
    **put = (struct note_put){.kind = note_kind_of(in->kind),
                              .day = in->day,
                              .segment = trimmed(in->segment),
                              .language = STR(""),
                              .customer = trimmed(in->customer),
                              .text = trimmed(in->text),
                              .element = trimmed(in->element)};
    if (!(*put)->text.length)
        return fault_set(why, ERR_INVALID, "required", "text", "A note needs words.");
    if ((*put)->element.length && !in->touchpoint.length)
        return fault_set(why, ERR_INVALID, "required", "touchpoint", "An element belongs to a touchpoint: say which.");
    if (in->day > today)
        return fault_set(why, ERR_INVALID, "in_the_future", "day", "A note is of something that has happened: this day is not here yet.");
    if (in->language.length && !language_base(in->language, &(*put)->language))
        return fault_set(why, ERR_INVALID, "unknown_language", "language", "The language must be a code such as \"fi\".");
    return ERR_NONE;
}

/* ---- store ---- */

static enum err payload(struct fact *fact, struct arena *arena, const char *name, int64_t number)
{
    const char *text = arena_printf(arena, "{\"%s\":%lld}", name, (long long)number);
    fact->payload = str_of(text);
    return text ? ERR_NONE : ERR_MEMORY;
}

static enum err find(struct store *store, struct fact *fact, int64_t id, struct note_standing_row *row, struct fault *why)
{
    fact->subject_id = id;
    enum err err = sql_note_standing(store, &(struct note_standing_in){fact->workspace_id, id, fact->actor.id}, NULL, row);
    if (err == ERR_NONE && fact->expected_revision && fact->expected_revision != row->revision)
        return fault_set(why, ERR_STALE, "stale", "", "The note was changed meanwhile; read it again.");
    return err;
}

static enum err customer_of(struct store *store, const struct fact *fact, struct str external_id, int64_t *id, struct fault *why)
{
    *id = 0;
    if (!external_id.length)
        return ERR_NONE;
    enum err err = customer_find(store, fact->workspace_id, external_id, id);
    return err == ERR_NOT_FOUND ? fault_set(why, ERR_INVALID, "unknown_customer", "customer", "There is no such customer.") : err;
}

static enum err element_of(struct store *store, const struct fact *fact, const struct note_put *put, int64_t *id, struct fault *why)
{
    struct note_element_find_row row;
    *id = 0;
    if (!put->element.length)
        return ERR_NONE;
    enum err err =
        sql_note_element_find(store, &(struct note_element_find_in){fact->workspace_id, put->touchpoint_id, put->element}, NULL, &row);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, ERR_INVALID, "unknown_element", "element", "This touchpoint has no element \"%.*s\".",
                         STR_ARGS(put->element));
    *id = err == ERR_NONE ? row.id : 0;
    return err;
}

static enum err add(struct store *store, struct fact *fact, const struct note_put *put, int64_t customer_id, int64_t element_id)
{
    fact->subject_id = fact->number;
    return sql_note_insert(store,
                           &(struct note_insert_in){.workspace_id = fact->workspace_id,
                                                    .id = fact->number,
                                                    .kind = put->kind,
                                                    .has_touchpoint_id = put->touchpoint_id != 0,
                                                    .touchpoint_id = put->touchpoint_id,
                                                    .has_element_id = element_id != 0,
                                                    .element_id = element_id,
                                                    .segment = put->segment,
                                                    .day = put->day,
                                                    .language = put->language,
                                                    .author_id = fact->actor.id,
                                                    .has_customer_id = customer_id != 0,
                                                    .customer_id = customer_id},
                           NULL);
}

static enum err change(struct store *store, struct fact *fact, const struct note_put *put, int64_t customer_id, int64_t element_id,
                       struct fault *why)
{
    struct note_standing_row row = {0};
    enum err err = find(store, fact, put->note_id, &row, why);
    if (err == ERR_NONE && row.codings)
        return fault_set(why, ERR_CONFLICT, "coded", "", "The note has been coded, so that its words stay as they were read.");
    if (err != ERR_NONE)
        return err;
    return sql_note_update(store,
                           &(struct note_update_in){.workspace_id = fact->workspace_id,
                                                    .id = put->note_id,
                                                    .kind = put->kind,
                                                    .has_touchpoint_id = put->touchpoint_id != 0,
                                                    .touchpoint_id = put->touchpoint_id,
                                                    .has_element_id = element_id != 0,
                                                    .element_id = element_id,
                                                    .segment = put->segment,
                                                    .day = put->day,
                                                    .language = put->language,
                                                    .has_customer_id = customer_id != 0,
                                                    .customer_id = customer_id,
                                                    .revision = fact->number},
                           NULL);
}

static enum err put_note(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct note_put *put = fact->body;
    int64_t customer_id, element_id;
    enum err err = customer_of(store, fact, put->customer, &customer_id, why);
    if (err == ERR_NONE)
        err = element_of(store, fact, put, &element_id, why);
    if (err == ERR_NONE)
        err = put->note_id ? change(store, fact, put, customer_id, element_id, why) : add(store, fact, put, customer_id, element_id);
    if (err == ERR_NONE)
        err = sql_note_text_put(store, &(struct note_text_put_in){fact->workspace_id, fact->subject_id, put->text}, NULL);
    return err == ERR_NONE ? payload(fact, arena, "touchpoint", put->touchpoint_id) : err;
}

static enum err drop(struct store *store, struct fact *fact, struct fault *why)
{
    int64_t id = ((const struct note_put *)fact->body)->note_id;
    struct note_standing_row row = {0};
    enum err err = find(store, fact, id, &row, why);
    if (err == ERR_NONE)
        err = sql_coding_codes_delete(store, &(struct coding_codes_delete_in){fact->workspace_id, id, 0}, NULL);
    if (err == ERR_NONE)
        err = sql_codings_delete(store, &(struct codings_delete_in){fact->workspace_id, id}, NULL);
    if (err == ERR_NONE)
        err = sql_note_text_delete(store, &(struct note_text_delete_in){fact->workspace_id, id}, NULL);
    return err == ERR_NONE ? sql_note_delete(store, &(struct note_delete_in){fact->workspace_id, id}, NULL) : err;
}

static enum err give_code(struct store *store, const struct fact *fact, struct arena *arena, struct str slug, struct fault *why)
{
    const struct note_coded *coded = fact->body;
    struct code_find_row code;
    enum err err = sql_code_find(store, &(struct code_find_in){fact->workspace_id, slug}, arena, &code);
    if (err == ERR_NOT_FOUND || (err == ERR_NONE && code.retired))
        return fault_set(why, ERR_INVALID, "unknown_code", "codes", "The code book has no code \"%.*s\" in use.", STR_ARGS(slug));
    if (err == ERR_NONE)
        err = sql_coding_code_insert(store, &(struct coding_code_insert_in){fact->workspace_id, coded->note_id, fact->actor.id, code.id},
                                     NULL);
    return err == ERR_CONFLICT ? fault_set(why, ERR_INVALID, "twice", "codes", "The code \"%.*s\" stands there twice.", STR_ARGS(slug))
                               : err;
}

static enum err coding_check(const struct note_standing_row *row, struct fault *why)
{
    if (!row->has_text)
        return fault_set(why, ERR_CONFLICT, "forgotten", "", "The words of this note were forgotten with their customer.");
    if (row->mine && row->codings > 1)
        return fault_set(why, ERR_CONFLICT, "seen", "", "Another coding of this note can be read by you, so that yours stays as it is.");
    if (!row->mine && row->codings >= CODERS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "A note is coded by %d people at most.", CODERS_MAX);
    return ERR_NONE;
}

static enum err code_note(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct note_coded *coded = fact->body;
    struct note_standing_row row = {0};
    enum err err = find(store, fact, coded->note_id, &row, why);
    if (err == ERR_NONE)
        err = coding_check(&row, why);
    if (err == ERR_NONE)
        err = sql_coding_codes_delete(store, &(struct coding_codes_delete_in){fact->workspace_id, coded->note_id, fact->actor.id}, NULL);
    if (err == ERR_NONE)
        err = sql_coding_put(store, &(struct coding_put_in){fact->workspace_id, coded->note_id, fact->actor.id, fact->at_ms, fact->number},
                             NULL);
    for (size_t i = 0; err == ERR_NONE && i < coded->codes.count; i++)
        err = give_code(store, fact, arena, coded->codes.items[i], why);
    return err == ERR_NONE ? payload(fact, arena, "codes", (int64_t)coded->codes.count) : err;
}

enum err note_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    switch (fact->kind) {
    case FACT_NOTE_PUT:
        return put_note(store, fact, arena, why);
    case FACT_NOTE_REMOVED:
        return drop(store, fact, why);
    default:
        return code_note(store, fact, arena, why);
    }
}

enum err note_erase(struct store *store, int64_t workspace_id, int64_t customer_id)
{
    enum err err = sql_note_customer_texts_delete(store, &(struct note_customer_texts_delete_in){workspace_id, customer_id}, NULL);
    return err == ERR_NONE ? sql_note_customer_clear(store, &(struct note_customer_clear_in){workspace_id, customer_id}, NULL) : err;
}

enum err note_element_forget(struct store *store, int64_t workspace_id, int64_t element_id)
{
    return sql_note_element_clear(store, &(struct note_element_clear_in){workspace_id, element_id}, NULL);
}

/* ---- ask ---- */

struct reading {
    bool (*note)(void *context, const struct note *note);
    bool (*coding)(void *context, const struct coding *coding);
    void *context;
};

static bool note_row(void *context, const struct note_page_row *row)
{
    struct reading *reading = context;
    struct note note = {row->id,           row->author_id,  row->codings, row->revision,    (enum note_kind)row->kind,
                        (int32_t)row->day, row->touchpoint, row->segment, row->language,    row->customer,
                        row->text,         row->mine,       row->element, row->element_name};
    return reading->note(reading->context, &note);
}

enum err listen_notes(struct store *store, int64_t workspace_id, const struct note_filter *filter,
                      bool (*each)(void *context, const struct note *note), void *context)
{
    struct reading reading = {.note = each, .context = context};
    return sql_note_page(store,
                         &(struct note_page_in){.workspace_id = workspace_id,
                                                .coder_id = filter->reader_id,
                                                .only = filter->only,
                                                .before = filter->before ? filter->before : INT64_MAX,
                                                .touchpoint_id = filter->touchpoint_id,
                                                .element = filter->element,
                                                .segment = filter->segment,
                                                .kind = filter->kind,
                                                .code = filter->code,
                                                .other_id = filter->coder_id,
                                                .mine = filter->mine,
                                                .limit = filter->limit},
                         note_row, &reading);
}

static bool coding_row(void *context, const struct coding_of_note_row *row)
{
    struct reading *reading = context;
    return reading->coding(reading->context, &(struct coding){row->coder_id, row->coded_at, row->codes});
}

enum err listen_codings(struct store *store, int64_t workspace_id, int64_t note_id,
                        bool (*each)(void *context, const struct coding *coding), void *context)
{
    struct reading reading = {.coding = each, .context = context};
    struct note_standing_row row;
    enum err err = sql_note_standing(store, &(struct note_standing_in){workspace_id, note_id, 0}, NULL, &row);
    return err == ERR_NONE ? sql_coding_of_note(store, &(struct coding_of_note_in){workspace_id, note_id}, coding_row, &reading) : err;
}
