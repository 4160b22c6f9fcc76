//! The running product, driven over HTTP, in a browser, through the SDK, through crashes.
