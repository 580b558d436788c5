/* Which operation a method and path name. Pure. */
#pragma once
#include "api/call.h"

enum match { MATCH_NONE, MATCH_METHOD /* the path is known, the method is not */, MATCH_FOUND };
/* parts are slices of path, not decoded. allow (may be NULL) collects the methods of a known path: "GET, POST". */
enum match route_find(struct str method, struct str path, const struct operation **operation, struct str parts[PATH_PARTS_MAX],
                      struct buf *allow);
