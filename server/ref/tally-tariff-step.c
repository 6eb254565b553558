// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ref/tally-tariff-step.h"

#include "server/guard/tally-audit-store.h"
#include "server/ref/tally-tariff-sound.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-tariff.h"

static const struct {
    const char *name;
    const char *action; /* in the audit trail */
    const char *after;  /* the state it leaves */
} deeds[] = {
    [TALLY_TARIFF_SAVE] = { "save", "tariff-save", "draft" },
    [TALLY_TARIFF_PROPOSE] = { "propose", "tariff-propose", "proposed" },
    [TALLY_TARIFF_RETURN] = { "return", "tariff-return", "draft" },
    [TALLY_TARIFF_SIGN] = { "sign", "tariff-sign", "signed" },
    [TALLY_TARIFF_WITHDRAW] = { "withdraw", "tariff-withdraw", "withdrawn" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (deeds) == TALLY_TARIFF_N_DEEDS);

const char *
tally_tariff_deed_name (TallyTariffDeed deed)
{
    return deeds[deed].name;
}

typedef struct {
    TallyTariffDeed deed;
    const TallyTariffOrder *order;
    TallyTariffDraft *draft;
} Doing;

/* Why billed days are priced anew; "" for every deed but to propose just that. */
static const char *
corrects_of (const Doing *doing)
{
    const char *corrects = doing->order->corrects;

    return doing->deed == TALLY_TARIFF_PROPOSE && corrects != NULL ? corrects : "";
}

static gboolean
refuse (GError **error, TallyError code, const char *why)
{
    g_set_error_literal (error, TALLY_ERROR, code, why);
    return FALSE;
}

/* What an unsound text still says of itself: it must have an "id", or nobody could file it. */
static gboolean
read_head (const char *document, TallyTariffDraft *draft, GError **error)
{
    g_autoptr(TallyJsonDocument) json = tally_json_read (document, -1, error);
    TallyJson *root = json != NULL ? tally_json_root (json) : NULL;
    TallyJson *name;
    const char *code = "";

    if (root == NULL || !tally_json_expect (root, TALLY_JSON_OBJECT, error)
        || !tally_json_get_text (root, "id", &code, error))
        return FALSE;
    if (*code == '\0')
        return refuse (error, TALLY_ERROR_INVALID, "$.id: a tariff needs one");
    name = tally_json_member (root, "name");
    if (name != NULL && name->type == TALLY_JSON_OBJECT)
        name = tally_json_member (name, "en");
    draft->code = g_strdup (code);
    draft->name = g_strdup (name != NULL && name->type == TALLY_JSON_STRING ? name->text : code);
    return TRUE;
}

static gboolean
read_text (const TallyTariffOrder *order, TallyTariffDraft *draft, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(TallyTariff) tariff = NULL;
    char first[TALLY_DAY_TEXT];

    if (!read_head (order->document, draft, error))
        return FALSE;
    tariff = tally_tariff_sound (order->document, &fault);
    draft->draft_id = g_strdup (order->draft_id);
    draft->document = g_strdup (order->document);
    draft->edited_by = g_strdup (order->person);
    draft->fault = g_strdup (fault != NULL ? fault->message : "");
    draft->valid_from = g_strdup ("");
    if (tariff != NULL) {
        g_free (draft->valid_from);
        draft->valid_from = g_strdup (
            tally_day_format (tally_tariff_get_valid (tariff).first, first));
    }
    return TRUE;
}

static gboolean
record (TallyDb *db, const Doing *doing, const char *before, GError **error)
{
    g_autofree char *before_hash = before != NULL ? g_strconcat ("\\x", before, NULL) : NULL;
    g_autofree char *after_hash = g_strconcat ("\\x", doing->draft->sha256, NULL);
    const char *corrects = corrects_of (doing);
    g_autofree char *object = g_strdup_printf ("%s %s", doing->draft->code, doing->draft->draft_id);
    TallyAuditEntry entry = { .district_id = 0,
                              .stream = "tariff",
                              .person = doing->order->person,
                              .address = doing->order->address,
                              .action = deeds[doing->deed].action,
                              .object = object,
                              .before_hash = before_hash,
                              .after_hash = after_hash,
                              .reason = *corrects != '\0' ? corrects : doing->order->reason };

    return tally_audit_store_append (db, &entry, error);
}

/* The draft as it was; none is no fault when a new one is saved. */
static gboolean
load (TallyDb *db, const Doing *doing, GError **error)
{
    const TallyTariffOrder *order = doing->order;
    TallyTariffDraft *draft = doing->draft;
    g_autoptr(GError) fault = NULL;

    if (!tally_tariff_store_load (db, order->draft_id, draft, &fault)
        && (doing->deed != TALLY_TARIFF_SAVE || order->revision > 0
            || !g_error_matches (fault, TALLY_ERROR, TALLY_ERROR_NOT_FOUND))) {
        g_propagate_error (error, g_steal_pointer (&fault));
        return FALSE;
    }
    return TRUE;
}

/* Whether the very same was done before, by the same person. */
static gboolean
is_done (const Doing *doing)
{
    const TallyTariffDraft *draft = doing->draft;
    const char *person = doing->order->person;

    switch (doing->deed) {
    case TALLY_TARIFF_SAVE:
        return draft->draft_id != NULL && g_str_equal (draft->state, "draft")
               && g_str_equal (draft->edited_by, person)
               && g_str_equal (draft->document, doing->order->document);
    case TALLY_TARIFF_PROPOSE:
        return g_str_equal (draft->state, "proposed") && g_str_equal (draft->proposed_by, person)
               && g_str_equal (draft->corrects, corrects_of (doing));
    case TALLY_TARIFF_SIGN:
        return g_str_equal (draft->state, "signed") && g_str_equal (draft->signed_by, person);
    case TALLY_TARIFF_WITHDRAW:
        return g_str_equal (draft->state, "withdrawn");
    case TALLY_TARIFF_RETURN:
    case TALLY_TARIFF_N_DEEDS:
        break;
    }
    return FALSE;
}

static gboolean
may_sign (TallyDb *db, const Doing *doing, GError **error)
{
    const TallyTariffDraft *draft = doing->draft;
    const char *person = doing->order->person;
    g_autofree char *free_from = NULL;

    if (g_str_equal (draft->proposed_by, person))
        return refuse (error, TALLY_ERROR_FORBIDDEN,
                       "who proposed a tariff cannot sign it: a second person must");
    if (g_str_equal (draft->edited_by, person))
        return refuse (error, TALLY_ERROR_FORBIDDEN,
                       "who wrote a tariff cannot sign it: a second person must");
    if (*draft->corrects != '\0')
        return TRUE;
    free_from = tally_tariff_store_free_from (db, draft->code, error);
    if (free_from == NULL)
        return FALSE;
    if (g_strcmp0 (draft->valid_from, free_from) >= 0)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "$.valid_from: days before %s are billed under %s already; a new version can "
                 "begin on that day at the earliest, unless it is proposed as a correction",
                 free_from, draft->code);
    return FALSE;
}

static gboolean
may (TallyDb *db, const Doing *doing, GError **error)
{
    const TallyTariffDraft *draft = doing->draft;
    gboolean is_proposed;

    if (draft->draft_id == NULL)
        return TRUE;
    if (doing->order->revision >= 0 && doing->order->revision != draft->revision)
        return refuse (error, TALLY_ERROR_EXISTS,
                       "somebody changed the draft meanwhile: load it again");
    if (g_str_equal (draft->state, "signed") || g_str_equal (draft->state, "withdrawn"))
        return refuse (error, TALLY_ERROR_EXISTS,
                       "the draft is decided: it is signed or withdrawn");
    is_proposed = g_str_equal (draft->state, "proposed");
    if (doing->deed == TALLY_TARIFF_PROPOSE) {
        if (is_proposed)
            return refuse (error, TALLY_ERROR_EXISTS, "the draft is proposed already");
        if (*draft->fault != '\0')
            return refuse (error, TALLY_ERROR_INVALID, draft->fault);
    }
    if (doing->deed != TALLY_TARIFF_SIGN && doing->deed != TALLY_TARIFF_RETURN)
        return TRUE;
    if (!is_proposed)
        return refuse (error, TALLY_ERROR_EXISTS, "the draft is not proposed");
    return doing->deed == TALLY_TARIFF_RETURN || may_sign (db, doing, error);
}

static gboolean
change (TallyDb *db, const Doing *doing, GError **error)
{
    const TallyTariffOrder *order = doing->order;
    g_auto(TallyTariffDraft) text = { 0 };
    int version;

    switch (doing->deed) {
    case TALLY_TARIFF_SAVE:
        return read_text (order, &text, error) && tally_tariff_store_save (db, &text, error);
    case TALLY_TARIFF_SIGN:
        return tally_tariff_store_sign (db, order->draft_id, order->person, &version, error);
    case TALLY_TARIFF_PROPOSE:
    case TALLY_TARIFF_RETURN:
    case TALLY_TARIFF_WITHDRAW:
    case TALLY_TARIFF_N_DEEDS:
        break;
    }
    return tally_tariff_store_move (db, order->draft_id, deeds[doing->deed].after,
                                    doing->deed == TALLY_TARIFF_PROPOSE ? order->person : NULL,
                                    order->reason, corrects_of (doing), error);
}

static gboolean
do_deed (TallyDb *db, gpointer user_data, GError **error)
{
    const Doing *doing = user_data;
    g_autofree char *before = NULL;

    if (!load (db, doing, error))
        return FALSE;
    if (is_done (doing))
        return TRUE;
    before = g_strdup (doing->draft->sha256);
    return may (db, doing, error) && change (db, doing, error)
           && tally_tariff_store_load (db, doing->order->draft_id, doing->draft, error)
           && record (db, doing, before, error);
}

gboolean
tally_tariff_step_do (TallyDb *db,
                      TallyTariffDeed deed,
                      const TallyTariffOrder *order,
                      TallyTariffDraft *draft,
                      GError **error)
{
    Doing doing = { deed, order, draft };

    g_return_val_if_fail (deed != TALLY_TARIFF_SAVE || order->document != NULL, FALSE);

    if (!g_uuid_string_is_valid (order->draft_id))
        return refuse (error, TALLY_ERROR_INVALID, "draft_id: a UUID is expected");
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, do_deed, &doing, error);
}
