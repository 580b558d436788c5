/* Errors: a small closed set, and the sentence a person reads.
 *
 * Code below flow/, api/ and cli/ never logs: it returns an `enum err` and, where a person will read it, fills a
 * `struct fault`. A fault is plain memory without owned pointers, so it may be copied and outlive its arena. */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define must_check __attribute__((warn_unused_result))
#define format_like(f, a) __attribute__((format(printf, f, a)))

enum err {
    ERR_NONE = 0,
    ERR_INVALID,         /* 422: a field is wrong; fault.field names it */
    ERR_MALFORMED,       /* 400: the bytes are not what they claim to be */
    ERR_UNAUTHENTICATED, /* 401 */
    ERR_NOT_ALLOWED,     /* 403 */
    ERR_NOT_FOUND,       /* 404: missing, or another workspace's: the two are told apart by nobody */
    ERR_CONFLICT,        /* 409: exists already, or changed meanwhile */
    ERR_STALE,           /* 412: If-Match does not match */
    ERR_TOO_LARGE,       /* 413 */
    ERR_TOO_MANY,        /* 429: slow down; fault.retry_s says how long */
    ERR_DISK_FULL,       /* 507 */
    ERR_BUSY,            /* 503: a bounded queue is full */
    ERR_STOPPED,         /* 503: it took longer than it may, or nobody waits for it any more (base/stop.h) */
    ERR_IO,              /* 500: the store or a file failed */
    ERR_MEMORY,          /* 500: an allocation or an arena's ceiling */
    ERR_INTERNAL,        /* 500 */
};

struct fault {
    enum err code;
    char slug[32];    /* stable machine word: "required", "out_of_scale", "unknown_field" … */
    char field[288];  /* path of the field, "responses[3].answers.recommend"; empty when none */
    char detail[320]; /* one complete sentence, UTF-8 */
    unsigned retry_s;
};

/* Fills *fault (may be NULL) and returns code, so that `return fault_set(…)` is the usual form. Texts are cut at the
 * field's size on a UTF-8 boundary. A macro, so that whoever reads the code, the analyser too, knows what comes back; code is read twice.
 */
#define fault_set(fault, code, ...) fault_code((fault_fill((fault), (code), __VA_ARGS__), (code)))
void fault_fill(struct fault *fault, enum err code, const char *slug, const char *field, const char *detail, ...) format_like(5, 6);
static inline enum err fault_code(enum err code)
{
    return code;
}

/* Puts `prefix` (and a dot unless the path starts with '[') in front of fault->field. */
void fault_prefix(struct fault *fault, const char *prefix);

/* "invalid", "not_found", …: the problem type's last path segment. */
const char *err_name(enum err code);
int err_http_status(enum err code);

/* Programmer errors: stays on in release, names the place and aborts. */
#define must(condition) ((condition) ? (void)0 : must_failed(#condition, __FILE__, __LINE__))
_Noreturn void must_failed(const char *condition, const char *file, int line);
