"""Reports of an incident: one document, as a page, as a PDF, as a table, or for programs."""
