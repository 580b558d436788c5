/* What a kiosk's page has around the form: the start with its languages, the thanks, and the question whether somebody is still there. The
 * script /respond/kiosk.js moves between them; answers wait on the device until they are acknowledged. */
#include "api/page_parts.h"

static void put_languages(const struct page_paper *paper)
{
    const struct survey_definition *survey = paper->view->survey;
    for (size_t i = 0; i < survey->languages_count; i++) {
        struct str language = survey->languages[i];
        page_put(paper->out, "<button type=\"button\" class=\"start\" lang=\"%s\" data-lang=\"%s\">", language, language);
        if (survey->languages_count > 1) {
            const char *name = page_language_name(language);
            page_put(paper->out, "%s", name ? str_of(name) : language);
        } else
            page_put(paper->out, "%s", page_word(WORD_kiosk_start, paper->tongue));
        buf_add_text(paper->out, "</button>");
    }
}

void page_write_kiosk(const struct page_paper *paper)
{
    struct buf *out = paper->out;
    const struct page_view *view = paper->view;
    page_put(out, "<main class=\"panel\" id=\"kiosk-start\">");
    page_write_brand(paper);
    page_put(out, "<h1 class=\"big\">%s</h1><div class=\"starts\">", survey_text(view->survey, view->survey->title, view->language));
    put_languages(paper);
    page_put(out,
             "</div></main><main class=\"panel\" id=\"kiosk-thanks\" hidden tabindex=\"-1\"><h1 class=\"big\"></h1>"
             "<button type=\"button\" class=\"start\">%s</button></main>",
             page_word(WORD_kiosk_next, paper->tongue));
    page_put(out,
             "<dialog id=\"kiosk-there\" aria-labelledby=\"kiosk-ask\"><h2 id=\"kiosk-ask\">%s</h2><p>%s</p><button type=\"button\" "
             "class=\"start\">%s</button></dialog>",
             page_word(WORD_kiosk_there, paper->tongue), page_word(WORD_kiosk_more, paper->tongue),
             page_word(WORD_kiosk_stay, paper->tongue));
    page_put(out, "<p id=\"kiosk-state\" class=\"state\" role=\"status\" data-waiting=\"%s\" data-refused=\"%s\" hidden></p>",
             page_word(WORD_kiosk_waiting, paper->tongue), page_word(WORD_kiosk_refused, paper->tongue));
}
