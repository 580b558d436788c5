/* Writing XML 1.0. */
#pragma once
#include "base/str.h"

/* Text or an attribute's value: & < > " become entities, CR a reference; what XML has no way to say (other controls, U+FFFE, U+FFFF)
 * becomes U+FFFD. */
void xml_put_text(struct buf *out, struct str text);
/* <name>text</name>; name may carry attributes: "value code=\"1\"". */
void xml_put_element(struct buf *out, const char *name, struct str text);
