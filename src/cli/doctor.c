/* doctor: looks at an installation the way an experienced operator would, and says what it would change. */
#include "cli/doctor.h"
#include "cli/analytics_open.h"

#include "listen/listen.h"
#include "people/people.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { SYNC_ROUNDS = 24 };

void doctor_well(const char *text)
{
    printf("  fine    %s\n", text);
}

void doctor_advise(struct visit *visit, const char *text)
{
    visit->advice++;
    printf("  advice  %s\n", text);
}

static void look_at_disk(struct visit *visit)
{
    struct statvfs disk;
    char text[200];
    if (statvfs(visit->options->data, &disk) != 0) {
        doctor_advise(visit, "The data directory cannot be read.");
        return;
    }
    double free_gib = (double)disk.f_bavail * (double)disk.f_frsize / (1 << 30);
    snprintf(text, sizeof text, "%.1f GiB free on the disk of the data.", free_gib);
    if (free_gib >= 2)
        doctor_well(text);
    else {
        snprintf(text, sizeof text,
                 "Only %.1f GiB is free on the disk of the data. When it is full, answers are refused (507) until there is room.",
                 free_gib);
        doctor_advise(visit, text);
    }
}

/* How long the disk takes to promise; the answers per second of one respondent after another follow from it. */
static void look_at_sync(struct visit *visit)
{
    char path[4096], text[240];
    struct clock *clock = clock_system();
    snprintf(path, sizeof path, "%s/doctor.tmp", visit->options->data);
    int file = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        doctor_advise(visit, "Nothing can be written into the data directory.");
        return;
    }
    int64_t began_us = clock->monotonic_us(clock);
    int done = 0;
    while (done < SYNC_ROUNDS && write(file, path, 160) == 160 && fdatasync(file) == 0)
        done++;
    double each_ms = (double)(clock->monotonic_us(clock) - began_us) / 1000 / (done ? done : 1);
    close(file);
    unlink(path);
    snprintf(text, sizeof text, "The disk confirms a write in %.2f ms.", each_ms);
    if (each_ms < 0.02)
        doctor_advise(visit, "The disk confirms writes faster than any disk can: it may lie about syncing, and a power cut may then lose "
                             "acknowledged answers.");
    else if (each_ms > 30) {
        snprintf(text, sizeof text,
                 "The disk needs %.0f ms to confirm a write. Every answer waits for that; a faster disk is felt by each respondent.",
                 each_ms);
        doctor_advise(visit, text);
    } else
        doctor_well(text);
}

static void look_at_files(struct visit *visit)
{
    struct rlimit limit;
    char text[200];
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    if (limit.rlim_max >= 4096)
        doctor_well("The limit of open files is large enough.");
    else {
        snprintf(text, sizeof text,
                 "Only %llu files may be open: raise the limit (LimitNOFILE=65536 in the service) to serve more connections.",
                 (unsigned long long)limit.rlim_max);
        doctor_advise(visit, text);
    }
}

static void look_at_rights(struct visit *visit)
{
    struct stat about;
    if (stat(visit->options->data, &about) != 0)
        return;
    if (about.st_mode & 077)
        doctor_advise(visit, "Others on this machine may look into the data directory: chmod 700 it.");
    else
        doctor_well("Only its owner may look into the data directory.");
}

static void look_at_wal(struct visit *visit)
{
    char path[4096];
    struct stat about;
    snprintf(path, sizeof path, "%s/kuulo.db-wal", visit->options->data);
    if (stat(path, &about) == 0 && about.st_size > 256 << 20)
        doctor_advise(visit, "The write-ahead log is over 256 MiB: some program holds the store open for reading. Restart what reads it.");
    else
        doctor_well("The write-ahead log is small.");
}

struct keys_seen {
    size_t eternal;
};

static bool key_seen(void *context, const struct key *key)
{
    struct keys_seen *seen = context;
    seen->eternal += !key->expires_at_ms && !key->revoked_at_ms;
    return true;
}

struct owners_seen {
    size_t owners;
};

static bool account_seen(void *context, const struct account *account)
{
    struct owners_seen *seen = context;
    seen->owners += account->role == PERSON_OWNER && !account->disabled;
    return true;
}

static void look_at_people(struct visit *visit, struct flow *flow)
{
    char text[200], path[4096];
    const struct workspace *workspace = listen_workspace_first(flow_listen(flow));
    if (!workspace) {
        doctor_advise(visit, "There is no workspace yet: kuulo user add makes the first.");
        return;
    }
    struct owners_seen owners = {0};
    struct keys_seen keys = {0};
    people_accounts(flow_people(flow), workspace->id, account_seen, &owners);
    people_keys(flow_people(flow), workspace->id, key_seen, &keys);
    if (!owners.owners)
        doctor_advise(visit, "Nobody is an owner: add one with kuulo user add EMAIL --role owner --password-stdin.");
    else if (owners.owners == 1)
        doctor_advise(visit, "There is one owner only. A second one keeps the doors open when the first is away.");
    else
        doctor_well("There is more than one owner.");
    snprintf(text, sizeof text, "%zu API keys never expire. Give keys an end, and a new one in good time.", keys.eternal);
    if (keys.eternal)
        doctor_advise(visit, text);
    snprintf(path, sizeof path, "%s/demo.json", visit->options->data);
    if (access(path, F_OK) == 0)
        doctor_advise(
            visit, "This is a demo: its password is shown to everybody who opens the page. Use a fresh data directory for real customers.");
}

static void note_problem(void *context, const char *problem)
{
    char text[400];
    snprintf(text, sizeof text, "The store is damaged: %s Restore the last backup.", problem);
    doctor_advise(context, text);
}

static void look_at_store(struct visit *visit)
{
    struct store *store;
    size_t before = visit->advice;
    if (store_open(visit->options->data, STORE_READ, &store, NULL) != ERR_NONE)
        return;
    if (store_integrity(store, note_problem, visit) == ERR_NONE && visit->advice == before)
        doctor_well("The store is whole.");
    store_close(store);
}

/* Silent where figures are counted by Kuulo itself. */
static void look_at_analytics(struct visit *visit)
{
    struct analytics *analytics;
    struct fault why = {0};
    char text[400];
    if (!cli_analytics_open(visit->options, &analytics)) {
        doctor_advise(visit, "Without an analytics server that can be named, kuulo serve does not start.");
        return;
    }
    if (!analytics)
        return;
    if (analytics->describe(analytics, text, sizeof text, &why) == ERR_NONE)
        doctor_well(text);
    else {
        snprintf(text, sizeof text, "%s", why.code ? why.detail : "The analytics server cannot be asked.");
        doctor_advise(visit, text);
    }
    analytics->close(analytics);
}

int cli_doctor(const struct options *options)
{
    struct visit visit = {.options = options};
    struct flow *flow = cli_open(options, false);
    if (!flow)
        return 1;
    printf("Kuulo looks at %s\n", options->data);
    look_at_disk(&visit);
    look_at_sync(&visit);
    look_at_rights(&visit);
    look_at_files(&visit);
    look_at_wal(&visit);
    look_at_store(&visit);
    flow_read_begin(flow);
    look_at_people(&visit, flow);
    flow_read_end(flow);
    doctor_look_at_mail(&visit, flow);
    look_at_analytics(&visit);
    flow_close(flow);
    printf("Pieces of advice: %zu\n", visit.advice);
    return 0;
}
