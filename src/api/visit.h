/* A customer's visit, as the files that serve one share it: visit.c (the page and its answers), visit_partial.c (forms not sent yet),
 * visit_link.c (links that lead to one). A visit lives in its request's arena. */
#pragma once
#include "api/dispatch.h"
#include "api/page.h"
#include "listen/invitation.h"
#include "listen/partial.h"

enum visit_door { VISIT_PAGE, VISIT_THANKS, VISIT_FULL, VISIT_FILES, VISIT_PARTIAL, VISIT_RESUME, VISIT_KIOSK, VISIT_LINK };
enum { REFUSALS_MAX = 8 };

struct visit {
    struct api *api;
    struct http_exchange *x;
    const struct http_request *request;
    struct arena *arena;
    enum visit_door door;
    bool wants_json;                  /* a script asks: problems and outcomes instead of pages */
    struct page_pairs pairs, address; /* of the form, or of the address; the address of a posted form */
    struct page_view view;
    const struct survey *survey; /* under the settings' lock */
    char policy[PAGE_HEADER_MAX];
    struct http_reply reply; /* a page that waits for what its form had to be saved */
    char location[PAGE_LOCATION_MAX];
    char token[64];
    struct invitation invitation; /* id 0: anybody's page */
    int64_t workspace_id;         /* of the invitation */
    struct partial partial;       /* what was filled in behind its link so far; survey_id 0: nothing */
    struct http_part *parts;      /* of a form with files */
    size_t parts_count;
    struct fact *file_facts; /* the files it brought, stored with whatever comes of the form */
    size_t file_facts_count;
    struct fault *file_faults; /* those that cannot be taken */
    size_t file_faults_count;
    int64_t preview_id; /* the survey of a test message\'s link, which sends nothing; 0: none */
};

/* NULL when it was answered: wrong method, unreadable fields. */
struct visit *visit_begin(struct api *api, struct http_exchange *x, struct str name, enum visit_door door);
/* Finds what the page needs of the survey; false when it was answered, because there is none or it is closed. */
bool visit_open(struct visit *visit, const struct survey *survey);
struct str visit_key_draw(struct visit *visit); /* a submission key */

void visit_html_answer(struct visit *visit, int status, struct buf *html); /* frees html */
/* The page as visit->reply, in the arena, to be answered later; frees html. False: it does not fit, and html is as it was. */
bool visit_html_ready(struct visit *visit, int status, struct buf *html) must_check;
void visit_notice_answer(struct visit *visit, int status, enum page_notice notice);
void visit_refusal_answer(struct visit *visit, enum err err);
/* Leaves the settings' lock, parks and proposes; facts (NULL: memory is out) get their workspace and actor. */
void visit_propose(struct visit *visit, struct fact *facts, size_t count, void (*done)(struct proposal *proposal));

/* Who answers, where and about what, of the invitation: not asked of the form. */
enum err visit_invited_fill(const struct visit *visit, struct response_in *in) must_check;
struct str visit_invited_key(const struct visit *visit); /* the submission key of the form that grows behind its link */
/* visit_link.c: a personal page goes on where its form was left. */
enum err visit_invited_resume(struct visit *visit) must_check;
/* visit_files.c: the fields of a form with files. ERR_MALFORMED, ERR_TOO_LARGE, ERR_MEMORY. */
enum err visit_parts_read(struct visit *visit) must_check;
/* Looks at the files the form brought: what is taken joins its fields and waits as file_facts. ERR_MEMORY. */
enum err visit_files_take(struct visit *visit, int64_t now_ms) must_check;
/* Stores what a script sent ahead of its form; leaves the settings' lock when it returns true. */
bool visit_files_answer(struct visit *visit);

/* visit_page.c: shows another page of the form, and saves what it has. True when the settings' lock has been left. */
bool visit_page(struct visit *visit, struct page_form *form, int64_t now_ms);
/* visit_partial.c: what may be saved of a form not sent yet. ERR_NOT_FOUND: nothing ever, of this survey. */
enum err visit_partial_check(struct visit *visit, struct page_form *form, int64_t now_ms, struct response_given **given,
                             struct fault *why) must_check;
/* visit_partial.c: saves a form not sent yet, and for VISIT_RESUME makes a link to it. True when the settings' lock has been left. */
bool visit_partial(struct visit *visit, int64_t now_ms);
