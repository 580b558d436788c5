/* Replies that are the same for everybody who gets them: made once, kept until the server is gone. */
#include "http/inside.h"

static void part_add(struct buf *text, struct str part)
{
    buf_add_str(text, part);
    buf_add_char(text, 0);
}

/* Everything a reply is made of besides its status; nothing in it holds a zero byte but bodies, which come last. */
static void text_write(const struct http_reply *reply, struct buf *text)
{
    part_add(text, str_of(reply->csp ? reply->csp : ""));
    part_add(text, str_of(reply->type ? reply->type : ""));
    for (size_t i = 0; i < reply->headers_count; i++) {
        part_add(text, str_of(reply->headers[i].name));
        part_add(text, reply->headers[i].value);
    }
    part_add(text, reply->body);
}

static struct MHD_Response *find(const struct http_server *server, const struct http_reply *reply, bool secure, struct str text)
{
    for (size_t i = 0; i < server->shared_count; i++) {
        const struct shared *one = &server->shared[i];
        if (one->status == reply->status && one->secure == secure && str_equal(buf_str(&one->text), text))
            return one->made;
    }
    return NULL;
}

/* Keeps a new one when there is room and it can be dressed. */
static struct MHD_Response *keep(struct http_exchange *x, const struct http_reply *reply, struct buf *text)
{
    struct http_server *server = x->server;
    if (server->shared_count == SHARED_MAX)
        return NULL;
    struct MHD_Response *made =
        MHD_create_response_from_buffer(reply->body.length, (void *)(uintptr_t)reply->body.at, MHD_RESPMEM_MUST_COPY);
    if (made && !reply_dress(x, reply, made)) {
        MHD_destroy_response(made);
        return NULL;
    }
    if (made) {
        server->shared[server->shared_count++] = (struct shared){reply->status, x->request.secure, *text, made};
        *text = buf_new(text->ceiling);
    }
    return made;
}

struct MHD_Response *shared_reply(struct http_exchange *x, const struct http_reply *reply)
{
    struct buf text = buf_new(SHARED_TEXT_MAX);
    struct MHD_Response *made = NULL;
    if (x->head)
        return NULL;
    text_write(reply, &text);
    if (!text.failed) {
        pthread_mutex_lock(&x->server->shared_lock);
        made = find(x->server, reply, x->request.secure, buf_str(&text));
        if (!made)
            made = keep(x, reply, &text);
        pthread_mutex_unlock(&x->server->shared_lock);
    }
    buf_free(&text);
    return made;
}

void shared_free(struct http_server *server)
{
    for (size_t i = 0; i < server->shared_count; i++) {
        MHD_destroy_response(server->shared[i].made);
        buf_free(&server->shared[i].text);
    }
}
