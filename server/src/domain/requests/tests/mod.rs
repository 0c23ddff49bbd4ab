//! Tests of the life cycle as a whole, over every status, act, role and side.

mod words;
