/* The languages in which Kuulo itself speaks to those who answer: the page, the kiosk, mails, labels of exports. A survey may have others;
 * then its own texts stand among English words. */
#pragma once
#include "base/str.h"

enum tongue {
    TONGUE_EN,
    TONGUE_FI,
    TONGUE_SV,
    TONGUE_AR,
    TONGUE_HE,
    TONGUE_FA,
    TONGUE_UR,
    TONGUES,
    TONGUES_LTR = TONGUE_AR, /* the words stand in two tables, by how they are written */
    TONGUES_RTL = TONGUES - TONGUES_LTR
};

enum tongue tongue_of(struct str language); /* "sv-FI" speaks sv; what we have no words for, en */
const char *tongue_code(enum tongue tongue);
bool language_right_to_left(struct str language); /* of those we have words for, and others */
