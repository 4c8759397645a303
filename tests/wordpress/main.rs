//! wordpress tests
