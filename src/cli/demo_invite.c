#include "cli/demo_invite.h"

#include "listen/invitation.h"
#include "listen/message.h"
#include "listen/surveys.h"

#include <stdio.h>

enum { ASKED = 240, ARENA_MAX = 8 << 20, FIRST_CUSTOMER = 10000, ANSWERS_IN = 7 };

struct inviting {
    struct flow *flow;
    int64_t workspace_id, survey_id, now_ms;
    const struct survey_version *version;
    struct arena *arena;
    struct invitation_made made[ASKED];
    struct fact facts[ASKED];
    uint64_t chance;
};

static uint64_t draw(struct inviting *i)
{
    i->chance ^= i->chance >> 12;
    i->chance ^= i->chance << 25;
    i->chance ^= i->chance >> 27;
    return i->chance * 0x2545F4914F6CDD1DULL >> 33;
}

static bool settle(struct inviting *i, struct fact *facts, size_t count)
{
    struct proposal proposal = {.facts = facts, .count = count, .arena = i->arena};
    enum err err = flow_settle(i->flow, &proposal);
    if (err != ERR_NONE)
        cli_fail(&proposal.fault);
    return err == ERR_NONE;
}

static bool ask(struct inviting *i)
{
    for (unsigned n = 0; n < ASKED; n++) {
        i->made[n] = (struct invitation_made){.survey_id = i->survey_id,
                                              .customer_external_id = str_of(arena_printf(i->arena, "A-%05u", FIRST_CUSTOMER + n * 10)),
                                              .channel = STR("email")};
        i->facts[n] =
            (struct fact){.kind = FACT_INVITATION_MADE, .workspace_id = i->workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = &i->made[n]};
    }
    return settle(i, i->facts, ASKED);
}

/* As the courier would, but without a file for each: what an opened demo shows has been sent. */
static bool send(struct inviting *i)
{
    struct messages_taken *taken = arena_new_object(i->arena, struct messages_taken);
    struct message_sent *sent = arena_take_array(i->arena, ASKED, sizeof *sent);
    struct fact *facts = arena_take_array(i->arena, ASKED, sizeof *facts);
    char email[60];
    if (!taken || !sent || !facts)
        return false;
    for (unsigned n = 0; n < ASKED; n++) {
        if (i->made[n].reason != ASK_ASKED)
            continue;
        size_t at = taken->count;
        taken->ids[taken->count++] = i->facts[n].number;
        sent[at] = (struct message_sent){.id = i->facts[n].number, .status = STR("")};
        snprintf(email, sizeof email, "customer-%u@askel.example", FIRST_CUSTOMER + n * 10);
        address_hash(i->workspace_id, str_of(email), sent[at].address_hash);
        facts[at] =
            (struct fact){.kind = FACT_MESSAGE_SENT, .workspace_id = i->workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = &sent[at]};
    }
    struct fact take = {.kind = FACT_MESSAGES_TAKEN, .workspace_id = i->workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = taken};
    return !taken->count || (settle(i, &take, 1) && settle(i, facts, taken->count));
}

/* One of thirty leaves: most by the link, some by saying to their mail program that it was unwanted, and some addresses nobody has. */
static bool leaves(unsigned n)
{
    return n % 30 == 29;
}

static bool leave(struct inviting *i)
{
    bool done = true;
    for (unsigned n = 0; done && n < ASKED; n++) {
        if (!leaves(n) || i->made[n].reason != ASK_ASKED)
            continue;
        struct address_suppressed *left = arena_new_object(i->arena, struct address_suppressed);
        struct message_bounced *bounced = arena_new_object(i->arena, struct message_bounced);
        if (!left || !bounced)
            return false;
        *left = (struct address_suppressed){.message_id = i->facts[n].number,
                                            .reason = n % 60 == 29 ? SUPPRESSION_UNSUBSCRIBED : SUPPRESSION_COMPLAINT};
        *bounced = (struct message_bounced){.id = i->facts[n].number, .status = STR("550 5.1.1 User unknown")};
        bool unknown = n % 90 == 89;
        struct fact fact = {.kind = unknown ? FACT_MESSAGE_BOUNCED : FACT_ADDRESS_SUPPRESSED,
                            .workspace_id = i->workspace_id,
                            .actor = {ACTOR_SYSTEM, 0},
                            .body = unknown ? (void *)bounced : left};
        done = settle(i, &fact, 1);
    }
    return done;
}

/* Two of seven answer, as such surveys go. */
static bool answer(struct inviting *i, const struct fact *invitation)
{
    const struct invitation_made *made = invitation->body;
    struct customer_ref customer = {made->customer_external_id};
    struct response_in in = {.channel = STR("email"), .customer = &customer};
    struct response_given *given;
    struct fault why = {0};
    json_t *answers = json_pack("{s:i}", "recommend", (int)(5 + draw(i) % 6));
    in.answers = answers;
    enum err err = json_keep(i->arena, answers);
    flow_read_begin(i->flow);
    if (err == ERR_NONE)
        err = listen_check_response(flow_listen(i->flow), i->workspace_id, i->version, &in, i->now_ms, i->arena, &given, &why);
    flow_read_end(i->flow);
    if (err != ERR_NONE) {
        cli_fail(&why);
        return false;
    }
    given->invitation_id = invitation->number;
    struct fact fact = {.kind = FACT_RESPONSE_GIVEN, .workspace_id = i->workspace_id, .actor = {ACTOR_RESPONDENT, 0}, .body = given};
    return settle(i, &fact, 1);
}

bool demo_invite(struct flow *flow, int64_t workspace_id, const char *survey, int64_t now_ms, uint64_t seed)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct inviting *i = arena ? arena_new_object(arena, struct inviting) : NULL;
    bool done = i != NULL;
    if (done) {
        *i = (struct inviting){.flow = flow, .workspace_id = workspace_id, .now_ms = now_ms, .arena = arena, .chance = seed | 1};
        flow_read_begin(flow);
        const struct survey *found = listen_survey(flow_listen(flow), workspace_id, str_of(survey));
        i->survey_id = found ? found->id : 0;
        i->version = found ? found->published : NULL;
        flow_read_end(flow);
        done = i->version && ask(i) && send(i) && leave(i);
    }
    for (size_t n = 0; done && n < ASKED; n++)
        if (i->made[n].reason == ASK_ASKED && !leaves((unsigned)n) && draw(i) % ANSWERS_IN < 2)
            done = answer(i, &i->facts[n]);
    arena_free(arena);
    return done;
}
