/* JSON in: whatever json_read accepts must be written and read back to the same text, and must fit the records of the contract or be
 * refused with a named field. */
#include "base/record.h"
#include "listen_records.h"

#include <stdint.h>

static const struct record *const records[] = {&record_response_batch, &record_response_in, &record_touchpoint_in, &record_customer_in,
                                               &record_encounter_batch};

static void read_as_records(struct arena *arena, const json_t *tree)
{
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        struct fault why = {0};
        void *out = arena_take(arena, records[i]->size);
        if (!out)
            return;
        enum err err = record_read(records[i], arena, tree, out, &why);
        must(err == ERR_NONE || err == ERR_INVALID || err == ERR_MEMORY);
        must(err != ERR_INVALID || why.detail[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new(8 << 20);
    must(arena);
    json_t *tree, *again;
    struct fault why = {0};
    enum err err = json_read(arena, (struct str){(const char *)bytes, length}, &tree, &why);
    must(err == ERR_NONE || why.detail[0] || err == ERR_MEMORY);
    if (err == ERR_NONE) {
        struct buf first = buf_new(8 << 20), second = buf_new(8 << 20);
        json_put_tree(&first, tree);
        must(!first.failed);
        must(json_read(arena, buf_str(&first), &again, &why) == ERR_NONE);
        json_put_tree(&second, again);
        must(str_equal(buf_str(&first), buf_str(&second)));
        buf_free(&first);
        buf_free(&second);
        read_as_records(arena, tree);
    }
    arena_free(arena);
    return 0;
}
