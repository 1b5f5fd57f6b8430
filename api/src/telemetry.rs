//! Structured logs, to standard error. They never hold personal data: neither names, texts, tokens nor variables.

use tracing_subscriber::EnvFilter;

/// Starts logging at the level of `RUST_LOG`, `info` where absent. A second call changes nothing.
pub fn start() {
    start_at("info");
}

/// Starts logging at the level of `RUST_LOG`, this one where absent. A second call changes nothing.
pub fn start_at(level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let started = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    if started.is_err() {
        tracing::debug!("logging was already started");
    }
}
