#include "api/problem.h"

#include "base/json.h"

#include <stdio.h>

static const struct {
    const char *title, *detail;
} words[] = {
    [ERR_INVALID] = {"Some fields need correcting", "Some fields need correcting. Nothing was changed."},
    [ERR_MALFORMED] = {"The request could not be read", "The request could not be read."},
    [ERR_UNAUTHENTICATED] = {"Sign in first", "This needs a valid key or session. Nothing was changed."},
    [ERR_NOT_ALLOWED] = {"Your role does not allow this", "Your role does not allow this. Nothing was changed. Ask your administrator."},
    [ERR_NOT_FOUND] = {"Not found", "We could not find this. It may have been deleted, or you may not have the right to see it."},
    [ERR_CONFLICT] = {"It clashes with what is there", "Something with this name or key exists already. Nothing was changed."},
    [ERR_STALE] = {"It was changed meanwhile",
                   "Someone changed this while you were editing. Nothing was overwritten. Read it again and compare."},
    [ERR_TOO_LARGE] = {"Too large", "This is larger than allowed here. Nothing of it was read."},
    [ERR_TOO_MANY] = {"Too many requests", "Too many requests at once. Nothing was lost. Try again shortly."},
    [ERR_DISK_FULL] = {"The disk is full", "The disk is full. Nothing of this was stored; what was stored before is safe."},
    [ERR_BUSY] = {"Busy", "The server is busy. Nothing of this was stored. Try again in a moment."},
    [ERR_STOPPED] = {"This takes too long",
                     "This question takes longer than it may. Ask for a shorter period, fewer groups, or under a condition."},
    [ERR_IO] = {"Something went wrong on our side", "Something went wrong on our side. What was stored before is safe. Try again."},
    [ERR_MEMORY] = {"Something went wrong on our side", "The server ran out of room for this request. Nothing of it was stored."},
    [ERR_INTERNAL] = {"Something went wrong on our side", "Something went wrong on our side. What was stored before is safe. Try again."},
};

void problem_standard(enum err code, struct fault *why)
{
    fault_set(why, code, err_name(code), "", "%s", words[code].detail ? words[code].detail : "");
    if (code == ERR_BUSY)
        why->retry_s = 1;
}

void problem_write(const struct fault *why, struct buf *out)
{
    const char *title = words[why->code].title ? words[why->code].title : "Error";
    buf_printf(out, "{\"type\":\"urn:kuulo:problem:%s\",\"title\":\"%s\",\"status\":%d,\"slug\":", err_name(why->code), title,
               err_http_status(why->code));
    json_put_text(out, str_of(why->slug));
    buf_add_text(out, ",\"detail\":");
    json_put_text(out, str_of(why->detail));
    if (why->field[0]) {
        buf_add_text(out, ",\"field\":");
        json_put_text(out, str_of(why->field));
    }
    buf_add_char(out, '}');
}

void problem_answer(struct http_exchange *x, const struct fault *why, bool any_origin)
{
    char seconds[16];
    struct buf body = buf_new(8192);
    problem_write(why, &body);
    struct http_reply reply = {.status = err_http_status(why->code), .type = "application/problem+json", .body = buf_str(&body)};
    if (why->retry_s) {
        snprintf(seconds, sizeof seconds, "%u", why->retry_s);
        reply.headers[reply.headers_count++] = (struct http_header){"Retry-After", str_of(seconds)};
    }
    if (why->code == ERR_UNAUTHENTICATED)
        reply.headers[reply.headers_count++] = (struct http_header){"WWW-Authenticate", STR("Bearer realm=\"kuulo\"")};
    if (any_origin)
        reply.headers[reply.headers_count++] = (struct http_header){"Access-Control-Allow-Origin", STR("*")};
    http_answer(x, &reply);
    buf_free(&body);
}
