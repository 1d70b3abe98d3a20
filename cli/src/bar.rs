//! A bar on standard error, where somebody is looking.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar; nothing where standard error is no terminal.
pub struct Bar(pub ProgressBar);

impl Bar {
    /// What is being done.
    pub fn new(what: &str) -> Self {
        let template = format!("{what} {{bar:30}} {{percent:>3}}% {{msg}} ({{eta}} left)");
        let style = ProgressStyle::with_template(&template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        Bar(bar.with_style(style))
    }
}
