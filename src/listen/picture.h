/* Pictures that a survey's maker puts in: the workspace's own, shown on its pages to whoever has a survey's address.
 *
 * A picture is named by the SHA-256 of its bytes, so that it is never another one under the same address, and the same file twice is one.
 * The definition names it (`picture` of a question or a choice). Its bytes are rows: they are copied, restored and checked with everything
 * else (docs/decide/0023). Nothing is held in memory. */
#pragma once
#include "base/picture.h"
#include "listen/listen.h"

enum {
    PICTURE_BYTES_MAX = 2 << 20, /* of one file, as it comes */
    PICTURE_SIDE_MAX = 4096,     /* pixels */
    PICTURES_MAX = 500,          /* of a workspace */
    PICTURE_NAME_MAX = 120,      /* characters */
    PICTURE_HASH_LENGTH = 64
};

/* Body of FACT_PICTURE_CHANGED: added, or removed when there are no bytes. */
struct picture_changed {
    struct str hash, name;
    struct picture picture;
};

struct picture_row {
    struct str hash, name, media_type;
    int64_t width, height, added_at_ms, size;
};

bool picture_hash_ok(struct str hash);
/* Only what a file may be called: no folders, no control characters, shortened; "file" when nothing is left. In the arena. */
struct str file_name_kept(struct arena *arena, struct str name, size_t characters_max) must_check;

/* Pure. Makes the body of what a client sent. ERR_INVALID: no picture, broken, too many pixels; ERR_TOO_LARGE. */
enum err listen_check_picture(struct str name, struct str bytes, struct arena *arena, struct picture_changed **changed,
                              struct fault *why) must_check;
/* ERR_CONFLICT "in_use" when a survey's draft or one of its published versions shows it: answers were given under it. */
enum err listen_check_picture_unused(const struct listen *listen, int64_t workspace_id, struct str hash, struct fault *why) must_check;
enum err picture_store(struct store *store, struct fact *fact, struct fault *why) must_check;
/* Every picture the definition names is there. ERR_INVALID "unknown_picture" with its path. */
enum err pictures_check(struct store *store, int64_t workspace_id, const struct survey_definition *definition,
                        struct fault *why) must_check;

/* Newest first. Texts are valid during the call. */
enum err listen_pictures(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct picture_row *row),
                         void *context) must_check;
/* The bytes, whichever workspace has them: the address is the content. ERR_NOT_FOUND. */
enum err listen_picture_content(struct store *store, struct str hash, struct arena *arena, struct str *media_type,
                                struct str *content) must_check;
