//! Support shared by the suites.
