// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/api/tally-ask.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * TallyQuestion: a question on its way, and what came back
 * @path: under the server's address
 * @rows: (nullable): of a list
 * @total: how many rows there are, sent or not
 * @row: (nullable): of anything else
 * @bytes: (nullable): of what is no message: a file
 */
typedef struct {
    TallyAsk ask;
    char *path;
    SoupMessage *message;
    GPtrArray *rows;
    int64_t total;
    gpointer row;
    GBytes *bytes;
} TallyQuestion;

void tally_question_free (TallyQuestion *question);

/** tally_question_take: reads @body as the answer. Returns: %FALSE when it is none */
gboolean tally_question_take (TallyQuestion *question, GBytes *body, GError **error);

G_END_DECLS
