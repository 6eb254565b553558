// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

/**
 * ClockMove: the clock is set
 * @at: to what, UTC
 * @runs: what the plan of test-clock-jump then does, in the order of when it was due (UTC);
 *   "ahead": a run that no longer counts, since the clock went back to long before it
 */
typedef struct {
    const char *at;
    const char *runs;
} ClockMove;

/** ClockCase: a day in one zone; @n: its quarter-hours */
typedef struct {
    const char *name;
    const char *day;
    int n;
    ClockMove moves[4];
} ClockCase;

/* Worked out from Python's zoneinfo and the rule of the plan, not from our own calculations. */

static const ClockCase berlin_cases[] = {
    { "berlin-spring", "2027-03-28", 92,
      {
          { "2027-03-28T00:50:10Z",
            "leap 02-29 11:00, year 12-31 23:00, month 02-28 05:00, sunday 03-21 01:15, "
            "night 03-27 01:10, day 03-27 23:00, dawn 03-28 00:40, quarter 03-28 00:45" },
          { "2027-03-28T01:00:10Z", "night 03-28 01:00, quarter 03-28 01:00, sunday 03-28 01:00" },
          { "2027-03-28T01:15:10Z", "quarter 03-28 01:15" },
      } },
    { "berlin-autumn", "2027-10-31", 100,
      {
          { "2027-10-31T00:05:10Z",
            "month 09-30 04:00, sunday 10-24 00:15, night 10-30 00:10, day 10-30 22:00, "
            "dawn 10-30 23:40, quarter 10-31 00:00" },
          { "2027-10-31T00:16:10Z", "night 10-31 00:10, quarter 10-31 00:15, sunday 10-31 00:15" },
          { "2027-10-31T01:05:10Z", "quarter 10-31 01:00" },
          { "2027-10-31T01:16:10Z", "quarter 10-31 01:15" },
      } },
    { "berlin-new-year-small-step-back", "2028-01-01", 96,
      {
          { "2027-12-31T22:57:10Z",
            "sunday 12-26 01:15, day 12-30 23:00, dawn 12-31 00:40, night 12-31 01:10, "
            "month 12-31 05:00, quarter 12-31 22:45" },
          { "2027-12-31T23:00:10Z", "day 12-31 23:00, quarter 12-31 23:00, year 12-31 23:00" },
          { "2027-12-31T22:58:50Z", "" },
          { "2027-12-31T23:00:20Z", "" },
      } },
    { "berlin-leap-day", "2028-02-29", 96,
      {
          { "2028-02-28T22:50:10Z",
            "month 01-31 05:00, sunday 02-27 01:15, day 02-27 23:00, dawn 02-28 00:40, "
            "night 02-28 01:10, quarter 02-28 22:45" },
          { "2028-02-28T23:00:10Z", "day 02-28 23:00, quarter 02-28 23:00" },
          { "2028-02-29T11:00:10Z",
            "dawn 02-29 00:40, night 02-29 01:10, month 02-29 05:00, leap 02-29 11:00, "
            "quarter 02-29 11:00" },
      } },
    { "berlin-jump-over-spring", "2028-03-26", 92,
      {
          { "2028-03-25T12:00:10Z",
            "sunday 03-19 01:15, day 03-24 23:00, dawn 03-25 00:40, night 03-25 01:10, "
            "quarter 03-25 12:00" },
          { "2028-03-26T12:00:10Z",
            "day 03-25 23:00, dawn 03-26 00:40, night 03-26 01:00, sunday 03-26 01:00, "
            "quarter 03-26 12:00" },
      } },
    { "berlin-hour-back-in-autumn", "2028-10-29", 100,
      {
          { "2028-10-29T00:16:10Z",
            "month 09-30 04:00, day 10-28 22:00, dawn 10-28 23:40, night 10-29 00:10, "
            "quarter 10-29 00:15, sunday 10-29 00:15" },
          { "2028-10-29T01:16:10Z", "quarter 10-29 01:15" },
          { "2028-10-29T00:16:20Z", "quarter ahead" },
          { "2028-10-29T01:16:20Z", "quarter 10-29 01:15" },
      } },
    { "berlin-2038-limit", "2038-01-19", 96,
      {
          { "2038-01-19T03:12:10Z",
            "leap 02-29 11:00, month 12-31 05:00, year 12-31 23:00, sunday 01-17 01:15, "
            "day 01-18 23:00, dawn 01-19 00:40, night 01-19 01:10, quarter 01-19 03:00" },
          { "2038-01-19T03:14:10Z", "" },
          { "2038-01-19T03:15:10Z", "quarter 01-19 03:15" },
      } },
    { "berlin-2038-autumn", "2038-10-31", 100,
      {
          { "2038-10-31T00:05:10Z",
            "month 09-30 04:00, sunday 10-24 00:15, night 10-30 00:10, day 10-30 22:00, "
            "dawn 10-30 23:40, quarter 10-31 00:00" },
          { "2038-10-31T00:16:10Z", "night 10-31 00:10, quarter 10-31 00:15, sunday 10-31 00:15" },
          { "2038-10-31T01:16:10Z", "quarter 10-31 01:15" },
      } },
};

static const ClockCase new_york_cases[] = {
    { "new-york-spring", "2027-03-14", 92,
      {
          { "2027-03-14T06:50:10Z",
            "leap 02-29 17:00, year 01-01 05:00, month 02-28 11:00, sunday 03-07 07:15, "
            "night 03-13 07:10, day 03-14 05:00, dawn 03-14 06:40, quarter 03-14 06:45" },
          { "2027-03-14T07:00:10Z", "night 03-14 07:00, quarter 03-14 07:00, sunday 03-14 07:00" },
          { "2027-03-14T07:15:10Z", "quarter 03-14 07:15" },
      } },
    { "new-york-autumn", "2027-11-07", 100,
      {
          { "2027-11-07T05:35:10Z",
            "sunday 10-31 06:15, month 10-31 10:00, dawn 11-06 05:40, night 11-06 06:10, "
            "day 11-07 04:00, quarter 11-07 05:30" },
          { "2027-11-07T05:46:10Z", "dawn 11-07 05:40, quarter 11-07 05:45" },
          { "2027-11-07T06:35:10Z", "quarter 11-07 06:30" },
          { "2027-11-07T06:46:10Z", "quarter 11-07 06:45" },
      } },
    { "new-york-leap-day", "2028-02-29", 96,
      {
          { "2028-02-29T04:50:10Z",
            "year 01-01 05:00, month 01-31 11:00, sunday 02-27 07:15, day 02-28 05:00, "
            "dawn 02-28 06:40, night 02-28 07:10, quarter 02-29 04:45" },
          { "2028-02-29T05:00:10Z", "day 02-29 05:00, quarter 02-29 05:00" },
          { "2028-02-29T17:00:10Z",
            "dawn 02-29 06:40, night 02-29 07:10, month 02-29 11:00, leap 02-29 17:00, "
            "quarter 02-29 17:00" },
      } },
    { "new-york-jump-over-autumn", "2028-11-05", 100,
      {
          { "2028-11-04T16:00:10Z",
            "sunday 10-29 06:15, month 10-31 10:00, day 11-04 04:00, dawn 11-04 05:40, "
            "night 11-04 06:10, quarter 11-04 16:00" },
          { "2028-11-05T16:00:10Z",
            "day 11-05 04:00, dawn 11-05 05:40, night 11-05 07:10, sunday 11-05 07:15, "
            "quarter 11-05 16:00" },
      } },
    { "new-york-spring-small-step-back", "2029-03-11", 92,
      {
          { "2029-03-11T06:57:10Z",
            "year 01-01 05:00, month 02-28 11:00, sunday 03-04 07:15, night 03-10 07:10, "
            "day 03-11 05:00, dawn 03-11 06:40, quarter 03-11 06:45" },
          { "2029-03-11T07:00:10Z", "night 03-11 07:00, quarter 03-11 07:00, sunday 03-11 07:00" },
          { "2029-03-11T06:58:50Z", "" },
          { "2029-03-11T07:00:20Z", "" },
      } },
    { "new-york-day-back", "2029-06-20", 96,
      {
          { "2029-06-20T04:20:10Z",
            "month 05-31 10:00, sunday 06-17 06:15, dawn 06-19 05:40, night 06-19 06:10, "
            "day 06-20 04:00, quarter 06-20 04:15" },
          { "2029-06-20T05:46:10Z", "dawn 06-20 05:40, quarter 06-20 05:45" },
          { "2029-06-19T05:46:10Z",
            "quarter ahead, dawn ahead, day ahead, night ahead, quarter ahead" },
          { "2029-06-20T05:46:20Z",
            "night 06-19 06:10, day 06-20 04:00, dawn 06-20 05:40, quarter 06-20 05:45" },
      } },
    { "new-york-2038-limit", "2038-01-18", 96,
      {
          { "2038-01-19T03:12:10Z",
            "leap 02-29 17:00, month 12-31 11:00, year 01-01 05:00, sunday 01-17 07:15, "
            "day 01-18 05:00, dawn 01-18 06:40, night 01-18 07:10, quarter 01-19 03:00" },
          { "2038-01-19T03:14:10Z", "" },
          { "2038-01-19T03:15:10Z", "quarter 01-19 03:15" },
      } },
    { "new-york-2038-spring", "2038-03-14", 92,
      {
          { "2038-03-14T06:50:10Z",
            "month 02-28 11:00, sunday 03-07 07:15, night 03-13 07:10, day 03-14 05:00, "
            "dawn 03-14 06:40, quarter 03-14 06:45" },
          { "2038-03-14T07:00:10Z", "night 03-14 07:00, quarter 03-14 07:00, sunday 03-14 07:00" },
          { "2038-03-14T07:15:10Z", "quarter 03-14 07:15" },
      } },
};

static const ClockCase lord_howe_cases[] = {
    { "lord-howe-autumn", "2027-04-04", 98,
      {
          { "2027-04-03T14:46:10Z",
            "leap 02-29 01:00, year 12-31 13:00, sunday 03-27 15:15, month 03-30 19:00, "
            "night 04-02 15:10, day 04-03 13:00, dawn 04-03 14:40, quarter 04-03 14:45" },
          { "2027-04-03T15:01:10Z", "quarter 04-03 15:00" },
          { "2027-04-03T15:16:10Z", "quarter 04-03 15:15" },
      } },
    { "lord-howe-spring", "2027-10-03", 94,
      {
          { "2027-10-02T15:25:10Z",
            "sunday 09-25 15:45, month 09-29 19:30, night 10-01 15:40, day 10-02 13:30, "
            "dawn 10-02 15:10, quarter 10-02 15:15" },
          { "2027-10-02T15:30:10Z", "night 10-02 15:30, quarter 10-02 15:30, sunday 10-02 15:30" },
          { "2027-10-02T15:45:10Z", "quarter 10-02 15:45" },
      } },
    { "lord-howe-leap-day", "2028-02-29", 96,
      {
          { "2028-02-28T12:50:10Z",
            "year 12-31 13:00, month 01-30 19:00, sunday 02-26 15:15, day 02-27 13:00, "
            "dawn 02-27 14:40, night 02-27 15:10, quarter 02-28 12:45" },
          { "2028-02-28T13:00:10Z", "day 02-28 13:00, quarter 02-28 13:00" },
          { "2028-02-29T01:00:10Z",
            "dawn 02-28 14:40, night 02-28 15:10, month 02-28 19:00, leap 02-29 01:00, "
            "quarter 02-29 01:00" },
      } },
    { "lord-howe-jump-over-autumn", "2028-04-02", 98,
      {
          { "2028-04-01T01:00:10Z",
            "sunday 03-25 15:15, month 03-30 19:00, day 03-31 13:00, dawn 03-31 14:40, "
            "night 03-31 15:10, quarter 04-01 01:00" },
          { "2028-04-02T01:00:10Z",
            "day 04-01 13:00, dawn 04-01 14:40, night 04-01 15:40, sunday 04-01 15:45, "
            "quarter 04-02 01:00" },
      } },
    { "lord-howe-hour-back-in-spring", "2028-10-01", 94,
      {
          { "2028-09-30T15:16:10Z",
            "sunday 09-23 15:45, night 09-29 15:40, month 09-29 19:30, day 09-30 13:30, "
            "dawn 09-30 15:10, quarter 09-30 15:15" },
          { "2028-09-30T16:01:10Z", "night 09-30 15:30, sunday 09-30 15:30, quarter 09-30 16:00" },
          { "2028-09-30T15:01:10Z",
            "quarter ahead, dawn ahead, night ahead, quarter ahead, sunday ahead" },
          { "2028-09-30T16:01:20Z",
            "dawn 09-30 15:10, night 09-30 15:30, sunday 09-30 15:30, quarter 09-30 16:00" },
      } },
    { "lord-howe-new-year", "2029-01-01", 96,
      {
          { "2028-12-31T12:50:10Z",
            "day 12-30 13:00, dawn 12-30 14:40, night 12-30 15:10, sunday 12-30 15:15, "
            "month 12-30 19:00, quarter 12-31 12:45" },
          { "2028-12-31T13:00:10Z", "day 12-31 13:00, quarter 12-31 13:00, year 12-31 13:00" },
          { "2028-12-31T14:41:10Z", "quarter 12-31 14:30, dawn 12-31 14:40" },
      } },
    { "lord-howe-2038-limit", "2038-01-19", 96,
      {
          { "2038-01-19T03:12:10Z",
            "leap 02-29 01:00, month 12-30 19:00, year 12-31 13:00, sunday 01-16 15:15, "
            "day 01-18 13:00, dawn 01-18 14:40, night 01-18 15:10, quarter 01-19 03:00" },
          { "2038-01-19T03:14:10Z", "" },
          { "2038-01-19T03:15:10Z", "quarter 01-19 03:15" },
      } },
    { "lord-howe-2038-autumn", "2038-04-04", 98,
      {
          { "2038-04-03T14:46:10Z",
            "sunday 03-27 15:15, month 03-30 19:00, night 04-02 15:10, day 04-03 13:00, "
            "dawn 04-03 14:40, quarter 04-03 14:45" },
          { "2038-04-03T15:16:10Z", "quarter 04-03 15:15" },
      } },
};

static const ClockCase shanghai_cases[] = {
    { "shanghai-new-year", "2028-01-01", 96,
      {
          { "2027-12-31T15:50:10Z",
            "leap 02-29 04:00, year 12-31 16:00, sunday 12-25 18:15, day 12-30 16:00, "
            "dawn 12-30 17:40, night 12-30 18:10, month 12-30 22:00, quarter 12-31 15:45" },
          { "2027-12-31T16:00:10Z", "day 12-31 16:00, quarter 12-31 16:00, year 12-31 16:00" },
          { "2027-12-31T17:41:10Z", "quarter 12-31 17:30, dawn 12-31 17:40" },
      } },
    { "shanghai-leap-day", "2028-02-29", 96,
      {
          { "2028-02-28T15:50:10Z",
            "month 01-30 22:00, sunday 02-26 18:15, day 02-27 16:00, dawn 02-27 17:40, "
            "night 02-27 18:10, quarter 02-28 15:45" },
          { "2028-02-28T16:00:10Z", "day 02-28 16:00, quarter 02-28 16:00" },
          { "2028-02-29T04:00:10Z",
            "dawn 02-28 17:40, night 02-28 18:10, month 02-28 22:00, leap 02-29 04:00, "
            "quarter 02-29 04:00" },
      } },
    { "shanghai-small-step-back", "2028-05-10", 96,
      {
          { "2028-05-09T17:37:10Z",
            "month 04-29 22:00, sunday 05-06 18:15, dawn 05-08 17:40, night 05-08 18:10, "
            "day 05-09 16:00, quarter 05-09 17:30" },
          { "2028-05-09T17:40:10Z", "dawn 05-09 17:40" },
          { "2028-05-09T17:38:50Z", "" },
          { "2028-05-09T17:40:20Z", "" },
      } },
    { "shanghai-hour-back", "2028-07-10", 96,
      {
          { "2028-07-09T17:25:10Z",
            "month 06-29 22:00, dawn 07-08 17:40, night 07-08 18:10, sunday 07-08 18:15, "
            "day 07-09 16:00, quarter 07-09 17:15" },
          { "2028-07-09T18:25:10Z", "dawn 07-09 17:40, night 07-09 18:10, quarter 07-09 18:15" },
          { "2028-07-09T17:25:20Z", "dawn ahead, night ahead, quarter ahead" },
          { "2028-07-09T18:25:20Z", "dawn 07-09 17:40, night 07-09 18:10, quarter 07-09 18:15" },
      } },
    { "shanghai-day-back", "2028-09-30", 96,
      {
          { "2028-09-29T22:05:10Z",
            "sunday 09-23 18:15, day 09-29 16:00, dawn 09-29 17:40, night 09-29 18:10, "
            "month 09-29 22:00, quarter 09-29 22:00" },
          { "2028-09-30T22:05:10Z",
            "day 09-30 16:00, dawn 09-30 17:40, night 09-30 18:10, sunday 09-30 18:15, "
            "quarter 09-30 22:00" },
          { "2028-09-29T22:05:20Z",
            "dawn ahead, day ahead, night ahead, quarter ahead, sunday ahead" },
          { "2028-09-30T22:05:20Z",
            "day 09-30 16:00, dawn 09-30 17:40, night 09-30 18:10, sunday 09-30 18:15, "
            "quarter 09-30 22:00" },
      } },
    { "shanghai-week-ahead-and-back", "2029-04-11", 96,
      {
          { "2029-04-10T17:00:10Z",
            "year 12-31 16:00, month 03-30 22:00, sunday 04-07 18:15, dawn 04-09 17:40, "
            "night 04-09 18:10, day 04-10 16:00, quarter 04-10 17:00" },
          { "2029-04-17T19:00:10Z",
            "sunday 04-14 18:15, day 04-17 16:00, dawn 04-17 17:40, night 04-17 18:10, "
            "quarter 04-17 19:00" },
          { "2029-04-10T17:01:10Z",
            "dawn ahead, day ahead, night ahead, quarter ahead, sunday ahead" },
          { "2029-04-11T17:00:10Z",
            "dawn 04-10 17:40, night 04-10 18:10, day 04-11 16:00, quarter 04-11 17:00" },
      } },
    { "shanghai-2038-limit", "2038-01-19", 96,
      {
          { "2038-01-19T03:12:10Z",
            "leap 02-29 04:00, month 12-30 22:00, year 12-31 16:00, sunday 01-16 18:15, "
            "day 01-18 16:00, dawn 01-18 17:40, night 01-18 18:10, quarter 01-19 03:00" },
          { "2038-01-19T03:14:10Z", "" },
          { "2038-01-19T03:15:10Z", "quarter 01-19 03:15" },
      } },
};
