/* The server's face: contract ↔ stages. */
#pragma once
#include "flow/flow.h"
#include "http/http.h"

struct api;
struct limits;

struct api_config {
    struct flow *flow;
    struct str public_url; /* "https://kuulo.example" for links; empty: the address listened on */
    const char *mail_way;  /* "smtp", "spool" */
    struct str mail_from;  /* the server's from-address */
    const char *place;     /* the data directory: demo.json there tells how to sign in to a demo */
};

enum err api_open(const struct api_config *config, struct api **api, struct fault *why) must_check;
void api_close(struct api *api); /* after http_stop */
/* For http_server_config. */
size_t api_body_max(void *api, struct str method, struct str path);
void api_handle(void *api, struct http_exchange *x);
void api_refuse(void *api, struct http_exchange *x, enum err code, const char *detail);
void api_server_set(struct api *api, struct http_server *server, const char *listen_url); /* both outlive api_close */
