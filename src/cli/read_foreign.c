/* The child that reads a stranger's survey file: it gives up everything, reads its standard input, and says in lines what it found.
 *
 *   {"format","slug","definition"}      the survey
 *   {"answer":{…}}                      each response, as the API takes one
 *   {"report":{"logic_kept","logic_lost","notes","notes_left_off"}}
 *
 * or, instead of any of them and as the last, {"refused":{"err","code","field","detail"}}. */
#include "cli/cli.h"

#include "foreign/foreign.h"
#include "port/child.h"
#include "port/confine.h"

#include <stdlib.h>
#include <unistd.h>

enum { CPU_S = 40 };
#define MEMORY_MAX ((size_t)1 << 30)
#define ARENA_MAX ((size_t)768 << 20)

struct telling {
    struct foreign *foreign;
    struct buf line;
    bool begun, failed;
    int64_t answers;
};

static bool say(struct telling *t)
{
    t->failed |= t->line.failed || child_say(buf_str(&t->line)) != ERR_NONE;
    buf_clear(&t->line);
    return !t->failed;
}

/* "Your visit, 2024" → "your-visit-2024" */
static void put_slug(struct telling *t)
{
    const json_t *titles = json_object_get(t->foreign->definition, "title");
    const json_t *language = json_array_get(json_object_get(t->foreign->definition, "languages"), 0);
    json_t *taken = json_object();
    struct str title = json_str(json_object_get(titles, json_is_string(language) ? json_string_value(language) : ""));
    struct str id = foreign_id(t->foreign, taken, title);
    buf_add_char(&t->line, '"');
    for (size_t i = 0; i < id.length; i++)
        buf_add_char(&t->line, id.at[i] == '_' ? '-' : id.at[i]);
    buf_add_char(&t->line, '"');
    json_decref(taken);
}

static bool survey_say(struct telling *t)
{
    if (t->begun)
        return true;
    t->begun = true;
    buf_printf(&t->line, "{\"format\":\"%s\",\"slug\":", t->foreign->format);
    put_slug(t);
    buf_add_text(&t->line, ",\"definition\":");
    json_put_tree(&t->line, t->foreign->definition);
    buf_add_char(&t->line, '}');
    return say(t);
}

static bool answer_say(void *context, json_t *response)
{
    struct telling *t = context;
    if (t->answers++ >= FOREIGN_RESPONSES_MAX) {
        foreign_note_once(t->foreign, FOREIGN_LOST, "too_many_responses", "The first %d answers came over.", FOREIGN_RESPONSES_MAX);
        return false;
    }
    if (!survey_say(t))
        return false;
    buf_add_text(&t->line, "{\"answer\":");
    json_put_tree(&t->line, response);
    buf_add_char(&t->line, '}');
    return say(t);
}

static bool report_say(struct telling *t)
{
    const struct foreign *f = t->foreign;
    buf_printf(&t->line,
               "{\"report\":{\"logic_kept\":%lld,\"logic_lost\":%lld,\"notes_left_off\":%lld,\"notes\":", (long long)f->logic_kept,
               (long long)f->logic_lost, (long long)f->notes_left_off);
    json_put_tree(&t->line, f->notes);
    buf_add_text(&t->line, "}}");
    return say(t);
}

static bool refusal_say(struct telling *t, enum err err, const struct fault *why)
{
    buf_clear(&t->line);
    buf_printf(&t->line, "{\"refused\":{\"err\":%d", (int)err);
    json_put_member(&t->line, "code", str_of(why->code ? why->slug : ""));
    json_put_member(&t->line, "field", str_of(why->code ? why->field : ""));
    json_put_member(&t->line, "detail",
                    why->code ? str_of(why->detail) : STR("The file is too large or too deep to be read, or it is broken."));
    buf_add_text(&t->line, "}}");
    return say(t);
}

static enum err file_read(struct foreign *foreign, struct buf *bytes, struct fault *why)
{
    const struct confinement limits = {.cpu_s = CPU_S, .memory = MEMORY_MAX};
    foreign_prepare();
    if (confine(&limits) != ERR_NONE)
        return fault_set(why, ERR_INVALID, "not_confined", "",
                         "This machine cannot confine the reader of strangers' files (it has no seccomp), so none is read.");
    enum err err = child_input(FOREIGN_BYTES_MAX, bytes);
    if (err != ERR_NONE)
        return err;
    foreign->arena = arena_new(ARENA_MAX);
    foreign->bytes = buf_str(bytes);
    return foreign->arena ? foreign_read(foreign, why) : ERR_MEMORY;
}

/* Memory is left as it is: the process ends here, without what a sanitizer would do at an exit that may open nothing. */
int cli_read_foreign(void)
{
    struct buf bytes;
    struct fault why = {0};
    struct foreign foreign = {.response = answer_say};
    struct telling t = {.foreign = &foreign, .line = buf_new(CHILD_LINE_MAX - 1)};
    foreign.context = &t;
    enum err err = file_read(&foreign, &bytes, &why);
    bool said = err == ERR_NONE ? survey_say(&t) && report_say(&t) : refusal_say(&t, err, &why);
    _exit(said ? 0 : 1);
}
