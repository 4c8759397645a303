//! The one door to the git of this computer. It never asks a person: what would need a password typed fails at once, and what
//! does not answer is ended.

use super::failure::GitFailure;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// What only looks at files here.
const NEAR: Duration = Duration::from_secs(60);
/// What speaks to a remote.
const FAR: Duration = Duration::from_secs(180);

/// Git, working in one folder.
#[derive(Clone, Debug)]
pub struct Program {
    folder: PathBuf,
}

impl Program {
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it says to a question.
    pub fn ask(&self, arguments: &[&str]) -> Result<String, GitFailure> {
        self.run(arguments, &[], NEAR, &[]).map(|said| String::from_utf8_lossy(&said).into_owned())
    }

    /// The same, with the bytes as they are.
    pub fn bytes(&self, arguments: &[&str]) -> Result<Vec<u8>, GitFailure> {
        self.run(arguments, &[], NEAR, &[])
    }

    /// Hands something in.
    pub fn tell(&self, arguments: &[&str], input: &[u8]) -> Result<String, GitFailure> {
        self.run(arguments, input, NEAR, &[]).map(|said| String::from_utf8_lossy(&said).into_owned())
    }

    /// The same with an index of its own, so that the writer's stays as it is.
    pub fn beside(&self, index: &Path, arguments: &[&str], input: &[u8]) -> Result<String, GitFailure> {
        let said = self.run(arguments, input, NEAR, &[("GIT_INDEX_FILE", index)])?;
        Ok(String::from_utf8_lossy(&said).into_owned())
    }

    /// Speaks to a remote.
    pub fn far(&self, arguments: &[&str]) -> Result<String, GitFailure> {
        self.run(arguments, &[], FAR, &[]).map(|said| String::from_utf8_lossy(&said).into_owned())
    }

    /// What it says although it ends with 1, which some commands do to say "no".
    pub fn ask_with_no(&self, arguments: &[&str]) -> Result<(Vec<u8>, bool), GitFailure> {
        let output = self.output(arguments, &[], NEAR, &[])?;
        match output.status.code() {
            Some(0) => Ok((output.stdout, true)),
            Some(1) => Ok((output.stdout, false)),
            _ => Err(GitFailure::said(arguments, &output)),
        }
    }

    fn run(
        &self,
        arguments: &[&str],
        input: &[u8],
        limit: Duration,
        more: &[(&str, &Path)],
    ) -> Result<Vec<u8>, GitFailure> {
        let output = self.output(arguments, input, limit, more)?;
        if output.status.success() { Ok(output.stdout) } else { Err(GitFailure::said(arguments, &output)) }
    }

    fn output(
        &self,
        arguments: &[&str],
        input: &[u8],
        limit: Duration,
        more: &[(&str, &Path)],
    ) -> Result<Output, GitFailure> {
        let mut command = Command::new("git");
        command
            .args(["-c", "core.quotePath=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"])
            .args(arguments)
            .current_dir(&self.folder)
            .env("LC_ALL", "C")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_EDITOR", "true")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        if self.ssh_must_not_ask() {
            command.env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
        }
        for (name, value) in more {
            command.env(name, value);
        }
        quiet(&mut command);
        let child = command.spawn().map_err(|error| GitFailure::no_git(&error))?;
        ended(child, input, limit).map_err(|error| GitFailure::no_answer(arguments, &error))
    }

    /// Without somebody to ask (an agent's or a desktop's own dialog) ssh would ask on a terminal nobody sees. Who has a
    /// command of their own for it keeps that.
    fn ssh_must_not_ask(&self) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some();
        !set("GIT_SSH_COMMAND") && !set("GIT_SSH") && !set("SSH_ASKPASS") && !self.has_own_ssh()
    }

    fn has_own_ssh(&self) -> bool {
        let asked =
            Command::new("git").args(["config", "core.sshCommand"]).current_dir(&self.folder).output();
        asked.is_ok_and(|output| output.status.success())
    }
}

/// No console window flashes up.
#[cfg(windows)]
fn quiet(command: &mut Command) {
    std::os::windows::process::CommandExt::creation_flags(command, 0x0800_0000);
}

#[cfg(not(windows))]
fn quiet(_: &mut Command) {}

fn ended(mut child: Child, input: &[u8], limit: Duration) -> io::Result<Output> {
    let started = Instant::now();
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // One that does not read to the end has said why.
            let _closed_early = stdin.map(|mut stdin| stdin.write_all(input));
        });
        let out = scope.spawn(move || all_of(stdout));
        let err = scope.spawn(move || all_of(stderr));
        let mut wait = Duration::from_millis(1);
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if started.elapsed() > limit {
                child.kill()?;
                child.wait()?;
                return Err(io::ErrorKind::TimedOut.into());
            }
            std::thread::sleep(wait);
            wait = (wait * 2).min(Duration::from_millis(50));
        };
        let join = |bytes: std::thread::ScopedJoinHandle<'_, Vec<u8>>| bytes.join().unwrap_or_default();
        Ok(Output { status, stdout: join(out), stderr: join(err) })
    })
}

fn all_of(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What came before a broken pipe is what there is.
    let _broken = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
    bytes
}
