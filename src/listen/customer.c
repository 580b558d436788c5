#include "listen/customer.h"
#include "listen.sql.h"
#include "listen/answer.h"
#include "listen/answer_file.h"
#include "listen/customer_memory.h"
#include "listen/inside.h"
#include "listen/invitation.h"

static struct str or_empty(struct str text)
{
    return text.at ? text : STR("");
}

enum err customer_find(struct store *store, int64_t workspace_id, struct str external_id, int64_t *id)
{
    struct customer_find_row found = {0}; /* numbers only: no arena is needed */
    enum err err = sql_customer_find(store, &(struct customer_find_in){workspace_id, external_id}, NULL, &found);
    *id = found.id;
    return err;
}

enum err customer_change(struct store *store, int64_t workspace_id, const struct customer *c)
{
    return sql_customer_update(store,
                               &(struct customer_update_in){.workspace_id = workspace_id,
                                                            .id = c->id,
                                                            .name = c->name,
                                                            .email = c->email,
                                                            .phone = c->phone,
                                                            .language = c->language,
                                                            .attributes = c->attributes,
                                                            .has_margin = c->has_margin,
                                                            .margin = c->margin,
                                                            .consent_surveys = c->consent_surveys,
                                                            .contact_ban = c->contact_ban,
                                                            .complaint_open = c->complaint_open},
                               NULL);
}

enum err customer_find_or_make(struct store *store, int64_t workspace_id, struct str external_id, int64_t at_ms, int64_t *id)
{
    struct customer_find_row found = {0};
    struct customer_next_row next = {0};
    (void)at_ms;
    *id = 0;
    if (!external_id.length)
        return ERR_NONE;
    /* The rows hold numbers only, so that no arena is needed. */
    enum err err = sql_customer_find(store, &(struct customer_find_in){workspace_id, external_id}, NULL, &found);
    *id = found.id;
    if (err != ERR_NOT_FOUND)
        return err;
    err = sql_customer_next(store, &(struct customer_next_in){workspace_id}, NULL, &next);
    *id = next.id;
    if (err != ERR_NONE)
        return err;
    return sql_customer_insert(store, &(struct customer_insert_in){.workspace_id = workspace_id, .id = next.id, .external_id = external_id},
                               NULL);
}

static enum err put(struct store *store, struct fact *fact, struct arena *arena)
{
    struct customer_put *c = fact->body;
    struct customer_find_row found;
    struct str attributes = json_kept(arena, c->attributes);
    if (c->attributes && !attributes.at)
        return ERR_MEMORY;
    enum err err = sql_customer_find(store, &(struct customer_find_in){fact->workspace_id, c->external_id}, arena, &found);
    if (err != ERR_NONE && err != ERR_NOT_FOUND)
        return err;
    c->existed = err == ERR_NONE;
    err = customer_find_or_make(store, fact->workspace_id, c->external_id, fact->at_ms, &fact->subject_id);
    if (err != ERR_NONE)
        return err;
    err = customer_margins_forget(store, fact->workspace_id, fact->subject_id);
    if (err == ERR_NONE)
        err = customer_margins_store(store, fact->workspace_id, fact->subject_id, &c->margins);
    if (err != ERR_NONE)
        return err;
    return customer_change(store, fact->workspace_id,
                           &(struct customer){.id = fact->subject_id,
                                              .name = c->name,
                                              .email = c->email,
                                              .phone = c->phone,
                                              .language = c->language,
                                              .attributes = attributes,
                                              .has_margin = c->has_margin,
                                              .margin = c->margin,
                                              .consent_surveys = c->consent_surveys,
                                              .contact_ban = c->contact_ban,
                                              .complaint_open = c->complaint_open});
}

static enum err erase(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct customer_erased *erased = fact->body;
    struct customer_find_row found;
    enum err err = sql_customer_find(store, &(struct customer_find_in){fact->workspace_id, erased->external_id}, arena, &found);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, err, "not_found", "", "There is no such customer.");
    if (err == ERR_NONE)
        err = sql_customer_texts_delete(store, &(struct customer_texts_delete_in){fact->workspace_id, found.id}, NULL);
    if (err == ERR_NONE)
        err = files_erase_customer(store, fact->workspace_id, found.id);
    if (err == ERR_NONE)
        err = event_erase(store, fact->workspace_id, found.id);
    if (err == ERR_NONE)
        err = note_erase(store, fact->workspace_id, found.id);
    if (err == ERR_NONE)
        err = invitation_erase_customer(store, fact->workspace_id, found.id, fact->at_ms);
    if (err == ERR_NONE)
        err = customer_margins_forget(store, fact->workspace_id, found.id);
    if (err == ERR_NONE)
        err = sql_customer_blank(store, &(struct customer_blank_in){fact->workspace_id, found.id, fact->at_ms}, NULL);
    customer_memory_forget(listen->customers); /* the external id is nobody's now */
    fact->subject_id = found.id;
    return err;
}

static enum err ban(struct store *store, struct fact *fact, struct fault *why)
{
    const struct contact_ban_set *set = fact->body;
    int64_t changes = 0;
    enum err err = customer_find(store, fact->workspace_id, set->external_id, &fact->subject_id);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, err, "not_found", "", "There is no such customer.");
    if (err == ERR_NONE)
        err = sql_customer_ban(store, &(struct customer_ban_in){fact->workspace_id, fact->subject_id, set->banned}, &changes);
    fact->repeated = changes == 0;
    fact->payload = set->banned ? STR("{\"banned\":true}") : STR("{\"banned\":false}");
    return err;
}

enum err customer_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    if (fact->kind == FACT_CONTACT_BAN_SET)
        return ban(store, fact, why);
    return fact->kind == FACT_CUSTOMER_PUT ? put(store, fact, arena) : erase(listen, store, fact, arena, why);
}

enum err listen_check_customer(const struct customer_in *in, struct arena *arena, struct customer_put **out, struct fault *why)
{
    *out = arena_new_object(arena, struct customer_put);
    if (!*out)
        return ERR_MEMORY;
    **out = (struct customer_put){.external_id = in->external_id,
                                  .name = or_empty(in->name),
                                  .email = or_empty(in->email),
                                  .phone = or_empty(in->phone),
                                  .language = STR(""),
                                  .attributes = json_object_size(in->attributes) ? in->attributes : NULL,
                                  .has_margin = in->has_margin,
                                  .margin = in->margin,
                                  .consent_surveys = in->consent_surveys,
                                  .contact_ban = in->contact_ban,
                                  .complaint_open = in->complaint_open};
    if (in->language.length && !language_base(in->language, &(*out)->language))
        return fault_set(why, ERR_INVALID, "unknown_language", "language", "The language must be a code such as \"fi\".");
    if (in->email.length && !memchr(in->email.at, '@', in->email.length))
        return fault_set(why, ERR_INVALID, "not_an_address", "email", "The e-mail address must have an \"@\".");
    enum err err = attributes_check((*out)->attributes, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "attributes");
    return err == ERR_NONE ? customer_margins_check(&in->margins, arena, &(*out)->margins, why) : err;
}

enum err listen_customer(struct store *store, int64_t workspace_id, struct str external_id, struct arena *arena, struct customer *customer)
{
    struct customer_get_row row;
    enum err err = sql_customer_get(store, &(struct customer_get_in){workspace_id, external_id}, arena, &row);
    if (err != ERR_NONE)
        return err;
    *customer = (struct customer){
        row.id,     row.external_id,     row.name,        row.email,          row.phone, row.language, row.attributes, row.has_margin,
        row.margin, row.consent_surveys, row.contact_ban, row.complaint_open, {0}};
    return customer_margins_read(store, workspace_id, row.id, arena, &customer->margins);
}

struct paging {
    bool (*each)(void *context, const struct customer *customer);
    void *context;
};

static bool page_row(void *context, const struct customer_page_row *row)
{
    struct paging *paging = context;
    struct customer customer = {row->id,     row->external_id,     row->name,        row->email,
                                row->phone,  row->language,        row->attributes,  row->has_margin,
                                row->margin, row->consent_surveys, row->contact_ban, row->complaint_open,
                                {0}};
    return paging->each(paging->context, &customer);
}

enum err listen_customers(struct store *store, int64_t workspace_id, int64_t before, int64_t limit,
                          bool (*each)(void *context, const struct customer *customer), void *context)
{
    struct paging paging = {each, context};
    return sql_customer_page(store, &(struct customer_page_in){workspace_id, before ? before : INT64_MAX, limit}, page_row, &paging);
}

void customer_write(const struct customer *c, struct buf *out)
{
    buf_printf(out, "{\"id\":%lld", (long long)c->id);
    json_put_member(out, "external_id", c->external_id);
    json_put_member(out, "name", c->name);
    json_put_member(out, "email", c->email);
    json_put_member(out, "phone", c->phone);
    json_put_member(out, "language", c->language);
    if (c->attributes.length) {
        buf_add_text(out, ",\"attributes\":");
        buf_add_str(out, c->attributes);
    }
    if (c->has_margin) {
        buf_add_text(out, ",\"margin\":");
        json_put_real(out, c->margin);
    }
    customer_margins_write(&c->margins, out);
    buf_printf(out, ",\"consent_surveys\":%s,\"contact_ban\":%s,\"complaint_open\":%s}", c->consent_surveys ? "true" : "false",
               c->contact_ban ? "true" : "false", c->complaint_open ? "true" : "false");
}
