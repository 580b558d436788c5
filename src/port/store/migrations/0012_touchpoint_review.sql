-- When somebody last went through a touchpoint: its promise, its elements, its owner.
ALTER TABLE touchpoint ADD COLUMN reviewed_on INTEGER; -- local day, since 1970-01-01; NULL: never
