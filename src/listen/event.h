/* Events: what customers do in other systems, as those tell it.
 *
 * An event is kept whether a rule makes an encounter of it or not, so that rules can be applied to the past. It belongs to the customer its
 * user id names, else to the one its anonymous id is linked to, else to nobody until a link is made. The same message is stored once, by
 * the sender's own id of it. Properties, context and anonymous ids can be forgotten (erasure, keep_days); the counts stay. */
#pragma once
#include "listen/customer_margin.h"
#include "listen/listen.h"

enum {
    EVENT_KEY_SIZE = 16,
    EVENT_NAME_MAX = 200,    /* characters */
    EVENT_ID_MAX = 200,      /* characters of a user id or an anonymous id */
    EVENT_BYTES_MAX = 32768, /* of properties and of context, as JSON */
    EVENT_NAMES_MAX = 2000,  /* of a workspace; events of further names are kept under EVENT_NAME_OTHER */
    EVENT_PROBLEMS_MAX = 500,
    EVENT_KEEP_DAYS_USUAL = 730,
};
#define EVENT_NAME_OTHER "(other)"

/* The catalogue is counted once for a name and request, not once for an event: the facts of a request share these, and the last of them to
 * be stored writes what was counted. */
struct event_count {
    struct str name;
    int64_t id;     /* of the name; 0: not looked up yet */
    int64_t blocks; /* of facts, up to the one where an event of the name was last written; 0: nowhere yet */
    int64_t received, matched, first_at_ms, last_at_ms;
    struct event_count *next;
};
struct event_counts {
    struct event_count *first;
    size_t waiting; /* facts not stored yet */
};

/* Body of FACT_EVENT_RECEIVED. */
struct event_received {
    struct event_counts *counts; /* NULL with count: nothing is counted (an event of the past) */
    struct event_count *count;
    struct str name;
    int64_t happened_at_ms;
    struct str user_id, anonymous_id; /* empty: none */
    unsigned char key[EVENT_KEY_SIZE];
    const json_t *properties, *context;       /* objects, for rules; NULL: none, or no rule looks at events of the name */
    struct str properties_text, context_text; /* the same as JSON; at == NULL: none */
    int64_t id, name_id, customer_id;         /* set by store; customer 0: nobody known */
    bool repeated;                            /* set by store */
};

/* Body of FACT_CUSTOMER_IDENTIFIED: what is present is merged into the customer, who is made when new. */
struct customer_identified {
    struct str external_id;
    struct str name, email, phone, language; /* at == NULL: as it was */
    json_t *attributes;                      /* merged; null takes one away; NULL: none */
    bool has_complaint, complaint_open;
    bool has_margin, has_consent, contact_ban; /* contact_ban is only ever set here, never lifted */
    double margin;
    struct customer_margins margins; /* each in the place of its year's */
    bool consent_surveys;
};

/* Body of FACT_CUSTOMER_LINKED: the first link of an anonymous id stands, a later one is a repeat. Events and encounters of that id which
 * are nobody's become the customer's. */
struct customer_linked {
    struct str anonymous_id, external_id;
};

/* What was not taken as it came. */
struct event_problem {
    size_t index; /* of the message in its request */
    bool refused; /* the whole message, not only a part of it */
    struct str name;
    struct fault fault; /* never holds a value that was sent, only names of fields */
    struct event_problem *next;
};

/* Body of FACT_EVENT_PROBLEMS_NOTED: those of one request. */
struct event_problems_noted {
    const struct event_problem *first;
};

/* Body of FACT_EVENTS_FORGOTTEN: the oldest events, at most EVENTS_FORGOTTEN_MAX, received before the moment. Proposed by the schedule. */
enum { EVENTS_FORGOTTEN_MAX = 2000 };
struct events_forgotten {
    int64_t before_ms;
    int64_t count; /* set by store */
};

/* Body of FACT_EVENT_SETTINGS_CHANGED. */
struct event_settings_put {
    int64_t keep_days;
};

struct event {
    int64_t id, happened_at_ms, received_at_ms;
    struct str name, customer, anonymous_id, properties, context; /* customer: external id; JSON texts; empty: none */
    int64_t encounter_id;                                         /* 0: none */
};

struct event_filter { /* empty or 0: any */
    struct str name, customer;
    int64_t before, limit; /* ids below before; 0: from the newest */
};

struct event_name {
    struct str name;
    int64_t received, matched, first_at_ms, last_at_ms;
};

/* Newest first. Texts are valid during the call. */
enum err listen_events(struct store *store, int64_t workspace_id, const struct event_filter *filter,
                       bool (*each)(void *context, const struct event *event), void *context) must_check;
/* The names that came in, latest first. */
enum err listen_event_names(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct event_name *name),
                            void *context) must_check;
/* Latest first; index is unused, count and last say how often and when. */
enum err listen_event_problems(struct store *store, int64_t workspace_id,
                               bool (*each)(void *context, const struct event_problem *problem, int64_t count, int64_t last_at_ms),
                               void *context) must_check;
enum err listen_event_keep_days(struct store *store, int64_t workspace_id, int64_t *days) must_check;
void event_write(const struct event *event, struct buf *out); /* the API's Event */
