/* What a survey is shared with: its QR code, and the editor's preview of its page. */
#include "api/dispatch.h"
#include "api/embedded.h"
#include "api/page.h"
#include "api/qr.h"
#include "api/share.h"
#include "listen/surveys.h"

enum { IMAGE_MAX = 4 << 20, ADDRESS_MAX = 1000, PNG_SIDE_USUAL = 500 };

static void parameter(struct buf *out, const char *name, struct str value)
{
    if (value.length && str_slug(value))
        buf_printf(out, "&%s=%.*s", name, STR_ARGS(value));
}

/* Where the code leads: the survey's page, telling the place it hangs at. */
static void qr_address(struct call *call, const struct survey *survey, const struct survey_qr_query *query, struct buf *out)
{
    buf_printf(out, "%.*s?channel=qr", STR_ARGS(survey_url(call, survey)));
    parameter(out, "lang", query->lang);
    parameter(out, "touchpoint", query->touchpoint);
    parameter(out, "unit", query->unit);
}

void op_survey_qr(struct call *call)
{
    const struct survey_qr_query *query = call->query;
    const struct survey *survey = listen_survey(flow_listen(call->flow), call->principal.workspace_id, call->path[0]);
    if (!survey) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    struct buf address = buf_new(ADDRESS_MAX), image = buf_new(IMAGE_MAX);
    bool png = query->format.at && str_is(query->format, "png");
    qr_address(call, survey, query, &address);
    bool made = !address.failed && (png ? qr_png(address.at, query->has_size ? query->size : PNG_SIDE_USUAL, call->arena, &image)
                                        : qr_svg(address.at, &image));
    buf_free(&address);
    if (made)
        call_text(call, 200, png ? "image/png" : "image/svg+xml", &image);
    else {
        buf_free(&image);
        call_fail_code(call, ERR_MEMORY);
    }
}

static struct page_view view_of(struct call *call, const struct survey_definition *definition, struct str language)
{
    struct page_pair pair = {STR("lang"), language};
    struct page_pairs pairs = {&pair, language.at ? 1 : 0};
    return (struct page_view){.workspace = listen_workspace(flow_listen(call->flow), call->principal.workspace_id),
                              .survey = definition,
                              .version = 1,
                              .language = page_language(definition, &pairs, (struct str){0}),
                              .submission_key = STR("preview"),
                              .script_tag = embedded_tag("/respond/respond.js"),
                              .style_tag = embedded_tag("/respond/respond.css"),
                              .preview = true,
                              .arena = call->arena};
}

bool survey_page_fits(struct call *call, const struct survey_definition *definition)
{
    bool fits = true;
    for (size_t i = 0; fits && i < definition->languages_count; i++) {
        struct page_view view = view_of(call, definition, definition->languages[i]);
        struct buf html = buf_new(PAGE_HTML_MAX);
        page_write_survey(&view, &html);
        fits = !html.failed;
        buf_free(&html);
    }
    return fits;
}

void op_survey_preview(struct call *call)
{
    const struct survey_preview_query *query = call->query;
    struct survey_put *put;
    struct fault why = {0};
    enum err err = listen_check_survey(flow_listen(call->flow), call->principal.workspace_id, call->tree, call->arena, &put, &why);
    if (err != ERR_NONE) {
        if (why.code)
            call_fail(call, &why);
        else
            call_fail_code(call, err);
        return;
    }
    struct page_view view = view_of(call, put->definition, query->lang);
    struct page_pair arm = {STR("attr.arm"), query->arm};
    struct page_pairs values = {&arm, 1};
    if (query->arm.length)
        view.values = &values;
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_survey(&view, &html);
    call_text(call, 200, "text/html; charset=utf-8", &html);
}
