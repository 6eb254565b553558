// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-register-calc.h"

G_BEGIN_DECLS

#define TALLY_MAP_MAX_REGISTERS 200
#define TALLY_MAP_MAX_LAYOUTS 8
/** Most words in one answer: the limit of Modbus. */
#define TALLY_MAP_MAX_WORDS 125

/** TallyRegister: one figure of a meter */
typedef struct {
    char *name;
    int16_t channel; /* of ref.channel; 0: not stored */
    uint16_t address;
    TallyRegisterType type;
    char *unit;       /* as the file writes it */
    int power;        /* a floating-point register times 10^power is whole counts */
    int16_t exponent; /* a decoded value counts 10^exponent of the channel's unit */
    gboolean has_invalid;
    uint64_t invalid; /* bits that mean: no value */
    gboolean has_scale;
    uint16_t scale_address; /* int16: the value counts 10^that more */
    gboolean has_plus;
    uint16_t plus_address; /* a second register of the same type, to be added */
} TallyRegister;

/** TallyModelLayout: what SunSpec models @first_model to @last_model hold, counted from the
 * word that names the model */
typedef struct {
    uint16_t first_model;
    uint16_t last_model;
    GArray *registers; /* TallyRegister */
} TallyModelLayout;

/** TallyProfileMemory: see data/meters/README.md */
typedef struct {
    int32_t interval_s;
    int32_t depth_days;
    uint16_t select_address;
    uint16_t window_address;
    int max_records;
} TallyProfileMemory;

/**
 * TallyRegisterMap:
 *
 * Where a model of meter keeps what. Never changes once loaded, so any thread
 * may read it.
 */
typedef struct {
    char *name;
    char *title;
    char **also; /* other names; none: an empty list */
    uint16_t
        first_address; /* what the file calls the first: 0, or 1; addresses here are the wire's */
    gboolean is_input; /* input registers, else holding registers */
    TallyWordOrder order;
    size_t max_words;
    GArray *registers; /* TallyRegister */
    GArray *layouts;   /* TallyModelLayout; when there are some, @registers is empty */
    gboolean has_stamp;
    uint16_t stamp_address;
    gboolean has_clock;
    gboolean can_set_clock;
    uint16_t clock_address;
    gboolean has_profile;
    TallyProfileMemory profile;
} TallyRegisterMap;

/**
 * tally_register_map_parse:
 * @json: a document as data/meters/README.md describes it
 * @length: bytes of @json; -1: ended by a zero
 * @error: return location
 *
 * Strict: a field that is missing, not known or out of bounds is
 * %TALLY_ERROR_INVALID, naming it.
 */
TallyRegisterMap *tally_register_map_parse (const char *json, gssize length, GError **error);
void tally_register_map_free (TallyRegisterMap *self);

/** tally_register_map_ref: Returns: (transfer full): @self; maps may stand under several names */
TallyRegisterMap *tally_register_map_ref (TallyRegisterMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyRegisterMap, tally_register_map_free)

/** tally_register_map_find: Returns: (nullable): the register named @name */
const TallyRegister *tally_register_map_find (const TallyRegisterMap *self, const char *name);

/** tally_register_map_find_channel: Returns: (nullable): the register of @channel */
const TallyRegister *tally_register_map_find_channel (const TallyRegisterMap *self,
                                                      int16_t channel);

/** tally_register_map_folder: Returns: (transfer full): where the maps lie: `meters` below
 * GRIDTALLY_DATA_DIR, or below the installed data */
char *tally_register_map_folder (void);

/** tally_register_map_load: loads `NAME.json` of @folder, or the map that is also called @name;
 * errors name the file and the field */
TallyRegisterMap *tally_register_map_load (const char *folder, const char *name, GError **error);

/**
 * tally_register_maps_load:
 *
 * Loads every map of @folder. A name that stands twice is %TALLY_ERROR_INVALID.
 *
 * Returns: (transfer full): name, and other names -> TallyRegisterMap
 */
GHashTable *tally_register_maps_load (const char *folder, GError **error);

G_END_DECLS
