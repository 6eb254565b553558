-- 0131 energy: billing determinants are kept with the bill that was made from them (0046); nothing
-- ever wrote this table, and the view on it has read the bills since 0048.

DROP TABLE energy.determinant;
