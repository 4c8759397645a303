//! Running other programs: output on the terminal and in a log, failures as sentences, nothing left running.
//!
//! Every program gets a process group of its own, so that ending it also ends what it started. The groups that are alive
//! are known to the handler of Ctrl-C; that list is the only state which is global here, because a signal has no caller.

use crate::failure::{Doing, Failure, Outcome};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

static ALIVE: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn alive() -> std::sync::MutexGuard<'static, BTreeSet<u32>> {
    ALIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// On Ctrl-C, SIGTERM and SIGHUP: ends every group that is alive, then this program.
pub fn end_all_on_interrupt() -> Outcome {
    ctrlc::set_handler(|| {
        let groups: Vec<u32> = alive().iter().copied().collect();
        groups.iter().for_each(|id| end_group(*id));
        eprintln!("Stopped. Everything that was started has been ended.");
        std::process::exit(130);
    })
    .doing("listen for Ctrl-C")
}

/// A running program together with all that it started. Dropping it ends them all.
#[derive(Debug)]
pub struct Group {
    child: Child,
    ended: bool,
}

impl Group {
    /// Starts `command` in a group of its own.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.spawn().map_err(|error| cannot_start(command, &error))?;
        alive().insert(child.id());
        Ok(Self { child, ended: false })
    }

    /// The process id, which is also the group's.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The program's pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether the program is still running.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until the program ends, then ends what it left behind.
    pub fn wait(mut self) -> Outcome<ExitStatus> {
        let status = self.child.wait().doing("wait for a program");
        self.end();
        status
    }

    /// Lets the group run on after this program; returns its id.
    pub fn leave_running(mut self) -> u32 {
        self.ended = true;
        alive().remove(&self.child.id());
        self.child.id()
    }

    fn end(&mut self) {
        if self.ended {
            return;
        }
        self.ended = true;
        #[cfg(not(unix))]
        let _ = self.child.kill();
        end_group(self.child.id());
        let _ = self.child.wait();
        alive().remove(&self.child.id());
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Ends the group politely, and after three seconds for good.
#[cfg(unix)]
pub fn end_group(id: u32) {
    use nix::sys::signal::{Signal, killpg};
    let Ok(id) = i32::try_from(id) else { return };
    let group = nix::unistd::Pid::from_raw(id);
    if killpg(group, Signal::SIGTERM).is_err() {
        return;
    }
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(3) {
        // A leader that has ended but was not yet waited for still counts as a member; it must not cost three seconds.
        let _ = nix::sys::wait::waitpid(group, Some(nix::sys::wait::WaitPidFlag::WNOHANG));
        if killpg(group, None).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    let _ = killpg(group, Signal::SIGKILL);
}

/// Windows has no process groups in this sense; the program itself is ended by its handle.
#[cfg(not(unix))]
pub fn end_group(_id: u32) {}

/// What a finished program said.
#[derive(Debug)]
pub struct Finished {
    /// Standard output and standard error, as they came.
    pub text: String,
    /// Whether it ended with exit code 0.
    pub success: bool,
}

/// Runs the program to its end with its output on the terminal and in `log`.
pub fn watch(command: &mut Command, log: &Path) -> Outcome<Finished> {
    println!("$ {}", shown(command));
    run(command, log, true)
}

/// Runs the program to its end with its output in `log` only; a failure says where that is.
pub fn quietly(what: &str, command: &mut Command, log: &Path) -> Outcome<String> {
    let finished = run(command, log, false)?;
    if finished.success {
        return Ok(finished.text);
    }
    let last =
        finished.text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it printed nothing");
    Err(Failure::new(format!(
        "Could not {what}. The last line of `{}` was: {last}. The whole log is {}.",
        shown(command),
        log.display()
    )))
}

/// Runs the program to its end and returns its standard output; standard error goes to the failure.
pub fn read(command: &mut Command) -> Outcome<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("`{}` failed: {}", shown(command), said.trim())))
}

/// Whether the program exists and answers with exit code 0.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command line as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .map(|word| if word.contains(' ') { format!("'{word}'") } else { word.into_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

fn run(command: &mut Command, log: &Path, echo: bool) -> Outcome<Finished> {
    let file =
        Arc::new(Mutex::new(File::create(log).doing(format_args!("write the log {}", log.display()))?));
    let mut group = Group::start(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let out = group
        .child()
        .stdout
        .take()
        .map(|pipe| copy(pipe, Arc::clone(&file), echo.then(|| Box::new(io::stdout()) as Terminal)));
    let err = group
        .child()
        .stderr
        .take()
        .map(|pipe| copy(pipe, file, echo.then(|| Box::new(io::stderr()) as Terminal)));
    let status = group.wait()?;
    let mut text = String::new();
    for pipe in [out, err].into_iter().flatten() {
        // A program that escaped its group may hold the pipe for ever; what it says later is nobody's loss.
        while let Ok(piece) = pipe.recv_timeout(Duration::from_secs(5)) {
            text.push_str(&piece);
        }
    }
    Ok(Finished { text, success: status.success() })
}

type Terminal = Box<dyn Write + Send>;

fn copy(
    mut pipe: impl Read + Send + 'static,
    log: Arc<Mutex<File>>,
    mut terminal: Option<Terminal>,
) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = pipe.read(&mut buffer) {
            let piece = &buffer[..length];
            let _ = log.lock().unwrap_or_else(PoisonError::into_inner).write_all(piece);
            if let Some(terminal) = &mut terminal {
                let _ = terminal.write_all(piece).and_then(|()| terminal.flush());
            }
            let _ = sender.send(String::from_utf8_lossy(piece).into_owned());
        }
    });
    receiver
}

fn cannot_start(command: &Command, error: &io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::new(format!(
            "The program `{program}` is not installed or not on the PATH. Install it and run the command again."
        ));
    }
    Failure::new(format!("Could not start `{program}`: {error}."))
}
