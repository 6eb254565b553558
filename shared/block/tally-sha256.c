// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/block/tally-sha256.h"

#include <openssl/evp.h>

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

void
tally_sha256 (const TallyBytes *parts, size_t n, uint8_t digest[TALLY_SHA256_BYTES])
{
    EVP_MD_CTX *context = thread_context ();
    gboolean is_good = EVP_DigestInit_ex (context, NULL, NULL) == 1;

    for (size_t i = 0; i < n; i++)
        is_good &= EVP_DigestUpdate (context, parts[i].bytes, parts[i].length) == 1;
    is_good &= EVP_DigestFinal_ex (context, digest, NULL) == 1;
    g_assert (is_good);
}
