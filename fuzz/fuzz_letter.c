/* A template and the letter made of it: {"subject","body","name","attributes"}. What a template may say is written for a customer whose
 * name and attributes are hostile: no header is broken, and nothing of theirs becomes markup or a link. */
#include "fuzz/sample.h"
#include "listen/letter.h"
#include "listen/workspace.h"

#include <stdint.h>

#define ANSWER "https://kuulo.example/r/token"
#define LEAVE "https://kuulo.example/unsubscribe/token"

/* The author of a template may link where they like; what a customer is called may not. */
static void check_html(struct str html)
{
    const char *end = html.at + html.length;
    must(str_utf8(html) && !memmem(html.at, html.length, "<zz", 3) && !memmem(html.at, html.length, "<script", 7));
    const char *at = html.at;
    while ((at = memmem(at, (size_t)(end - at), "href=\"", 6)) != NULL) {
        at += 6;
        const char *quote = memchr(at, '"', (size_t)(end - at));
        must(quote && !memmem(at, (size_t)(quote - at), "theirs", 6));
    }
}

static void write(const struct survey_definition *survey, const struct template_words *words, const json_t *tree, struct arena *arena)
{
    struct workspace workspace = {
        .id = 1, .slug = STR("w"), .name = STR("<zz>W&"), .time_zone = STR("UTC"), .colour = STR(""), .logo_svg = STR("")};
    struct str name = json_str(json_object_get(tree, "name"));
    struct letter letter = {.workspace = &workspace,
                            .survey = survey,
                            .language = STR("fi"),
                            .customer_name = name.at ? name : STR("<zz onclick=x>[a](http://theirs.example)\r\nBcc: x"),
                            .touchpoint_name = STR("<zz>`_*"),
                            .attributes = json_object_get(tree, "attributes"),
                            .answer_url = STR(ANSWER),
                            .unsubscribe_url = STR(LEAVE)};
    struct letter_text text;
    enum err err = letter_write(&letter, words, arena, &text);
    must(err == ERR_NONE || err == ERR_TOO_LARGE);
    if (err != ERR_NONE)
        return;
    must(!memchr(text.subject.at, '\n', text.subject.length) && !memchr(text.subject.at, '\r', text.subject.length));
    must(str_utf8(text.subject) && str_utf8(text.text));
    check_html(text.html);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new(64 << 20);
    json_t *tree;
    struct fault why = {0};
    must(arena);
    if (json_read(arena, (struct str){(const char *)bytes, length}, &tree, &why) == ERR_NONE && json_is_object(tree)) {
        struct template_words words = {json_str(json_object_get(tree, "subject")), json_str(json_object_get(tree, "body"))};
        json_t *texts =
            json_pack("{s:{s:O?,s:O?}}", "fi", "subject", json_object_get(tree, "subject"), "body", json_object_get(tree, "body"));
        struct template_put *put;
        must(texts && json_keep(arena, texts) == ERR_NONE);
        enum err err = listen_check_template(STR("own"), texts, arena, &put, &why);
        must(err == ERR_NONE || (err == ERR_INVALID && why.detail[0]));
        if (err == ERR_NONE)
            write(sample_survey(arena), &words, tree, arena);
    }
    arena_free(arena);
    return 0;
}
