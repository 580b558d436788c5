/* Workspaces: one organisation's whole world. */
#pragma once
#include "listen/listen.h"

/* Body of FACT_WORKSPACE_CREATED (the turn gives the id: fact->workspace_id) and FACT_WORKSPACE_CHANGED (whole new state). */
struct workspace_put {
    struct workspace workspace;
};

/* Pure. A new workspace: slug, name, IANA zone, languages (the first is the default). ERR_INVALID. */
enum err listen_check_workspace_new(struct str slug, struct str name, struct str time_zone, struct str_list languages, struct arena *arena,
                                    struct workspace_put **put, struct fault *why) must_check;
/* Pure. What is absent stays as it is. Colour: white text on it has a contrast of 4.5:1 or more (WCAG 2.2, 1.4.3). Logo: an SVG of
 * allow-listed elements and attributes, without scripts, styles, links, references or anything active. ERR_INVALID, ERR_NOT_FOUND. */
enum err listen_check_workspace(const struct listen *listen, int64_t workspace_id, const struct workspace_change *change,
                                struct arena *arena, struct workspace_put **put, struct fault *why) must_check;
void workspace_write(const struct workspace *workspace, struct buf *out); /* the API's Workspace */

bool colour_ok(struct str colour) must_check; /* "#rrggbb", dark enough for white text */
bool logo_ok(struct str svg, const char **problem) must_check;
