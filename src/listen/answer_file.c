#include "listen/answer_file.h"
#include "answer_file.sql.h"
#include "base/zip_read.h"
#include "listen/answer.h"
#include "listen/inside.h"
#include "listen/picture.h"

#include <sodium.h>
#include <stdio.h>

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS, OFFICE_NAME_MAX = 200 };

const char *const file_kind_names[FILE_KINDS] = {"picture", "pdf", "text", "office"};
const char *const file_kind_accepts[FILE_KINDS] = {"image/png,image/jpeg,image/webp,image/gif", "application/pdf", "text/plain,.txt,.csv",
                                                   ".docx,.xlsx,.pptx,.odt,.ods,.odp"};

bool file_id_ok(struct str id)
{
    for (size_t i = 0; i < id.length; i++) {
        char c = id.at[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'))
            return false;
    }
    return id.length == FILE_ID_LENGTH;
}

/* ---- what it is ---- */

/* OOXML (ECMA-376) is told by its main part, OpenDocument (ISO/IEC 26300) by what its first file says. Macros make it none of ours. */
static const char *office_type(struct str bytes, struct arena *arena)
{
    static const struct {
        const char *part, *type;
    } parts[] = {{"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
                 {"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                 {"ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"}};
    static const char *const open_document[] = {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
                                                "application/vnd.oasis.opendocument.presentation"};
    struct zip_read *zip;
    const char *type = NULL;
    size_t index;
    struct str said = {0};
    if (!zip_read_is(bytes) || zip_read_open(bytes, OFFICE_NAME_MAX, &zip, NULL) != ERR_NONE)
        return NULL;
    bool macros = zip_read_find_ending(zip, "vbaProject.bin", &index) || zip_read_find_ending(zip, "script-lc.xml", &index);
    for (size_t i = 0; i < 3 && zip_read_find(zip, STR("[Content_Types].xml"), &index); i++)
        if (zip_read_find(zip, str_of(parts[i].part), &index))
            type = parts[i].type;
    if (zip_read_find(zip, STR("mimetype"), &index) && zip_read_file(zip, index, arena, &said, NULL) == ERR_NONE)
        for (size_t i = 0; i < 3; i++)
            if (str_is(said, open_document[i]))
                type = open_document[i];
    zip_read_close(zip);
    return macros ? NULL : type;
}

/* Words and lines, nothing that steers a terminal. */
static bool is_text(struct str bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char c = (unsigned char)bytes.at[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7f)
            return false;
    }
    return bytes.length && str_utf8(bytes);
}

static enum err content_read(const struct question *q, struct str bytes, struct arena *arena, struct file_changed *changed,
                             struct fault *why)
{
    struct picture picture;
    const char *office;
    changed->content = bytes;
    if (q->accepts >> FILE_PICTURE & 1 && picture_type_of(bytes) != PICTURE_NONE) {
        enum err err = picture_clean(bytes, arena, &picture, why);
        changed->content = err == ERR_NONE ? picture.bytes : bytes;
        changed->media_type = err == ERR_NONE ? str_of(picture_media_type(picture.type)) : STR("");
        return err;
    }
    if (q->accepts >> FILE_PDF & 1 && str_starts(bytes, "%PDF-"))
        changed->media_type = STR("application/pdf");
    else if (q->accepts >> FILE_OFFICE & 1 && (office = office_type(bytes, arena)))
        changed->media_type = str_of(office);
    else if (q->accepts >> FILE_TEXT & 1 && !str_starts(bytes, "%PDF-") && is_text(bytes))
        changed->media_type = STR("text/plain");
    else
        return fault_set(why, ERR_INVALID, "not_taken", "", "This file is of no kind that the question \"%s\" takes.", q->id.at);
    return ERR_NONE;
}

enum err listen_check_file(const struct survey_version *version, struct str question, struct str name, struct str bytes, struct str id,
                           int64_t now_ms, struct arena *arena, struct file_changed **out, struct fault *why)
{
    const struct question *q = survey_question(version->definition, question);
    struct file_changed *changed = *out = arena_new_object(arena, struct file_changed);
    char place[QUESTION_ID_MAX + 16];
    if (!changed || !id.length)
        return ERR_MEMORY;
    if (!q)
        return fault_set(why, ERR_INVALID, "unknown_question", "question", "The survey \"%s\" has no such question.",
                         version->definition->slug.at);
    if (q->type != QUESTION_FILE)
        return fault_set(why, ERR_INVALID, "not_for_type", "question", "The question \"%s\" takes no file.", q->id.at);
    snprintf(place, sizeof place, "answers.%s", q->id.at);
    if ((int64_t)bytes.length > q->size_max)
        return fault_set(why, ERR_INVALID, "too_large", place, "A file for \"%s\" may have %lld bytes at the most.", q->id.at,
                         (long long)q->size_max);
    *changed = (struct file_changed){.survey_id = version->survey_id,
                                     .forget_at_ms = now_ms + version->definition->partial_hours * HOUR_MS + DAY_MS,
                                     .question_id = q->id,
                                     .id = id,
                                     .name = file_name_kept(arena, name, FILE_NAME_MAX)};
    enum err err = content_read(q, bytes, arena, changed, why);
    if (err == ERR_INVALID)
        fault_prefix(why, place);
    return err == ERR_NONE && !changed->name.at ? ERR_MEMORY : err;
}

/* ---- store ---- */

static enum err forget(struct store *store, struct fact *fact)
{
    int64_t changes = 0;
    enum err err = sql_file_forget(store, &(struct file_forget_in){fact->workspace_id, fact->at_ms}, &changes);
    fact->repeated = !changes;
    fact->unrecorded = true;
    return err;
}

/* It leaves no line in the ledger: the form it is part of has not been sent. */
enum err file_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct file_changed *c = fact->body;
    struct file_bytes_row held = {0};
    if (!c->id.length)
        return forget(store, fact);
    fact->unrecorded = true;
    enum err err = sql_file_bytes(store, &(struct file_bytes_in){fact->workspace_id}, NULL, &held);
    if (err == ERR_NONE && held.size + (int64_t)c->content.length > FILES_BYTES_MAX)
        return fault_set(why, ERR_DISK_FULL, "files_full", "", "There is no room for more files in this workspace.");
    if (err != ERR_NONE)
        return err;
    err = sql_file_insert(store,
                          &(struct file_insert_in){fact->workspace_id, c->id, c->survey_id, c->question_id, c->forget_at_ms, c->name,
                                                   c->media_type, (int64_t)c->content.length},
                          NULL);
    return err == ERR_NONE ? sql_file_content_insert(store, &(struct file_content_insert_in){fact->workspace_id, c->id, c->content}, NULL)
                           : err;
}

static enum err attach(struct store *store, const struct fact *fact, const struct response_given *given, const struct answer *answer,
                       struct fault *why)
{
    for (size_t i = 0; i < json_array_size(answer->files); i++) {
        int64_t changes = 0;
        struct str id = json_str(json_array_get(answer->files, i));
        enum err err = sql_file_attach(
            store, &(struct file_attach_in){fact->workspace_id, id, given->version->survey_id, answer->question->id, fact->number},
            &changes);
        if (err == ERR_NONE && !changes && !given->stale_ms) {
            char place[QUESTION_ID_MAX + 16];
            snprintf(place, sizeof place, "answers.%s", answer->question->id.at);
            err = fault_set(why, ERR_INVALID, "unknown_file", place, "The answer to \"%s\" names a file that is not there any more.",
                            answer->question->id.at);
        }
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

enum err files_attach(struct store *store, const struct fact *fact, const struct response_given *given, struct fault *why)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < given->answers_count; i++)
        if (given->answers[i].question->type == QUESTION_FILE)
            err = attach(store, fact, given, &given->answers[i], why);
    return err;
}

enum err files_remove(struct store *store, const struct fact *fact, int64_t response_id, bool again)
{
    if (again)
        return sql_file_detach(store, &(struct file_detach_in){fact->workspace_id, response_id, fact->at_ms + DAY_MS}, NULL);
    return sql_file_delete(store, &(struct file_delete_in){fact->workspace_id, response_id}, NULL);
}

enum err files_erase_customer(struct store *store, int64_t workspace_id, int64_t customer_id)
{
    return sql_file_delete_of_customer(store, &(struct file_delete_of_customer_in){workspace_id, customer_id}, NULL);
}

/* ---- what is due ---- */

static bool stale_seen(void *context, const struct file_stale_row *row)
{
    struct due *due = context;
    struct file_changed *forgotten = arena_new_object(due->arena, struct file_changed);
    return forgotten &&
           due_add(due, &(struct fact){
                            .kind = FACT_FILE_CHANGED, .workspace_id = row->workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = forgotten});
}

enum err files_due(const void *listen, struct store *store, struct due *due)
{
    (void)listen;
    return sql_file_stale(store, &(struct file_stale_in){due->now_ms}, stale_seen, due);
}

/* ---- ask ---- */

enum err listen_answer_file(struct store *store, int64_t workspace_id, int64_t response_id, struct str id, struct arena *arena,
                            struct str *name, struct str *media_type, struct str *content)
{
    struct file_get_row row = {0};
    enum err err = sql_file_get(store, &(struct file_get_in){workspace_id, response_id, id}, arena, &row);
    *name = row.name;
    *media_type = row.media_type;
    *content = row.content;
    return err;
}

struct checking {
    void (*report)(void *context, const char *problem);
    void *context;
};

static bool wrong_seen(void *context, const struct file_wrong_row *row)
{
    struct checking *checking = context;
    char problem[200];
    snprintf(problem, sizeof problem, "answer_file %lld/%.*s: its size is wrong, or it belongs to no response and waits for none",
             (long long)row->workspace_id, STR_ARGS(row->id));
    checking->report(checking->context, problem);
    return true;
}

static bool picture_seen(void *context, const struct picture_all_row *row)
{
    struct checking *checking = context;
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hash[PICTURE_HASH_LENGTH + 1], problem[200];
    crypto_hash_sha256(digest, (const unsigned char *)row->content.at, row->content.length);
    sodium_bin2hex(hash, sizeof hash, digest, sizeof digest);
    if (str_is(row->hash, hash))
        return true;
    snprintf(problem, sizeof problem, "picture %lld/%.*s: its bytes are others than its name says", (long long)row->workspace_id,
             STR_ARGS(row->hash));
    checking->report(checking->context, problem);
    return true;
}

enum err files_check(struct store *store, void (*report)(void *context, const char *problem), void *context)
{
    struct checking checking = {report, context};
    enum err err = sql_file_wrong(store, NULL, wrong_seen, &checking);
    return err == ERR_NONE ? sql_picture_all(store, NULL, picture_seen, &checking) : err;
}
