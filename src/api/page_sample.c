/* A page that stands for one of the organisation's own, with the widget on it: how the draft will show itself, before it is published. */
#include "api/page_parts.h"

enum { PASSAGES = 12 /* enough to scroll through */ };

/* How the widget shows itself here. Twenty seconds are long for somebody who only wants to look, and nothing happens here to be told of. */
static const struct {
    const char *trigger, *attribute;
    enum page_word when;
} ways[] = {{"button", "", WORD_sample_button},
            {"after", " data-after=\"3\"", WORD_sample_after},
            {"scroll", " data-scroll=\"50\"", WORD_sample_scroll},
            {"exit", " data-exit", WORD_sample_exit},
            {"event", " data-after=\"3\"", WORD_sample_event}};

void page_write_sample(const struct page_view *view, struct str trigger, struct str token, struct buf *out)
{
    const struct page_paper paper = {view, tongue_of(view->language), out, NULL, NULL, NULL};
    size_t way = sizeof ways / sizeof *ways - 1;
    while (way && !str_is(trigger, ways[way].trigger))
        way--;
    page_write_head(&paper);
    buf_add_text(out, "<div class=\"page\"><header class=\"top\">");
    page_write_brand(&paper);
    page_put(out, "</header><main class=\"sample\"><h1>%s</h1><p>%s</p><p>%s</p>", page_word(WORD_sample, paper.tongue),
             page_word(WORD_sample_about, paper.tongue), page_word(ways[way].when, paper.tongue));
    for (int i = 0; i < PASSAGES; i++)
        page_put(out, "<h2>%s</h2><p>%s</p>", page_word(WORD_sample_heading, paper.tongue), page_word(WORD_sample_text, paper.tongue));
    page_put(out, "</main></div><script src=\"/widget.js\" data-survey=\"%s\" data-preview=\"%s\" data-language=\"%s\"%h async></script>",
             view->name, token, view->language, ways[way].attribute);
    buf_add_text(out, "</body></html>\n");
}
