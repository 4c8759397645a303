//! suite tests
