-- Evidence that is no picture: kept sealed as it came, and given out as an attachment only. It has no pixels.
alter table documents.file
  drop constraint file_kind_check,
  alter column width drop not null,
  alter column height drop not null,
  alter column thumbnail_sha256 drop not null,
  alter column thumbnail_bytes drop not null,
  add column pages integer check (pages > 0),
  add constraint file_kind check (
    (kind = 'photo' and width is not null and height is not null and thumbnail_sha256 is not null
      and thumbnail_bytes is not null and pages is null)
    or (kind = 'document' and width is null and height is null and thumbnail_sha256 is null
      and thumbnail_bytes is null and pages is not null));
