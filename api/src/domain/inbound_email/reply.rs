//! What a reply says, without what it repeats of the message before it.

/// How mail programs introduce what they quote.
const INTRODUCTIONS: [&str; 4] = ["a écrit :", "a écrit:", "wrote:", "-----original message-----"];

/// A text without the quotation that ends it; the whole text where nothing else is left.
pub fn without_quotes(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let is_quoted = |line: &str| line.trim_start().starts_with('>') || line.trim().is_empty();
    let quoted = lines.iter().any(|line| line.trim_start().starts_with('>'));
    while quoted && lines.last().is_some_and(|line| is_quoted(line)) {
        lines.pop();
    }
    // The introduction may be folded over two lines.
    for _ in 0..2 {
        let introduces = |line: &&str| {
            let line = line.trim().replace('\u{a0}', " ").to_lowercase();
            INTRODUCTIONS.iter().any(|end| line.ends_with(end))
        };
        if lines.last().is_some_and(introduces) {
            lines.pop();
            let begins = |line: &&str| {
                let line = line.trim_start();
                line.starts_with("Le ") || line.starts_with("On ")
            };
            if lines.last().is_some_and(begins) && quoted {
                lines.pop();
            }
        }
    }
    let said = lines.join("\n").trim().to_owned();
    if said.is_empty() { text.trim().to_owned() } else { said }
}
