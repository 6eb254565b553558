// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ref/tally-tariff-store.h"

G_BEGIN_DECLS

/**
 * TallyTariffDeed: what is done to a draft
 * @TALLY_TARIFF_SAVE: a new text; what was proposed is a draft again
 * @TALLY_TARIFF_PROPOSE: hand it to a second person; its text must be sound
 * @TALLY_TARIFF_RETURN: the second person sends it back, with a reason
 * @TALLY_TARIFF_SIGN: by a person who neither wrote nor proposed it: it becomes a version
 * @TALLY_TARIFF_WITHDRAW: given up, with a reason
 */
typedef enum {
    TALLY_TARIFF_SAVE,
    TALLY_TARIFF_PROPOSE,
    TALLY_TARIFF_RETURN,
    TALLY_TARIFF_SIGN,
    TALLY_TARIFF_WITHDRAW,
    TALLY_TARIFF_N_DEEDS
} TallyTariffDeed;

/** tally_tariff_deed_name: Returns: such as "propose" */
const char *tally_tariff_deed_name (TallyTariffDeed deed);

/**
 * TallyTariffOrder:
 * @draft_id: a UUID made by who asks
 * @revision: of the draft as who asks saw it; 0 for a new one, -1: whatever it is
 * @document: (nullable): the text, to be saved; JSON with an "id", sound or not
 * @address: from where; "" for a program
 * @reason: "" where none is asked for
 * @corrects: (nullable): to propose: why days that are billed already are priced anew; %NULL or
 *   "": they are not, and the version cannot begin in them
 */
typedef struct {
    const char *draft_id;
    int revision;
    const char *document;
    const char *person;
    const char *address;
    const char *reason;
    const char *corrects;
} TallyTariffOrder;

/**
 * tally_tariff_step_do:
 * @db: a connection of the settle role, not in a transaction
 * @deed: what is done
 * @order: to which draft, by whom
 * @draft: (out): as it is now
 * @error: return location
 *
 * One deed and its row in the audit trail (stream "tariff"), in one transaction. Repeated by the
 * same person it changes nothing and is no error.
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND, %TALLY_ERROR_INVALID (the text has a fault, or the
 *   days are billed already and it was not proposed as a correction), %TALLY_ERROR_EXISTS (somebody
 *   changed it meanwhile, or its state does not allow the deed) or %TALLY_ERROR_FORBIDDEN (who
 *   wrote or proposed it cannot sign it)
 */
gboolean tally_tariff_step_do (TallyDb *db,
                               TallyTariffDeed deed,
                               const TallyTariffOrder *order,
                               TallyTariffDraft *draft,
                               GError **error);

G_END_DECLS
