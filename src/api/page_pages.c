/* The pages of a survey. All of them stand in one document, each in its sheet, and one is shown: the form carries every answer from page to
 * page by itself, and a script can turn the pages without asking the server. */
#include "api/page_parts.h"

enum { BARS_MAX = 12 };

static struct str word(const struct page_paper *paper, enum page_word key)
{
    return page_word(key, paper->tongue);
}

/* ---- which pages are open ---- */

static bool is_seen(const uint64_t *offered, size_t i)
{
    return !offered || offered[i];
}

/* Open: a question of it is shown. */
static bool is_open(const struct survey_definition *survey, const uint64_t *offered, size_t page)
{
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        if (survey->questions[i].page == page && question_is_seen(&survey->questions[i]) && is_seen(offered, i))
            return true;
    return false;
}

/* pages_count when there is none. */
static size_t open_after(const struct survey_definition *survey, const uint64_t *offered, size_t page)
{
    do
        page++;
    while (page < survey->pages_count && !is_open(survey, offered, page));
    return page;
}

/* The same page when there is none. */
static size_t open_before(const struct survey_definition *survey, const uint64_t *offered, size_t page)
{
    for (size_t before = page; before-- > 0;)
        if (is_open(survey, offered, before))
            return before;
    return page;
}

size_t page_of_question(const struct survey_definition *survey, struct str id)
{
    const struct question *question = survey_question(survey, id);
    return question ? question->page : 0;
}

size_t page_of_faults(const struct survey_definition *survey, const struct page_form *form, size_t page)
{
    size_t first = survey->pages_count;
    for (size_t i = 0; i < form->faults_count; i++) {
        const struct question *question = survey_question(survey, page_fault_question(&form->faults[i]));
        if (question && question->page < first)
            first = question->page;
    }
    return first < survey->pages_count ? first : page;
}

/* ---- from page to page ---- */

static enum err page_check(const struct survey_definition *survey, struct page_form *form, struct arena *arena)
{
    form->faults_count = 0;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *question = &survey->questions[i];
        struct fault why = {0};
        if (question->page != form->page || !form->offered[i] || question->type == QUESTION_STATEMENT || !question_is_seen(question))
            continue;
        enum err err = response_check_question(question, form->in.answers, &form->offered[i], arena, &why);
        if (err != ERR_NONE && err != ERR_INVALID)
            return err;
        if (err == ERR_INVALID && form->faults_count < PAGE_FAULTS_MAX)
            form->faults[form->faults_count++] = why;
    }
    return ERR_NONE;
}

enum err page_turn(const struct survey_definition *survey, struct page_form *form, struct arena *arena, bool *there)
{
    *there = form->go == PAGE_BACK || form->go == PAGE_STAY;
    size_t next = open_after(survey, form->offered, form->page);
    if (*there) {
        form->faults_count = 0;
        if (form->go == PAGE_BACK)
            form->page = open_before(survey, form->offered, form->page);
    } else if (form->go == PAGE_NEXT && next < survey->pages_count) {
        enum err err = page_check(survey, form, arena);
        if (err != ERR_NONE)
            return err;
        *there = true;
        form->page = form->faults_count ? form->page : next;
    }
    for (size_t i = 0; *there && i < survey->questions_count && !form->left_at.length; i++)
        if (survey->questions[i].page == form->page && !survey->questions[i].parent && form->offered[i] &&
            question_is_seen(&survey->questions[i]))
            form->left_at = survey->questions[i].id;
    return ERR_NONE;
}

/* ---- what is seen of it ---- */

enum err page_paper_open(struct page_paper *paper)
{
    static const struct page_pairs none = {0};
    const struct page_view *view = paper->view;
    if (!view->arena || (view->survey->pages_count < 2 && !view->survey->has_conditions && !view->survey->has_calculated))
        return ERR_NONE;
    struct page_form *form = arena_new_object(view->arena, struct page_form);
    if (!form)
        return ERR_MEMORY;
    enum err err =
        page_read_form(view->survey, view->values ? view->values : &none, view->language, view->submission_key, view->arena, form);
    paper->form = form;
    paper->offered = form->offered;
    paper->calculated = form->calculated;
    return err;
}

static bool asks_from(const struct survey_definition *survey, const struct condition *condition, size_t first, size_t last)
{
    struct condition_path path;
    if (!condition)
        return false;
    if (condition->node == NODE_LEAF) {
        const struct question *question =
            condition_path(condition->field, &path) && path.root == FIELD_ROOT_ANSWERS ? survey_question(survey, path.name) : NULL;
        return question && question->page >= first && question->page <= last;
    }
    for (size_t i = 0; i < condition->count; i++)
        if (asks_from(survey, condition->parts[i], first, last))
            return true;
    return false;
}

/* Whether it can still become so by what is answered on that page; what was answered before stands. */
static bool may_become(const struct page_paper *paper, const struct condition *condition, size_t page, bool so)
{
    if (!condition)
        return so;
    if (condition->node == NODE_LEAF)
        return asks_from(paper->view->survey, condition, page, page) ||
               condition_leaf(condition->op, condition->value, page_form_value(paper->form, condition->field)) == so;
    if (condition->node == NODE_NOT)
        return may_become(paper, condition->parts[0], page, !so);
    bool each = (condition->node == NODE_ALL) == so;
    for (size_t i = 0; i < condition->count; i++)
        if (may_become(paper, condition->parts[i], page, so) != each)
            return !each;
    return each;
}

static bool hides(const struct page_paper *paper, const struct condition *condition, size_t page)
{
    return paper->form && !may_become(paper, condition, page, true);
}

/* One that hangs on an answer of its own page stays: it may be wanted yet. A round that was not added is not. */
bool page_hides(const struct page_paper *paper, const struct question *question)
{
    return !page_round_open(paper, question) || hides(paper, question->condition, question->page);
}

bool page_hides_choice(const struct page_paper *paper, const struct question *question, const struct choice *choice)
{
    return hides(paper, choice->condition, question->page);
}

bool page_hides_part(const struct page_paper *paper, const struct question *part)
{
    return hides(paper, part->condition, part->page);
}

uint64_t page_offered(const struct page_paper *paper, const struct question *question)
{
    return paper->offered ? paper->offered[question_index(paper->view->survey, question)] : UINT64_MAX;
}

/* Nothing can follow: no later page is open, or hangs on what is answered here. */
static bool is_last(const struct page_paper *paper)
{
    const struct survey_definition *survey = paper->view->survey;
    size_t page = paper->view->page;
    if (open_after(survey, paper->offered, page) < survey->pages_count)
        return false;
    for (size_t i = 0; i < survey->questions_count; i++)
        if (survey->questions[i].page > page && asks_from(survey, survey->questions[i].condition, page, survey->pages_count))
            return false;
    return true;
}

struct place {
    size_t step, total;
};

static struct place place_of(const struct page_paper *paper)
{
    struct place place = {0};
    for (size_t page = 0; page < paper->view->survey->pages_count; page++) {
        bool open = page == paper->view->page || is_open(paper->view->survey, paper->offered, page);
        place.total += open;
        place.step += open && page <= paper->view->page;
    }
    return place;
}

bool page_put_place(const struct page_paper *paper)
{
    struct place place = place_of(paper);
    if (place.step < 2)
        return false;
    const struct page_slot slots[] = {{"step", (double)place.step}, {"total", (double)place.total}};
    buf_add_text(paper->out, "<span class=\"length\" id=\"length\">");
    page_put_filled(paper->out, word(paper, WORD_page_step), paper->tongue, slots, 2);
    buf_add_text(paper->out, "</span>");
    return true;
}

void page_put_bar(const struct page_paper *paper)
{
    struct place place = place_of(paper);
    size_t bars = place.total < BARS_MAX ? place.total : BARS_MAX;
    if (place.total < 2)
        return;
    buf_add_text(paper->out, "<div class=\"steps\" id=\"steps\" aria-hidden=\"true\">");
    for (size_t i = 0; i < bars; i++) {
        size_t from = i * place.total / bars, to = (i + 1) * place.total / bars;
        page_put(paper->out, "<i%h></i>", to <= place.step - 1 ? " class=\"on\"" : from <= place.step - 1 ? " class=\"now\"" : "");
    }
    buf_add_text(paper->out, "</div>");
}

static void put_question(const struct page_paper *paper, const struct question *q)
{
    const struct question *group = q->type == QUESTION_GROUP ? q : q->group;
    page_write_question(paper, q);
    if (group && q + 1 + q->parts_count == group + 1 + group->grouped_count)
        page_put_more(paper, group);
}

static void put_sheet(const struct page_paper *paper, size_t page, void (*opening)(const struct page_paper *paper))
{
    const struct survey_definition *survey = paper->view->survey;
    if (survey->pages_count > 1)
        page_put(paper->out, "<div class=\"sheet\" data-page=\"%d\"%h>", (int64_t)page + 1, page == paper->view->page ? "" : " hidden");
    if (!page)
        opening(paper);
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        if (survey->questions[i].page == page)
            put_question(paper, &survey->questions[i]);
    if (survey->pages_count > 1)
        buf_add_text(paper->out, "</div>");
}

void page_put_pages(const struct page_paper *paper, void (*opening)(const struct page_paper *paper))
{
    for (size_t page = 0; page < paper->view->survey->pages_count; page++)
        put_sheet(paper, page, opening);
}

static void put_button(const struct page_paper *paper, const char *id, const char *go, const char *attributes, struct str label)
{
    struct buf *out = paper->out;
    page_put(out, "<button id=\"%h\"%h%h", id, paper->view->preview ? " type=\"button\"" : "", attributes);
    if (go && !paper->view->preview) {
        buf_add_text(out, " name=\"");
        page_own_name(paper->view->survey, "go", out);
        page_put(out, "\" value=\"%h\"", go);
    }
    page_put_way(paper, "");
    page_put(out, ">%s</button>", label);
}

/* The first is what the Enter key presses, wherever else there are buttons before it. */
void page_put_enter(const struct page_paper *paper)
{
    if (page_groups_grow(paper->view->survey))
        put_button(paper, "enter", is_last(paper) ? NULL : "next", " class=\"vh\" tabindex=\"-1\" aria-hidden=\"true\"",
                   word(paper, is_last(paper) ? WORD_send : WORD_next));
}

void page_put_buttons(const struct page_paper *paper)
{
    const struct page_view *view = paper->view;
    bool last = is_last(paper);
    char page[24];
    put_button(paper, "go", last ? NULL : "next", "", word(paper, last ? WORD_send : WORD_next));
    if (view->survey->pages_count < 2)
        return;
    snprintf(page, sizeof page, "%zu", view->page + 1);
    put_button(paper, "back", "back", view->page ? "" : " hidden", word(paper, WORD_back));
    buf_add_text(paper->out, "<input type=\"hidden\" name=\"");
    page_own_name(view->survey, "page", paper->out);
    page_put(paper->out, "\" value=\"%h\">", page);
}
