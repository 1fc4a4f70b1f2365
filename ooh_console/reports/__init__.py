"""Reports of an incident: one document, written as a page, as a PDF, as a table, or for programs."""
