// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/block/tally-sha256.h"

#include <openssl/evp.h>
#include <string.h>

#define JOINED_BYTES 512

static void
context_free (gpointer context)
{
    EVP_MD_CTX_free (context);
}

/* Looking the algorithm up costs more than digesting a block: each thread does it once. */
static EVP_MD_CTX *
thread_context (void)
{
    static GPrivate contexts = G_PRIVATE_INIT (context_free);
    EVP_MD_CTX *context = g_private_get (&contexts);

    if (context == NULL) {
        context = EVP_MD_CTX_new ();
        /* Fails without memory only, and then GLib has ended the program already. */
        g_assert (context != NULL && EVP_DigestInit_ex (context, EVP_sha256 (), NULL) == 1);
        g_private_set (&contexts, context);
    }
    return context;
}

/* Parts that are little are put together: each of them costs as much as a hundred bytes. */
static size_t
join (const TallyBytes *parts, size_t n, uint8_t joined[JOINED_BYTES])
{
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        if (parts[i].length > JOINED_BYTES - length)
            return 0;
        if (parts[i].length > 0)
            memcpy (joined + length, parts[i].bytes, parts[i].length);
        length += parts[i].length;
    }
    return length;
}

void
tally_sha256 (const TallyBytes *parts, size_t n, uint8_t digest[TALLY_SHA256_BYTES])
{
    uint8_t joined[JOINED_BYTES];
    TallyBytes all = { joined, join (parts, n, joined) };
    EVP_MD_CTX *context = thread_context ();
    gboolean is_good = EVP_DigestInit_ex (context, NULL, NULL) == 1;

    if (all.length > 0) {
        parts = &all;
        n = 1;
    }
    for (size_t i = 0; i < n; i++)
        is_good &= EVP_DigestUpdate (context, parts[i].bytes, parts[i].length) == 1;
    is_good &= EVP_DigestFinal_ex (context, digest, NULL) == 1;
    g_assert (is_good);
}
