//! A door on this machine for the browser to come back to. It opens for one approval, on the loopback interface only, and
//! closes with the first answer that is taken, when the caller says so, or when the time is over.
//!
//! It serves nothing but two words of farewell, keeps nothing and logs nothing: the address it is called with holds a
//! password. So the browser is sent on at once to an address without one.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use url::Url;

/// How long a browser may take to say its request.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest head of a request; a way back is some hundred bytes.
const HEAD: usize = 16 << 10;

/// How many calls are listened to: a browser may ask for an icon first, and other programs may knock.
const CALLS: usize = 32;

/// How often it is looked whether somebody came.
const TICK: Duration = Duration::from_millis(25);

/// The open door.
pub struct Door {
    listener: TcpListener,
    address: Url,
}

/// How waiting ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// An address was taken.
    Taken,
    /// Nobody came in time, or too many came who were not expected.
    Nobody,
    /// The caller stopped it.
    Stopped,
}

impl Door {
    /// Opens a door at a free port. Fails where programs may not listen at all.
    pub fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let address = Url::parse(&format!("http://127.0.0.1:{port}/authorized")).map_err(io::Error::other)?;
        Ok(Self { listener, address })
    }

    /// Where it is, for another start of this program.
    pub fn port(&self) -> u16 {
        self.address.port().unwrap_or_default()
    }

    /// The address to send the browser to.
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// Waits for the browser, at most `patience`. `take` says whether an address is the one that was waited for; it is
    /// asked for each that comes to this door's own path, until it says yes. The door closes afterwards.
    pub fn wait(self, patience: Duration, stop: &AtomicBool, take: &mut dyn FnMut(&Url) -> bool) -> Heard {
        let (begun, mut calls) = (Instant::now(), 0);
        while calls < CALLS && begun.elapsed() < patience {
            if stop.load(Ordering::SeqCst) {
                return Heard::Stopped;
            }
            let Ok((caller, _)) = self.listener.accept() else {
                std::thread::sleep(TICK);
                continue;
            };
            calls += 1;
            let Some(url) = asked_of(&caller).and_then(|target| self.address.join(&target).ok()) else {
                farewell(caller, "400 Bad Request", "", "This is not what Copydesk is waiting for.");
                continue;
            };
            let here = url.origin() == self.address.origin() && url.path() == self.address.path();
            if here && take(&url) {
                self.say_goodbye(caller);
                return Heard::Taken;
            }
            farewell(caller, "404 Not Found", "", "This is not what Copydesk is waiting for.");
        }
        Heard::Nobody
    }

    /// Sends the browser to an address without the password, and answers there.
    fn say_goodbye(&self, caller: TcpStream) {
        farewell(caller, "303 See Other", "Location: /done\r\n", "Done.");
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            match self.listener.accept() {
                Ok((caller, _)) if asked_of(&caller).as_deref() == Some("/done") => {
                    return farewell(
                        caller,
                        "200 OK",
                        "",
                        "Copydesk has what it needs. You can close this window.",
                    );
                }
                Ok((caller, _)) => farewell(caller, "404 Not Found", "", "Nothing is here."),
                Err(_) => std::thread::sleep(TICK),
            }
        }
    }
}

/// Hands an address that the system gave to another start of this program to the door at `port`, as the browser would have
/// done. Returns whether it was taken there.
pub fn hand_over(port: u16, came_back: &Url) -> io::Result<bool> {
    let query = came_back.query().unwrap_or_default();
    let status = ask(port, &format!("/authorized?{query}"))?;
    if status == "303" {
        // The door waits for this before it closes.
        ask(port, "/done")?;
    }
    Ok(status == "303")
}

/// Asks the door for a target and returns the status it answers with.
fn ask(port: u16, target: &str) -> io::Result<String> {
    let mut line = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), PATIENCE)?;
    line.set_read_timeout(Some(PATIENCE))?;
    line.write_all(format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    line.take(HEAD as u64).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or_default().to_owned())
}

/// What a browser asks for: the target of a GET, a path on this door.
fn asked_of(mut caller: &TcpStream) -> Option<String> {
    caller.set_nonblocking(false).ok()?;
    caller.set_read_timeout(Some(PATIENCE)).ok()?;
    let (begun, mut head, mut piece) = (Instant::now(), Vec::new(), [0; 1024]);
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() > HEAD || begun.elapsed() > PATIENCE {
            return None;
        }
        match caller.read(&mut piece) {
            Ok(read) if read > 0 => head.extend_from_slice(&piece[..read]),
            _ => return None,
        }
    }
    let line = String::from_utf8_lossy(&head);
    let mut words = line.lines().next()?.split(' ');
    let target = (words.next()? == "GET").then(|| words.next()).flatten()?;
    target.starts_with('/').then(|| target.to_owned())
}

/// A page of one sentence, then the line is closed. A browser that is gone already misses nothing.
fn farewell(mut caller: TcpStream, status: &str, header: &str, sentence: &str) {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Copydesk</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <body style=\"font:16px/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;padding:0 1rem\"><p>{sentence}</p>"
    );
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n{header}\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n",
        page.len()
    );
    let _gone = caller.write_all(head.as_bytes()).and_then(|()| caller.write_all(page.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn another_start_of_the_program_hands_over_what_the_system_gave_it() {
        let door = Door::open().unwrap();
        let port = door.port();
        let stop = AtomicBool::new(false);
        let waiting = std::thread::spawn(move || {
            door.wait(Duration::from_secs(30), &stop, &mut |url| url.query() == Some("state=right"))
        });
        let address = |query: &str| Url::parse(&format!("copydesk://authorized{query}")).unwrap();
        assert!(!hand_over(port, &address("?state=wrong")).unwrap());
        assert!(!hand_over(port, &address("")).unwrap());
        assert!(hand_over(port, &address("?state=right")).unwrap());
        assert_eq!(waiting.join().unwrap(), Heard::Taken);
        assert!(hand_over(port, &address("?state=right")).is_err(), "nobody waits any more");
    }

    /// Asks as a browser would, with these bytes, and returns the whole answer.
    fn says(address: &Url, request: &str) -> String {
        let port = address.port().unwrap();
        let mut line = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).unwrap();
        line.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        let _cut = line.read_to_string(&mut answer);
        answer
    }

    #[test]
    fn one_answer_is_taken_and_the_door_closes() {
        let door = Door::open().unwrap();
        let address = door.address().clone();
        assert!(door.listener.local_addr().unwrap().ip().is_loopback());
        let stop = Arc::new(AtomicBool::new(false));
        let waiting = std::thread::spawn(move || {
            let mut heard = Vec::new();
            let ended = door.wait(Duration::from_secs(30), &stop, &mut |url| {
                heard.push(url.to_string());
                url.query() == Some("state=right&password=canary")
            });
            (ended, heard)
        });
        for (request, expected) in [
            ("GET /favicon.ico HTTP/1.1\r\n\r\n", "404"),
            ("GET /authorized?state=wrong HTTP/1.1\r\n\r\n", "404"),
            ("POST /authorized?state=right&password=canary HTTP/1.1\r\n\r\n", "400"),
            ("GET http://example.test/authorized?state=right HTTP/1.1\r\n\r\n", "400"),
            ("GET //example.test/authorized?state=right&password=canary HTTP/1.1\r\n\r\n", "404"),
            ("nonsense\r\n\r\n", "400"),
        ] {
            let answer = says(&address, request);
            assert!(answer.starts_with(&format!("HTTP/1.1 {expected} ")), "{request}: {answer}");
            assert!(!answer.contains("canary"), "{answer}");
        }
        let answer = says(&address, "GET /authorized?state=right&password=canary HTTP/1.1\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 303 ") && answer.contains("Location: /done\r\n"), "{answer}");
        assert!(!answer.contains("canary"), "{answer}");
        let page = says(&address, "GET /done HTTP/1.1\r\n\r\n");
        assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("You can close this window"), "{page}");
        let (ended, heard) = waiting.join().unwrap();
        assert_eq!((ended, heard.len()), (Heard::Taken, 2));
        let port = address.port().unwrap();
        assert!(
            TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).is_err(),
            "nobody listens any more"
        );
    }

    #[test]
    fn waiting_ends_when_told_when_the_time_is_over_and_when_too_many_knock() {
        let never = AtomicBool::new(false);
        let ended = Door::open().unwrap().wait(Duration::ZERO, &never, &mut |_| true);
        assert_eq!(ended, Heard::Nobody);
        let told = AtomicBool::new(true);
        let ended = Door::open().unwrap().wait(Duration::from_secs(30), &told, &mut |_| true);
        assert_eq!(ended, Heard::Stopped);
        let door = Door::open().unwrap();
        let address = door.address().clone();
        let waiting = std::thread::spawn(move || door.wait(Duration::from_secs(60), &never, &mut |_| false));
        for _ in 0..CALLS {
            says(&address, "GET /authorized?state=guess HTTP/1.1\r\n\r\n");
        }
        assert_eq!(waiting.join().unwrap(), Heard::Nobody);
    }
}
