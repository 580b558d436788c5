/* Customers. They stay in the store; personal data is in the tables customer and response_text only and can be forgotten.
 *
 * A customer's id is a counter of its own (the highest so far plus one, taken in the turn's transaction), not the number of a fact: a
 * response or an encounter that names an unknown external id makes the customer in passing. */
#pragma once
#include "listen/customer_margin.h"
#include "listen/listen.h"

/* Body of FACT_CUSTOMER_PUT: the whole state; what is absent becomes empty. */
struct customer_put {
    struct str external_id, name, email, phone, language;
    const json_t *attributes; /* NULL: none */
    bool has_margin;
    double margin; /* of a year that is not known */
    struct customer_margins margins;
    bool consent_surveys, contact_ban, complaint_open; /* complaint_open: nobody asks until it is settled */
    bool existed;                                      /* set by store: replaced, not added */
};

/* Body of FACT_CUSTOMER_ERASED. ERR_NOT_FOUND in the store. Name, contact, attributes and external id are blanked, every text the customer
 * wrote is deleted; the figures stay. */
struct customer_erased {
    struct str external_id;
};

/* Body of FACT_CONTACT_BAN_SET. ERR_NOT_FOUND in the store; repeated when it was so already. */
struct contact_ban_set {
    struct str external_id;
    bool banned;
};

struct customer {
    int64_t id;
    struct str external_id, name, email, phone, language, attributes; /* attributes: JSON text, empty: none */
    bool has_margin;
    double margin; /* of a year that is not known */
    bool consent_surveys, contact_ban, complaint_open;
    struct customer_margins margins;
};

/* Pure. ERR_INVALID with the field's path. */
enum err listen_check_customer(const struct customer_in *in, struct arena *arena, struct customer_put **put, struct fault *why) must_check;
/* ERR_NOT_FOUND. Texts live in the arena. */
enum err listen_customer(struct store *store, int64_t workspace_id, struct str external_id, struct arena *arena,
                         struct customer *customer) must_check;
/* Newest first, those with an id below before (0: from the newest), at most limit, without margins by year. Texts are valid during the
 * call. */
enum err listen_customers(struct store *store, int64_t workspace_id, int64_t before, int64_t limit,
                          bool (*each)(void *context, const struct customer *customer), void *context) must_check;
void customer_write(const struct customer *customer, struct buf *out); /* the API's Customer */
/* ERR_NOT_FOUND. */
enum err customer_find(struct store *store, int64_t workspace_id, struct str external_id, int64_t *id) must_check;
/* Writes everything but the id, the external id and the margins by year. In a turn. */
enum err customer_change(struct store *store, int64_t workspace_id, const struct customer *customer) must_check;
/* For the stages that store responses and encounters: the id, made when the external id is new; 0 when external_id is empty. */
enum err customer_find_or_make(struct store *store, int64_t workspace_id, struct str external_id, int64_t at_ms, int64_t *id) must_check;
