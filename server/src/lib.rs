//! Crosshold.
