// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Parts of OpenEI records, for tests of their import. */

#define DAY_0 "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"
#define DAY_1 "[0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1,0,0,0,0]"
#define TIMES_6(day) day "," day "," day "," day "," day "," day
#define ALL_0 "[" TIMES_6 (DAY_0) "," TIMES_6 (DAY_0) "]"
#define ALL_1 "[" TIMES_6 (DAY_1) "," TIMES_6 (DAY_1) "]"
#define ENERGY(structure)                                                       \
    "\"energyratestructure\": " structure ", \"energyweekdayschedule\": " ALL_1 \
    ", \"energyweekendschedule\": " ALL_0
#define BLOCKS                                                                                \
    "[{\"rate\": 9, \"max\": 400, \"unit\": \"kWh/kW\"}, "                                    \
    "{\"rate\": 0.1, \"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.08, \"unit\": \"kWh\"}, " \
    "{\"rate\": 0.05, \"unit\": \"kWh/kW\"}]"
#define TWO_RATES "[[{\"rate\": 0.1, \"adj\": 0.02}], [{\"rate\": 0.3}]]"
