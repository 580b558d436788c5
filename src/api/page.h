/* The respondent's page: a survey as one plain HTML form, and the form read back as the response the API takes.
 *
 * Pure: no clock, no randomness, no store. Any thread; everything returned lives in the arena or in the views given. The page works without
 * scripts; /respond/respond.js only adds to it. The server is the only judge: page_read_form drops answers to questions that are not shown,
 * and listen_check_response decides about the rest.
 *
 * Fields of the form, for a question `felt`: `felt` (radio, text, date …; choices: repeated; emotion: repeated names or "nothing_special"),
 * `felt.strongest`, `felt.intensity.relief` (1-5). Beside them `submission_key`, `lang`, `version`, `channel`, `touchpoint`, `unit`,
 * `attr.NAME`; where a question has such a name itself, the field is `meta.lang` and so on.
 *
 * How a GET is answered:   page_pairs_read(query) → page_language → page_write_survey; page_head gives the headers.
 * How a POST is answered:  page_pairs_read(body) → page_language → page_read_form → listen_check_response → (page_form_refused → again, or
 *                          page_write_survey with the faults and 422) → the fact → 303 to page_thanks_location → page_write_thanks. */
#pragma once
#include "listen/invitation.h"
#include "listen/response.h"

enum {
    PAGE_AGE_MS_MAX = 2147483647, /* 24 days and a half: what a device kept longer counts as given now */
    PAGE_BODY_MAX = 1 << 20,      /* bytes of a posted form */
    PAGE_FILES_MAX = 21 << 20,    /* of one with files */
    PAGE_PARTIAL_MAX = 64 << 10,  /* of a form not sent yet */
    PAGE_HTML_MAX = 4 << 20,      /* ceiling for the caller's buf */
    PAGE_PAIRS_MAX = 4096,        /* fields of a form */
    PAGE_FAULTS_MAX = 24,         /* problems shown at once */
    PAGE_CARRIED_MAX = 40,        /* attr.NAME taken from the address */
    PAGE_HEADER_MAX = 2600,       /* Content-Security-Policy with its NUL */
    PAGE_LOCATION_MAX = 260,      /* path of the thank-you page with its NUL */
};

struct page_pair {
    struct str name, value; /* decoded */
};
struct page_pairs {
    struct page_pair *items;
    size_t count;
};
/* Decodes a query string or a urlencoded body. ERR_MALFORMED, ERR_TOO_LARGE, ERR_MEMORY. */
enum err page_pairs_read(struct arena *arena, struct str encoded, struct page_pairs *pairs) must_check;
struct str page_pairs_value(const struct page_pairs *pairs, const char *name); /* the first; {NULL,0} when missing */

/* The survey's language for this reader: `lang` of the pairs, else the best of Accept-Language, else the survey's first. */
struct str page_language(const struct survey_definition *survey, const struct page_pairs *pairs, struct str accept_language);
/* The same among en, fi and sv, for pages that show no survey. */
struct str page_language_plain(const struct page_pairs *pairs, struct str accept_language);

struct page_view {
    const struct workspace *workspace;
    const struct survey_definition *survey;
    int64_t version;
    struct str name;                 /* the survey's in the address: "visit" or "askel.visit"; empty: its slug */
    struct str personal;             /* the token of a personal link, whose address is /r/TOKEN; empty: /s/NAME */
    struct str language;             /* of page_language() */
    struct str submission_key;       /* drawn by the caller for a GET; the form's own when a refused form is shown again */
    struct str seed;                 /* of the arm and of orders, the same on every device; empty: the submission key */
    const struct page_pairs *values; /* GET: the query (what may pass through, and answers chosen in a message); POST: the form; or NULL */
    bool posted;                     /* values come from the form: consents are kept ticked */
    const struct fault *faults;      /* shown at their questions */
    size_t faults_count;
    struct str script_tag, style_tag; /* ETags of /respond/respond.js and .css, quotes or not: their address changes with them */
    bool preview;                     /* the editor's: nothing can be sent */
    bool embed;                       /* in a frame of another site */
    bool sample;                      /* the page that shows the widget of a draft, in a frame of its own */
    bool kiosk;                       /* full screen on a device of the house: api/kiosk.c adds its frame around the form */
    bool resumed;                     /* values come from a form begun elsewhere: it goes on at the first question without an answer */
    size_t page;                      /* the page that is shown without scripts; the first is 0 */
    struct str customer_name;         /* behind a personal link, when it is known */
    struct arena *arena;              /* for what hangs on the answers so far; NULL: everything is shown */
};
/* The whole document. A failed buf (over its ceiling, memory) is the caller's to check. */
void page_write_survey(const struct page_view *view, struct buf *out);

enum page_notice {
    PAGE_CLOSED,       /* 410 */
    PAGE_UNKNOWN,      /* 404 */
    PAGE_BUSY,         /* 429, 503 */
    PAGE_FAILED,       /* 400, 413, 500, 507 */
    PAGE_ANSWERED,     /* 200, 409: a personal link answered before */
    PAGE_EXPIRED,      /* 409, 410: one that is over */
    PAGE_ENDED,        /* 410: a link to a form that was sent, or that is over */
    PAGE_UNSUBSCRIBED, /* 200 */
};
/* A page with one sentence. `view` needs language (page_language_plain) and the tags; workspace and survey may be NULL. */
void page_write_notice(const struct page_view *view, enum page_notice notice, struct buf *out);
/* A page with the widget on it, which shows the draft behind a preview link's token. trigger: "button", "after", "scroll", "exit", "event"
 * (anything else: the button). `view` needs sample, workspace, survey, name, language and the tags. */
void page_write_sample(const struct page_view *view, struct str trigger, struct str token, struct buf *out);
/* The page with one button that posts to /unsubscribe/TOKEN; view->personal is the token. */
void page_write_unsubscribe(const struct page_view *view, struct buf *out);
/* `outcome` good, middle or poor (anything else: middle). No contact is promised. */
void page_write_thanks(const struct page_view *view, struct str outcome, struct buf *out);
/* The kind word when a quota is full: the quota's own, or ours. */
void page_write_full(const struct page_view *view, struct str quota_id, struct buf *out);
/* "/s/visit/thanks?lang=fi&outcome=good" */
void page_thanks_location(const struct page_view *view, const char *outcome, char location[PAGE_LOCATION_MAX]);
/* "/s/visit/full?lang=fi&quota=gold" */
void page_full_location(const struct page_view *view, struct str quota_id, char location[PAGE_LOCATION_MAX]);
/* The sentence of the thank-you page: the survey's own, or ours. */
struct str page_thanks_sentence(const struct page_view *view, struct str outcome);

/* Content-Security-Policy of this page: nothing inline but the workspace's own colour, named by its hash; framed by nobody, or where the
 * view is embedded by the sites the survey names. Send with it
 * "Cache-Control: private, no-cache" (not no-store: going back must show the form with its own key). */
void page_policy(const struct page_view *view, char policy[PAGE_HEADER_MAX]);

/* Compresses a page quickly (gzip); everything a respondent fetches stays within 25 KB. False: memory is out, send it as it is. */
bool page_squeeze(struct str html, struct arena *arena, struct str *gzip) must_check;

/* The pairs of a page behind a personal link: where, what about and the attributes are the invitation's; `answer` of the address is the
 * answer to letter_question (listen/letter.h), shown as chosen. ERR_MEMORY. */
enum err page_pairs_invited(struct arena *arena, const struct survey_definition *survey, const struct invitation *invitation,
                            const struct page_pairs *given, struct page_pairs *pairs) must_check;
/* What a stored form holds, as the fields of the page. ERR_MEMORY. */
enum err page_pairs_of_answers(const struct survey_definition *survey, const json_t *answers, struct arena *arena,
                               struct page_pairs *pairs) must_check;

/* What the pressed button asks for: to send the answers, another page of the form, or the same with a round more or less. */
enum page_go { PAGE_SEND, PAGE_NEXT, PAGE_BACK, PAGE_STAY };

/* Does to a posted form what its button for a round asks for ("add visits 3", "remove visits 2"): changes `pairs`. ERR_MEMORY. */
enum err page_rounds_change(const struct survey_definition *survey, struct arena *arena, struct page_pairs *pairs) must_check;

struct page_form {
    int64_t age_ms;        /* how long ago the answer was given, as the device that kept it says; 0: now */
    bool replaces;         /* the device knows that this form was counted as never sent */
    struct str left_at;    /* of a form not sent yet: the question shown last */
    struct response_in in; /* answers, language, submission_key, channel … for listen_check_response */
    struct fault faults[PAGE_FAULTS_MAX];
    size_t faults_count; /* required questions without an answer, in the page's order */
    enum page_go go;
    const void *reading;      /* of page_form_value */
    size_t page;              /* the one the form shows */
    uint64_t *offered;        /* by question: what of it there is to answer (listen/survey.h: question_offers) */
    const json_t *calculated; /* numbers by the id of their question; not among the answers, which the server calculates anew */
};
/* Reads a posted form. `fresh_key` is used when the form carries no key of 1-100 characters. What came along in the address and would not
 * pass the checks is left out: nobody is kept from answering by a broken link. ERR_MEMORY. */
enum err page_read_form(const struct survey_definition *survey, const struct page_pairs *pairs, struct str language, struct str fresh_key,
                        struct arena *arena, struct page_form *form) must_check;
/* Another page of the form, when its button asked for one: *there is true, form->page is the page to show, and the faults are those of the
 * page that was left, which keep it there. False: the answers are sent. A page without a question to show is passed over. ERR_MEMORY. */
enum err page_turn(const struct survey_definition *survey, struct page_form *form, struct arena *arena, bool *there) must_check;
/* The page of the first fault; `page` when there is none. */
size_t page_of_faults(const struct survey_definition *survey, const struct page_form *form, size_t page);
size_t page_of_question(const struct survey_definition *survey, struct str id); /* 0 when it is unknown */

/* What listen_check_response refused. True: it was something that came along in the address (an unknown touchpoint): it has been left out,
 * ask again. False: it now stands among the faults. */
bool page_form_refused(struct page_form *form, const struct fault *why) must_check;

/* A workspace's own colour for both themes, so that text on it and it on the paper have a contrast of 4.5:1 or better. */
struct page_colours {
    char accent_light[8], accent_dark[8]; /* "#rrggbb" */
};
struct page_colours page_colours_of(struct str colour); /* not "#rrggbb": the house's sea green */
/* WCAG 2.2 contrast ratio of two "#rrggbb", 1-21; 0 when one is none. */
double page_contrast(struct str one, struct str other);
