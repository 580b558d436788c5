#include "api/page_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

/* Every text is hostile: whatever survives unescaped would be markup or would end an attribute. */
#define EVIL "<b a=\\\"x'>&</script>"
#define TEXTS "{\"en\":\"Text " EVIL "\",\"fi\":\"Teksti\",\"sv\":\"Text\"}"

static const char every_type[] =
    "{\"slug\":\"visit\",\"title\":" TEXTS ",\"languages\":[\"en\",\"fi\",\"sv\"],\"questions\":["
    "{\"id\":\"hello\",\"type\":\"statement\",\"text\":" TEXTS "},"
    "{\"id\":\"recommend\",\"type\":\"nps\",\"required\":true,\"text\":" TEXTS "},"
    "{\"id\":\"employer\",\"type\":\"enps\",\"text\":" TEXTS "},"
    "{\"id\":\"ease\",\"type\":\"ces\",\"text\":" TEXTS "},"
    "{\"id\":\"effort\",\"type\":\"ces_v1\",\"text\":" TEXTS "},"
    "{\"id\":\"happy\",\"type\":\"csat\",\"text\":" TEXTS "},"
    "{\"id\":\"fit\",\"type\":\"rating\",\"scale\":{\"low\":-2,\"high\":2},\"text\":" TEXTS "},"
    "{\"id\":\"hundred\",\"type\":\"rating\",\"scale\":{\"low\":0,\"high\":100},\"text\":" TEXTS "},"
    "{\"id\":\"expected\",\"type\":\"expectation\",\"text\":" TEXTS "},"
    "{\"id\":\"felt\",\"type\":\"emotion\",\"text\":" TEXTS "},"
    "{\"id\":\"why\",\"type\":\"story\",\"length_max\":20,\"text\":" TEXTS "},"
    "{\"id\":\"reason\",\"type\":\"choice\",\"required\":true,\"show_if\":{\"field\":\"answers.recommend\",\"op\":\"le\",\"value\":6},"
    "\"choices\":[{\"id\":\"buy\",\"text\":" TEXTS "},{\"id\":\"look\",\"text\":" TEXTS "}],\"text\":" TEXTS "},"
    "{\"id\":\"detail\",\"type\":\"text\",\"show_if\":{\"field\":\"answers.reason\",\"op\":\"answered\"},\"text\":" TEXTS "},"
    "{\"id\":\"bought\",\"type\":\"choices\",\"choices\":[{\"id\":\"boots\",\"text\":" TEXTS "},{\"id\":\"socks\",\"text\":" TEXTS "}],"
    "\"text\":" TEXTS "},"
    "{\"id\":\"minutes\",\"type\":\"number\",\"low\":0,\"high\":240,\"text\":" TEXTS "},"
    "{\"id\":\"day\",\"type\":\"date\",\"text\":" TEXTS "},"
    "{\"id\":\"channel\",\"type\":\"text\",\"text\":" TEXTS "},"
    "{\"id\":\"contact\",\"type\":\"consent\",\"text\":" TEXTS "}]}";

struct desk {
    struct arena *arena;
    struct survey_definition *survey;
    struct workspace workspace;
    struct buf out;
    struct page_pair pairs[64];
    struct page_pairs form;
};

static struct desk *desk_open(void)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct fault why = {0};
    json_t *tree;
    desk->arena = arena_new(16 << 20);
    desk->out = buf_new(PAGE_HTML_MAX);
    desk->form.items = desk->pairs;
    desk->workspace = (struct workspace){.id = 1, .slug = STR("askel"), .name = STR("Askel <&> \"Oy\""), .colour = STR("#7a1fa2")};
    if (json_read(desk->arena, str_of(every_type), &tree, &why) != ERR_NONE ||
        survey_read(desk->arena, tree, false, &desk->survey, &why) != ERR_NONE)
        fail_msg("%s: %s", why.field, why.detail);
    return desk;
}

static void desk_close(struct desk *desk)
{
    buf_free(&desk->out);
    arena_free(desk->arena);
    free(desk);
}

static void put(struct desk *desk, const char *name, const char *value)
{
    desk->pairs[desk->form.count++] = (struct page_pair){str_of(name), str_of(value)};
}

static struct page_view view_of(struct desk *desk, const char *language)
{
    return (struct page_view){.workspace = &desk->workspace,
                              .survey = desk->survey,
                              .version = 3,
                              .language = str_of(language),
                              .submission_key = STR("key-1"),
                              .values = &desk->form,
                              .script_tag = STR("\"abc\""),
                              .style_tag = STR("\"def\"")};
}

static bool shows(const struct desk *desk, const char *part)
{
    return desk->out.length && memmem(desk->out.at, desk->out.length, part, strlen(part)) != NULL;
}

static size_t count_of(const struct desk *desk, const char *part)
{
    size_t count = 0;
    for (const char *at = desk->out.at; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

static struct page_form read_form(struct desk *desk)
{
    struct page_form form;
    assert_int_equal(page_read_form(desk->survey, &desk->form, STR("fi"), STR("fresh"), desk->arena, &form), ERR_NONE);
    return form;
}

static void assert_answers(const struct page_form *form, const char *expected)
{
    char *text = json_dumps(form->in.answers, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(text, expected);
    free(text);
}

static void hostile_texts_stay_text(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    put(desk, "why", "</textarea><script>alert(1)</script>");
    put(desk, "detail", "\"><img src=x>");
    put(desk, "attr.segment", "\"><i>gold");
    desk->workspace.logo_svg = STR("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert('x')\"><path d=\"M0 0\"/></svg>");
    struct page_view view = view_of(desk, "en");
    page_write_survey(&view, &desk->out);
    assert_false(desk->out.failed);
    assert_false(shows(desk, "<b a="));
    assert_false(shows(desk, "<img src=x"));
    assert_false(shows(desk, "<i>gold"));
    assert_false(shows(desk, "onload=\"")); /* the logo stands percent-encoded in a data: address */
    assert_false(shows(desk, "<svg"));
    assert_false(shows(desk, "Askel <&>"));
    assert_false(shows(desk, "alert(1)</script>"));
    assert_true(shows(desk, "&lt;/textarea&gt;&lt;script&gt;alert(1)"));
    assert_true(shows(desk, "Askel &lt;&amp;&gt; &quot;Oy&quot;"));
    assert_int_equal(count_of(desk, "<script"), 2); /* the file, and the inert data */
    desk_close(desk);
}

static void every_type_has_its_fields(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    struct page_view view = view_of(desk, "fi");
    page_write_survey(&view, &desk->out);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"recommend\""), 11);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"employer\""), 11);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"ease\""), 7);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"effort\""), 5);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"happy\""), 5);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"fit\""), 5);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"expected\""), 7);
    assert_int_equal(count_of(desk, "type=\"checkbox\" name=\"felt\""), 13);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"felt.strongest\""), 12);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"felt.intensity.relief\""), 5);
    assert_int_equal(count_of(desk, "type=\"radio\" name=\"reason\""), 2);
    assert_int_equal(count_of(desk, "type=\"checkbox\" name=\"bought\""), 2);
    assert_int_equal(count_of(desk, "type=\"checkbox\" name=\"contact\""), 1);
    assert_true(shows(desk, "<textarea name=\"why\""));
    assert_true(shows(desk, "type=\"date\" name=\"day\""));
    assert_true(shows(desk, "type=\"text\" name=\"minutes\" id=\"minutes\" inputmode=\"decimal\""));
    assert_true(shows(desk, "type=\"text\" name=\"hundred\"")); /* a hundred cells are nobody's friend */
    assert_true(shows(desk, "En lainkaan todennäköisesti"));
    assert_true(shows(desk, "Kuinka vahvasti tunsit helpotusta?"));
    assert_true(shows(desk, "−2</label>") || shows(desk, "−2<span")); /* a minus sign, not a hyphen */
    assert_true(shows(desk, "<fieldset role=\"radiogroup\" aria-required=\"true\""));
    assert_true(shows(desk, "data-type=\"nps\" data-required>"));
    assert_int_equal(count_of(desk, " checked"), 0);
    assert_true(shows(desk, "<html lang=\"fi\">"));
    assert_true(shows(desk, "name=\"submission_key\" value=\"key-1\""));
    assert_true(shows(desk, "/respond/respond.js?v=abc\""));
    desk_close(desk);
}

static void what_came_along_passes_through(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    put(desk, "channel", "qr");
    put(desk, "meta.channel", "qr");
    put(desk, "touchpoint", "store-visit");
    put(desk, "unit", "Not A Slug");
    put(desk, "attr.segment", "gold");
    put(desk, "attr.BAD", "x");
    put(desk, "something", "else");
    put(desk, "contact", "true");
    struct page_view view = view_of(desk, "en");
    page_write_survey(&view, &desk->out);
    assert_true(shows(desk, "name=\"meta.channel\" value=\"qr\"")); /* this survey asks a question called channel */
    assert_true(shows(desk, "name=\"touchpoint\" value=\"store-visit\""));
    assert_true(shows(desk, "name=\"attr.segment\" value=\"gold\""));
    assert_false(shows(desk, "Not A Slug"));
    assert_false(shows(desk, "attr.BAD"));
    assert_false(shows(desk, "something"));
    assert_int_equal(count_of(desk, " checked"), 0); /* no address ticks a consent */
    struct page_form form = read_form(desk);
    assert_true(str_is(form.in.channel, "qr"));
    assert_true(str_is(form.in.touchpoint, "store-visit"));
    assert_string_equal(json_string_value(json_object_get(form.in.attributes, "segment")), "gold");
    assert_int_equal(json_object_size(form.in.attributes), 1);
    desk_close(desk);
}

static void a_form_becomes_answers(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    put(desk, "submission_key", "key-9");
    put(desk, "recommend", "9");
    put(desk, "expected", "-3");
    put(desk, "felt", "relief");
    put(desk, "felt", "joy");
    put(desk, "felt", "nothing_special");
    put(desk, "felt.strongest", "relief");
    put(desk, "felt.intensity.relief", "4");
    put(desk, "felt.intensity.hurry", "5"); /* not named: left out */
    put(desk, "why", "  Hienosti\r\nhoidettu ");
    put(desk, "bought", "boots");
    put(desk, "bought", "socks");
    put(desk, "minutes", "1 234,5");
    put(desk, "day", "2026-03-01");
    put(desk, "contact", "true");
    put(desk, "hundred", "sata"); /* for the judge to refuse */
    struct page_form form = read_form(desk);
    assert_int_equal(form.faults_count, 0);
    assert_true(str_is(form.in.submission_key, "key-9"));
    assert_answers(&form, "{\"bought\":[\"boots\",\"socks\"],\"contact\":true,\"day\":\"2026-03-01\",\"expected\":-3,"
                          "\"felt\":{\"all\":{\"joy\":3,\"relief\":4},\"strongest\":\"relief\"},\"hundred\":\"sata\",\"minutes\":1234.5,"
                          "\"recommend\":9,\"why\":\"Hienosti\\nhoidettu\"}");
    desk_close(desk);
}

static void nothing_special_stands_alone(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    put(desk, "recommend", "9");
    put(desk, "felt", "nothing_special");
    struct page_form form = read_form(desk);
    assert_answers(&form, "{\"felt\":{\"all\":{},\"strongest\":\"nothing_special\"},\"recommend\":9}");
    assert_true(str_is(form.in.submission_key, "fresh"));
    assert_true(str_is(form.in.channel, "web"));
    desk_close(desk);
}

static void hidden_answers_are_dropped(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    put(desk, "recommend", "9");
    put(desk, "reason", "buy");   /* shown only to 0-6 */
    put(desk, "detail", "boots"); /* shown only when reason is answered, and reason was hidden */
    struct page_form form = read_form(desk);
    assert_int_equal(form.faults_count, 0);
    assert_answers(&form, "{\"recommend\":9}");
    desk->pairs[0].value = STR("3");
    form = read_form(desk);
    assert_answers(&form, "{\"detail\":\"boots\",\"reason\":\"buy\",\"recommend\":3}");
    desk_close(desk);
}

static void faults_stand_at_their_questions(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    put(desk, "recommend", "");
    put(desk, "why", "This is more than twenty");
    struct page_form form = read_form(desk);
    assert_int_equal(form.faults_count, 1); /* reason is not shown, so it is not missed */
    assert_string_equal(form.faults[0].field, "answers.recommend");
    struct fault why = {0};
    fault_set(&why, ERR_INVALID, "too_long", "answers.why", "Too long.");
    assert_false(page_form_refused(&form, &why));
    struct page_view view = view_of(desk, "en");
    view.posted = true;
    view.faults = form.faults;
    view.faults_count = form.faults_count;
    page_write_survey(&view, &desk->out);
    assert_true(shows(desk, "id=\"errors\""));
    assert_true(shows(desk, "href=\"#recommend-0\""));
    assert_true(shows(desk, "href=\"#why\""));
    assert_true(shows(desk, "<p class=\"error\" id=\"recommend-error\">We need an answer here to continue.</p>"));
    assert_true(shows(desk, "aria-describedby=\"why-hint why-error\""));
    assert_true(shows(desk, "Your text is 4 characters too long."));
    assert_true(shows(desk, ">\nThis is more than twenty</textarea>"));
    desk_close(desk);
}

static void a_broken_link_keeps_nobody_out(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    put(desk, "recommend", "9");
    put(desk, "touchpoint", "long-gone");
    struct page_form form = read_form(desk);
    struct fault why = {0};
    fault_set(&why, ERR_INVALID, "unknown", "touchpoint", "There is no such touchpoint.");
    assert_true(page_form_refused(&form, &why));
    assert_int_equal(form.in.touchpoint.length, 0);
    assert_int_equal(form.faults_count, 0);
    assert_false(page_form_refused(&form, &why)); /* it cannot be left out twice */
    desk_close(desk);
}

static void the_reader_chooses_the_language(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    assert_true(str_is(page_language(desk->survey, &desk->form, STR("")), "en"));
    assert_true(str_is(page_language(desk->survey, &desk->form, STR("de, sv-FI;q=0.5, fi;q=0.9")), "fi"));
    assert_true(str_is(page_language(desk->survey, &desk->form, STR("sv-FI,fi;q=0.9")), "sv"));
    assert_true(str_is(page_language(desk->survey, &desk->form, STR("fi;q=0, sv;q=2, *")), "en"));
    put(desk, "lang", "sv");
    assert_true(str_is(page_language(desk->survey, &desk->form, STR("fi")), "sv"));
    desk->pairs[0].value = STR("xx");
    assert_true(str_is(page_language(desk->survey, &desk->form, STR("fi")), "fi"));
    assert_true(str_is(page_language_plain(NULL, STR("fi-FI")), "fi"));
    desk_close(desk);
}

/* Ratios by an independent calculator: #767676 on white 4.54, black on white 21. */
static void own_colours_can_be_read(void **state)
{
    (void)state;
    assert_true(page_contrast(STR("#000000"), STR("#ffffff")) > 20.99);
    assert_true(page_contrast(STR("#767676"), STR("#FFFFFF")) > 4.53 && page_contrast(STR("#767676"), STR("#FFFFFF")) < 4.55);
    static const char *const colours[] = {"#ffff00", "#7a1fa2", "#000000", "#ffffff", "#0000ff", "#e2001a"};
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        struct page_colours made = page_colours_of(str_of(colours[i]));
        assert_true(page_contrast(str_of(made.accent_light), STR("#ffffff")) >= 4.5);
        assert_true(page_contrast(str_of(made.accent_light), STR("#faf7f1")) >= 4.5);
        assert_true(page_contrast(str_of(made.accent_dark), STR("#0e1618")) >= 4.5);
        assert_true(page_contrast(str_of(made.accent_dark), STR("#07110f")) >= 4.5);
    }
    assert_string_equal(page_colours_of(STR("#7a1fa2")).accent_light, "#7a1fa2");
    assert_string_equal(page_colours_of(STR("red;}")).accent_light, "#0b6a60");
    struct desk *desk = desk_open();
    char policy[PAGE_HEADER_MAX];
    struct page_view view = view_of(desk, "en");
    page_policy(&view, policy);
    assert_non_null(strstr(policy, "style-src 'self' 'sha256-"));
    assert_non_null(strstr(policy, "frame-ancestors 'none'"));
    assert_null(strstr(policy, "unsafe"));
    desk->workspace.colour = STR("#fff;}</style>");
    page_policy(&view, policy);
    assert_non_null(strstr(policy, "style-src 'self';"));
    /* Only a page asked for a frame may be framed, and only by the sites the survey names. */
    desk->survey->embed_origins[desk->survey->embed_origins_count++] = STR("https://shop.example");
    page_policy(&view, policy);
    assert_non_null(strstr(policy, "frame-ancestors 'none'"));
    view.embed = true;
    page_policy(&view, policy);
    assert_non_null(strstr(policy, "frame-ancestors https://shop.example"));
    assert_null(strstr(policy, "'self' https"));
    assert_null(strstr(strstr(policy, "frame-ancestors"), "'self'"));
    view.preview = true; /* a draft may stand in our own sample page too */
    page_policy(&view, policy);
    assert_non_null(strstr(policy, "frame-ancestors https://shop.example 'self'"));
    view.preview = view.embed = false;
    page_write_survey(&view, &desk->out);
    assert_false(shows(desk, "<style"));
    desk_close(desk);
}

static void thanks_promise_no_contact(void **state)
{
    (void)state;
    struct desk *desk = desk_open();
    struct page_view view = view_of(desk, "fi");
    page_write_thanks(&view, STR("poor"), &desk->out);
    assert_true(shows(desk, "Olemme pahoillamme, että näin kävi."));
    assert_false(shows(desk, "Otamme"));
    buf_clear(&desk->out);
    page_write_thanks(&view, STR("<x>"), &desk->out);
    assert_true(shows(desk, "Juuri tällaisista vastauksista"));
    buf_clear(&desk->out);
    view.name = STR("askel.visit");
    page_write_survey(&view, &desk->out);
    assert_true(shows(desk, "action=\"/s/askel.visit?answer\""));
    assert_true(shows(desk, "href=\"/s/askel.visit?lang=sv"));
    buf_clear(&desk->out);
    struct page_view bare = {.language = STR("sv")};
    page_write_notice(&bare, PAGE_UNKNOWN, &desk->out);
    assert_true(shows(desk, "Länken fungerar inte."));
    char location[PAGE_LOCATION_MAX];
    page_thanks_location(&(struct page_view){.name = STR("visit"), .language = STR("fi")}, "good", location);
    assert_string_equal(location, "/s/visit/thanks?lang=fi&outcome=good");
    desk_close(desk);
}

static size_t slots_count(struct str word)
{
    size_t count = 0;
    for (size_t i = 0; i < word.length; i++)
        count += word.at[i] == '{';
    return count;
}

/* Every "{low}" of one stands in the other, in any order. */
static bool same_slots(struct str one, struct str other)
{
    for (const char *at = one.at; (at = strchr(at, '{')); at++) {
        char slot[40];
        snprintf(slot, sizeof slot, "%.*s", (int)(strcspn(at, "}") + 1), at);
        if (!strstr(other.at, slot))
            return false;
    }
    return slots_count(one) == slots_count(other);
}

static void every_word_is_said_in_every_language(void **state)
{
    (void)state;
    static const char *const codes[] = {"en", "fi", "sv", "ar", "he", "fa", "ur"};
    assert_int_equal(TONGUES, sizeof codes / sizeof *codes);
    for (int tongue = 0; tongue < TONGUES; tongue++) {
        assert_string_equal(tongue_code((enum tongue)tongue), codes[tongue]);
        assert_int_equal(tongue_of(str_of(codes[tongue])), tongue);
        assert_int_equal(language_right_to_left(str_of(codes[tongue])), tongue >= TONGUE_AR);
        for (int i = 0; i < PAGE_WORDS; i++) {
            struct str word = page_word((enum page_word)i, (enum tongue)tongue), english = page_word((enum page_word)i, TONGUE_EN);
            if (!word.at || !word.length || !same_slots(english, word))
                fail_msg("%s in %s: %s", page_word_key((enum page_word)i), codes[tongue], word.at ? word.at : "missing");
            if (tongue > TONGUE_SV && str_equal(word, english))
                fail_msg("%s in %s is English", page_word_key((enum page_word)i), codes[tongue]);
        }
    }
    assert_int_equal(tongue_of(STR("he-IL")), TONGUE_HE);
    assert_int_equal(tongue_of(STR("fil")), TONGUE_EN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_said_in_every_language),
        cmocka_unit_test(hostile_texts_stay_text),
        cmocka_unit_test(every_type_has_its_fields),
        cmocka_unit_test(what_came_along_passes_through),
        cmocka_unit_test(a_form_becomes_answers),
        cmocka_unit_test(nothing_special_stands_alone),
        cmocka_unit_test(hidden_answers_are_dropped),
        cmocka_unit_test(faults_stand_at_their_questions),
        cmocka_unit_test(a_broken_link_keeps_nobody_out),
        cmocka_unit_test(the_reader_chooses_the_language),
        cmocka_unit_test(own_colours_can_be_read),
        cmocka_unit_test(thanks_promise_no_contact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
