//! window tests
