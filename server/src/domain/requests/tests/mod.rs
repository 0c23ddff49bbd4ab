//! Tests of the life cycle as a whole, over every status, act, role and side.

mod anew;
mod answers;
mod approval;
mod blocks;
mod clockwork;
mod disputes;
mod elsewhere;
mod gate;
mod holder;
mod holds;
mod incidents;
mod preservations;
mod promises;
mod reopening;
mod review;
mod scene;
mod secrecy;
mod signing;
mod stops;
mod table;
mod told;
mod walks;
mod withdrawal;
mod words;
