//! Running other programs, and a sentence when they fail.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a program whose output goes straight to the terminal.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("`{}` could not be started", line(command)))?;
    if !status.success() {
        bail!(
            "`{}` failed ({status}); its own words are above",
            line(command)
        );
    }
    Ok(())
}

/// What a program prints to its standard output, or nothing where it is missing or fails.
pub fn printed(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, shows what it prints as it comes, errors included, and returns it with the outcome.
pub fn tee(command: &mut Command) -> Result<(bool, String)> {
    let (mut pipe, end) = std::io::pipe()?;
    let child = command.stdout(end.try_clone()?).stderr(end).spawn();
    // The command keeps its ends of the pipe, which would never run dry.
    command.stdout(Stdio::inherit()).stderr(Stdio::inherit());
    let mut child = child.with_context(|| format!("`{}` could not be started", line(command)))?;
    let mut kept = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let length = pipe.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        let mut terminal = std::io::stdout().lock();
        terminal.write_all(&chunk[..length])?;
        terminal.flush()?;
        kept.extend_from_slice(&chunk[..length]);
    }
    let success = child.wait()?.success();
    Ok((success, String::from_utf8_lossy(&kept).into_owned()))
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let error = run(Command::new("no-such-program").arg("--now")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`no-such-program --now` could not be started"
        );
        assert_eq!(printed(&mut Command::new("no-such-program")), None);
    }

    #[test]
    fn tee_returns_what_it_shows() {
        let (success, output) = tee(Command::new("rustc").arg("--version")).unwrap();
        assert!(success);
        assert!(output.starts_with("rustc "), "{output}");
        let (success, output) = tee(Command::new("rustc").arg("no-such-file.rs")).unwrap();
        assert!(!success);
        assert!(output.contains("no-such-file.rs"), "{output}");
    }
}
