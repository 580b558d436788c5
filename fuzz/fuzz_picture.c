/* Pictures: whatever comes, what is let through is a picture that is let through again unchanged, and is no longer than it may be. */
#include "base/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    struct picture picture, again;
    struct fault why = {0};
    if (!arena)
        return 0;
    if (picture_clean((struct str){(const char *)data, size}, arena, &picture, &why) == ERR_NONE) {
        must(picture.width && picture.height && picture.bytes.length <= size + PICTURE_GROWTH_MAX);
        must(picture_clean(picture.bytes, arena, &again, &why) == ERR_NONE);
        must(str_equal(picture.bytes, again.bytes));
    }
    arena_free(arena);
    return 0;
}
