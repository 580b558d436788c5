/* The respondent's form as it is posted. It is read, checked like any response, and shown again: nothing of it may become markup. */
#include "api/page.h"
#include "fuzz/sample.h"

#include <stdint.h>

static void show_again(const struct survey_definition *survey, const struct page_pairs *pairs, struct page_form *form, struct arena *arena)
{
    struct workspace workspace = {.id = 1, .slug = STR("w"), .name = STR("W"), .time_zone = STR("Europe/Helsinki")};
    struct page_view view = {.workspace = &workspace,
                             .survey = survey,
                             .version = 1,
                             .language = page_language(survey, pairs, STR("fi")),
                             .submission_key = STR("key"),
                             .values = pairs,
                             .posted = true,
                             .faults = form->faults,
                             .faults_count = form->faults_count,
                             .script_tag = STR("s"),
                             .style_tag = STR("t")};
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_survey(&view, &html);
    must(html.failed || !memmem(html.at, html.length, "<zz", 3));
    must(html.failed || str_utf8(buf_str(&html)));
    buf_free(&html);
    (void)arena;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new(32 << 20);
    must(arena);
    const struct survey_definition *survey = sample_survey(arena);
    struct survey_version version = {.survey_id = 1, .version = 1, .definition = survey};
    struct page_pairs pairs;
    if (page_pairs_read(arena, (struct str){(const char *)bytes, length}, &pairs) == ERR_NONE) {
        struct page_form *form = arena_new_object(arena, struct page_form);
        must(form);
        if (page_read_form(survey, &pairs, STR("en"), STR("fresh"), arena, form) == ERR_NONE) {
            struct response_given given = {.version = &version};
            struct fault why = {0};
            enum err err = response_check_answers(form->in.answers, arena, &given, &why);
            must(err == ERR_NONE || err == ERR_INVALID || err == ERR_MEMORY);
            if (err == ERR_INVALID)
                must(page_form_refused(form, &why) || form->faults_count > 0);
            show_again(survey, &pairs, form, arena);
        }
    }
    arena_free(arena);
    return 0;
}
