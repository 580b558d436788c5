/* How mail goes out, and the words it goes out with. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/customer.h"
#include "listen/letter.h"
#include "listen/mail_setting.h"
#include "mail_records.h"

enum { ONE_MAX = 2 << 20 };

static const char *const made_up_names[][2] = {{"fi", "Aino"}, {"sv", "Astrid"}, {"ar", "ليلى"}, {"he", "נועה"},
                                               {"fa", "لیلا"}, {"ur", "عائشہ"},  {"en", "Alice"}};

static bool setting_read(struct call *call, struct mail_setting *setting)
{
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return false;
    enum err err = mail_setting_get(store, call->principal.workspace_id, call->arena, setting);
    call_store_give(call, store);
    return call_fine(call, err, &why);
}

static void setting_answer(struct call *call, const struct mail_setting *setting)
{
    struct buf body = buf_new(ONE_MAX);
    buf_add_char(&body, '{');
    mail_setting_write(setting, &body);
    buf_printf(&body, ",\"way\":\"%s\",\"from_usual\":", call->api->config.mail_way ? call->api->config.mail_way : "spool");
    json_put_text(&body, call->api->config.mail_from.at ? call->api->config.mail_from : STR(""));
    buf_add_char(&body, '}');
    call_json(call, 200, &body, setting->revision);
}

void op_mail_get(struct call *call)
{
    struct mail_setting setting;
    if (setting_read(call, &setting))
        setting_answer(call, &setting);
}

static void mail_changed(struct call *call, struct proposal *proposal)
{
    struct mail_setting setting = ((const struct mail_changed *)proposal->facts[0].body)->setting;
    setting.revision = proposal->facts[0].number;
    setting_answer(call, &setting);
}

void op_mail_change(struct call *call)
{
    struct mail_setting now;
    struct mail_changed *changed;
    struct fault why = {0};
    if (!setting_read(call, &now))
        return;
    if (call_fine(call, listen_check_mail(&now, call->body, call->arena, &changed, &why), &why))
        call_propose_one(call, FACT_MAIL_CHANGED, changed, mail_changed);
}

/* ---- templates ---- */

static bool template_item(void *context, const struct template *template)
{
    struct listing *listing = context;
    listing_next(listing, 0);
    buf_add_text(&listing->body, "{\"slug\":");
    json_put_text(&listing->body, template->slug);
    json_put_member(&listing->body, "name", template->name);
    json_put_member(&listing->body, "survey", template->survey);
    buf_printf(&listing->body, ",\"kind\":\"%s\",\"standard\":%s", template->reminder ? "reminder" : "invitation",
               template->standard ? "true" : "false");
    if (template->revision)
        buf_printf(&listing->body, ",\"revision\":%lld", (long long)template->revision);
    buf_add_text(&listing->body, ",\"texts\":");
    buf_add_str(&listing->body, template->texts);
    buf_add_char(&listing->body, '}');
    return true;
}

void op_template_list(struct call *call)
{
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, 0);
    enum err err = listen_templates(store, call->principal.workspace_id, template_item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static void template_changed(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    call_empty(call);
}

/* The two usual ones hold for every survey; the others have a name and may be one survey's. */
static enum err template_fill(struct call *call, const struct template_in *in, struct template_put *put, struct fault *why)
{
    bool usual = str_is(in->slug, "invitation") || str_is(in->slug, "reminder");
    const struct survey *survey =
        in->survey.length ? listen_survey(flow_listen(call->flow), call->principal.workspace_id, in->survey) : NULL;
    put->name = in->name;
    put->reminder = in->kind.at && str_is(in->kind, "reminder");
    put->survey_id = survey ? survey->id : 0;
    if (in->survey.length && !survey)
        return fault_set(why, ERR_INVALID, "unknown_survey", "survey", "There is no survey \"%.*s\".", STR_ARGS(in->survey));
    if (usual && (survey || in->name.length || in->kind.length))
        return fault_set(why, ERR_INVALID, "usual_template",
                         survey            ? "survey"
                         : in->name.length ? "name"
                                           : "kind",
                         "The usual invitation and reminder hold for every survey and keep their names.");
    if (put->reminder && !survey)
        return fault_set(why, ERR_INVALID, "required", "survey", "A reminder of your own belongs to one survey: say which.");
    return ERR_NONE;
}

void op_template_put(struct call *call)
{
    const struct template_in *in = call->body;
    struct template_put *put;
    struct fault why = {0};
    enum err err = listen_check_template(in->slug, in->texts, call->arena, &put, &why);
    if (err == ERR_NONE)
        err = template_fill(call, in, put, &why);
    if (call_fine(call, err, &why))
        call_propose_one(call, FACT_TEMPLATE_CHANGED, put, template_changed);
}

void op_template_remove(struct call *call)
{
    struct template_put *put = arena_new_object(call->arena, struct template_put);
    if (!put) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    put->slug = call->path[0];
    call_propose_one(call, FACT_TEMPLATE_CHANGED, put, template_changed);
}

/* ---- the letter as a customer would get it ---- */

static struct str language_of(const struct survey_definition *definition, struct str wanted)
{
    for (size_t i = 0; i < definition->languages_count; i++)
        if (str_equal(definition->languages[i], wanted))
            return wanted;
    return definition->languages[0];
}

static struct str made_up_name(struct str language)
{
    for (size_t i = 0; i < sizeof made_up_names / sizeof *made_up_names; i++)
        if (str_is(language, made_up_names[i][0]))
            return str_of(made_up_names[i][1]);
    return STR("Alice");
}

struct preview {
    struct call *call;
    const struct letter_in *in;
    int64_t survey_id;
    const struct survey_definition *definition;
    struct letter letter;
    struct template_words words;
    struct mail_setting setting;
};

static enum err preview_read(struct preview *p, struct fault *why)
{
    struct call *call = p->call;
    struct customer customer;
    struct store *store;
    enum err err = flow_store_take(call->flow, &store);
    if (err != ERR_NONE)
        return err;
    err = mail_setting_get(store, call->principal.workspace_id, call->arena, &p->setting);
    if (err == ERR_NONE)
        err = template_words_get(
            store,
            &(struct template_wanted){call->principal.workspace_id, p->survey_id, p->in->template, p->in->reminder, p->letter.language},
            call->arena, &p->words);
    if (err == ERR_NONE && p->in->customer.length && principal_sees_customers(&call->principal)) {
        err = listen_customer(store, call->principal.workspace_id, p->in->customer, call->arena, &customer);
        if (err == ERR_NONE)
            p->letter.customer_name = customer.name;
        else if (err == ERR_NOT_FOUND)
            err = fault_set(why, ERR_INVALID, "unknown_customer", "customer", "There is no such customer.");
    }
    flow_store_give(call->flow, store);
    return err;
}

/* Words not saved yet go through the same checks as when they are. */
static enum err preview_words(struct preview *p, struct fault *why)
{
    struct template_put *put;
    if (!p->in->body.at && !p->in->subject.at)
        return ERR_NONE;
    json_t *texts = json_pack("{s:{s:s%,s:s%}}", "en", "subject", p->in->subject.at ? p->in->subject.at : "", p->in->subject.length, "body",
                              p->in->body.at ? p->in->body.at : "", p->in->body.length);
    enum err err = texts ? json_keep(p->call->arena, texts) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = listen_check_template(STR("words"), texts, p->call->arena, &put, why);
    if (err == ERR_INVALID && strncmp(why->field, "texts.en.", 9) == 0)
        memmove(why->field, why->field + 9, strlen(why->field + 9) + 1);
    p->words = (struct template_words){p->in->subject, p->in->body};
    return err;
}

static void preview_answer(struct preview *p, const struct letter_text *text)
{
    struct call *call = p->call;
    struct buf body = buf_new(ONE_MAX);
    struct str address = p->setting.from_address.length ? p->setting.from_address : call->api->config.mail_from;
    const char *from = arena_printf(call->arena, "%.*s <%.*s>", STR_ARGS(p->setting.from_name), STR_ARGS(address));
    const struct str parts[] = {text->subject, text->text, text->html, str_of(from ? from : "")};
    static const char *const names[] = {"subject", "text", "html", "from"};
    for (int i = 0; i < 4; i++) {
        buf_printf(&body, "%c\"%s\":", i ? ',' : '{', names[i]);
        json_put_text(&body, parts[i]);
    }
    buf_add_char(&body, '}');
    call_json(call, 200, &body, 0);
}

void op_letter_preview(struct call *call)
{
    const struct survey *survey = listen_survey(flow_listen(call->flow), call->principal.workspace_id, call->path[0]);
    struct preview p = {.call = call, .in = call->body};
    struct fault why = {0};
    struct letter_text text;
    if (!survey) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    p.survey_id = survey->id;
    p.definition = survey->published ? survey->published->definition : survey->draft;
    struct str language = language_of(p.definition, p.in->language);
    const char *base = arena_printf(call->arena, "%.*s", STR_ARGS(call->api->config.public_url));
    p.letter = (struct letter){.workspace = listen_workspace(flow_listen(call->flow), call->principal.workspace_id),
                               .survey = p.definition,
                               .language = language,
                               .customer_name = made_up_name(language),
                               .touchpoint_name = STR(""),
                               .answer_url = str_of(arena_printf(call->arena, "%s/r/…", base ? base : "")),
                               .unsubscribe_url = str_of(arena_printf(call->arena, "%s/unsubscribe/…", base ? base : ""))};
    const struct touchpoint *touchpoint =
        p.definition->touchpoint.length ? listen_touchpoint(flow_listen(call->flow), call->principal.workspace_id, p.definition->touchpoint)
                                        : NULL;
    if (touchpoint)
        p.letter.touchpoint_name = survey_text(p.definition, touchpoint->name, language);
    enum err err = preview_read(&p, &why);
    if (err == ERR_NONE)
        err = preview_words(&p, &why);
    if (!p.setting.from_name.length)
        p.setting.from_name = p.letter.workspace->name;
    if (err == ERR_NONE)
        err = letter_write(&p.letter, &p.words, call->arena, &text);
    if (call_fine(call, err, &why))
        preview_answer(&p, &text);
}
