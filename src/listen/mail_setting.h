/* How a workspace's mail goes out. One row a workspace; without one, the defaults. */
#pragma once
#include "listen/listen.h"
#include "mail_records.h" /* generated from api/mail.yaml */

enum { REMINDER_DAYS_USUAL = 5, EXPIRES_DAYS_USUAL = 30, DOMAIN_MINUTE_USUAL = 300 };

struct mail_setting {
    struct str from_name, from_address, reply_to,
        bounce_address;        /* empty: the workspace's name, the server's address, none, the from-address */
    int64_t reminder_days;     /* 0: no reminder */
    int64_t expires_days;      /* 1 … 365 */
    int64_t domain_minute_max; /* messages a minute to one receiving domain */
    int64_t revision;          /* 0: nothing was set yet */
};

/* Body of FACT_MAIL_CHANGED: the whole new state. ERR_STALE. */
struct mail_changed {
    struct mail_setting setting;
};

/* Pure. What is absent stays as it is in *now. ERR_INVALID with the field's path. */
enum err listen_check_mail(const struct mail_setting *now, const struct mail_change *change, struct arena *arena,
                           struct mail_changed **changed, struct fault *why) must_check;
void mail_setting_write(const struct mail_setting *setting, struct buf *out); /* members, without braces */

/* Texts live in the arena. */
enum err mail_setting_get(struct store *store, int64_t workspace_id, struct arena *arena, struct mail_setting *setting) must_check;
/* The from-addresses that workspaces have chosen, each once, `limit` at most. */
enum err mail_setting_froms(struct store *store, int64_t limit, bool (*each)(void *context, struct str address), void *context) must_check;
