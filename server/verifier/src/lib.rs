//! Checks what a Crosshold site exports, offline and without trusting the site: shares no code with the writer.

pub mod approval;
