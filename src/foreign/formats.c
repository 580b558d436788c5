/* The formats that can be read, in the order in which they are tried: a line for each. */
#include "foreign/readers.h"

const struct foreign_format foreign_formats[] = {
    {"surveyjs", surveyjs_is, surveyjs_read},
    {"limesurvey", limesurvey_is, limesurvey_read},
    {"qualtrics", qualtrics_is, qualtrics_read},
    {"xlsform", xlsform_is, xlsform_read},
    {"triple-s", triple_s_is, triple_s_read},
    {"spss", spss_is, spss_read},
    {NULL, NULL, NULL}, /* the end */
};
const size_t foreign_formats_count = sizeof foreign_formats / sizeof *foreign_formats - 1;
