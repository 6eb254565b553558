// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** TallyWebWord: what a template calls `{{t.key}}`, in the source language */
typedef struct {
    const char *key;
    const char *message;
} TallyWebWord;

extern const TallyWebWord tally_web_words[];
extern const gsize tally_web_n_words;

G_END_DECLS
