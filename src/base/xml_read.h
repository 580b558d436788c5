/* Reading XML 1.0, over expat: a stranger's file, within limits.
 *
 * A document type that declares anything itself is refused, and so is every entity but XML's own five: no file can grow while it is read or
 * name another file. (A document type that only names itself, as triple-S files do, is passed over; nothing is fetched.) UTF-8, UTF-16 and
 * the one-byte character sets ICU knows are read; names lose their prefix: "r:id" is "id". */
#pragma once
#include "base/str.h"

enum { XML_DEPTH_MAX = 64, XML_ATTRIBUTES_MAX = 256, XML_TEXT_MAX = 16 << 20 };

struct xml_attribute {
    struct str name, value;
};
struct xml_element {
    struct str name;
    struct str text; /* of its own, without that of the elements in it; as it stands, never NULL */
    struct xml_attribute *attributes;
    size_t attributes_count;
    struct xml_element *parent, *first, *last, *next;
};

/* The whole document in the arena. ERR_MALFORMED with the line when it is no XML, ERR_INVALID "xml_not_allowed" for what is refused,
 * ERR_TOO_LARGE, ERR_MEMORY. */
enum err xml_read(struct arena *arena, struct str bytes, struct xml_element **root, struct fault *why) must_check;
/* The same for files of many rows: every element at that depth (0 is the root) is handed over with all that is in it and then forgotten;
 * each may take element_bytes_max. Its parents are there without their text. false ends the reading, which is no error. */
enum err xml_each(struct str bytes, int depth, size_t element_bytes_max, bool (*each)(void *context, const struct xml_element *element),
                  void *context, struct fault *why) must_check;

/* The first child of that name; NULL when there is none, and of NULL. */
const struct xml_element *xml_child(const struct xml_element *element, const char *name);
/* The next sibling of the same name. */
const struct xml_element *xml_next(const struct xml_element *element);
/* The text of the first child of that name; empty when there is none. */
struct str xml_child_text(const struct xml_element *element, const char *name);
struct str xml_attribute(const struct xml_element *element, const char *name); /* empty when there is none */
