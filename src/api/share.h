/* Links of surveys. */
#pragma once
#include "api/call.h"
#include "listen/listen.h"

/* "https://kuulo.example/s/visit", in the call's arena. */
struct str survey_url(const struct call *call, const struct survey *survey);
