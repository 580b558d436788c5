#include "cli/cli.h"
#include "cli/mail_open.h"
#include "port/mail.h"

#include "listen/workspace.h"
#include "port/store.h"
#include "version.h" /* generated: KUULO_VERSION */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *first, *second;
    int (*run)(const struct options *options);
    int words;
    const char *usage;
} commands[] = {
    {"serve", NULL, cli_serve, 0,
     "serve --data DIR [--listen 127.0.0.1:8080] [--public-url URL] [--trusted-proxies N] [--certificate PEM --private-key PEM]\n"
     "        [--smtp smtp://HOST:PORT --mail-from ADDRESS [--smtp-ca PEM] [--smtp-timeout SECONDS] [--dkim-key PEM --dkim-selector "
     "NAME]]\n"
     "        [--analytics clickhouse://[USER@]HOST:PORT[,HOST:PORT…]/DATABASE[?cluster=NAME]]   figures are counted there, not in this "
     "process;\n"
     "        its password is KUULO_ANALYTICS_PASSWORD in the environment; clickhouses:// over TLS, its authority's file "
     "KUULO_ANALYTICS_CA"},
    {"bounce", NULL, cli_bounce, 0, "bounce --data DIR                               reads a delivery report from standard input"},
    {"demo", NULL, cli_demo, 0, "demo --data DIR [--seed N]                       make the demo company in an empty data directory"},
    {"user", "add", cli_user_add, 1, "user add EMAIL --role ROLE --password-stdin --data DIR [--name NAME] [--workspace SLUG]"},
    {"key", "add", cli_key_add, 1,
     "key add NAME --role ROLE --data DIR [--expires 2027-01-01T00:00:00Z] [--workspace SLUG]   prints the key alone"},
    {"workspace", "add", cli_workspace_add, 1, "workspace add SLUG --data DIR [--name NAME]"},
    {"import", "encounters", cli_import_encounters, 1, "import encounters FILE.csv[.gz] --map MAP.json --data DIR [--workspace SLUG]"},
    {"import", "customers", cli_import_customers, 1, "import customers FILE.csv[.gz] --map MAP.json --data DIR [--workspace SLUG]"},
    {"import", "media", cli_import_media, 1, "import media FILE.csv[.gz] --map MAP.json --data DIR [--workspace SLUG]"},
    {"import", "survey", cli_import_survey, 1,
     "import survey FILE --data DIR [--workspace SLUG]     a survey of another tool, with its logic and its answers"},
    {"import", "responses", cli_import_responses, 1, "import responses FILE.csv[.gz] --map MAP.json --data DIR [--workspace SLUG]"},
    {"export", "responses", cli_export_responses, 0,
     "export responses --survey SLUG --format csv|xlsx|jsonl|sav|triple-s --data DIR [-o FILE] [--language CODE] [--segment NAME] "
     "[--workspace SLUG]"},
    {"export", "survey", cli_export_survey, 1,
     "export survey SLUG --format surveyjs|lss|xlsform|triple-s|ddi -o FILE --data DIR [--language CODE]"},
    {"bench", "columns", cli_bench_columns, 0,
     "bench columns [--rows N] [--threads N]                 how fast figures are here, in a folder of its own; one JSON line"},
    {"check", NULL, cli_check, 0, "check --data DIR                                 recount everything from the rows and compare"},
    {"explain", NULL, cli_explain, 1,
     "explain \"figure=metrics&measure=nps&where=…\" --data DIR [--workspace SLUG]   which answers, which formula, which interval; the\n"
     "        parameters are those of GET /api/v1/explain"},
    {"rebuild", NULL, cli_rebuild, 0, "rebuild --data DIR                               make the figures anew from the rows"},
    {"doctor", NULL, cli_doctor, 0,
     "doctor --data DIR [--smtp … --mail-from … --dkim-key …] [--analytics …]   advice in plain words; of mail and of the analytics "
     "server\n"
     "        too, with the words of serve"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int usage(FILE *to)
{
    fputs("Kuulo " KUULO_VERSION ", within earshot of your customers.\n\n", to);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(to, "  kuulo %s\n", commands[i].usage);
    fputs("\nROLE is owner, manager, worker or viewer; a key may be source: it sends events in and may nothing else. Every command but "
          "serve and demo may run beside a running server.\n",
          to);
    return to == stdout ? 0 : 2;
}

static bool number_option(const char *text, unsigned most, unsigned *number)
{
    int64_t value;
    if (!str_integer(str_of(text), &value) || value < 0 || value > most)
        return false;
    *number = (unsigned)value;
    return true;
}

/* Options that take a text, and where it goes. */
static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    {"data", offsetof(struct options, data)},
    {"listen", offsetof(struct options, listen)},
    {"role", offsetof(struct options, role)},
    {"workspace", offsetof(struct options, workspace)},
    {"name", offsetof(struct options, name)},
    {"map", offsetof(struct options, map)},
    {"survey", offsetof(struct options, survey)},
    {"format", offsetof(struct options, format)},
    {"language", offsetof(struct options, language)},
    {"output", offsetof(struct options, output)},
    {"public-url", offsetof(struct options, public_url)},
    {"certificate", offsetof(struct options, certificate)},
    {"private-key", offsetof(struct options, private_key)},
    {"expires", offsetof(struct options, expires)},
    {"seed", offsetof(struct options, seed)},
    {"rows", offsetof(struct options, rows)},
    {"smtp", offsetof(struct options, smtp)},
    {"smtp-ca", offsetof(struct options, smtp_ca)},
    {"mail-from", offsetof(struct options, mail_from)},
    {"dkim-key", offsetof(struct options, dkim_key)},
    {"dkim-selector", offsetof(struct options, dkim_selector)},
    {"analytics", offsetof(struct options, analytics)},
    {"segment", offsetof(struct options, segment)},
};
enum { TEXTS = sizeof texts / sizeof *texts, PASSWORD_STDIN = TEXTS, PROXIES, THREADS, SMTP_TIMEOUT, KNOWN };

static bool option_take(int code, const char *value, struct options *options)
{
    if (code < 0 || code >= KNOWN)
        return false;
    if (code < TEXTS)
        *(const char **)((char *)options + texts[code].offset) = value;
    else if (code == PASSWORD_STDIN)
        options->password_stdin = true;
    else
        return code == SMTP_TIMEOUT ? number_option(value, MAIL_TIMEOUT_S_MAX, &options->smtp_timeout)
                                    : number_option(value, 64, code == PROXIES ? &options->trusted_proxies : &options->threads);
    return true;
}

static bool options_read(int count, char **arguments, struct options *options)
{
    struct option known[KNOWN + 1] = {{0}};
    for (int i = 0; i < TEXTS; i++)
        known[i] = (struct option){texts[i].name, 1, NULL, i + 1};
    known[PASSWORD_STDIN] = (struct option){"password-stdin", 0, NULL, PASSWORD_STDIN + 1};
    known[PROXIES] = (struct option){"trusted-proxies", 1, NULL, PROXIES + 1};
    known[THREADS] = (struct option){"threads", 1, NULL, THREADS + 1};
    known[SMTP_TIMEOUT] = (struct option){"smtp-timeout", 1, NULL, SMTP_TIMEOUT + 1};
    int code;
    while ((code = getopt_long(count, arguments, "o:", known, NULL)) != -1)
        if (code == 'o') /* the one short option there is */
            options->output = optarg;
        else if (code == '?' || !option_take(code - 1, optarg, options))
            return false;
    while (optind < count && options->words_count < 4)
        options->words[options->words_count++] = arguments[optind++];
    return optind == count;
}

int cli_run(int count, char **arguments)
{
    struct options options = {0};
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        puts("kuulo " KUULO_VERSION);
        return 0;
    }
    if (count == 2 && strcmp(arguments[1], "read-foreign") == 0)
        return cli_read_foreign();
    if (count < 2 || strcmp(arguments[1], "help") == 0 || strcmp(arguments[1], "--help") == 0)
        return usage(count < 2 ? stderr : stdout);
    if (!options_read(count, arguments, &options) || !options.words_count)
        return usage(stderr);
    cli_mail_from_complete(&options);
    store_prepare();
    for (int i = 0; i < COMMANDS; i++) {
        int names = commands[i].second ? 2 : 1;
        if (strcmp(options.words[0], commands[i].first) != 0 || options.words_count != names + commands[i].words ||
            (commands[i].second && strcmp(options.words[1], commands[i].second) != 0))
            continue;
        if (!options.data && commands[i].run != cli_bench_columns) {
            fprintf(stderr, "kuulo: say where the data is with --data DIR.\n");
            return 2;
        }
        return commands[i].run(&options);
    }
    return usage(stderr);
}

/* A sentence may hold what a stranger's file says: nothing of it steers the terminal or turns the line around. */
static void put_seen(FILE *to, struct str text)
{
    while (text.length) {
        size_t size = str_character(text), length = size ? size : 1;
        if (size && !str_steers((struct str){text.at, size}))
            fwrite(text.at, 1, size, to);
        else
            for (size_t i = 0; i < length; i++)
                fprintf(to, "\\x%02X", (unsigned char)text.at[i]);
        text = (struct str){text.at + length, text.length - length};
    }
}

int cli_fail(const struct fault *why)
{
    fputs("kuulo: ", stderr);
    put_seen(stderr, str_of(why->detail[0] ? why->detail : err_name(why->code)));
    fputs(why->field[0] ? " Field: " : "", stderr);
    put_seen(stderr, str_of(why->field));
    fputc('\n', stderr);
    return 1;
}

struct flow *cli_open(const struct options *options, bool serves)
{
    return cli_open_far(options, serves, NULL);
}

struct flow *cli_open_far(const struct options *options, bool serves, struct analytics *analytics)
{
    struct flow *flow;
    struct fault why = {0};
    struct flow_config config = {
        .place = options->data, .clock = clock_system(), .random = random_system(), .analytics = analytics, .serves = serves};
    if (flow_open(&config, &flow, &why) == ERR_NONE)
        return flow;
    if (!why.code)
        fault_set(&why, ERR_IO, "open", "", "The data in %s cannot be opened.", options->data);
    cli_fail(&why);
    return NULL;
}

bool cli_settle(struct flow *flow, int64_t workspace_id, enum fact_kind kind, void *body, struct arena *arena, int64_t *subject_id)
{
    struct fact fact = {.kind = kind, .workspace_id = workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = body};
    struct proposal proposal = {.facts = &fact, .count = 1, .arena = arena};
    enum err err = flow_settle(flow, &proposal);
    if (err != ERR_NONE) {
        if (!proposal.fault.code)
            fault_set(&proposal.fault, err, err_name(err), "", "This was refused: %s.", err_name(err));
        cli_fail(&proposal.fault);
        return false;
    }
    if (subject_id)
        *subject_id = fact.kind == FACT_WORKSPACE_CREATED ? fact.workspace_id : fact.subject_id;
    return true;
}

static int64_t workspace_make(struct flow *flow, struct str slug, struct str name)
{
    struct str languages[] = {STR("fi"), STR("en"), STR("sv")};
    struct workspace_put *put;
    struct fault why = {0};
    struct arena *arena = arena_new(1 << 16);
    int64_t id = 0;
    enum err err = arena
                       ? listen_check_workspace_new(slug, name, STR("Europe/Helsinki"), (struct str_list){languages, 3}, arena, &put, &why)
                       : ERR_MEMORY;
    if (err != ERR_NONE)
        cli_fail(&why);
    else if (!cli_settle(flow, 0, FACT_WORKSPACE_CREATED, put, arena, &id))
        id = 0;
    arena_free(arena);
    return id;
}

int64_t cli_workspace(const struct options *options, struct flow *flow)
{
    flow_read_begin(flow);
    const struct workspace *workspace = options->workspace ? listen_workspace_by_slug(flow_listen(flow), str_of(options->workspace))
                                                           : listen_workspace_first(flow_listen(flow));
    int64_t id = workspace ? workspace->id : 0;
    flow_read_end(flow);
    if (id)
        return id;
    if (options->workspace) {
        fprintf(stderr, "kuulo: there is no workspace \"%s\". Make it with: kuulo workspace add %s --data %s\n", options->workspace,
                options->workspace, options->data);
        return 0;
    }
    return workspace_make(flow, STR("main"), STR("Kuulo"));
}

int cli_workspace_add(const struct options *options)
{
    struct flow *flow = cli_open(options, false);
    if (!flow)
        return 1;
    int64_t id = workspace_make(flow, str_of(options->words[2]), str_of(options->name ? options->name : options->words[2]));
    flow_close(flow);
    return id ? 0 : 1;
}
