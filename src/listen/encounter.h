/* Encounters: a customer met the organisation at a touchpoint, whether anybody asked or not. */
#pragma once
#include "listen/listen.h"

enum { ENCOUNTERS_MAX = 1000 };
/* Who began it: the customer alone (looked, read, searched), the company alone (sent, showed), or both in dialogue (two-way contact). */
enum encounter_initiator { INITIATOR_UNKNOWN, INITIATOR_CUSTOMER, INITIATOR_COMPANY, INITIATOR_DIALOGUE };
enum encounter_effect { EFFECT_UNKNOWN = 2, EFFECT_WEAKENED = -1, EFFECT_UNCHANGED = 0, EFFECT_STRENGTHENED = 1 };

/* Body of FACT_ENCOUNTER_HAPPENED. */
struct encounter_happened {
    int64_t touchpoint_id;
    struct str touchpoint; /* its slug */
    int64_t happened_at_ms;
    struct str channel, unit;        /* may be empty */
    struct str customer_external_id; /* empty: unknown */
    const json_t *attributes;        /* object of text, number or boolean; NULL: none */
    enum encounter_effect effect;    /* of the encounter on the customer's picture of us */
    enum encounter_initiator initiator;
    struct str key;               /* empty: none; the same key is stored once per workspace */
    struct event_received *event; /* not NULL: an event rule fills everything else when it is stored (event_rule.h) */
    int64_t only_rule;
};

struct encounter {
    int64_t id, happened_at_ms;
    struct str touchpoint, channel, unit, customer, attributes; /* attributes: JSON text, empty: none */
    enum encounter_effect effect;
    enum encounter_initiator initiator;
};

struct encounter_filter { /* empty or 0: any */
    struct str customer;  /* external id */
    int64_t touchpoint_id;
    int64_t before, limit; /* ids below before; 0: from the newest */
};

/* Pure. now_ms is used when the record has no `at`; `at` may not lie more than a day ahead. ERR_INVALID with the field's path. */
enum err listen_check_encounter(const struct listen *listen, int64_t workspace_id, const struct encounter_in *in, int64_t now_ms,
                                struct arena *arena, struct encounter_happened **happened, struct fault *why) must_check;
/* Newest first. Texts are valid during the call. */
enum err listen_encounters(struct store *store, int64_t workspace_id, const struct encounter_filter *filter,
                           bool (*each)(void *context, const struct encounter *encounter), void *context) must_check;
const char *encounter_initiator_name(enum encounter_initiator initiator); /* "customer" …; NULL for INITIATOR_UNKNOWN */
enum encounter_initiator encounter_initiator_of(struct str name);         /* INITIATOR_UNKNOWN for anything else */
void encounter_write(const struct encounter *encounter, struct buf *out); /* the API's Encounter */
