/* What the files of api/ share. */
#pragma once
#include "api/call.h"

#include "api/limit.h"

struct imports;
struct live;

struct api {
    struct flow *flow;
    struct api_config config;
    struct http_server *server;
    struct limits *limits;
    struct live *live;
    struct kept_pages *kept;
    struct imports *imports;
    int64_t started_ms;
};

struct live *live_open(struct flow *flow);
void live_close(struct live *live);
