//! One window for one library, between real processes.

use crate::desk::{again, child_folder};
use library::Seat;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// The longest a call may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn seat(folder: &Path, root: &str) -> Option<Seat> {
    Seat::take(&folder.join("windows"), Path::new(root), Box::new(|_| {})).unwrap()
}

/// Takes the seat of `/posts` and says what it hears until it is killed.
#[test]
fn child_sits_until_it_is_killed() {
    let Some(folder) = child_folder() else { return };
    let (send, heard) = channel();
    let on_call = Box::new(move |said| drop(send.send(said)));
    let seat = Seat::take(&folder.join("windows"), Path::new("/posts"), on_call).unwrap();
    // On a line of its own, behind what the test harness says.
    println!("\n{}", if seat.is_some() { "seated" } else { "taken" });
    for said in heard {
        println!("called {said}");
    }
}

fn child(folder: &Path) -> (Child, Receiver<String>) {
    let mut child =
        again(&[], "seating::child_sits_until_it_is_killed", folder).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let (send, heard) = channel();
    let is_said = |line: &String| line == "seated" || line == "taken" || line.starts_with("called ");
    std::thread::spawn(move || lines.filter(is_said).all(|line| send.send(line).is_ok()));
    (child, heard)
}

#[test]
fn the_second_window_finds_the_seat_taken_and_calls_the_first() {
    let folder = TempDir::new().unwrap();
    let windows = folder.path().join("windows");
    let (mut first, heard) = child(folder.path());
    assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), "seated");
    assert!(seat(folder.path(), "/posts").is_none());
    assert!(Seat::is_taken(&windows, Path::new("/posts")));
    for say in ["", "/posts/a note.md", ""] {
        Seat::call(&windows, Path::new("/posts"), say).unwrap();
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), format!("called {say}"));
    }
    let (mut second, said) = child(folder.path());
    assert_eq!(said.recv_timeout(PATIENCE).unwrap(), "taken");
    second.kill().unwrap();
    second.wait().unwrap();
    // Another library is another seat, and calls do not get mixed up.
    let other = seat(folder.path(), "/other").unwrap();
    Seat::call(&windows, Path::new("/other"), "not for the first").unwrap();
    Seat::call(&windows, Path::new("/posts"), "for the first").unwrap();
    assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), "called for the first");
    drop(other);
    // A killed window holds nothing.
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(!Seat::is_taken(&windows, Path::new("/posts")));
    let next = seat(folder.path(), "/posts").unwrap();
    assert_eq!(next.root(), Path::new("/posts"));
    drop(next);
    assert!(seat(folder.path(), "/posts").is_some());
}

#[test]
fn a_call_that_nobody_heard_is_not_heard_by_the_next() {
    let folder = TempDir::new().unwrap();
    let windows = folder.path().join("windows");
    Seat::call(&windows, Path::new("/posts"), "too late").unwrap();
    let (send, heard) = channel();
    let seat =
        Seat::take(&windows, Path::new("/posts"), Box::new(move |said| drop(send.send(said)))).unwrap();
    assert!(seat.is_some());
    Seat::call(&windows, Path::new("/posts"), "in time").unwrap();
    assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), "in time");
}
