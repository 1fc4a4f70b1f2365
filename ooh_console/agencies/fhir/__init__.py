"""FHIR R4 and UK Core: another standard's resources read into the console's own facts."""
