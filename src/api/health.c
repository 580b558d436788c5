/* The server about itself: is it well, what has it done, what does it promise. */
#include "api/dispatch.h"
#include "understand/carry.h"

#include <stdio.h>
#include <unistd.h>

extern const char openapi_json[];
extern const size_t openapi_json_length;

void op_healthz(struct call *call)
{
    struct flow_counts counts = flow_count(call->flow);
    struct buf body = buf_new(256);
    struct carry_counts carried;
    buf_printf(&body, "{\"status\":\"%s\"", counts.disk_full ? "disk_full" : "ok");
    if (flow_carried(call->flow, &carried)) /* without it answers are taken as ever, so that all is well enough */
        buf_printf(&body, ",\"analytics\":\"%s\"", carried.away ? "away" : carried.behind ? "behind" : "ok");
    buf_add_char(&body, '}');
    call_json(call, counts.disk_full ? 507 : 200, &body, 0);
}

/* The second number of /proc/self/statm, in pages. */
static int64_t resident_bytes(void)
{
    char line[128] = "";
    int64_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    struct str rest, word;
    if (!file)
        return 0;
    rest = fgets(line, sizeof line, file) ? str_of(line) : STR("");
    fclose(file);
    bool there = str_cut(&rest, ' ', &word) && str_cut(&rest, ' ', &word) && str_integer(word, &pages);
    return there ? pages * sysconf(_SC_PAGESIZE) : 0;
}

static void metric(struct buf *out, const char *name, const char *type, const char *help, double value)
{
    buf_printf(out, "# TYPE kuulo_%s %s\n# HELP kuulo_%s %s\nkuulo_%s%s %.15g\n", name, type, name, help, name,
               type[0] == 'c' ? "_total" : "", value);
}

/* Of the analytics server, when there is one. */
static void carried_metrics(struct call *call, struct buf *out)
{
    struct carry_counts carried;
    if (!flow_carried(call->flow, &carried))
        return;
    metric(out, "analytics_blocks", "counter", "Blocks of answers that the analytics server has.", (double)carried.blocks);
    metric(out, "analytics_failures", "counter", "Times that it did not take one.", (double)carried.failures);
    metric(out, "analytics_facts_behind", "gauge", "Facts on their way there.", (double)carried.behind);
    metric(out, "analytics_away", "gauge", "1 while it takes nothing.", carried.away);
}

void op_openmetrics(struct call *call)
{
    struct flow_counts flow = flow_count(call->flow);
    struct http_counts http = http_count(call->api->server);
    struct buf body = buf_new(16384);
    metric(&body, "turns", "counter", "Turns committed.", (double)flow.turns);
    metric(&body, "facts", "counter", "Facts stored.", (double)flow.facts);
    metric(&body, "refusals", "counter", "Proposals refused.", (double)flow.refused);
    metric(&body, "facts_waiting", "gauge", "Facts in the turn's queue.", (double)flow.waiting);
    metric(&body, "commit_seconds", "gauge", "How long the last commit took.", (double)flow.last_commit_us / 1e6);
    metric(&body, "disk_full", "gauge", "1 while the disk takes nothing more.", flow.disk_full);
    metric(&body, "http_requests", "counter", "Requests answered.", (double)http.requests);
    metric(&body, "http_refusals", "counter", "Requests refused before they reached an operation.", (double)http.refused);
    metric(&body, "http_connections", "gauge", "Open connections.", http.connections);
    metric(&body, "http_streams", "gauge", "Open event streams.", http.streams);
    metric(&body, "resident_bytes", "gauge", "Memory of the process.", (double)resident_bytes());
    metric(&body, "uptime_seconds", "gauge", "Since the start.", (double)(call->now_ms - call->api->started_ms) / 1000);
    carried_metrics(call, &body);
    buf_add_text(&body, "# EOF\n");
    call_text(call, 200, "application/openmetrics-text; version=1.0.0; charset=utf-8", &body);
}

void op_openapi(struct call *call)
{
    struct buf body = buf_new(4 << 20);
    buf_add(&body, openapi_json, openapi_json_length);
    call_json(call, 200, &body, 0);
}
