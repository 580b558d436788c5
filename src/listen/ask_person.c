/* The person behind an ask: what the rows say. */
#include "asking.sql.h"
#include "listen/address.h"
#include "listen/ask_inside.h"

static const int64_t DAY_MS = 86400000;
enum { UNANSWERED_LOOK_DAYS = 1100 }; /* requests in a row without an answer are looked for in the last three years */

static enum err suppression_load(struct store *store, int64_t workspace_id, struct str email, struct ask_person *person)
{
    unsigned char hash[ADDRESS_HASH_SIZE];
    struct ask_suppression_row row;
    address_hash(workspace_id, email, hash);
    enum err err = sql_ask_suppression(store, &(struct ask_suppression_in){workspace_id, {(const char *)hash, sizeof hash}}, NULL, &row);
    if (err == ERR_NONE) {
        person->bounced = row.reason == SUPPRESSION_BOUNCED;
        person->unsubscribed = !person->bounced;
    }
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err ask_person_load(struct store *store, int64_t workspace_id, int64_t customer_id, struct arena *arena, struct ask_person *person,
                         struct str *attributes)
{
    struct ask_customer_row row;
    *person = (struct ask_person){0};
    *attributes = (struct str){0};
    enum err err = sql_ask_customer(store, &(struct ask_customer_in){workspace_id, customer_id}, arena, &row);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    *person = (struct ask_person){.known = true,
                                  .erased = row.has_erased_at,
                                  .consent = row.consent_surveys,
                                  .contact_ban = row.contact_ban,
                                  .complaint_open = row.complaint_open,
                                  .has_address = address_ok(row.email)};
    *attributes = row.attributes;
    return row.email.length ? suppression_load(store, workspace_id, row.email, person) : ERR_NONE;
}

static bool contact_row(void *context, const struct ask_contacts_row *row)
{
    struct ask_contacts *contacts = context;
    contacts->items[contacts->count++] = (struct ask_contact){.at_ms = row->made_at,
                                                              .survey_id = row->survey_id,
                                                              .rule_id = row->rule_id,
                                                              .answered = row->answered,
                                                              .unknowable = row->open_link};
    return contacts->count < CONTACTS_MAX;
}

enum err ask_contacts_load(struct store *store, int64_t workspace_id, int64_t customer_id, int64_t from_ms, struct ask_contacts *contacts)
{
    contacts->count = 0;
    return sql_ask_contacts(store, &(struct ask_contacts_in){workspace_id, customer_id, from_ms, CONTACTS_MAX}, contact_row, contacts);
}

static int64_t longest_days(const struct contact_limits *limits, int64_t days)
{
    const int64_t of[] = {limits->lately.days, limits->survey.days, limits->year.days, limits->unanswered ? UNANSWERED_LOOK_DAYS : 0};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if (of[i] > days)
            days = of[i];
    return days;
}

int64_t ask_contacts_from_ms(const struct contact_budget *budget, int64_t now_ms)
{
    int64_t days = longest_days(&budget->limits, 0);
    for (size_t i = 0; i < budget->exceptions_count; i++)
        days = longest_days(&budget->exceptions[i].limits, days);
    return now_ms - days * DAY_MS;
}
