-- Months that raw frames must stay, counted from the month that runs.
SELECT keep_months FROM raw.retention
