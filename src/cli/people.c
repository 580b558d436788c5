#include "cli/cli.h"

#include "people/password.h"
#include "people/people.h"
#include "people/token.h"

#include <stdio.h>

enum { PASSWORD_BYTES_MAX = PASSWORD_CHARACTERS_MAX * 4 };

static bool role_read(const struct options *options, bool of_key, enum person_role *role)
{
    bool (*read)(struct str name, enum person_role * role) = of_key ? key_role_of : person_role_of;
    if (options->role && read(str_of(options->role), role))
        return true;
    fprintf(stderr, "kuulo: say --role owner, manager, worker%s.\n", of_key ? ", viewer or source" : " or viewer");
    return false;
}

static bool password_read(const struct options *options, char password[PASSWORD_BYTES_MAX + 2])
{
    if (!options->password_stdin) {
        fprintf(stderr, "kuulo: give the password on standard input and say --password-stdin.\n");
        return false;
    }
    if (!fgets(password, PASSWORD_BYTES_MAX + 2, stdin))
        password[0] = 0;
    password[strcspn(password, "\r\n")] = 0;
    size_t length = str_characters(str_of(password));
    if (length >= PASSWORD_CHARACTERS_LEAST && length <= PASSWORD_CHARACTERS_MAX)
        return true;
    fprintf(stderr, "kuulo: a password has %d to %d characters.\n", PASSWORD_CHARACTERS_LEAST, PASSWORD_CHARACTERS_MAX);
    return false;
}

static int user_add(const struct options *options, struct flow *flow, struct arena *arena)
{
    char password[PASSWORD_BYTES_MAX + 2], hash[PASSWORD_HASH_SIZE];
    struct fault why = {0};
    struct account_added body = {.name = str_of(options->name ? options->name : ""), .language = STR("")};
    if (!role_read(options, false, &body.role) || !password_read(options, password))
        return 2;
    if (email_fold(arena, str_of(options->words[2]), &body.email, &why) != ERR_NONE)
        return cli_fail(&why);
    if (password_hash(password_cost_default, random_system(), str_of(password), hash) != ERR_NONE) {
        fprintf(stderr, "kuulo: there is not enough memory to hash the password.\n");
        return 1;
    }
    body.password_hash = str_of(hash);
    int64_t workspace_id = cli_workspace(options, flow);
    return workspace_id && cli_settle(flow, workspace_id, FACT_ACCOUNT_ADDED, &body, arena, NULL) ? 0 : 1;
}

static int key_add(const struct options *options, struct flow *flow, struct arena *arena)
{
    char secret[KEY_SIZE];
    struct key_added body = {.name = str_of(options->words[2])};
    if (!role_read(options, true, &body.role))
        return 2;
    if (options->expires && !time_parse(str_of(options->expires), &body.expires_at_ms)) {
        fprintf(stderr, "kuulo: --expires wants a time such as 2027-01-01T00:00:00Z.\n");
        return 2;
    }
    key_new(random_system(), secret);
    token_hash(str_of(secret), body.hash);
    int64_t workspace_id = cli_workspace(options, flow);
    if (!workspace_id || !cli_settle(flow, workspace_id, FACT_KEY_ADDED, &body, arena, NULL))
        return 1;
    puts(secret);
    return 0;
}

static int with_flow(const struct options *options, int (*run)(const struct options *options, struct flow *flow, struct arena *arena))
{
    struct flow *flow = cli_open(options, false);
    struct arena *arena = arena_new(1 << 20);
    int code = flow && arena ? run(options, flow, arena) : 1;
    flow_close(flow);
    arena_free(arena);
    return code;
}

int cli_user_add(const struct options *options)
{
    return with_flow(options, user_add);
}

int cli_key_add(const struct options *options)
{
    return with_flow(options, key_add);
}
