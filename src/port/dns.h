/* What the DNS says in texts (TXT records). For kuulo doctor: it waits for the answer, 3 s for each of two tries to a server. */
#pragma once
#include "base/str.h"

enum { DNS_TEXTS_MAX = 16, DNS_TEXT_MAX = 2048 };

enum dns_result {
    DNS_FOUND,
    DNS_NOTHING,   /* the name is not there, or has no text */
    DNS_NO_ANSWER, /* nobody answered, or said anything usable: nothing is known */
};

struct dns_texts {
    char texts[DNS_TEXTS_MAX][DNS_TEXT_MAX]; /* a record's pieces joined; longer ones are cut */
    size_t count;
};

struct dns {
    enum dns_result (*texts)(struct dns *dns, const char *name, struct dns_texts *texts);
    void (*close)(struct dns *dns);
};

/* Asks the machine's own name servers, or `server` ("127.0.0.1:5353", IPv4) alone. ERR_INVALID with a sentence, ERR_MEMORY. */
enum err dns_open(const char *server, struct dns **dns, struct fault *why) must_check;
void dns_close(struct dns *dns); /* NULL is fine */
