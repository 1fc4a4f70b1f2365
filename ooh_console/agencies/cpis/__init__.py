"""The NHS service that shares child protection plans (CP-IS, FHIR R4), read only."""
