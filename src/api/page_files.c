/* Files on the respondent's page. A file is sent on its own by the script, or with the form without one; either way it then stands in the
 * form as a ticked box, "ID name", and unticking it takes it back. */
#include "api/page_parts.h"
#include "listen/answer_file.h"

static struct str word(const struct page_paper *paper, enum page_word key)
{
    return page_word(key, paper->tongue);
}

static void put_given(const struct page_paper *paper, const struct question *q, struct str value)
{
    struct str name = value, id;
    if (!str_cut(&name, ' ', &id) || !file_id_ok(id))
        return;
    page_put_cell(paper, &(struct page_cell){.type = "checkbox",
                                             .name = q->id,
                                             .key = id,
                                             .value = value,
                                             .label = name.length ? name : word(paper, WORD_file_given),
                                             .look = "tick"});
}

static void put_accept(const struct page_paper *paper, const struct question *q)
{
    const char *comma = "";
    buf_add_text(paper->out, " accept=\"");
    for (int kind = 0; kind < FILE_KINDS; kind++)
        if (q->accepts >> kind & 1) {
            buf_add_text(paper->out, comma);
            buf_add_text(paper->out, file_kind_accepts[kind]);
            comma = ",";
        }
    buf_add_char(paper->out, '"');
}

void page_put_files(const struct page_paper *paper, const struct question *q)
{
    const struct page_pairs *given = paper->view->posted ? paper->view->values : NULL;
    buf_add_text(paper->out, "<div class=\"list files\">");
    for (size_t i = 0; given && i < given->count; i++)
        if (str_equal(given->items[i].name, q->id))
            put_given(paper, q, given->items[i].value);
    page_put(paper->out, "</div><label class=\"choose-file\" for=\"%s.file\">%s</label>", q->id, word(paper, WORD_file_choose));
    page_put(paper->out, "<input type=\"file\" name=\"%s.file\" id=\"%s.file\"%h", q->id, q->id, q->chosen_most > 1 ? " multiple" : "");
    put_accept(paper, q);
    buf_add_char(paper->out, '>');
}

static bool asks_files(const struct survey_definition *survey)
{
    for (size_t i = 0; i < survey->questions_count; i++)
        if (survey->questions[i].type == QUESTION_FILE)
            return true;
    return false;
}

void page_put_way(const struct page_paper *paper, const char *place)
{
    bool files = asks_files(paper->view->survey);
    if (paper->view->preview || (!files && !*place))
        return;
    if (files)
        buf_add_text(paper->out, " formenctype=\"multipart/form-data\"");
    buf_add_text(paper->out, " formaction=\"");
    page_put_address(paper, files ? "/files" : "");
    page_put(paper->out, "answer%h%s\"", paper->view->embed ? "&amp;embed=1" : "", str_of(place));
}
