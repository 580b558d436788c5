/* HTTP requests, replies and event streams over libmicrohttpd; knows nothing of the domain.
 *
 * Threads: the handler runs on one of a few net threads and must not block. It either answers before it returns, or calls
 * http_park() and lets any other thread answer later, once. After http_answer… the exchange belongs to http/ again. */
#pragma once
#include "base/str.h"

struct http_exchange;

struct http_request {
    struct str method;   /* "GET", "POST" …; HEAD reads as "GET", its reply is sent without the body */
    struct str path;     /* as sent, without the query; not percent-decoded */
    struct str query;    /* without '?', not decoded */
    struct str body;     /* complete, within the ceiling body_max gave; those over 4 MB share 256 MB, more are told to come later */
    struct arena *arena; /* of the request; lives until the reply has been queued, unless http_take_arena() */
    char peer[64];       /* numeric client address (behind trusted proxies: the last untrusted hop) */
    bool secure;         /* TLS here, or told so by a trusted proxy */
};

struct http_header {
    const char *name;
    struct str value;
};

struct http_reply {
    int status;
    const char *type;               /* Content-Type; NULL: no body */
    struct http_header headers[12]; /* besides the security headers, which every reply carries */
    size_t headers_count;
    struct str body;
    bool body_static;  /* the bytes outlive the server: not copied */
    bool same_for_all; /* the very same reply is given over and over: the first few such are made once and kept */
    const char *csp;   /* replaces the default Content-Security-Policy; NULL: "default-src 'none'; frame-ancestors 'none'; base-uri 'none';
                          form-action 'none'" */
};

/* A caller's header replaces the default of the same name. A reply whose headers hold a control character is not sent: 500 goes out. */
struct http_server_config {
    const char *listen;                         /* "127.0.0.1:8080", "[::1]:8080"; port 0 picks a free one */
    unsigned threads;                           /* net threads; 0: chosen by the machine */
    unsigned connections_max;                   /* 0: 16,384, or what the limit of open files allows */
    unsigned idle_timeout_s, request_timeout_s; /* 0: 75 and 20; a request not complete by then is closed, trickling or not */
    unsigned trusted_proxies;                   /* hops whose X-Forwarded-For is believed */
    const char *certificate, *private_key;      /* PEM text, both or none */
    /* Called when the headers are in. Returns the most bytes the body may have; a larger one is answered by `refuse` with ERR_TOO_LARGE. */
    size_t (*body_max)(void *context, struct str method, struct str path);
    void (*handle)(void *context, struct http_exchange *x);
    /* Answers what http/ itself refuses (too large, malformed, timeout, method) with http_answer: the problem document is the API's. */
    void (*refuse)(void *context, struct http_exchange *x, enum err code, const char *detail);
    void *context;
};

struct http_server;
/* ERR_IO with a sentence when the address cannot be had. */
enum err http_serve(const struct http_server_config *config, struct http_server **server, struct fault *why) must_check;
unsigned http_port(const struct http_server *server);
/* Stops accepting, ends event streams, waits for running requests at most drain_ms, frees everything. */
void http_stop(struct http_server *server, int drain_ms);
struct http_counts {
    unsigned connections, streams;
    uint64_t requests, refused;
} http_count(const struct http_server *server);

const struct http_request *http_request_of(const struct http_exchange *x);
/* {NULL,0} when missing. Until the answer; on another thread copy what you need before parking. */
struct str http_header_of(const struct http_exchange *x, const char *name);
struct str http_cookie_of(const struct http_exchange *x, const char *name);

/* Every header line, in order, until each returns false. On the handler's thread. */
void http_headers_each(const struct http_exchange *x, bool (*each)(void *context, struct str name, struct str value), void *context);

void http_park(struct http_exchange *x);                /* must be called before another thread may answer */
struct arena *http_take_arena(struct http_exchange *x); /* the caller now frees it; request fields stay valid until then */
void http_answer(struct http_exchange *x, const struct http_reply *reply); /* copies what it needs; any thread */
/* The client has closed its side: nobody waits for the answer, which is still owed. Before the answer; a system call each time. */
bool http_gone(const struct http_exchange *x);

/* A body made as it is sent: read fills at most `size` bytes, returns how many, 0 at the end, -1 to break off. Runs on net threads. */
void http_answer_stream(struct http_exchange *x, const struct http_reply *reply, long (*read)(void *context, char *to, size_t size),
                        void (*close)(void *context), void *context);

/* Server-sent events. The stream is parked when it has nothing to say and costs nothing. `closed` is called exactly once, when the client
 * or http_stop ends it; after it the handle must not be used. http_events_send copies; false when the client reads too slowly
 * (64 KiB waiting): the stream is then ended and the browser resumes by Last-Event-ID. `closed` may be called before
 * http_answer_events returns when the exchange was parked. NULL, and `closed` is never called, when the server has stopped or memory is
 * out.
 */
struct http_events;
struct http_events *http_answer_events(struct http_exchange *x, void (*closed)(void *context), void *context);
bool http_events_send(struct http_events *events, struct str bytes);

/* A part of a multipart/form-data body. A file's name is what the client says: to be shown, never a path. */
struct http_part {
    struct str field, name, bytes; /* in the arena; name {NULL,0}: a field that is no file */
};
/* All of them, in order. On the handler's thread. ERR_MALFORMED when the body is none; ERR_TOO_LARGE over parts_max; ERR_MEMORY. */
enum err http_parts_of(struct http_exchange *x, struct arena *arena, size_t parts_max, struct http_part **parts, size_t *count) must_check;
/* The one file among them; fields that are no files are passed over. ERR_MALFORMED also when it holds no file, an empty one or several. */
enum err http_file_of(struct http_exchange *x, struct arena *arena, struct http_part *file) must_check;

/* ---- encodings of requests (pure) ---- */
/* Finds `name` in a query string or a urlencoded body and decodes it into the arena. ERR_NOT_FOUND; ERR_MALFORMED on bad escapes or UTF-8.
 */
enum err http_pair_find(struct arena *arena, struct str pairs, const char *name, struct str *value) must_check;
/* Calls each(name, value) for every pair, decoded, in order; at most pairs_max of them (ERR_TOO_LARGE). A false from each stops. */
enum err http_pairs(struct arena *arena, struct str pairs, size_t pairs_max, bool (*each)(void *context, struct str name, struct str value),
                    void *context) must_check;
enum err http_percent_decode(struct arena *arena, struct str text, bool plus_is_space, struct str *out) must_check;
