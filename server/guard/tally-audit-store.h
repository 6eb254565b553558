// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyAuditEntry:
 * @district_id: whose chain; 0: the head office's
 * @stream: such as "guard", "settle" or "bill"
 * @person: login of who did it; "" when unknown
 * @address: from where; "" for a program
 * @action: such as "settlement-approve"
 * @object: what it was done to
 * @before_hash: (nullable): SHA-256 as "\\x..." of the object before
 * @after_hash: (nullable): and after
 * @reason: why; "" when nobody asked
 */
typedef struct {
    int32_t district_id;
    const char *stream;
    const char *person;
    const char *address;
    const char *action;
    const char *object;
    const char *before_hash;
    const char *after_hash;
    const char *reason;
} TallyAuditEntry;

/** TALLY_AUDIT_VALUES: parameters of the statement "guard/record" */
#define TALLY_AUDIT_VALUES 9

/**
 * tally_audit_entry_values:
 * @entry: what happened
 * @district_id: (out): keeps the number's text
 * @values: (out): parameters of "guard/record", to send it in a pipeline
 */
void tally_audit_entry_values (const TallyAuditEntry *entry,
                               char **district_id,
                               const char *values[TALLY_AUDIT_VALUES]);

/**
 * tally_audit_store_append:
 * @db: a connection, best in the transaction of the deed itself
 * @entry: what happened
 * @error: return location
 *
 * Appends @entry to its chain. Nothing can change or remove it. A transaction around it must
 * see what others commit (%TALLY_ISOLATION_EACH_STATEMENT), or the chain's end is not its end.
 */
gboolean tally_audit_store_append (TallyDb *db, const TallyAuditEntry *entry, GError **error);

/** TallyAuditFault: the first row of a chain that is not as it was written */
typedef struct {
    int32_t district_id;
    char *stream;
    int64_t seq;
    const char *why; /* "row was changed", "chain was broken" or "row is missing" */
} TallyAuditFault;

void tally_audit_fault_free (TallyAuditFault *fault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyAuditFault, tally_audit_fault_free)

/**
 * tally_audit_store_verify:
 * @db: a connection that may read guard.audit
 * @n_rows: (out) (nullable): rows looked at
 * @fault: (out): (transfer full) (nullable): the first bad row of the first bad chain
 * @error: return location
 *
 * Recomputes every chain from the rows' contents, without asking the database to hash.
 *
 * Returns: %FALSE when the chains could not be read
 */
gboolean tally_audit_store_verify (TallyDb *db,
                                   int64_t *n_rows,
                                   TallyAuditFault **fault,
                                   GError **error);

G_END_DECLS
