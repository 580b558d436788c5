/* Reading asks: pages and counts. */
#include "asking.sql.h"
#include "listen.sql.h"
#include "listen/ask_inside.h"

struct paging {
    bool (*each)(void *context, const struct ask *ask);
    void *context;
};

static bool page_row(void *context, const struct ask_page_row *row)
{
    const struct paging *paging = context;
    const struct ask ask = {.number = row->number,
                            .encounter_id = row->encounter_id,
                            .rule_id = row->rule_id,
                            .happened_at_ms = row->happened_at,
                            .due_at_ms = row->due_at,
                            .decided_at_ms = row->decided_at,
                            .invitation_id = row->invitation_id,
                            .touchpoint = row->touchpoint,
                            .customer = row->customer,
                            .survey = row->survey,
                            .reason = (enum ask_reason)row->reason};
    return paging->each(paging->context, &ask);
}

static enum err of_customer(struct store *store, int64_t workspace_id, const struct ask_filter *f, struct paging *paging)
{
    struct customer_find_row customer;
    enum err err = sql_customer_find(store, &(struct customer_find_in){workspace_id, f->customer}, NULL, &customer);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err; /* nobody of that name: an empty page */
    return sql_ask_page_of_customer(store,
                                    &(struct ask_page_of_customer_in){.workspace_id = workspace_id,
                                                                      .customer_id = customer.id,
                                                                      .before = f->before,
                                                                      .before_rule = f->before_second,
                                                                      .rule_id = f->rule_id,
                                                                      .has_asked = f->has_asked,
                                                                      .asked = f->asked,
                                                                      .has_reason = f->has_reason,
                                                                      .reason = f->reason,
                                                                      .count = f->limit},
                                    page_row, paging);
}

enum err listen_asks(struct store *store, int64_t workspace_id, const struct ask_filter *f,
                     bool (*each)(void *context, const struct ask *ask), void *context)
{
    struct paging paging = {each, context};
    if (f->customer.length)
        return of_customer(store, workspace_id, f, &paging);
    if (f->rule_id)
        return sql_ask_page_of_rule(store,
                                    &(struct ask_page_of_rule_in){.workspace_id = workspace_id,
                                                                  .rule_id = f->rule_id,
                                                                  .before = f->before,
                                                                  .before_encounter = f->before_second,
                                                                  .has_asked = f->has_asked,
                                                                  .asked = f->asked,
                                                                  .has_reason = f->has_reason,
                                                                  .reason = f->reason,
                                                                  .count = f->limit},
                                    page_row, &paging);
    return sql_ask_page(store,
                        &(struct ask_page_in){.workspace_id = workspace_id,
                                              .before = f->before,
                                              .before_rule = f->before_second,
                                              .has_asked = f->has_asked,
                                              .asked = f->asked,
                                              .has_reason = f->has_reason,
                                              .reason = f->reason,
                                              .count = f->limit},
                        page_row, &paging);
}

static bool count_row(void *context, const struct ask_reason_counts_row *row)
{
    struct ask_counts *counts = context;
    if (row->reason >= 0 && (size_t)row->reason < sizeof counts->reasons / sizeof *counts->reasons)
        counts->reasons[row->reason] = row->count;
    return true;
}

enum err listen_ask_counts(struct store *store, int64_t workspace_id, int64_t rule_id, int64_t from_ms, struct ask_counts *counts)
{
    struct ask_invitation_counts_row invitations;
    *counts = (struct ask_counts){0};
    enum err err = sql_ask_reason_counts(store, &(struct ask_reason_counts_in){workspace_id, rule_id, from_ms}, count_row, counts);
    if (err == ERR_NONE)
        err = sql_ask_invitation_counts(store, &(struct ask_invitation_counts_in){workspace_id, rule_id, from_ms}, NULL, &invitations);
    if (err != ERR_NONE)
        return err;
    counts->sent = invitations.sent;
    counts->bounced = invitations.bounced;
    counts->answered = invitations.answered;
    return ERR_NONE;
}
