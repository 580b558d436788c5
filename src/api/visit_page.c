/* From page to page of one form, without a script. The form carries its answers by itself; they are saved as they grow, as a script does.
 */
#include "api/visit.h"

static void turned(struct proposal *proposal)
{
    struct visit *visit = proposal->context;
    http_answer(visit->x, &visit->reply); /* saved or not: nothing depends on it */
}

/* NULL: there is nothing to save, or it may not be. */
static struct fact *growth(struct visit *visit, struct page_form *form, int64_t now_ms)
{
    struct response_given *given = NULL;
    struct fact *fact = arena_new_object(visit->arena, struct fact);
    if (!fact || form->faults_count || !json_object_size(form->in.answers))
        return NULL;
    if (visit->invitation.id)
        form->in.submission_key = visit_invited_key(visit);
    if (visit_partial_check(visit, form, now_ms, &given, NULL) != ERR_NONE)
        return NULL;
    *fact = (struct fact){.kind = FACT_PARTIAL_SAVED, .body = given};
    return fact;
}

bool visit_page(struct visit *visit, struct page_form *form, int64_t now_ms)
{
    struct buf html = buf_new(PAGE_HTML_MAX);
    visit->view.submission_key = form->in.submission_key;
    visit->view.posted = true;
    visit->view.page = form->page;
    visit->view.faults = form->faults;
    visit->view.faults_count = form->faults_count;
    page_write_survey(&visit->view, &html);
    struct fact *fact = growth(visit, form, now_ms);
    if ((!fact && !visit->file_facts_count) || !visit_html_ready(visit, form->faults_count ? 422 : 200, &html)) {
        visit_html_answer(visit, form->faults_count ? 422 : 200, &html);
        return false;
    }
    visit_propose(visit, fact, fact ? 1 : 0, turned);
    return true;
}
