//! The library against real folders: saving, crashing, refusing, watching.
#![cfg(test)]

mod carrying;
mod crashing;
mod desk;
mod injecting;
mod keeping;
mod racing;
mod refusing;
mod saving;
mod seating;
mod shelf;
mod vanishing;
mod versions;
mod watching;
