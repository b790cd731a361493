-- What came in, what was confirmed and what was closed are counted in reports.figure, which follows a report that is
-- joined to another, parted again or confirmed late. Of the days only how often reports came back is kept here.
alter table reports.daily drop column received, drop column confirmed, drop column closed;
delete from reports.daily where reopened = 0;
