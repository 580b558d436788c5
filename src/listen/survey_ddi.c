/* DDI Codebook 2.5: the variables as an export of the answers has them. Elements stand in the order the schema gives. */
#include "base/xml.h"
#include "listen/survey_export.h"

static void put_category(struct buf *out, int64_t code, bool missing, struct str label)
{
    buf_printf(out, "<catgry%s><catValu>%lld</catValu>", missing ? " missing=\"Y\"" : "", (long long)code);
    xml_put_element(out, "labl", label);
    buf_add_text(out, "</catgry>\n");
}

static void put_categories(const struct survey_exporting *e, const struct export_column *column)
{
    struct str language = e->exported.language;
    if (column->kind == EXPORT_FLAG) {
        put_category(e->out, 0, false, export_word(EXPORT_WORD_no, language));
        put_category(e->out, 1, false, export_word(EXPORT_WORD_yes, language));
    }
    for (size_t i = 0; i < column->values_count; i++)
        put_category(e->out, column->values[i].code, false, column->values[i].label);
    if (column->kind != EXPORT_TEXT && column->kind != EXPORT_DAY)
        put_category(e->out, EXPORT_NOT_ASKED, true, export_word(EXPORT_WORD_not_asked, language));
}

static void put_range(struct buf *out, const struct question *q)
{
    if (question_has_scale(q))
        buf_printf(out, "<valrng><range min=\"%lld\" max=\"%lld\"/></valrng>\n", (long long)q->scale_low, (long long)q->scale_high);
    else if (q->has_number_low || q->has_number_high) {
        buf_add_text(out, "<valrng><range");
        if (q->has_number_low)
            buf_printf(out, " min=\"%.15g\"", q->number_low);
        if (q->has_number_high)
            buf_printf(out, " max=\"%.15g\"", q->number_high);
        buf_add_text(out, "/></valrng>\n");
    }
}

/* Who was asked, in words. */
static void put_universe(const struct survey_exporting *e, const struct question *q)
{
    struct buf words = buf_new(1 << 20);
    if (!q->condition)
        return;
    if (logic_put(e->survey, q->condition, &logic_plain, &words)) {
        xml_put_element(e->out, "universe clusion=\"I\"", buf_str(&words));
        buf_add_char(e->out, '\n');
    }
    e->out->failed |= words.failed;
    buf_free(&words);
}

static void put_literal(const struct survey_exporting *e, const struct question *q)
{
    buf_add_text(e->out, "<qstn>");
    xml_put_element(e->out, "qstnLit", survey_text(e->survey, q->text, e->exported.language));
    if (q->hint)
        xml_put_element(e->out, "ivuInstr", survey_text(e->survey, q->hint, e->exported.language));
    buf_add_text(e->out, "</qstn>\n");
}

/* Where a number comes from that nobody was asked for. */
static void put_derivation(const struct question *q, struct buf *out)
{
    buf_add_text(out, "<derivation><drvdesc>");
    if (q->type == QUESTION_HIDDEN)
        buf_add_text(out, "came along with the link");
    else
        buf_add_text(out, q->calculation == CALCULATE_MEAN ? "mean of " : "sum of ");
    for (size_t i = 0; i < q->of_count; i++)
        buf_printf(out, "%s%s", i ? ", " : "", q->of[i]->id.at);
    buf_add_text(out, "</drvdesc></derivation>\n");
}

static void put_variable(const struct survey_exporting *e, size_t index)
{
    const struct export_column *column = &e->exported.columns.all[index];
    const struct question *q = column->question;
    bool numeric = column->kind != EXPORT_TEXT && column->kind != EXPORT_DAY;
    struct buf *out = e->out;
    buf_printf(out, "<var ID=\"V%zu\" name=\"%s\" intrvl=\"%s\">\n", index + 1, column->variable.at,
               column->kind == EXPORT_NUMBER ? "contin" : "discrete");
    xml_put_element(out, "labl", column->label);
    buf_add_char(out, '\n');
    if (question_is_seen(q))
        put_literal(e, q);
    if (column->reading == EXPORT_WHOLE)
        put_range(out, q);
    put_universe(e, q);
    put_categories(e, column);
    if (!question_is_seen(q))
        put_derivation(q, out);
    buf_printf(out, "<varFormat type=\"%s\"/>\n</var>\n", numeric ? "numeric" : "character");
}

/* Sets stand before the variables. */
static void put_groups(const struct survey_exporting *e)
{
    const struct export_columns *columns = &e->exported.columns;
    for (size_t i = columns->answers_first; i < columns->count; i++) {
        const struct export_column *first = &columns->all[i];
        if (!first->set || columns->all[i - 1].question == first->question)
            continue;
        buf_printf(e->out, "<varGrp ID=\"G_%s\" type=\"multipleResp\" name=\"%s\" var=\"", first->question->id.at, first->question->id.at);
        for (size_t m = i; m < columns->count && columns->all[m].question == first->question; m++)
            buf_printf(e->out, "%sV%zu", m > i ? " " : "", m + 1);
        buf_add_text(e->out, "\">");
        xml_put_element(e->out, "labl", first->set_label);
        buf_add_text(e->out, "</varGrp>\n");
    }
}

/* A page is a section of the questionnaire. */
static void put_pages(const struct survey_exporting *e)
{
    const struct export_columns *columns = &e->exported.columns;
    for (size_t page = 0; e->survey->pages_count > 1 && page < e->survey->pages_count; page++) {
        const char *space = "";
        buf_printf(e->out, "<varGrp ID=\"P%zu\" type=\"section\" var=\"", page + 1);
        for (size_t i = columns->answers_first; i < columns->count; i++)
            if (columns->all[i].question->page == page) {
                buf_printf(e->out, "%sV%zu", space, i + 1);
                space = " ";
            }
        buf_add_text(e->out, "\"/>\n");
    }
}

void survey_write_ddi(struct survey_exporting *e)
{
    char made[TIME_TEXT];
    time_format(e->exported.now_ms, made);
    buf_printf(e->out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<codeBook xmlns=\"ddi:codebook:2_5\" version=\"2.5\" xml:lang=\"%.*s\">\n"
               "<stdyDscr>\n<citation><titlStmt>",
               STR_ARGS(e->exported.language));
    xml_put_element(e->out, "titl", e->exported.title);
    xml_put_element(e->out, "IDNo", e->exported.slug);
    buf_printf(
        e->out,
        "</titlStmt><prodStmt><software>Kuulo</software></prodStmt><verStmt><version date=\"%.10s\">%lld</version></verStmt></citation>\n"
        "</stdyDscr>\n<dataDscr>\n",
        made, (long long)e->exported.version);
    put_pages(e);
    put_groups(e);
    for (size_t i = e->exported.columns.answers_first; i < e->exported.columns.count; i++)
        put_variable(e, i);
    buf_add_text(e->out, "</dataDscr>\n</codeBook>\n");
    for (size_t i = 0; i < e->survey->questions_count; i += 1 + e->survey->questions[i].parts_count)
        survey_offers_lost(e, &e->survey->questions[i], true, true, "DDI does not say to whom a choice or a row was offered.");
    for (size_t i = 0; i < e->survey->questions_count; i += 1 + e->survey->questions[i].parts_count)
        if (e->survey->questions[i].condition) {
            e->report->logic_lost++;
            survey_note(e->report, e->survey->questions[i].id, "show_if",
                        "DDI has no conditions to run: who was asked is said in words (universe).");
        }
}
