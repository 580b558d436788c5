/* What the files about asks share; nobody else includes this. */
#pragma once
#include "listen/ask.h"
#include "listen/inside.h"

enum { CONTACTS_MAX = 1100 }; /* a limit may allow 1,000 requests */

struct ask_contacts {
    struct ask_contact items[CONTACTS_MAX]; /* newest first */
    size_t count;
};

/* What stands in the customer's row and in the list of addresses that we leave in peace. attributes: JSON text in the arena. */
enum err ask_person_load(struct store *store, int64_t workspace_id, int64_t customer_id, struct arena *arena, struct ask_person *person,
                         struct str *attributes) must_check;
/* Every request to this person after from_ms. */
enum err ask_contacts_load(struct store *store, int64_t workspace_id, int64_t customer_id, int64_t from_ms,
                           struct ask_contacts *contacts) must_check;
/* The longest look back that any limit needs. */
int64_t ask_contacts_from_ms(const struct contact_budget *budget, int64_t now_ms);

/* One person before one survey. Rules, campaigns and people who ask by hand all judge by this, so that none of them asks past the others.
 */
struct ask_judging {
    struct store *store;
    int64_t workspace_id, survey_id, now_ms;
    enum ask_channel channel;
    const struct contact_budget *budget;
    bool over_budget;              /* a person asks and says that it is not enough yet: the limits do not count, all else does */
    struct ask_contacts *contacts; /* room for many in a row; NULL: it is made in the sight's arena */
};
/* By the person, an open invitation to the same survey, the contact budget. The survey is open: that is asked before, once for all. */
enum err ask_judge(const struct ask_judging *judging, int64_t customer_id, const struct ask_person *person, struct ask_sight *sight,
                   enum ask_reason *reason) must_check;
bool ask_survey_open(const struct listen *listen, int64_t workspace_id, int64_t survey_id);
enum err quiet_hours_read(const struct quiet_hours_in *in, struct quiet_hours *quiet, struct fault *why) must_check;
void quiet_hours_write(const struct quiet_hours *quiet, struct buf *out); /* ,"quiet":{…}, or nothing */
/* The rule changed: what waits under it is to be gone through. */
enum err asks_reopen_begin(struct store *store, const struct fact *fact, int64_t rule_id) must_check;

/* Each stores its own kinds. */
enum err campaign_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena,
                        struct fault *why) must_check;
enum err campaign_run_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena) must_check;
enum err ask_rule_store(struct store *store, struct fact *fact, struct fault *why) must_check;
enum err contact_budget_store(struct store *store, struct fact *fact, struct fault *why) must_check;
enum err ask_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena) must_check;
enum err asks_reopened_store(struct store *store, struct fact *fact, struct arena *arena) must_check;
enum err earshot_goal_store(struct store *store, struct fact *fact, struct fault *why) must_check;
enum err call_list_store(struct store *store, struct fact *fact, struct arena *arena) must_check;
