/* The command line. Each command is a function that returns the exit code: 0 done, 1 failed with a sentence on standard error, 2 wrong
 * words. */
#pragma once
#include "flow/flow.h"

struct options {
    const char *data, *listen, *role, *workspace, *name, *map, *survey, *format, *language, *output, *public_url, *certificate,
        *private_key, *expires, *seed, *rows, *smtp, *smtp_ca, *mail_from, *dkim_key, *dkim_selector, *analytics, *segment;
    char mail_from_usual[320]; /* where mail_from points when nobody said one */
    bool password_stdin;
    unsigned trusted_proxies, threads, smtp_timeout;
    const char *words[4]; /* what is no option, in order */
    int words_count;
};

int cli_run(int count, char **arguments);

int cli_serve(const struct options *options);
int cli_user_add(const struct options *options);
int cli_key_add(const struct options *options);
int cli_workspace_add(const struct options *options);
int cli_import_responses(const struct options *options);
int cli_import_encounters(const struct options *options);
int cli_import_customers(const struct options *options);
int cli_import_media(const struct options *options);
int cli_import_survey(const struct options *options); /* 2 when the file is refused */
int cli_read_foreign(void);                           /* the child that reads it: not for people */
int cli_export_responses(const struct options *options);
int cli_export_survey(const struct options *options);
int cli_check(const struct options *options);
int cli_explain(const struct options *options);
int cli_rebuild(const struct options *options);
int cli_doctor(const struct options *options);
int cli_bounce(const struct options *options);
int cli_demo(const struct options *options);
enum { BENCH_ROWS_MIN = 1000, BENCH_ROWS_MAX = 1000000000 };
int cli_bench_columns(const struct options *options); /* makes its own folder and removes it */

/* Opens the data directory for a command that writes and leaves; NULL after telling why not. */
struct flow *cli_open(const struct options *options, bool serves);
/* The same, with figures counted by `analytics` (NULL: by this process). */
struct flow *cli_open_far(const struct options *options, bool serves, struct analytics *analytics);
/* The workspace named by --workspace, else the first; made ("main") when there is none yet. 0 after telling why not. */
int64_t cli_workspace(const struct options *options, struct flow *flow);
/* One fact, settled. Prints the fault and returns false when refused. *subject_id may be NULL. */
bool cli_settle(struct flow *flow, int64_t workspace_id, enum fact_kind kind, void *body, struct arena *arena, int64_t *subject_id);
/* The data of a command that only reads, beside a running server or without one. False after telling why not. */
struct cli_parts {
    struct store *store;
    struct listen *listen;
    struct understand *understand;
};
bool cli_parts_open(const struct options *options, struct cli_parts *parts);
void cli_parts_close(struct cli_parts *parts);
int cli_fail(const struct fault *why);
