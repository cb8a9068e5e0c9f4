-- +goose Up
-- Every statement that people wait for, and every erasure, finds its rows without reading the past.
CREATE INDEX remark_application ON remark (application);
CREATE INDEX keeping_out ON keeping (visit) WHERE returned_at = 0;
CREATE INDEX original_visit ON original (visit);
CREATE INDEX number_read_application ON number_read (application);
-- An erasure asks these for what belongs to the visit alone: hardly any rows.
CREATE INDEX inquiry_loose ON inquiry (visit) WHERE application = '';
CREATE INDEX document_loose ON document (visit) WHERE application = '';
CREATE INDEX number_read_loose ON number_read (visit) WHERE application = '';
CREATE INDEX notice_loose ON notice (visit) WHERE application = '';
