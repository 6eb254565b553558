// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallyTariffField:
 * @TALLY_FIELD_GROUP: has members; @TALLY_FIELD_TABLE: has items, each a group
 */
typedef enum {
    TALLY_FIELD_TEXT,
    TALLY_FIELD_DECIMAL,
    TALLY_FIELD_WHOLE,
    TALLY_FIELD_FLAG,
    TALLY_FIELD_CHOICE,
    TALLY_FIELD_LIST, /* words or whole numbers, with commas between */
    TALLY_FIELD_GROUP,
    TALLY_FIELD_TABLE,
} TallyTariffFieldKind;

/**
 * TallyTariffField: a place of the document that can be filled in
 * @path: "$.components[2].rate"
 * @label: for a person, translated
 * @text: what stands there
 * @choices: (nullable): of a choice
 * @help: (nullable): what the schema says of it, in English
 * @is_optional: whether it can be taken away
 * @children: of groups and tables
 * @absent: of groups: members that may be added
 */
typedef struct {
    TallyTariffFieldKind kind;
    char *path;
    char *label;
    char *text;
    char **choices;
    char *help;
    gboolean is_optional;
    GPtrArray *children;
    char **absent;
} TallyTariffField;

void tally_tariff_field_free (TallyTariffField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyTariffField, tally_tariff_field_free)

/** tally_tariff_field_label: Returns: a member's name as a person reads it, translated */
const char *tally_tariff_field_label (const char *member);

/**
 * TallyTariffDoc:
 *
 * A tariff document while it is written, with undo and redo. It may be unsound at any moment;
 * what the checker says, and of which place, is at hand after every change.
 *
 * Signal "changed" (is_structure): %FALSE when only a value is another one.
 */
#define TALLY_TYPE_TARIFF_DOC (tally_tariff_doc_get_type ())
G_DECLARE_FINAL_TYPE (TallyTariffDoc, tally_tariff_doc, TALLY, TARIFF_DOC, GObject)

TallyTariffDoc *tally_tariff_doc_new (void);

/** tally_tariff_doc_load: begins anew with @text, JSON; an OpenEI record is converted */
gboolean tally_tariff_doc_load (TallyTariffDoc *self, const char *text, GError **error);

/** tally_tariff_doc_replace: the same as one change that can be undone */
gboolean tally_tariff_doc_replace (TallyTariffDoc *self, const char *text, GError **error);

/** tally_tariff_doc_get_text: Returns: (transfer none): with line breaks, as it is saved */
const char *tally_tariff_doc_get_text (TallyTariffDoc *self);

/** tally_tariff_doc_get: Returns: (transfer full): what stands at @path; "" for nothing */
char *tally_tariff_doc_get (TallyTariffDoc *self, const char *path);

/** tally_tariff_doc_get_fault: Returns: (nullable): what the checker says; %NULL when sound */
const char *tally_tariff_doc_get_fault (TallyTariffDoc *self);

/** tally_tariff_doc_get_fault_path: Returns: (nullable): of which place */
const char *tally_tariff_doc_get_fault_path (TallyTariffDoc *self);

/** tally_tariff_doc_set: @text as the kind of the place reads it; changes in a row are one */
void tally_tariff_doc_set (TallyTariffDoc *self, const char *path, const char *text);

/** tally_tariff_doc_add: @member: (nullable): of a group; %NULL: another item of a table */
void tally_tariff_doc_add (TallyTariffDoc *self, const char *path, const char *member);
void tally_tariff_doc_remove (TallyTariffDoc *self, const char *path);

/** tally_tariff_doc_move: an item of a table; @by: -1 or +1 */
void tally_tariff_doc_move (TallyTariffDoc *self, const char *path, int by);

/** tally_tariff_doc_add_component: Returns: its index */
int tally_tariff_doc_add_component (TallyTariffDoc *self, const char *kind);

gboolean tally_tariff_doc_can_undo (TallyTariffDoc *self);
gboolean tally_tariff_doc_can_redo (TallyTariffDoc *self);
void tally_tariff_doc_undo (TallyTariffDoc *self);
void tally_tariff_doc_redo (TallyTariffDoc *self);

/** tally_tariff_doc_is_dirty: whether it is another text than when it was loaded or saved */
gboolean tally_tariff_doc_is_dirty (TallyTariffDoc *self);
void tally_tariff_doc_set_saved (TallyTariffDoc *self);

/** tally_tariff_doc_get_fields: Returns: (transfer full) (nullable): the form of @path */
TallyTariffField *tally_tariff_doc_get_fields (TallyTariffDoc *self, const char *path);

/** tally_tariff_doc_count: Returns: items of the list at @path; 0 for none */
guint tally_tariff_doc_count (TallyTariffDoc *self, const char *path);

G_END_DECLS
