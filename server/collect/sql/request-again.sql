-- A collector that was killed left these behind; reading again is harmless.
UPDATE collect.request SET state = 'waiting' WHERE state = 'running'
