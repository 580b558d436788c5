/* Files that come with a form, or ahead of it. They wait in the store until an answer names them (listen/answer_file.h). */
#include "api/answer_file_api.h"
#include "api/problem.h"
#include "api/visit.h"

#include <stdio.h>

enum { FILES_AT_ONCE = 20, FILES_JSON_MAX = 64 << 10 };

static bool is_field(const struct http_part *part)
{
    return !part->name.at && str_utf8(part->bytes) && !memchr(part->bytes.at, 0, part->bytes.length);
}

enum err visit_parts_read(struct visit *visit)
{
    enum err err = http_parts_of(visit->x, visit->arena, PAGE_PAIRS_MAX, &visit->parts, &visit->parts_count);
    if (err != ERR_NONE)
        return err;
    visit->pairs.items = arena_take_array(visit->arena, visit->parts_count + FILES_AT_ONCE, sizeof *visit->pairs.items);
    if (!visit->pairs.items)
        return ERR_MEMORY;
    for (size_t i = 0; i < visit->parts_count; i++)
        if (is_field(&visit->parts[i]))
            visit->pairs.items[visit->pairs.count++] = (struct page_pair){visit->parts[i].field, visit->parts[i].bytes};
    return ERR_NONE;
}

/* "photo.file" → "photo" */
static struct str question_of(struct str field)
{
    static const char tail[] = ".file";
    size_t length = sizeof tail - 1;
    bool ends = field.length > length && memcmp(field.at + field.length - length, tail, length) == 0;
    return ends ? (struct str){field.at, field.length - length} : (struct str){0};
}

static enum err take(struct visit *visit, const struct http_part *part, int64_t now_ms)
{
    struct file_changed *changed;
    struct fault why = {0};
    struct str question = question_of(part->field);
    enum err err = listen_check_file(visit->survey->published, question, part->name, part->bytes,
                                     file_id_draw(flow_random(visit->api->flow), visit->arena), now_ms, visit->arena, &changed, &why);
    if (err == ERR_INVALID) {
        visit->file_faults[visit->file_faults_count++] = why;
        return ERR_NONE;
    }
    char *value = err == ERR_NONE ? arena_printf(visit->arena, "%.*s %.*s", STR_ARGS(changed->id), STR_ARGS(changed->name)) : NULL;
    if (!value)
        return err == ERR_NONE ? ERR_MEMORY : err;
    visit->file_facts[visit->file_facts_count++] = (struct fact){.kind = FACT_FILE_CHANGED, .body = changed};
    visit->pairs.items[visit->pairs.count++] = (struct page_pair){changed->question_id, str_of(value)};
    return ERR_NONE;
}

enum err visit_files_take(struct visit *visit, int64_t now_ms)
{
    size_t taken = 0;
    visit->file_facts = arena_take_array(visit->arena, FILES_AT_ONCE, sizeof *visit->file_facts);
    visit->file_faults = arena_take_array(visit->arena, FILES_AT_ONCE, sizeof *visit->file_faults);
    if (!visit->file_facts || !visit->file_faults)
        return ERR_MEMORY;
    for (size_t i = 0; i < visit->parts_count; i++) {
        const struct http_part *part = &visit->parts[i];
        if (!part->name.at || !part->bytes.length) /* a field left empty */
            continue;
        enum err err = taken++ < FILES_AT_ONCE ? take(visit, part, now_ms) : ERR_TOO_LARGE;
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static void stored(struct proposal *proposal)
{
    struct visit *visit = proposal->context;
    if (proposal->err != ERR_NONE) {
        visit_refusal_answer(visit, proposal->err);
        return;
    }
    struct buf body = buf_new(FILES_JSON_MAX);
    for (size_t i = 0; i < visit->file_facts_count; i++) {
        buf_add_char(&body, i ? ',' : '[');
        file_write(visit->file_facts[i].body, &body);
    }
    buf_add_char(&body, ']');
    http_answer(visit->x, &(struct http_reply){.status = 201, .type = "application/json", .body = buf_str(&body)});
    buf_free(&body);
}

bool visit_files_answer(struct visit *visit)
{
    if (visit->file_faults_count || !visit->file_facts_count) {
        if (visit->file_faults_count)
            problem_answer(visit->x, &visit->file_faults[0], false);
        else
            api_refuse(visit->api, visit->x, ERR_MALFORMED, NULL);
        return false;
    }
    visit_propose(visit, NULL, 0, stored);
    return true;
}
