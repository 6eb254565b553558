-- 0144 validate: temperatures and profiles that people bring. Both tables were read and had no
-- writer: like days never shared a temperature, and profiles were those of the installation.

ALTER TABLE validate.temperature
    ADD COLUMN mean_dc smallint,
    ADD COLUMN set_by  text NOT NULL DEFAULT '',
    ADD COLUMN set_at  timestamptz NOT NULL DEFAULT now (),
    ADD CONSTRAINT temperature_class_known CHECK (class BETWEEN 0 AND 2);
COMMENT ON TABLE validate.temperature IS
    'large: 0 mild, 1 heating, 2 cooling; like days share it where it is known. mean_dc is the mean of the '
    'day in tenths of a degree Celsius that the class was made from; a forecast is set again as measured';
ALTER TABLE validate.profile ADD COLUMN set_at timestamptz NOT NULL DEFAULT now ();

GRANT UPDATE (class, mean_dc, set_by, set_at) ON validate.temperature TO tally_settle;
