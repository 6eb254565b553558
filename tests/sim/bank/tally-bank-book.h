// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

/** TallyBankSession: a payment page of the bank, and what became of it */
typedef struct {
    char *id;
    char *key;    /* Idempotency-Key it was opened with */
    char *digest; /* of the order, to tell another order under the same key */
    char *reference;
    char *description;
    char *currency;
    char *success_url;
    char *cancel_url;
    char *status;         /* open, complete, failed, expired */
    char *payment_status; /* unpaid, paid, refunded, disputed */
    int64_t amount_minor;
    int64_t n_charges; /* how often money was taken: never above 1 */
    int64_t refunded_minor;
    int64_t created_at;
    int64_t expires_at;
} TallyBankSession;

/** TallyBankNotice: an event that the merchant is to be told of */
typedef struct {
    char *id;
    char *body;
    gboolean is_delivered;
    int n_tries;
} TallyBankNotice;

/**
 * TallyBankBook:
 *
 * What the bank knows. Every change is a line of a file before anyone is told,
 * so a bank that was killed goes on where it was.
 */
typedef struct _TallyBankBook TallyBankBook;

/** tally_bank_book_open: @path: (nullable): %NULL: it forgets when it ends */
TallyBankBook *tally_bank_book_open (const char *path, GError **error);
void tally_bank_book_free (TallyBankBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBankBook, tally_bank_book_free)

/** tally_bank_book_find: Returns: (nullable) (transfer none): by id */
TallyBankSession *tally_bank_book_find (TallyBankBook *book, const char *id);

/** tally_bank_book_find_key: Returns: (nullable) (transfer none): opened with that key */
TallyBankSession *tally_bank_book_find_key (TallyBankBook *book, const char *key);

/** tally_bank_book_add: @session: (transfer full): a new one; it is written */
void tally_bank_book_add (TallyBankBook *book, TallyBankSession *session);

/** tally_bank_book_write: writes what changed in @session */
void tally_bank_book_write (TallyBankBook *book, const TallyBankSession *session);

/** tally_bank_book_notify: writes an event of @kind about @session, to be delivered */
TallyBankNotice *tally_bank_book_notify (TallyBankBook *book,
                                         const char *kind,
                                         const TallyBankSession *session,
                                         const char *object_id,
                                         int64_t amount_minor);

/** tally_bank_book_delivered: the merchant has taken @notice */
void tally_bank_book_delivered (TallyBankBook *book, TallyBankNotice *notice);

/** tally_bank_book_notices: (element-type TallyBankNotice): all, in order */
GPtrArray *tally_bank_book_notices (TallyBankBook *book);

/** tally_bank_book_sessions: Returns: (transfer container): all */
GList *tally_bank_book_sessions (TallyBankBook *book);

/** tally_bank_session_json: Returns: (transfer full): as the interface shows it */
char *tally_bank_session_json (const TallyBankSession *session, const char *base_url);

char *tally_bank_new_id (const char *prefix);

G_END_DECLS
