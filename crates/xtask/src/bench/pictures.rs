//! The processor time of preparing a photograph, beside ImageMagick from Debian with the same work: decode, turn upright,
//! leave details out, 2,560 pixels, quality 85. Each is a program of its own, from its start to its end.

use super::statistics::Sample;
use super::table::{Table, ms, ratio};
use crate::failure::{Doing, Failure, Outcome};
use crate::process;
use crate::workspace::{Workspace, make_folder};
use std::path::Path;
use std::process::Command;

/// How often each is measured.
const RUNS: usize = 11;

/// Measures both in turns, so that a slow minute of the machine meets both.
pub fn measure(workspace: &Workspace) -> Outcome<String> {
    let folder = workspace.root.join("target/xtask/pictures");
    make_folder(&folder)?;
    let mut build = Command::new("cargo");
    build
        .args(["build", "--release", "--locked", "--package", "pictures", "--example", "prepare"])
        .current_dir(&workspace.root);
    process::quietly("build the program that prepares a picture", &mut build, &workspace.log("pictures")?)?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(workspace.root.join("target"), Into::into);
    let ours = target.join("release/examples/prepare").display().to_string();
    let file = |name: &str| folder.join(name).display().to_string();
    let (photograph, out) = (file("photograph.jpg"), file("ours.jpg"));
    processor_time(&folder, &[&ours, "--photograph", &photograph])?;
    let theirs = file("theirs.jpg");
    let peer = [
        "/usr/bin/convert",
        &photograph,
        "-auto-orient",
        "-strip",
        "-resize",
        "2560x2560",
        "-quality",
        "85",
        &theirs,
    ];
    let (mut mine, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        mine.push(processor_time(&folder, &[&ours, &photograph, &out])?);
        peers.push(processor_time(&folder, &peer)?);
    }
    let median = |values| Sample::new(values).map(|sample| sample.median());
    let (mine, peers) = (median(mine), median(peers));
    let shown = |value: Option<f64>| value.map_or("-".to_owned(), ms);
    let mut table = Table::new(
        "A photograph of 12 megapixels prepared, milliseconds of processor time",
        "what | Copydesk | ImageMagick | ratio",
    );
    table.row(["decoded, 2,560 pixels, coded".into(), shown(mine), shown(peers), ratio(mine, peers)]);
    println!("{table}");
    Ok(format!(
        "A photograph takes {} of ImageMagick's processor time ({RUNS} runs each).",
        ratio(mine, peers)
    ))
}

/// Milliseconds of processor time that a program used. The shell counts them: all threads, user and system.
fn processor_time(folder: &Path, words: &[&str]) -> Outcome<f64> {
    let mut command = Command::new("sh");
    command.args(["-c", "\"$@\" >/dev/null && times", "sh"]).args(words).current_dir(folder);
    let output = command.output().doing("measure a program")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format!("`{}` failed: {said}", words.join(" "))));
    }
    children(&text).ok_or_else(|| Failure::new(format!("The shell's `times` cannot be read: {text}")))
}

/// The second line of `times`: what the programs used that the shell started, as `0m0.310s 0m0.104s`.
fn children(text: &str) -> Option<f64> {
    let times = text.lines().nth(1)?.split_whitespace().map(|time| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m')?;
        Some((minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?) * 1_000.0)
    });
    times.sum()
}

#[cfg(test)]
mod tests {
    use super::children;

    #[test]
    fn the_shells_times_are_added_up() {
        for (text, expected) in [
            ("0m0.001s 0m0.002s\n0m0.310s 0m0.104s\n", Some(414.0)),
            ("0m0.00s 0m0.00s\n1m0.50s 0m0.00s\n", Some(60_500.0)),
            ("0m0.00s 0m0.00s\n", None),
            ("", None),
            ("a\nb\n", None),
        ] {
            assert_eq!(children(text).map(f64::round), expected, "{text}");
        }
    }
}
