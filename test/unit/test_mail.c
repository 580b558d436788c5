/* Mail and time, with a clock that the test moves and a real store: the reminder, the end of the time for answering, the pace to a domain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/courier.h"
#include "listen/contact_budget.h"
#include "listen/customer.h"
#include "listen/invitation.h"
#include "listen/mail_setting.h"
#include "listen/message.h"
#include "listen/response.h"
#include "listen/surveys.h"
#include "listen/workspace.h"

#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t DAY_MS = 86400000, BEGIN_MS = 1780000000000;

static char place[64];
static struct arena *arena;
static struct flow *flow;
static struct store *store;
static struct fault why;
static _Atomic int64_t now;

static int64_t clock_now(struct clock *clock)
{
    (void)clock;
    return now;
}
static int64_t clock_real(struct clock *clock)
{
    (void)clock;
    return clock_system()->monotonic_us(clock_system());
}
static struct clock test_clock = {clock_now, clock_real};

static int64_t settled(enum fact_kind kind, void *body)
{
    struct fact fact = {.kind = kind, .workspace_id = 1, .body = body, .actor = {ACTOR_SYSTEM, 0}};
    struct proposal proposal = {.facts = &fact, .count = 1, .arena = arena};
    if (flow_settle(flow, &proposal) != ERR_NONE || proposal.err != ERR_NONE)
        fail_msg("%s: %s %s", fact_name(kind), proposal.fault.field, proposal.fault.detail);
    return fact.repeated ? 0 : fact.subject_id ? fact.subject_id : fact.number;
}

static json_t *tree_of(const char *text)
{
    json_t *tree;
    if (json_read(arena, str_of(text), &tree, &why) != ERR_NONE)
        fail_msg("%s: %s", text, why.detail);
    return tree;
}

static const char visit[] =
    "{\"slug\":\"visit\",\"title\":{\"en\":\"Visit\"},\"languages\":[\"en\"],\"questions\":[{\"id\":\"recommend\",\"type\":\"nps\","
    "\"text\":{\"en\":\"?\"}}]}";

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

static int set_up(void **state)
{
    (void)state;
    struct workspace_put *workspace;
    struct survey_put *survey;
    struct survey_published *published;
    struct str languages[] = {STR("en")};
    snprintf(place, sizeof place, "/tmp/kuulo-mail-XXXXXX");
    now = BEGIN_MS;
    arena = arena_new(1 << 26);
    if (!arena || !mkdtemp(place))
        return 1;
    struct flow_config config = {.place = place, .clock = &test_clock, .random = random_system()};
    assert_int_equal(flow_open(&config, &flow, &why), ERR_NONE);
    assert_int_equal(listen_check_workspace_new(STR("shoes"), STR("Shoes"), STR("Europe/Helsinki"), (struct str_list){languages, 1}, arena,
                                                &workspace, &why),
                     ERR_NONE);
    settled(FACT_WORKSPACE_CREATED, workspace);
    assert_int_equal(listen_check_survey(flow_listen(flow), 1, tree_of(visit), arena, &survey, &why), ERR_NONE);
    settled(FACT_SURVEY_ADDED, survey);
    assert_int_equal(listen_check_publish(flow_listen(flow), 1, listen_survey(flow_listen(flow), 1, STR("visit")), arena, &published, &why),
                     ERR_NONE);
    settled(FACT_SURVEY_PUBLISHED, published);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    flow_close(flow);
    arena_free(arena);
    nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}

/* ---- what happens ---- */

static int64_t invited(const char *address)
{
    struct customer_put customer = {.external_id = str_of(address),
                                    .email = str_of(address),
                                    .name = STR(""),
                                    .phone = STR(""),
                                    .language = STR("en"),
                                    .consent_surveys = true};
    struct invitation_made made = {.survey_id = listen_survey(flow_listen(flow), 1, STR("visit"))->id,
                                   .customer_external_id = str_of(address),
                                   .channel = STR("email")};
    settled(FACT_CUSTOMER_PUT, &customer);
    int64_t id = settled(FACT_INVITATION_MADE, &made);
    assert_int_equal(made.reason, ASK_ASKED);
    return id;
}

static bool message_note(void *context, const struct message_due *due)
{
    struct messages_taken *taken = context;
    taken->ids[taken->count++] = due->id;
    return true;
}

/* Everything that is due is taken and sent; how many were. */
static size_t sent_all(void)
{
    struct messages_taken taken = {.count = 0};
    struct message_place from = {0};
    size_t sent = 0;
    assert_int_equal(flow_store_take(flow, &store), ERR_NONE);
    assert_int_equal(listen_messages_due(store, now, &from, MESSAGES_TAKEN_MAX, message_note, &taken), ERR_NONE);
    flow_store_give(flow, store);
    if (taken.count)
        settled(FACT_MESSAGES_TAKEN, &taken);
    for (size_t i = 0; i < taken.count; i++)
        if (taken.taken[i]) {
            settled(FACT_MESSAGE_SENT, &(struct message_sent){.id = taken.ids[i], .status = STR("250")});
            sent++;
        }
    return sent;
}

/* What the chore finds due becomes true; how many facts were new. */
static size_t chore_run(const char *name)
{
    static struct due due;
    const struct chore *chore = listen_chores;
    size_t done = 0;
    while (strcmp(chore->name, name) != 0)
        chore++;
    due.now_ms = now;
    due.arena = arena;
    due.count = 0;
    assert_int_equal(flow_store_take(flow, &store), ERR_NONE);
    assert_int_equal(chore->find(flow_listen(flow), store, &due), ERR_NONE);
    flow_store_give(flow, store);
    for (size_t i = 0; i < due.count; i++)
        done += settled(due.facts[i].kind, due.facts[i].body) != 0;
    return done;
}

static void answered(int64_t invitation)
{
    const struct survey *survey = listen_survey(flow_listen(flow), 1, STR("visit"));
    struct response_in in;
    struct response_given *given;
    const char *form = arena_printf(arena, "{\"submission_key\":\"k%lld\",\"answers\":{\"recommend\":9}}", (long long)invitation);
    assert_int_equal(record_read(&record_response_in, arena, tree_of(form), &in, &why), ERR_NONE);
    assert_int_equal(listen_check_response(flow_listen(flow), 1, survey->published, &in, now, arena, &given, &why), ERR_NONE);
    given->invitation_id = invitation;
    settled(FACT_RESPONSE_GIVEN, given);
}

static enum invitation_state state_of(int64_t id)
{
    struct invitation invitation;
    assert_int_equal(flow_store_take(flow, &store), ERR_NONE);
    assert_int_equal(listen_invitation(store, 1, id, arena, &invitation), ERR_NONE);
    flow_store_give(flow, store);
    return invitation.state;
}

/* ---- tests ---- */

static void reminded_once(void **state)
{
    (void)state;
    invited("a@x.example");
    assert_int_equal(sent_all(), 1);
    now += 5 * DAY_MS - 1;
    assert_int_equal(chore_run("reminders_due"), 0);
    now += 1; /* five whole days */
    assert_int_equal(chore_run("reminders_due"), 1);
    assert_int_equal(chore_run("reminders_due"), 0);
    assert_int_equal(sent_all(), 1);
    now += 20 * DAY_MS;
    assert_int_equal(chore_run("reminders_due"), 0);
    assert_int_equal(sent_all(), 0);
}

static void not_reminded(void **state)
{
    (void)state;
    int64_t answers = invited("answers@x.example"), later = invited("later@x.example"), leaves = invited("leaves@x.example"),
            back = invited("back@x.example");
    assert_int_equal(sent_all(), 4);
    answered(answers);
    settled(FACT_ADDRESS_SUPPRESSED, &(struct address_suppressed){.message_id = leaves, .reason = SUPPRESSION_UNSUBSCRIBED});
    settled(FACT_INVITATION_ENDED, &(struct invitation_ended){back, INVITATION_REVOKED});
    now += 6 * DAY_MS;
    chore_run("reminders_due");
    answered(later); /* when the reminder waits already */
    assert_int_equal(sent_all(), 0);
    assert_int_equal(state_of(answers), INVITATION_ANSWERED);
    assert_int_equal(state_of(later), INVITATION_ANSWERED);
    assert_int_equal(state_of(back), INVITATION_REVOKED);
    invited("b@x.example");
    assert_int_equal(sent_all(), 1);
    struct mail_setting none = {STR(""), STR(""), STR(""), STR(""), .reminder_days = 0, .expires_days = 30, .domain_minute_max = 2};
    settled(FACT_MAIL_CHANGED, &(struct mail_changed){none});
    now += 20 * DAY_MS;
    assert_int_equal(chore_run("reminders_due"), 0);
}

static void time_ends(void **state)
{
    (void)state;
    int64_t id = invited("a@x.example"), unsent;
    assert_int_equal(sent_all(), 1);
    unsent = invited("late@x.example"); /* still waits when its time is over */
    now += 30 * DAY_MS - 1;
    assert_int_equal(chore_run("invitations_expired"), 0);
    assert_int_equal(state_of(id), INVITATION_SENT);
    now += 1; /* thirty whole days */
    assert_int_equal(sent_all(), 0);
    assert_int_equal(chore_run("reminders_due"), 0);
    assert_int_equal(chore_run("invitations_expired"), 2);
    assert_int_equal(state_of(id), INVITATION_EXPIRED);
    assert_int_equal(state_of(unsent), INVITATION_EXPIRED);
    assert_int_equal(chore_run("invitations_expired"), 0);
    invited("a@x.example"); /* and may be asked anew */
}

/* What was allowed when the message was queued is looked at again by the same rule when it leaves. */
static void consent_asked_as_the_house_does(void **state)
{
    (void)state;
    struct contact_budget budget = contact_budget_default();
    struct customer_put customer = {
        .external_id = STR("a"), .email = STR("a@x.example"), .name = STR(""), .phone = STR(""), .language = STR("en")};
    struct invitation_made made = {
        .survey_id = listen_survey(flow_listen(flow), 1, STR("visit"))->id, .customer_external_id = STR("a"), .channel = STR("email")};
    settled(FACT_CUSTOMER_PUT, &customer);
    settled(FACT_INVITATION_MADE, &made);
    assert_int_equal(made.reason, ASK_NO_CONSENT);
    budget.consent_needed = false;
    settled(FACT_CONTACT_BUDGET_SET, &(struct contact_budget_put){.budget = budget, .definition = STR("{\"consent_needed\":false}")});
    settled(FACT_INVITATION_MADE, &made);
    assert_int_equal(made.reason, ASK_ASKED);
    assert_int_equal(sent_all(), 1);
}

/* ---- the pace: a mail port that counts ---- */

struct post {
    struct mail mail; /* first */
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int slow, other; /* to slow.example, to any other */
};

static struct mail_reply post_send(struct mail *mail, const struct mail_message *message)
{
    struct post *post = (struct post *)mail;
    bool slow = memmem(message->to_address.at, message->to_address.length, "@slow.", 6) != NULL;
    pthread_mutex_lock(&post->lock);
    post->slow += slow;
    post->other += !slow;
    pthread_cond_broadcast(&post->moved);
    pthread_mutex_unlock(&post->lock);
    return (struct mail_reply){.result = MAIL_SENT, .status = "250"};
}

static void other_wait(struct post *post, int other)
{
    pthread_mutex_lock(&post->lock);
    while (post->other < other)
        pthread_cond_wait(&post->moved, &post->lock);
    pthread_mutex_unlock(&post->lock);
}

static void slow_wait(struct post *post, int slow)
{
    pthread_mutex_lock(&post->lock);
    while (post->slow < slow)
        pthread_cond_wait(&post->moved, &post->lock);
    pthread_mutex_unlock(&post->lock);
}

/* Two a minute to one domain: what another domain gets afterwards shows that the rest was looked at and held back. */
static void pace_held(void **state)
{
    (void)state;
    struct post post = {.mail = {.send = post_send, .from_address = STR("a@b.example"), .leaves = true, .name = "test"},
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .moved = PTHREAD_COND_INITIALIZER};
    struct courier *courier;
    struct mail_setting two = {STR(""), STR(""), STR(""), STR(""), .reminder_days = 5, .expires_days = 30, .domain_minute_max = 2};
    settled(FACT_MAIL_CHANGED, &(struct mail_changed){two});
    now = BEGIN_MS / 60000 * 60000;
    for (int i = 0; i < 5; i++)
        invited(arena_printf(arena, "p%d@slow.example", i));
    invited("o1@one.example");
    struct courier_config config = {flow, &post.mail, STR("https://kuulo.example")};
    assert_int_equal(courier_start(&config, &courier), ERR_NONE);
    other_wait(&post, 1);
    slow_wait(&post, 2);
    invited("o2@two.example");
    other_wait(&post, 2); /* another round */
    assert_int_equal(post.slow, 2);
    now += 60000;
    slow_wait(&post, 4);
    invited("o3@three.example");
    other_wait(&post, 3);
    assert_int_equal(post.slow, 4);
    now += 60000;
    slow_wait(&post, 5);
    courier_stop(courier);
    assert_int_equal(post.slow, 5);
    assert_int_equal(sent_all(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reminded_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_reminded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(time_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(consent_asked_as_the_house_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pace_held, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
