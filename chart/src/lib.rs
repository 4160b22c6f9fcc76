//! Data and theme to picture, on plotters. No DOM, no fetch.
