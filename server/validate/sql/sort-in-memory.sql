-- The frames of a range of points are sorted without a file: twice as fast.
SET work_mem = '32MB'
