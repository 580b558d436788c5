/* Pictures of strangers, known by their content and copied without what nobody sees.
 *
 * A picture is walked from its first byte to its end, piece by piece, and only the pieces that make it visible are kept: pixels, palettes,
 * colour profiles, the turn of a camera. What else may stand in one goes: places, times, names and comments (EXIF, XMP, IPTC, text
 * chunks), the film behind a phone's photograph, and whatever follows the end, so that a file cannot be a picture and something else too.
 * The pixels themselves are not decoded.
 *
 * Formats: PNG (ISO/IEC 15948), JPEG (ITU-T T.81, JFIF, EXIF 2.32), GIF87a and GIF89a, WebP (RFC 9649). Pure; any thread. */
#pragma once
#include "base/str.h"

enum picture_type { PICTURE_NONE, PICTURE_PNG, PICTURE_JPEG, PICTURE_GIF, PICTURE_WEBP };

struct picture {
    enum picture_type type;
    uint32_t width, height; /* pixels, as stored: before the turn of a camera */
    struct str bytes;       /* in the arena; never longer than what came by more than PICTURE_GROWTH_MAX */
};

enum { PICTURE_GROWTH_MAX = 64 };

enum picture_type picture_type_of(struct str bytes);    /* by the first bytes alone */
const char *picture_media_type(enum picture_type type); /* "image/png"; NULL for none */
const char *picture_extension(enum picture_type type);  /* "png" */

/* ERR_INVALID with slug "not_a_picture" (none of the four) or "picture_broken" (one of them, but cut short or wrong inside), no field.
 * ERR_MEMORY. */
enum err picture_clean(struct str bytes, struct arena *arena, struct picture *picture, struct fault *why) must_check;
