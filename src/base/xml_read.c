#include "base/xml_read.h"

#include <expat.h>
#include <unicode/ucnv.h>

struct reading {
    XML_Parser parser;
    struct arena *document; /* elements above the wanted depth, or all of them */
    struct arena *element;  /* of the one being read at the wanted depth; NULL: outside */
    int wanted;             /* −1: the whole document */
    size_t element_bytes_max;
    bool (*each)(void *context, const struct xml_element *element);
    void *context;
    struct xml_element *root, *open;
    int depth;                       /* of open; −1 before the root */
    struct buf texts[XML_DEPTH_MAX]; /* by depth: pieces of text come in several calls */
    enum err err;
    bool ended; /* by the caller */
    struct fault *why;
};

static struct arena *arena_of(const struct reading *r)
{
    return r->element ? r->element : r->document;
}

static void stop(struct reading *r, enum err err)
{
    if (r->err == ERR_NONE)
        r->err = err;
    XML_StopParser(r->parser, XML_FALSE);
}

static void refuse(struct reading *r, const char *sentence)
{
    stop(r, fault_set(r->why, ERR_INVALID, "xml_not_allowed", "", "%s (line %lu)", sentence,
                      (unsigned long)XML_GetCurrentLineNumber(r->parser)));
}

static void too_large(struct reading *r, const char *what)
{
    stop(r,
         fault_set(r->why, ERR_TOO_LARGE, "xml_too_large", "", "%s (line %lu)", what, (unsigned long)XML_GetCurrentLineNumber(r->parser)));
}

static struct str keep_name(struct reading *r, const char *name)
{
    const char *colon = strrchr(name, ':');
    return str_keep(arena_of(r), str_of(colon && colon[1] ? colon + 1 : name));
}

static enum err keep_attributes(struct reading *r, struct xml_element *element, const char **attributes)
{
    while (attributes[2 * element->attributes_count])
        if (++element->attributes_count > XML_ATTRIBUTES_MAX)
            return ERR_TOO_LARGE;
    element->attributes = arena_take_array(arena_of(r), element->attributes_count + 1, sizeof *element->attributes);
    for (size_t i = 0; element->attributes && i < element->attributes_count; i++) {
        struct xml_attribute *attribute = &element->attributes[i];
        attribute->name = keep_name(r, attributes[2 * i]);
        attribute->value = str_keep(arena_of(r), str_of(attributes[2 * i + 1]));
        if (!attribute->name.at || !attribute->value.at)
            return ERR_MEMORY;
    }
    return element->attributes ? ERR_NONE : ERR_MEMORY;
}

static void element_starts(void *context, const char *name, const char **attributes)
{
    struct reading *r = context;
    if (r->err != ERR_NONE || r->ended)
        return;
    if (r->depth + 1 >= XML_DEPTH_MAX)
        return refuse(r, "The elements of this XML file are nested too deeply.");
    if (r->depth + 1 == r->wanted && !r->element && !(r->element = arena_new(r->element_bytes_max)))
        return stop(r, ERR_MEMORY);
    struct xml_element *element = arena_new_object(arena_of(r), struct xml_element);
    if (!element)
        return too_large(r, "This XML file takes more memory than it may.");
    element->parent = r->open;
    element->name = keep_name(r, name);
    enum err err = element->name.at ? keep_attributes(r, element, attributes) : ERR_MEMORY;
    if (err != ERR_NONE)
        return too_large(r, "An element of this XML file is too large.");
    bool linked = r->wanted < 0 || r->depth >= r->wanted;
    if (r->open && linked && r->open->last)
        r->open->last->next = element;
    else if (r->open && linked)
        r->open->first = element;
    if (r->open && linked)
        r->open->last = element;
    if (!r->open)
        r->root = element;
    r->open = element;
    r->depth++;
    buf_clear(&r->texts[r->depth]);
}

static void element_ends(void *context, const char *name)
{
    struct reading *r = context;
    (void)name;
    if (r->err != ERR_NONE || r->ended)
        return;
    struct xml_element *element = r->open;
    struct buf *text = &r->texts[r->depth];
    element->text = text->length ? str_keep(arena_of(r), buf_str(text)) : STR("");
    if (text->failed || !element->text.at)
        return too_large(r, "A text in this XML file is too long.");
    r->open = element->parent;
    r->depth--;
    if (!r->element || r->depth + 1 != r->wanted)
        return;
    r->ended = !r->each(r->context, element);
    arena_free(r->element);
    r->element = NULL;
    if (r->ended)
        XML_StopParser(r->parser, XML_FALSE);
}

static void text_comes(void *context, const char *text, int length)
{
    struct reading *r = context;
    if (r->err == ERR_NONE && !r->ended && r->depth >= 0 && (r->wanted < 0 || r->element))
        buf_add(&r->texts[r->depth], text, (size_t)length);
}

static void doctype_starts(void *context, const char *name, const char *system, const char *public, int has_subset)
{
    (void)name, (void)system, (void)public;
    if (has_subset)
        refuse(context, "This XML file declares things in a document type of its own, which is not allowed here.");
}

static void entity_declared(void *context, const char *name, int is_parameter, const char *value, int length, const char *base,
                            const char *system, const char *public, const char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system, (void)public, (void)notation;
    refuse(context, "This XML file declares entities, which is not allowed here.");
}

static int external_entity(XML_Parser parser, const char *names, const char *base, const char *system, const char *public)
{
    (void)names, (void)base, (void)system, (void)public;
    refuse(XML_GetUserData(parser), "This XML file names another file, which is not allowed here.");
    return XML_STATUS_ERROR;
}

/* One-byte character sets: what each byte is, from ICU. */
static int other_encoding(void *context, const char *name, XML_Encoding *encoding)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &code);
    (void)context;
    bool one_byte = U_SUCCESS(code) && ucnv_getMaxCharSize(converter) == 1;
    for (int byte = 0; one_byte && byte < 256; byte++) {
        const char source = (char)byte, *from = &source;
        code = U_ZERO_ERROR;
        UChar32 character = ucnv_getNextUChar(converter, &from, &source + 1, &code);
        encoding->map[byte] = U_SUCCESS(code) && character != 0xFFFD ? (int)character : -1;
    }
    ucnv_close(converter);
    encoding->data = NULL, encoding->convert = NULL, encoding->release = NULL;
    return one_byte ? XML_STATUS_OK : XML_STATUS_ERROR;
}

static enum err parse_all(struct reading *r, struct str bytes)
{
    enum { PIECE = 1 << 20 };
    for (size_t from = 0;; from += PIECE) {
        size_t left = bytes.length - from, length = left > PIECE ? PIECE : left;
        if (XML_Parse(r->parser, bytes.at + from, (int)length, length == left) != XML_STATUS_OK)
            break;
        if (length == left)
            return ERR_NONE;
    }
    if (r->err != ERR_NONE || r->ended)
        return r->err;
    if (XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY)
        return ERR_MEMORY;
    return fault_set(r->why, ERR_MALFORMED, "not_xml", "", "This is no well-formed XML file: %s in line %lu.",
                     XML_ErrorString(XML_GetErrorCode(r->parser)), (unsigned long)XML_GetCurrentLineNumber(r->parser));
}

static enum err read_with(struct reading *r, struct str bytes)
{
    r->parser = XML_ParserCreate(NULL);
    if (!r->parser)
        return ERR_MEMORY;
    for (int i = 0; i < XML_DEPTH_MAX; i++)
        r->texts[i] = buf_new(XML_TEXT_MAX);
    r->depth = -1;
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, element_starts, element_ends);
    XML_SetCharacterDataHandler(r->parser, text_comes);
    XML_SetStartDoctypeDeclHandler(r->parser, doctype_starts);
    XML_SetEntityDeclHandler(r->parser, entity_declared);
    XML_SetExternalEntityRefHandler(r->parser, external_entity);
    XML_SetUnknownEncodingHandler(r->parser, other_encoding, NULL);
    enum err err = parse_all(r, bytes);
    XML_ParserFree(r->parser);
    for (int i = 0; i < XML_DEPTH_MAX; i++)
        buf_free(&r->texts[i]);
    arena_free(r->element);
    return err;
}

enum err xml_read(struct arena *arena, struct str bytes, struct xml_element **root, struct fault *why)
{
    struct reading reading = {.document = arena, .wanted = -1, .why = why};
    enum err err = read_with(&reading, bytes);
    *root = err == ERR_NONE ? reading.root : NULL;
    return err;
}

enum err xml_each(struct str bytes, int depth, size_t element_bytes_max, bool (*each)(void *context, const struct xml_element *element),
                  void *context, struct fault *why)
{
    must(depth > 0 && depth < XML_DEPTH_MAX);
    struct arena *document = arena_new(element_bytes_max);
    struct reading reading = {
        .document = document, .wanted = depth, .element_bytes_max = element_bytes_max, .each = each, .context = context, .why = why};
    enum err err = document ? read_with(&reading, bytes) : ERR_MEMORY;
    arena_free(document);
    return err;
}

const struct xml_element *xml_child(const struct xml_element *element, const char *name)
{
    const struct xml_element *child = element ? element->first : NULL;
    while (child && !str_is(child->name, name))
        child = child->next;
    return child;
}

const struct xml_element *xml_next(const struct xml_element *element)
{
    const struct xml_element *next = element->next;
    while (next && !str_equal(next->name, element->name))
        next = next->next;
    return next;
}

struct str xml_child_text(const struct xml_element *element, const char *name)
{
    const struct xml_element *child = xml_child(element, name);
    return child ? child->text : STR("");
}

struct str xml_attribute(const struct xml_element *element, const char *name)
{
    for (size_t i = 0; element && i < element->attributes_count; i++)
        if (str_is(element->attributes[i].name, name))
            return element->attributes[i].value;
    return STR("");
}
