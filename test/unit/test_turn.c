/* The turn: what a proposal leaves behind when a fact of it cannot be stored. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow.sql.h"
#include "flow/flow.h"
#include "listen/encounter.h"
#include "listen/listen.h"
#include "listen/touchpoint.h"
#include "listen/workspace.h"
#include "sample.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NOWHERE = 999 };

static struct flow *flow;
static char place[64];
static struct fault why;

static enum err settle(struct fact *facts, size_t count)
{
    struct proposal proposal = {.facts = facts, .count = count, .arena = arena};
    enum err err = flow_settle(flow, &proposal);
    why = proposal.fault;
    return err;
}

static struct fact fact_of(enum fact_kind kind, void *body)
{
    return (struct fact){.kind = kind, .workspace_id = 1, .body = body, .actor = {ACTOR_SYSTEM, 0}};
}

static struct fact encounter_at(int64_t touchpoint_id)
{
    struct encounter_happened *happened = arena_new_object(arena, struct encounter_happened);
    *happened = (struct encounter_happened){.touchpoint_id = touchpoint_id,
                                            .touchpoint = STR("till"),
                                            .happened_at_ms = 1,
                                            .channel = STR("shop"),
                                            .unit = STR(""),
                                            .customer_external_id = STR(""),
                                            .effect = EFFECT_UNKNOWN,
                                            .key = STR("")};
    return fact_of(FACT_ENCOUNTER_HAPPENED, happened);
}

static bool count_one(void *context, const struct encounter *encounter)
{
    (void)encounter;
    ++*(int *)context;
    return true;
}

static int encounters(void)
{
    struct store *store;
    int count = 0;
    assert_int_equal(flow_store_take(flow, &store), ERR_NONE);
    assert_int_equal(listen_encounters(store, 1, &(struct encounter_filter){.customer = STR(""), .limit = 100}, count_one, &count),
                     ERR_NONE);
    flow_store_give(flow, store);
    return count;
}

static int set_up(void **state)
{
    (void)state;
    struct workspace_put *workspace;
    struct touchpoint_put *touchpoint;
    struct touchpoint_in in;
    struct str languages[] = {STR("en")};
    snprintf(place, sizeof place, "/tmp/kuulo-turn-XXXXXX");
    arena = arena_new(1 << 24);
    if (!arena || !mkdtemp(place))
        return 1;
    struct flow_config config = {.place = place, .clock = clock_system(), .random = random_system(), .serves = true};
    assert_int_equal(flow_open(&config, &flow, &why), ERR_NONE);
    assert_int_equal(listen_check_workspace_new(STR("shoes"), STR("Shoes"), STR("Europe/Helsinki"), (struct str_list){languages, 1}, arena,
                                                &workspace, &why),
                     ERR_NONE);
    struct fact made = fact_of(FACT_WORKSPACE_CREATED, workspace);
    assert_int_equal(settle(&made, 1), ERR_NONE);
    assert_int_equal(record_read(&record_touchpoint_in, arena,
                                 tree_of("{\"slug\":\"till\",\"name\":{\"en\":\"Till\"},\"kind\":\"physical\"}"), &in, &why),
                     ERR_NONE);
    assert_int_equal(listen_check_touchpoint(&in, arena, &touchpoint, &why), ERR_NONE);
    made = fact_of(FACT_TOUCHPOINT_ADDED, touchpoint);
    assert_int_equal(settle(&made, 1), ERR_NONE);
    return 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

static int tear_down(void **state)
{
    (void)state;
    flow_close(flow);
    arena_free(arena);
    nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}

/* An encounter refuses nothing, so it is stored without a savepoint; one at no touchpoint breaks the store's own rule all the same. */
static void nothing_is_kept_of_a_proposal_that_fails_midway(void **state)
{
    (void)state;
    int64_t till = listen_touchpoint(flow_listen(flow), 1, STR("till"))->id;
    for (int turn = 0; turn < 3; turn++) { /* at first the whole turn goes back, later the proposal alone */
        int64_t last = flow_last(flow, 1);
        struct fact facts[] = {encounter_at(till), encounter_at(NOWHERE)};
        assert_int_not_equal(settle(facts, 2), ERR_NONE);
        assert_string_equal(why.slug, turn ? "" : "store_failed");
        assert_int_equal(encounters(), turn);
        assert_int_equal(flow_last(flow, 1), last);
        struct fact good = encounter_at(till);
        assert_int_equal(settle(&good, 1), ERR_NONE);
        assert_int_equal(good.number, last + 1);
        assert_int_equal(encounters(), turn + 1);
    }
}

static bool line_seen(void *context, const struct fact_before_row *row)
{
    struct buf *lines = context;
    buf_printf(lines, "%lld %s %lld %.*s\n", (long long)row->number, fact_name((enum fact_kind)row->kind), (long long)row->subject_id,
               STR_ARGS(row->payload));
    return true;
}

/* The newest lines of the ledger, newest first. */
static void lines_are(int64_t count, const char *expected)
{
    struct store *store;
    struct buf lines = buf_new(4096);
    assert_int_equal(flow_store_take(flow, &store), ERR_NONE);
    assert_int_equal(sql_fact_before(store, &(struct fact_before_in){1, INT64_MAX, count}, line_seen, &lines), ERR_NONE);
    flow_store_give(flow, store);
    assert_string_equal(buf_str(&lines).at, expected);
    buf_free(&lines);
}

/* The workspace is fact 1 and the till fact 2. */
static void what_comes_together_shares_a_line(void **state)
{
    (void)state;
    struct fact together[] = {encounter_at(2), encounter_at(2), encounter_at(2)};
    assert_int_equal(settle(together, 3), ERR_NONE);
    assert_int_equal(together[0].subject_id, 3);
    assert_int_equal(flow_last(flow, 1), 5);
    lines_are(1, "5 encounter_happened 3 {\"count\":3}\n");
    struct fact alone = encounter_at(2), other = encounter_at(2);
    assert_int_equal(settle(&alone, 1), ERR_NONE);
    assert_int_equal(settle(&other, 1), ERR_NONE);
    lines_are(
        3, "7 encounter_happened 7 {\"touchpoint\":2}\n6 encounter_happened 6 {\"touchpoint\":2}\n5 encounter_happened 3 {\"count\":3}\n");
    flow_close(flow); /* the numbers go on from what the ledger says */
    struct flow_config config = {.place = place, .clock = clock_system(), .random = random_system(), .serves = true};
    assert_int_equal(flow_open(&config, &flow, &why), ERR_NONE);
    assert_int_equal(settle(together, 2), ERR_NONE);
    assert_int_equal(flow_last(flow, 1), 9);
    lines_are(1, "9 encounter_happened 8 {\"count\":2}\n");
}

static bool said(void *context)
{
    ++*(int *)context;
    return true;
}

/* What is read until somebody says otherwise ends then, and the next one who gets the connection reads to the end. */
static void a_long_read_ends_when_it_is_told_to(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    struct fact *facts = arena_take_array(arena, MANY, sizeof *facts);
    int64_t till = listen_touchpoint(flow_listen(flow), 1, STR("till"))->id;
    for (size_t i = 0; i < MANY; i++)
        facts[i] = encounter_at(till);
    assert_int_equal(settle(facts, MANY), ERR_NONE);
    struct store *store;
    int asked = 0, count = 0;
    const struct stop stop = {said, &asked};
    const struct encounter_filter all = {.customer = STR(""), .limit = MANY};
    assert_int_equal(flow_store_take_until(flow, &stop, &store), ERR_NONE);
    assert_int_equal(listen_encounters(store, 1, &all, count_one, &count), ERR_STOPPED);
    flow_store_give(flow, store);
    assert_int_equal(asked, 1);
    assert_in_range(count, 0, MANY - 1);
    count = 0;
    assert_int_equal(flow_store_take(flow, &store), ERR_NONE);
    assert_int_equal(listen_encounters(store, 1, &all, count_one, &count), ERR_NONE);
    flow_store_give(flow, store);
    assert_int_equal(count, MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_kept_of_a_proposal_that_fails_midway, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_comes_together_shares_a_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_read_ends_when_it_is_told_to, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
