//! The index as the app uses it: queries, the overlay against what is committed, damage, kills.
#![cfg(test)]

mod answers;
mod damage;
mod desk;
mod kills;
mod overlay;
mod queries;
