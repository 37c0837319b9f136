/** Makes of a database of ours what version 1 of the format had. */
export const backToVersion1 = `
  DROP TABLE _dataflows_undo;
  ALTER TABLE _dataflows_runs DROP COLUMN undone_by;
  ALTER TABLE _dataflows_tables DROP COLUMN account;
  ALTER TABLE _dataflows_tables DROP COLUMN mode;
  PRAGMA user_version = 1`;
