/* Replies: the headers every one of them carries, and the ways of giving a body. */
#include "http/inside.h"

#include <stdlib.h>
#include <stdio.h>

#define CSP_DEFAULT "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

struct sink {
    bool (*add)(void *to, const char *name, struct str value);
    void *to;
};

static bool add_to_library(void *to, const char *name, struct str value)
{
    char text[HEADER_VALUE_MAX + 1];
    if (value.length > HEADER_VALUE_MAX)
        return false;
    memcpy(text, value.at, value.length);
    text[value.length] = 0;
    return MHD_add_response_header(to, name, text) == MHD_YES;
}

static bool add_to_text(void *to, const char *name, struct str value)
{
    buf_printf(to, "%s: %.*s\r\n", name, STR_ARGS(value));
    return true;
}

/* A header that a stranger's bytes reached must not become two. */
static bool header_is_safe(const char *name, struct str value)
{
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f || *c == ':')
            return false;
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7f)
            return false;
    return *name && value.length;
}

static bool header_given(const struct http_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->headers_count; i++)
        if (strcasecmp(reply->headers[i].name, name) == 0)
            return true;
    return false;
}

static bool may_be_framed(const char *csp)
{
    const char *ancestors = strstr(csp, "frame-ancestors");
    if (!ancestors)
        return false;
    ancestors += strlen("frame-ancestors");
    return strncmp(ancestors + strspn(ancestors, " "), "'none'", 6) != 0;
}

static bool dress(const struct http_exchange *x, const struct http_reply *reply, const struct sink *sink)
{
    const char *csp = reply->csp ? reply->csp : CSP_DEFAULT;
    const struct {
        const char *name, *value;
    } always[] = {
        {"Content-Type", reply->type},
        {"Content-Security-Policy", csp},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
        {"Cache-Control", "no-store"},
        {"X-Frame-Options", may_be_framed(csp) ? NULL : "DENY"},
        {"Strict-Transport-Security", x->request.secure ? "max-age=31536000" : NULL},
    };
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        if (always[i].value && !header_given(reply, always[i].name))
            if (!header_is_safe(always[i].name, str_of(always[i].value)) || !sink->add(sink->to, always[i].name, str_of(always[i].value)))
                return false;
    for (size_t i = 0; i < reply->headers_count; i++)
        if (!header_is_safe(reply->headers[i].name, reply->headers[i].value) ||
            !sink->add(sink->to, reply->headers[i].name, reply->headers[i].value))
            return false;
    return true;
}

bool reply_dress(const struct http_exchange *x, const struct http_reply *reply, struct MHD_Response *made)
{
    /* To HEAD the library would send the last chunk of a chunked body. */
    if (x->head)
        MHD_set_response_options(made, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    return dress(x, reply, &(struct sink){add_to_library, made});
}

/* What is said when a reply cannot be made: nothing of it can be trusted. */
static struct MHD_Response *reply_broken(const struct http_exchange *x)
{
    struct MHD_Response *made = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (made && reply_dress(x, &(struct http_reply){.status = 500}, made))
        return made;
    if (made)
        MHD_destroy_response(made);
    return NULL;
}

/* Takes `made` (may be NULL), dresses it and hands it over. True when it was `made` that was handed over. */
static bool reply_give(struct http_exchange *x, const struct http_reply *reply, struct MHD_Response *made)
{
    bool whole = made && reply_dress(x, reply, made);
    struct MHD_Response *given = whole ? made : reply_broken(x);
    if (!whole && made)
        MHD_destroy_response(made);
    if (exchange_give(x, given, whole ? (unsigned)reply->status : 500))
        return whole;
    if (given)
        MHD_destroy_response(given);
    return false;
}

static void reply_as_text(struct http_exchange *x, const struct http_reply *reply)
{
    buf_printf(&x->text, "HTTP/1.1 %d Refused\r\nConnection: close\r\nContent-Length: %zu\r\n", reply->status, reply->body.length);
    if (!dress(x, reply, &(struct sink){add_to_text, &x->text}))
        buf_clear(&x->text);
    else
        buf_add_text(&x->text, "\r\n"), buf_add_str(&x->text, reply->body);
    x->state = EXCHANGE_ANSWERED;
}

void http_answer(struct http_exchange *x, const struct http_reply *reply)
{
    if (x->raw) {
        reply_as_text(x, reply);
        return;
    }
    enum MHD_ResponseMemoryMode mode = reply->body_static ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY;
    x->reply_size = reply->body.length;
    struct MHD_Response *shared = reply->same_for_all ? shared_reply(x, reply) : NULL;
    if (shared) {
        x->shared = true;
        exchange_give(x, shared, (unsigned)reply->status);
        return;
    }
    reply_give(x, reply, MHD_create_response_from_buffer(reply->body.length, (void *)(uintptr_t)reply->body.at, mode));
}

struct body_stream {
    struct connection *connection;
    long (*read)(void *context, char *to, size_t size);
    void (*close)(void *context);
    void *context;
};

static ssize_t stream_read(void *context, uint64_t position, char *to, size_t size)
{
    struct body_stream *stream = context;
    (void)position;
    connection_due(stream->connection, stream->connection->server->config.request_timeout_s);
    long count = stream->read(stream->context, to, size);
    if (count == 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    return count < 0 ? MHD_CONTENT_READER_END_WITH_ERROR : count;
}

static void stream_close(void *context)
{
    struct body_stream *stream = context;
    stream->close(stream->context);
    free(stream);
}

void http_answer_stream(struct http_exchange *x, const struct http_reply *reply, long (*read)(void *context, char *to, size_t size),
                        void (*close)(void *context), void *context)
{
    struct body_stream *stream = malloc(sizeof *stream);
    struct MHD_Response *made = NULL;
    if (stream) {
        *stream = (struct body_stream){x->connection, read, close, context};
        made = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16384, stream_read, stream, stream_close);
    }
    if (!made) {
        free(stream);
        close(context);
    }
    reply_give(x, reply, made);
}
