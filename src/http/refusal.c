/* Refusals of the library itself.
 *
 * Some malformed requests never reach the handler: libmicrohttpd answers them with a page of its own, without the headers every reply of
 * ours carries, and offers no option to change that. It does call MHD_queue_response for them through the symbol table; defining the symbol
 * here puts the owner's refusal in the place of that page. Our own replies use the library's function directly (server->queue). */
#include "http/inside.h"

#include <dlfcn.h>

queue_function *refusal_queue(void)
{
    void *found = dlsym(RTLD_NEXT, "MHD_queue_response");
    queue_function *queue;
    memcpy(&queue, &found, sizeof queue);
    return queue;
}

static enum err code_of(unsigned status)
{
    if (status == MHD_HTTP_CONTENT_TOO_LARGE || status == MHD_HTTP_URI_TOO_LONG || status == MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE)
        return ERR_TOO_LARGE;
    return status >= 500 && status != MHD_HTTP_HTTP_VERSION_NOT_SUPPORTED ? ERR_MEMORY : ERR_MALFORMED;
}

static const char *detail_of(enum err code)
{
    if (code == ERR_TOO_LARGE)
        return "The head of the request, or the length it declares, is larger than this server takes.";
    if (code == ERR_MALFORMED)
        return "The request does not follow the rules of HTTP/1.1.";
    return "The server has no room for this request now.";
}

static enum MHD_Result refuse_with(struct http_exchange *x, unsigned status)
{
    enum err code = code_of(status);
    if (!x->request.arena)
        x->request.arena = arena_new(1 << 20);
    if (!x->request.arena)
        return MHD_NO;
    x->connection->linger = true;
    exchange_refuse(x, code, detail_of(code));
    return x->reply ? x->server->queue(x->mhd, x->status, x->reply) : MHD_NO;
}

_MHD_EXTERN enum MHD_Result MHD_queue_response(struct MHD_Connection *mhd, unsigned status, struct MHD_Response *page)
{
    (void)page;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct connection *connection = info ? info->socket_context : NULL;
    if (!connection)
        return MHD_NO;
    struct http_exchange *x = connection->exchange;
    if (x)
        return x->state == EXCHANGE_NEW || x->state == EXCHANGE_READING ? refuse_with(x, status) : MHD_NO;
    struct http_exchange fleeting = {.server = connection->server, .mhd = mhd, .connection = connection};
    enum MHD_Result queued = refuse_with(&fleeting, status);
    if (fleeting.reply)
        MHD_destroy_response(fleeting.reply);
    arena_free(fleeting.request.arena);
    return queued;
}
