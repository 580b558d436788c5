/* From a sender's message to facts: pure, any thread, under flow_settings_begin.
 *
 * A message that is no good is refused alone; what cannot be kept of a good one is left out. Both are said as problems, which never hold a
 * value that was sent. Everything lives in the arena, and nothing points into the sender's tree, which may go as soon as it was taken: the
 * thread that read it frees it, which is a good deal cheaper than freeing it in the turn. */
#pragma once
#include "listen/event_rule.h"
#include "port/random.h"

enum { INTAKE_MESSAGES_MAX = 2000, INTAKE_FACTS_EACH = 3, INTAKE_PROBLEMS_MAX = 20 };

struct event_intake {
    const struct listen *listen;
    int64_t workspace_id, now_ms;
    struct arena *arena;
    struct randomness *random; /* keys of messages that bring none */
    /* out */
    struct fact *facts; /* count of them; workspace and actor are the caller's to fill in */
    size_t count, capacity, messages, refused;
    struct event_problem *first, **last; /* at most INTAKE_PROBLEMS_MAX */
    size_t problems;
    /* inside */
    struct customer_linked *links[64]; /* those of this request, so that a batch links an anonymous id once */
    size_t links_count;
    struct event_counts *counts;
    struct event_count *names[64]; /* the last of counts */
    size_t names_count;
};

/* Room for so many messages. ERR_MEMORY. */
enum err event_intake_open(struct event_intake *intake, size_t messages) must_check;

/* Segment's HTTP API. `type` is the message's kind when the address says it ("track" …), else empty: the message says it. sent_at: of the
 * batch, may be empty. ERR_NONE also when the message was refused; ERR_MEMORY. */
enum err segment_take(struct event_intake *intake, const json_t *message, struct str type, struct str sent_at) must_check;

/* One CloudEvent 1.0 of the JSON format. ERR_INVALID with the attribute's name when it is none; ERR_MEMORY. */
enum err cloud_event_take(struct event_intake *intake, const json_t *event, struct fault *why) must_check;

/* ---- for the two above ---- */

/* Adds a problem. A refused message is counted. */
enum err intake_problem(struct event_intake *intake, struct str name, bool refused, const char *slug, const char *field, const char *detail,
                        ...) must_check format_like(6, 7);
/* Adds the event, the link of its anonymous id to its user id, and the encounter where a rule may hold. Its texts are copied; properties
 * and context are kept only for a rule. */
enum err intake_event(struct event_intake *intake, struct event_received *event) must_check;
enum err intake_link(struct event_intake *intake, struct str anonymous_id, struct str external_id) must_check;
enum err intake_fact(struct event_intake *intake, enum fact_kind kind, void *body) must_check;
/* Copies in place; nothing stays nothing. */
enum err intake_text(struct event_intake *intake, struct str *text) must_check;
/* A hash of the sender's own id of the message. */
void intake_key(const char *sender, struct str a, struct str b, unsigned char key[EVENT_KEY_SIZE]);
/* Traits of identify and group into the customer; `prefix` goes before the names of attributes. */
enum err traits_read(struct event_intake *intake, const json_t *traits, const char *prefix, struct customer_identified *c) must_check;
