SELECT district_id, meter_id, channel, next_start FROM progress
