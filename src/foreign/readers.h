/* The readers, two functions each: bool NAME_is(struct str bytes), and enum err NAME_read(struct foreign *foreign, struct fault *why). */
#pragma once
#include "foreign/foreign.h"

bool surveyjs_is(struct str bytes);
enum err surveyjs_read(struct foreign *foreign, struct fault *why) must_check;

bool limesurvey_is(struct str bytes);
enum err limesurvey_read(struct foreign *foreign, struct fault *why) must_check;
bool qualtrics_is(struct str bytes);
enum err qualtrics_read(struct foreign *foreign, struct fault *why) must_check;
bool xlsform_is(struct str bytes);
enum err xlsform_read(struct foreign *foreign, struct fault *why) must_check;
bool triple_s_is(struct str bytes);
enum err triple_s_read(struct foreign *foreign, struct fault *why) must_check;
bool spss_is(struct str bytes);
enum err spss_read(struct foreign *foreign, struct fault *why) must_check;
