//! Colours that stay apart in print and for those who see few of them (after Okabe and Ito 2008, darkened for white paper).

/// Colours of departments and of lots.
const COLOURS: [&str; 8] = ["#1f6f9f", "#c4561b", "#2e8560", "#8d5aa5", "#b07d12", "#b23a5c", "#4a5f8c", "#6f6a3a"];

/// The colour of the thing of an index.
pub(super) fn colour(index: usize) -> &'static str {
    COLOURS[index % COLOURS.len()]
}
