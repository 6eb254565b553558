// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/api/tally-api-private.h"

G_BEGIN_DECLS

typedef struct _TallyApiTask TallyApiTask;

/**
 * TallyApiTaskWork:
 * @db: a connection of tally_settle, not in a transaction
 *
 * Called in a thread of its own. Returns: (transfer full) (nullable): the answer
 */
typedef JsonNode *(*TallyApiTaskWork) (TallyDb *db, const TallyApiTask *task, GError **error);

/**
 * TallyApiTask: a request that one step of a stage answers
 * @person, @person_district, @address: who asks, from where
 * @district_id, @point_id: of the path, when it names them
 * @name: (nullable): another part of the path
 * @message: (nullable): the request's body, of @type
 * @content: (nullable): the request's body as it came
 * @now: Unix seconds
 * @status: of the good answer
 * @event: (nullable): name of the event that tells everybody when it is done
 */
struct _TallyApiTask {
    char *person;
    int32_t person_district;
    char *address;
    int32_t district_id;
    int64_t point_id;
    char *name;
    gpointer message;
    const TallyWireType *type;
    GBytes *content;
    int64_t now;
    guint status;
    const char *event;
    const char *conninfo;
    const TallyZone *zone;

    /* of tally-api-task.c */
    TallyApi *api;
    TallyRequest *request;
    TallyApiTaskWork work;
};

/** tally_api_task_new: @work: what answers; @request is answered 200 with it */
TallyApiTask *tally_api_task_new (TallyApi *api, TallyRequest *request, TallyApiTaskWork work);

/**
 * tally_api_task_read:
 *
 * Reads the body as a message of @type. Returns: %FALSE when @request was answered and @task freed
 */
gboolean tally_api_task_read (TallyApiTask *task, const TallyWireType *type);

/**
 * tally_api_task_name_point:
 *
 * Takes district_id and point_id of the path. A district the person does not see is as unknown as
 * one that is not there. Returns: %FALSE when @request was answered and @task freed
 */
gboolean tally_api_task_name_point (TallyApiTask *task);

/** tally_api_task_refuse: answers 422 with @field and frees @task */
void tally_api_task_refuse (TallyApiTask *task, const char *field, const char *why);

/** tally_api_task_drop: frees @task, whose request was answered otherwise */
void tally_api_task_drop (TallyApiTask *task);
/** tally_api_task_forbid: answers 403 and frees @task */
void tally_api_task_forbid (TallyApiTask *task, const char *why);

/** tally_api_task_start: @task: (transfer full) */
void tally_api_task_start (TallyApiTask *task);

/** tally_api_task_done: Returns: (transfer full): the answer that one thing of @kind is done */
JsonNode *tally_api_task_done (const char *id, const char *kind);

G_END_DECLS
