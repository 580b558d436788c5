/* Earshot: which customers have been heard lately, by satisfaction and by profit, and whom to call (S3).
 *
 * Heard: an answer, on whatever channel; a talk is an answer to the survey "talk". Active: met or heard within a year, or never seen to be
 * met at all, because then nothing says otherwise. Class: what the last answer said. Decile: of the margins of the active customers, 10 the
 * highest; 0 without a margin. Reads the store at length: call it from a worker. */
#pragma once
#include "earshot_records.h"
#include "listen/listen.h"

enum { EARSHOT_CUSTOMERS_MAX = 2000000, EARSHOT_SILENT_MAX = 20, CALL_LIST_MAX = 200 };
#define TALK_SURVEY STR("talk")

enum heard_class { HEARD_SATISFIED, HEARD_NEUTRAL, HEARD_DISSATISFIED, HEARD_UNKNOWN, HEARD_CLASSES };
const char *heard_class_name(enum heard_class heard);

struct earshot_group {
    int64_t active, heard_90, heard_365;
};

struct earshot_goal {
    double coverage; /* per cent within 90 days; 20 unless set */
    int64_t talks_month, revision;
};

struct earshot_silent {
    int64_t customer_id, heard_at_ms; /* 0: never */
    double margin;
    bool has_margin;
    enum heard_class class;
};

struct earshot {
    struct earshot_goal goal;
    struct earshot_group total, classes[HEARD_CLASSES], deciles[11];
    int64_t never_heard, silence_days_median;         /* −1: nobody was heard */
    struct earshot_silent silent[EARSHOT_SILENT_MAX]; /* not heard within 90 days, the most profitable first */
    size_t silent_count;
};
/* ERR_TOO_LARGE over EARSHOT_CUSTOMERS_MAX customers. */
enum err listen_earshot(struct store *store, int64_t workspace_id, int64_t now_ms, struct earshot *earshot) must_check;

/* Body of FACT_EARSHOT_GOAL_SET. ERR_STALE. */
struct earshot_goal_set {
    struct earshot_goal goal;
    int64_t expected_revision;
};
enum err earshot_goal_load(struct store *store, int64_t workspace_id, struct earshot_goal *goal) must_check;

enum stratum { STRATUM_SATISFIED = 1, STRATUM_DISSATISFIED, STRATUM_SILENT, STRATUM_MOST_PROFITABLE, STRATUM_END };
const char *stratum_name(enum stratum stratum);

/* Body of FACT_CALL_LIST_DRAWN: found beforehand, on a worker. */
struct call_list_drawn {
    int64_t seed;
    struct {
        int64_t customer_id;
        enum stratum stratum;
    } items[CALL_LIST_MAX];
    size_t count;
};
/* An even number from each stratum, by lot; what one stratum lacks is not made up by another. Left out: who has no phone number, a ban, an
 * open complaint, is not to be asked by the contact budget, or was on a list within the days of the budget's first limit. */
enum err listen_call_list_draw(struct store *store, int64_t workspace_id, int64_t now_ms, int64_t size, int64_t seed,
                               struct call_list_drawn *drawn) must_check;
/* The survey that a talk follows, made of five key questions in three languages; read strictly. Lives in the arena. */
enum err talk_survey_read(struct arena *arena, struct survey_definition **definition, struct fault *why) must_check;

/* Reading back. survey_id: of the talks, 0 when there is none. Texts live in the arena, or during the call. ERR_NOT_FOUND. */
struct earshot_name {
    struct str customer, name; /* external id */
};
enum err listen_earshot_name(struct store *store, int64_t workspace_id, int64_t customer_id, struct arena *arena,
                             struct earshot_name *name) must_check;
/* Who wrote down talks since from_ms, the most first. */
enum err listen_earshot_leaders(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t from_ms,
                                bool (*each)(void *context, int64_t account_id, int64_t talks), void *context) must_check;

struct call_list {
    int64_t id, drawn_at_ms, seed, size, talked;
};
enum err listen_call_list(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t id, struct call_list *list) must_check;
/* Newest first. */
enum err listen_call_lists(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t before, int64_t limit,
                           bool (*each)(void *context, const struct call_list *list), void *context) must_check;
struct call_list_item {
    enum stratum stratum;
    struct str customer, name, phone, language; /* external id; language may be empty */
    int64_t heard_at_ms;                        /* 0: never */
    bool talked;
};
enum err listen_call_list_items(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t id,
                                bool (*each)(void *context, const struct call_list_item *item), void *context) must_check;
