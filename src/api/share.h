/* Links of surveys. */
#pragma once
#include "api/call.h"
#include "listen/listen.h"

/* "https://kuulo.example/s/visit", in the call's arena. */
struct str survey_url(const struct call *call, const struct survey *survey);
/* Whether the respondent's page can be written in every language: it has a ceiling, PAGE_HTML_MAX. */
bool survey_page_fits(struct call *call, const struct survey_definition *definition) must_check;
